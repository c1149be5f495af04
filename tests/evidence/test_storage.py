"""Originals are kept once, whole, under the name of their bytes, and nowhere else."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lantian.evidence.storage import DamagedOriginal, NameDiffers, NotStored, Storage
from lantian.evidence.storage_local import INCOMING

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
NAME = hashlib.sha256(PHOTO).hexdigest()
BAD_NAMES = ["", "..", "../../etc/passwd", "a" * 63, "a" * 65, "A" * 64, NAME + "\n", "g" * 64, "/" + "a" * 63, NAME.upper()]


def place(root: Path) -> Path:
    return root / "originals" / NAME[:2] / NAME


def put(storage: Storage, content: bytes = PHOTO, name: str = NAME) -> bool:
    with storage.stage() as stage:
        stage.write(content[:1000])
        stage.write(content[1000:])
        return stage.commit(name)


def incoming(root: Path) -> list[Path]:
    return list((root / "originals" / INCOMING).glob("*"))


def test_it_keeps_a_photo_under_the_name_of_its_bytes(storage, tmp_path):
    assert put(storage)
    assert place(tmp_path).read_bytes() == PHOTO
    assert storage.exists(NAME)
    assert storage.size(NAME) == len(PHOTO)
    with storage.open(NAME) as original:
        assert original.read() == PHOTO
    with storage.as_file(NAME) as path:
        assert path.read_bytes() == PHOTO


def test_a_second_copy_of_the_same_photo_changes_nothing(storage, tmp_path):
    put(storage)
    before = place(tmp_path).stat()
    assert not put(storage)
    after = place(tmp_path).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert after.st_nlink == 1
    assert incoming(tmp_path) == []


def test_it_keeps_a_whole_file(storage, keep):
    assert storage.put(NAME, keep(PHOTO))
    assert not storage.put(NAME, keep(PHOTO))
    with pytest.raises(NameDiffers):
        storage.put("0" * 64, keep(PHOTO))


def test_it_keeps_a_stage_handed_over(storage):
    with storage.stage() as stage:
        stage.write(PHOTO)
        assert storage.put(NAME, stage)
    assert storage.exists(NAME)


def test_it_refuses_bytes_that_do_not_hash_to_the_name(storage, tmp_path):
    with pytest.raises(NameDiffers):
        put(storage, PHOTO + b"x")
    assert not storage.exists(NAME)
    assert incoming(tmp_path) == []


def test_it_never_replaces_a_damaged_original_but_says_so(storage, tmp_path):
    put(storage)
    place(tmp_path).chmod(0o600)
    place(tmp_path).write_bytes(PHOTO[:-1])
    with pytest.raises(DamagedOriginal) as caught:
        put(storage)
    assert (caught.value.stored_bytes, caught.value.expected_bytes) == (len(PHOTO) - 1, len(PHOTO))
    assert place(tmp_path).read_bytes() == PHOTO[:-1]


def test_an_original_is_readable_by_the_owner_alone_and_writable_by_nobody(storage, tmp_path):
    with storage.stage() as stage:
        stage.write(PHOTO)
        (temporary,) = incoming(tmp_path)
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
        stage.commit(NAME)
    assert stat.S_IMODE(place(tmp_path).stat().st_mode) == 0o400
    assert stat.S_IMODE(place(tmp_path).parent.stat().st_mode) == 0o700


def test_nothing_is_made_before_the_first_byte(storage, tmp_path):
    with storage.stage():
        pass
    assert not storage.exists(NAME)
    assert storage.sweep(0) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", BAD_NAMES)
def test_it_builds_no_path_from_anything_but_a_hash(storage, tmp_path, keep, name):
    outside = keep(PHOTO, "outside")
    with storage.stage() as stage:
        stage.write(PHOTO)
        calls = [storage.exists, storage.size, storage.open, stage.commit, lambda n: storage.as_file(n).__enter__()]
        calls += [lambda n: storage.put(n, outside), lambda n: storage.confirm(n, 1)]
        for call in calls:
            with pytest.raises(ValueError, match="not a SHA-256"):
                call(name)
    kept = [path.name for path in (tmp_path / "originals").rglob("*") if path.is_file()]
    assert kept == []


def test_an_absent_photo_is_not_stored(storage):
    assert not storage.exists(NAME)
    for call in (storage.size, storage.open, lambda n: storage.as_file(n).__enter__(), lambda n: storage.confirm(n, 1)):
        with pytest.raises(NotStored):
            call(NAME)


def test_a_process_killed_in_the_middle_leaves_a_temporary_file_and_no_original(storage, tmp_path):
    script = (
        "import os, signal, sys; from pathlib import Path; from lantian.evidence.storage import open_storage\n"
        "with open_storage(Path(sys.argv[1])).stage() as stage:\n"
        "    stage.write(b'half a photo'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script, tmp_path / "originals"], env=environment, check=False)
    assert done.returncode == -9
    (left,) = incoming(tmp_path)
    assert [path for path in (tmp_path / "originals").rglob("*") if path.is_file()] == [left]
    assert storage.sweep(3600) == 0, "an upload still running must not be swept away"
    os.utime(left, (left.stat().st_atime, left.stat().st_mtime - 7200))
    assert storage.sweep(3600) == 1
    assert incoming(tmp_path) == []


def test_an_upload_swept_away_while_running_fails_and_keeps_nothing(storage):
    with storage.stage() as stage:
        stage.write(PHOTO)
        assert storage.sweep(-1) == 1
        with pytest.raises(FileNotFoundError):
            stage.commit(NAME)
    assert not storage.exists(NAME)


def synced_and_linked(monkeypatch, act) -> list[tuple[str, str]]:
    """What was put on disk and when the name appeared, in order."""
    seen: list[tuple[str, str]] = []
    fsync, link = os.fsync, os.link

    def watched_fsync(fd: int) -> None:
        seen.append(("sync", os.readlink(f"/proc/self/fd/{fd}")))
        fsync(fd)

    def watched_link(source: str, target: str) -> None:
        link(source, target)
        seen.append(("link", str(target)))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", watched_fsync)
        patch.setattr(os, "link", watched_link)
        act()
    return seen


def test_bytes_and_name_are_on_disk_before_the_answer(storage, tmp_path, monkeypatch):
    seen = synced_and_linked(monkeypatch, lambda: put(storage))
    folder = str(place(tmp_path).parent)
    linked_at = seen.index(("link", str(place(tmp_path))))
    assert any(INCOMING in path for kind, path in seen[:linked_at] if kind == "sync"), "the bytes before the name"
    assert seen[-1] == ("sync", folder), "the name before the answer"
    for made in (tmp_path / "originals", place(tmp_path).parent.parent):
        assert ("sync", str(made)) in seen, "the folders made for it"


def test_whoever_comes_second_is_answered_only_when_the_name_is_on_disk(storage, tmp_path, monkeypatch):
    put(storage)
    assert synced_and_linked(monkeypatch, lambda: storage.confirm(NAME, len(PHOTO)))[-1] == (
        "sync",
        str(place(tmp_path).parent),
    )
    assert synced_and_linked(monkeypatch, lambda: put(storage))[-1] == ("sync", str(place(tmp_path).parent))


def test_folders_known_to_be_on_disk_are_not_synced_again(storage, tmp_path, monkeypatch):
    put(storage)
    seen = synced_and_linked(monkeypatch, lambda: put(storage))
    assert ("sync", str(tmp_path / "originals")) not in seen
