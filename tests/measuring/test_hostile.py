"""The measurement under hostile requests counts only hand-ins that were taken."""

from __future__ import annotations

import socket

import pytest
from bench.hostile import slowest_ms
from bench.phones import Phone


def test_phones_refused_under_an_attack_make_a_failed_run_and_not_a_fast_one():
    taken = {"requests_s": [0.02, 0.5, 0.1], "refused": [], "refused_count": 0}
    assert slowest_ms("wrong passwords", taken) == 500
    with pytest.raises(SystemExit, match=r"wrong passwords: 7 refused: .*429"):
        slowest_ms("wrong passwords", taken | {"refused": ["429 too many"], "refused_count": 7})


def test_a_phone_whose_line_is_cut_says_so():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        orders = {"port": nobody.getsockname()[1], "photo_hex": "ffd8", "cookies": [""]}
        phone = Phone(0, orders)
        with pytest.raises(ConnectionRefusedError):
            phone._put("/api/photos/x", b"", {})
    assert "ConnectionRefusedError" in phone.measured.refused[0]
