"""The shelf of finished files: whole or not there, and empty of what nobody may fetch any more."""

from __future__ import annotations

import os
import time

import pytest

from lantian.exports.shelf import Shelf


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "exports")


def names(tmp_path) -> set[str]:
    folder = tmp_path / "exports"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_finished_draft_lies_on_the_shelf_for_its_owner_alone(shelf, tmp_path):
    with shelf.draft("a.csv") as draft:
        draft.write(b"whole")
        assert not shelf.path("a.csv").exists()
    assert shelf.path("a.csv").read_bytes() == b"whole"
    assert names(tmp_path) == {"a.csv"}
    assert shelf.path("a.csv").stat().st_mode & 0o077 == 0


def test_a_draft_that_breaks_off_leaves_nothing(shelf, tmp_path):
    with pytest.raises(RuntimeError), shelf.draft("a.csv") as draft:
        draft.write(b"half")
        raise RuntimeError("stopped")
    assert names(tmp_path) == set()


def test_a_second_attempt_begins_anew_over_what_a_killed_process_left(shelf, tmp_path):
    with shelf.draft("a.csv") as draft:
        draft.write(b"x")
    (tmp_path / "exports" / "a.csv.part").write_bytes(b"half of the first attempt, longer than the whole")
    with shelf.draft("a.csv") as draft:
        draft.write(b"whole")
    assert (shelf.path("a.csv").read_bytes(), names(tmp_path)) == (b"whole", {"a.csv"})


def test_a_full_disk_leaves_nothing(shelf, tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), shelf.draft("a.csv") as draft:
        draft.write(b"whole")
    assert names(tmp_path) == set()


def test_sweeping_removes_what_is_not_kept_and_old(shelf, tmp_path):
    for name in ("keep.csv", "expired.csv", "dead.csv.part", "fresh.csv.part"):
        with shelf.draft("x") as draft:
            draft.write(b"x")
        os.replace(shelf.path("x"), tmp_path / "exports" / name)
        if name != "fresh.csv.part":
            os.utime(tmp_path / "exports" / name, (time.time() - 4000,) * 2)
    (tmp_path / "exports" / ".lantian-xlsx-dead").mkdir()
    (tmp_path / "exports" / ".lantian-xlsx-dead" / "sheet").write_bytes(b"x")
    os.utime(tmp_path / "exports" / ".lantian-xlsx-dead", (time.time() - 4000,) * 2)
    assert shelf.sweep({"keep.csv"}, 3600) == 3
    assert names(tmp_path) == {"keep.csv", "fresh.csv.part"}


def test_sweeping_an_installation_that_never_exported_is_nothing(shelf):
    assert shelf.sweep(set(), 0) == 0


def test_a_reader_keeps_its_file_when_it_is_removed(shelf):
    with shelf.draft("a.csv") as draft:
        draft.write(b"whole")
    with shelf.path("a.csv").open("rb") as reader:
        shelf.remove("a.csv")
        shelf.remove("a.csv")
        assert reader.read() == b"whole"


@pytest.mark.parametrize("name", ["", ".hidden", "../up", "a/b", "/etc/passwd"])
def test_a_name_that_leads_elsewhere_is_refused(shelf, name):
    with pytest.raises(ValueError, match="plain file name"):
        shelf.path(name)
