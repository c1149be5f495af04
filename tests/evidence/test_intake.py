"""Receiving a photo: whole and right, or refused in words, and never half-kept."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from evidence.photo_files import encoded, jpeg, phone_jpeg, picture
from lantian.domain.problems import Problem
from lantian.evidence.intake import CHUNK_BYTES, Received, receive
from lantian.evidence.storage import Storage
from lantian.evidence.storage_local import INCOMING, LocalStorage

LIMIT = 4_000_000
PHOTO = phone_jpeg() + os.urandom(500_000)
GIF = encoded(picture(), "GIF")


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Trickle(io.RawIOBase):
    """A slow connection: a few bytes at a time, counted; ``breaks_with`` is raised where the content ends."""

    def __init__(self, content: bytes, piece: int = 1000, breaks_with: Exception | None = None):
        self._content = io.BytesIO(content)
        self._piece = piece
        self._breaks_with = breaks_with
        self.given_bytes = 0
        self.largest_request = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "a body must never be asked for all at once, or past its end"
        self.largest_request = max(self.largest_request, size)
        piece = self._content.read(min(size, self._piece))
        if not piece and self._breaks_with:
            raise self._breaks_with
        self.given_bytes += len(piece)
        return piece


def send(storage: Storage, content, name: str | None = None, declared: int | None = -1, **options) -> Received:
    """Upload ``content`` (bytes or a stream) with its own hash and length unless told otherwise."""
    whole = content if isinstance(content, bytes) else PHOTO
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    return receive(
        stream,
        expected_sha256=name_of(whole) if name is None else name,
        expected_bytes=len(whole) if declared == -1 else declared,
        **{"limit_bytes": LIMIT, "storage": storage, **options},
    )


def kept(root: Path) -> list[str]:
    """Every file in the store: originals and leftovers."""
    return [path.name for path in (root / "originals").rglob("*") if path.is_file()]


def refusal(act) -> Problem:
    with pytest.raises(Problem) as caught:
        act()
    return caught.value


@pytest.mark.parametrize("declared", [-1, None])
def test_it_keeps_a_new_photo_as_received(storage, declared):
    assert send(storage, PHOTO, declared=declared) == Received(name_of(PHOTO), len(PHOTO), "image/jpeg", already_here=False)
    with storage.open(name_of(PHOTO)) as original:
        assert original.read() == PHOTO


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_says_what_kind_of_photo_it_is(storage, form):
    assert send(storage, encoded(picture(), form)).media_type == f"image/{form.lower()}"


def test_the_same_photo_again_is_already_here(storage, tmp_path):
    send(storage, PHOTO)
    assert send(storage, PHOTO) == Received(name_of(PHOTO), len(PHOTO), "image/jpeg", already_here=True)
    assert kept(tmp_path) == [name_of(PHOTO)]


def test_a_wrong_body_for_a_photo_already_here_is_a_mismatch(storage, tmp_path):
    send(storage, PHOTO)
    other = PHOTO[:-1] + bytes([PHOTO[-1] ^ 1])
    assert refusal(lambda: send(storage, other, name_of(PHOTO))).code == "photo_mismatch"
    assert refusal(lambda: send(storage, PHOTO[:-5], name_of(PHOTO), declared=len(PHOTO))).code == "photo_cut_short"
    assert kept(tmp_path) == [name_of(PHOTO)]


def test_it_reads_a_slow_connection_in_small_memory_and_not_past_its_end(storage):
    stream = Trickle(PHOTO)
    assert send(storage, stream).size_bytes == len(PHOTO)
    assert stream.given_bytes == len(PHOTO)
    assert stream.largest_request <= CHUNK_BYTES


class BareSocket(io.BytesIO):
    """A connection kept open after the body: whoever asks for more than there is waits for ever."""

    def read(self, size: int = -1) -> bytes:
        left_bytes = len(self.getbuffer()) - self.tell()
        assert 0 < size <= left_bytes, "this would hang"
        return super().read(size)


@pytest.mark.parametrize("size_bytes", [600, CHUNK_BYTES, len(PHOTO)])
def test_nothing_is_asked_of_the_connection_after_the_declared_length(storage, size_bytes):
    photo = PHOTO[:size_bytes]
    assert send(storage, BareSocket(photo), name_of(photo), declared=size_bytes).size_bytes == size_bytes


@pytest.mark.parametrize("received", [0, 1, 2, 400, 1000, CHUNK_BYTES, len(PHOTO) - 1])
def test_a_body_cut_short_says_how_much_came(storage, tmp_path, received):
    problem = refusal(lambda: send(storage, PHOTO[:received], name_of(PHOTO), declared=len(PHOTO)))
    assert (problem.code, problem.params) == ("photo_cut_short", {"expected": len(PHOTO), "received": received})
    assert not storage.exists(name_of(PHOTO))
    assert kept(tmp_path) == []


class SenderGone(Exception):
    """What a web framework might raise for a lost connection."""


@pytest.mark.parametrize("lost", [ConnectionResetError(), TimeoutError(), BrokenPipeError(), SenderGone()])
@pytest.mark.parametrize("received", [0, 700, 300_000])
def test_a_lost_connection_is_a_body_cut_short(storage, tmp_path, lost, received):
    stream = Trickle(PHOTO[:received], breaks_with=lost)
    problem = refusal(lambda: send(storage, stream, sender_gone=(SenderGone,)))
    assert (problem.code, problem.params["received"]) == ("photo_cut_short", received)
    assert kept(tmp_path) == []


@pytest.mark.parametrize("changed_at", [0, 1, 600, len(PHOTO) // 2, len(PHOTO) - 1])
@pytest.mark.parametrize("declared", [len(PHOTO), None])
def test_a_changed_byte_never_gets_in(storage, tmp_path, changed_at, declared):
    damaged = bytearray(PHOTO)
    damaged[changed_at] ^= 0x20
    problem = refusal(lambda: send(storage, bytes(damaged), name_of(PHOTO), declared=declared))
    assert problem.code in ("photo_mismatch", "photo_type_refused")
    assert problem.code == "photo_mismatch" or changed_at < 3
    assert not storage.exists(name_of(PHOTO))
    assert kept(tmp_path) == []


@pytest.mark.parametrize("declared", [0, None])
def test_an_empty_photo_is_refused(storage, declared):
    assert refusal(lambda: send(storage, b"", declared=declared)).code == "photo_empty"


def test_one_byte_is_no_photo(storage):
    assert refusal(lambda: send(storage, b"\xff")).code == "photo_type_refused"
    assert refusal(lambda: send(storage, b"\xff", name_of(PHOTO))).code == "photo_mismatch"


@pytest.mark.parametrize("name", ["", "..%2f..%2fetc", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", None, 7])
def test_a_name_that_is_no_hash_is_refused_before_reading(storage, name):
    stream = Trickle(PHOTO)
    problem = refusal(lambda: receive(stream, expected_sha256=name, expected_bytes=None, limit_bytes=LIMIT, storage=storage))
    assert (problem.code, stream.given_bytes) == ("photo_name_invalid", 0)


def test_a_gif_called_a_photo_is_refused_by_its_name(storage, tmp_path):
    problem = refusal(lambda: send(storage, GIF))
    assert (problem.code, problem.params) == ("photo_type_refused", {"found": "GIF 图片"})
    assert not (tmp_path / "originals").exists()


def test_a_wrong_type_is_refused_before_the_rest_is_read_or_anything_written(storage, tmp_path):
    film = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(3 << 20)
    stream = Trickle(film)
    problem = refusal(lambda: send(storage, stream, name_of(film), declared=len(film)))
    assert problem.params == {"found": "视频（MP4/MOV）"}
    assert stream.given_bytes <= CHUNK_BYTES
    assert not (tmp_path / "originals").exists()


def test_a_photo_declared_too_large_is_refused_before_reading(storage):
    stream = Trickle(PHOTO)
    problem = refusal(lambda: send(storage, stream, declared=LIMIT + 1))
    assert (problem.code, problem.params, stream.given_bytes) == ("photo_too_large", {"limit": "4 MB"}, 0)


def test_a_photo_of_undeclared_length_is_stopped_at_the_limit(storage, tmp_path):
    stream = Trickle(PHOTO + bytes(LIMIT), piece=CHUNK_BYTES)
    assert refusal(lambda: send(storage, stream, declared=None)).code == "photo_too_large"
    assert stream.given_bytes <= LIMIT + CHUNK_BYTES
    assert kept(tmp_path) == []


def test_a_photo_of_exactly_the_limit_is_kept(storage):
    assert send(storage, PHOTO, limit_bytes=len(PHOTO)).size_bytes == len(PHOTO)
    assert refusal(lambda: send(storage, PHOTO, limit_bytes=len(PHOTO) - 1)).code == "photo_too_large"


def test_a_damaged_original_in_the_store_is_reported_as_a_fault_of_the_server(storage, tmp_path):
    send(storage, PHOTO)
    with storage.as_file(name_of(PHOTO)) as path:
        path.chmod(0o600)
        path.write_bytes(PHOTO[:-1])
    problem = refusal(lambda: send(storage, PHOTO))
    assert (problem.code, problem.params) == ("photo_store_damaged", {"sha256": name_of(PHOTO)})


class FullDisk(LocalStorage):
    """A store whose disk has no room for another file."""

    def new_incoming(self, key: str = "") -> tuple[int, str]:
        raise OSError(errno.ENOSPC, "no space left")


def test_a_full_disk_asks_the_phone_to_try_again_later(tmp_path):
    problem = refusal(lambda: send(FullDisk(tmp_path / "originals"), PHOTO))
    assert problem.code == "storage_full"
    assert isinstance(problem.__cause__, OSError)


def test_eight_phones_sending_the_same_photo_at_once_keep_it_once(storage, tmp_path):
    barrier, answers = threading.Barrier(8), []

    def upload() -> None:
        stream = Trickle(PHOTO, piece=20_000)
        barrier.wait()
        answers.append(send(storage, stream))

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert {(answer.sha256, answer.size_bytes) for answer in answers} == {(name_of(PHOTO), len(PHOTO))}
    assert [answer.already_here for answer in answers].count(False) == 1
    assert kept(tmp_path) == [name_of(PHOTO)]
    with storage.open(name_of(PHOTO)) as original:
        assert original.read() == PHOTO


def test_several_processes_sending_the_same_photos_keep_each_once(tmp_path):
    photos = [jpeg() + os.urandom(50_000) for _ in range(20)]
    for number, photo in enumerate(photos):
        (tmp_path / f"{number}.jpg").write_bytes(photo)
    script = (
        "import sys, hashlib; from pathlib import Path\n"
        "from lantian.evidence.intake import receive; from lantian.evidence.storage import open_storage\n"
        "root = Path(sys.argv[1]); store = open_storage(root / 'originals'); new = 0\n"
        "sys.stdin.read()\n"
        "for path in sorted(root.glob('*.jpg')):\n"
        "    name = hashlib.sha256(path.read_bytes()).hexdigest()\n"
        "    with path.open('rb') as body:\n"
        "        got = receive(body, expected_sha256=name, expected_bytes=None, limit_bytes=1 << 20, storage=store)\n"
        "    new += not got.already_here\n"
        "print(new)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, tmp_path]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    senders = [subprocess.Popen(command, env=environment, **pipes) for _ in range(4)]
    for sender in senders:
        sender.stdin.close()
    counts = [int(sender.stdout.read()) for sender in senders]
    assert [sender.wait() for sender in senders] == [0] * 4
    for sender in senders:
        sender.stdout.close()
    assert sum(counts) == len(photos)
    assert sorted(kept(tmp_path)) == sorted(map(name_of, photos))
    assert list((tmp_path / "originals" / INCOMING).iterdir()) == []
