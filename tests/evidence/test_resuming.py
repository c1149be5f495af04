"""A photo that was cut off goes on where it stopped, for the same person, also after a restart of the server."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest

from evidence.photo_files import phone_jpeg
from lantian.domain.problems import Problem
from lantian.evidence.intake import kept_bytes, receive
from lantian.evidence.storage import Storage, open_storage

PHOTO = phone_jpeg() + os.urandom(700_000)
NAME = hashlib.sha256(PHOTO).hexdigest()
LIMIT = 4_000_000


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path / "originals")


def send(storage: Storage, body: bytes, *, announced: int | None = None, sender: str = "7", offset: int = 0, name: str = NAME):
    return receive(
        io.BytesIO(body),
        expected_sha256=name,
        expected_bytes=len(body) if announced is None else announced,
        limit_bytes=LIMIT,
        storage=storage,
        sender=sender,
        offset=offset,
    )


def cut_off(storage: Storage, at: int, *, sender: str = "7") -> None:
    with pytest.raises(Problem) as caught:
        send(storage, PHOTO[:at], announced=len(PHOTO), sender=sender)
    assert caught.value.code == "photo_cut_short"


def left(storage_dir: Path) -> list[Path]:
    return list((storage_dir / "originals" / ".incoming").glob("*"))


def test_a_photo_cut_off_at_80_percent_goes_on_there(storage, tmp_path):
    reached = len(PHOTO) * 8 // 10
    cut_off(storage, reached)
    assert kept_bytes(NAME, "7", storage) == reached
    received = send(storage, PHOTO[reached:], offset=reached)
    assert received.size_bytes == len(PHOTO) and not received.already_here
    with storage.open(NAME) as original:
        assert original.read() == PHOTO
    assert left(tmp_path) == []


def test_it_goes_on_after_a_restart(storage, tmp_path):
    cut_off(storage, 300_000)
    restarted = open_storage(tmp_path / "originals")
    assert kept_bytes(NAME, "7", restarted) == 300_000
    assert send(restarted, PHOTO[300_000:], offset=300_000).size_bytes == len(PHOTO)


def test_it_may_be_cut_off_again_and_again(storage):
    reached = 0
    for step in (100_000, 150_000, 260_000, 400_000):
        with pytest.raises(Problem):
            send(storage, PHOTO[reached:step], announced=len(PHOTO) - reached, offset=reached)
        reached = kept_bytes(NAME, "7", storage)
        assert reached == step
    assert send(storage, PHOTO[reached:], offset=reached).size_bytes == len(PHOTO)


def test_going_on_from_a_place_never_reached_is_told_the_true_place(storage):
    cut_off(storage, 200_000)
    with pytest.raises(Problem) as caught:
        send(storage, PHOTO[300_000:], offset=300_000)
    assert (caught.value.code, caught.value.extra) == ("photo_offset", {"offset": 200_000})
    assert kept_bytes(NAME, "7", storage) == 200_000


def test_a_wrong_rest_throws_away_what_was_kept(storage, tmp_path):
    cut_off(storage, 200_000)
    with pytest.raises(Problem) as caught:
        send(storage, bytes(len(PHOTO) - 200_000), offset=200_000)
    assert caught.value.code == "photo_mismatch"
    assert kept_bytes(NAME, "7", storage) == 0 and left(tmp_path) == []
    assert send(storage, PHOTO).size_bytes == len(PHOTO)


def test_another_person_neither_sees_nor_uses_what_was_kept(storage):
    cut_off(storage, 200_000)
    assert kept_bytes(NAME, "8", storage) == 0
    with pytest.raises(Problem) as caught:
        send(storage, PHOTO[200_000:], offset=200_000, sender="8")
    assert caught.value.code == "photo_offset"


def test_a_photo_that_came_whole_meanwhile_takes_the_rest_too(storage):
    cut_off(storage, 200_000)
    send(storage, PHOTO, sender="8")
    assert send(storage, PHOTO[200_000:], offset=200_000).already_here
    with storage.stage(f"{NAME}.9") as kept:
        kept.write(PHOTO[:5_000])
    with pytest.raises(Problem) as caught:
        send(storage, bytes(len(PHOTO) - 5_000), offset=5_000, sender="9")
    assert caught.value.code == "photo_mismatch"


def test_nothing_is_missing_when_only_the_answer_was_lost(storage):
    with pytest.raises(Problem):
        send(storage, PHOTO, announced=len(PHOTO) + 1)
    assert kept_bytes(NAME, "7", storage) == len(PHOTO)
    assert send(storage, b"", offset=len(PHOTO)).size_bytes == len(PHOTO)


def test_the_limit_counts_what_was_kept(storage):
    with pytest.raises(Problem) as caught:
        send(storage, PHOTO, offset=LIMIT)
    assert caught.value.code == "photo_too_large"


def test_knowing_a_name_and_a_length_is_not_having_the_photo(storage):
    send(storage, PHOTO, sender="7")
    for offset in (len(PHOTO), len(PHOTO) - 1, 1):
        with pytest.raises(Problem) as caught:
            send(storage, PHOTO[offset:], offset=offset, sender="8")
        assert (caught.value.code, caught.value.extra["offset"]) == ("photo_offset", 0)


def test_only_the_longest_try_is_kept_on_disk(storage, tmp_path):
    cut_off(storage, 80_000)
    for _try in range(5):
        with pytest.raises(Problem):
            send(storage, PHOTO[80_000:80_100], announced=len(PHOTO) - 80_000, offset=80_000)
    cut_off(storage, 50_000)
    (kept,) = left(tmp_path)
    assert kept.stat().st_size == kept_bytes(NAME, "7", storage) >= 80_000


def test_a_shorter_try_that_is_still_being_sent_is_spared_and_comes_whole(storage):
    with storage.stage(f"{NAME}.7") as slow:
        slow.write(PHOTO[:1000])
        cut_off(storage, 5000)
        slow.write(PHOTO[1000:])
        assert slow.commit(NAME)
    assert storage.exists(NAME)
