"""The measurement under hostile requests counts only hand-ins that were taken, and its attacks reach what they are aimed at."""

from __future__ import annotations

import socket

import pytest
from bench.hostile import brackets_as_queue, slowest_ms
from bench.phones import Phone

from lantian.domain.problems import Problem
from lantian.workflow.queue_file import MOST_PARTS, open_queue


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


def test_a_small_queue_file_full_of_brackets_is_refused_for_its_brackets_and_not_for_its_length(tmp_path):
    path = tmp_path / "queue.zip"
    path.write_bytes(brackets_as_queue())
    assert path.stat().st_size < 100_000
    with pytest.raises(Problem) as refused:
        open_queue(path)
    assert f"> {MOST_PARTS} {{ [" in refused.value.params["reason"]
