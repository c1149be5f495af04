"""The photo worker: looks at what was acknowledged, loses nothing, and goes when it should."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time

from PIL import Image

from lantian.commands.working import behind_everything
from lantian.evidence.derived import derived_path
from lantian.ledger import db
from lantian.ledger.models import LedgerEntry, Photo
from lantian.worker import Beside, examine_again, heartbeat, is_running, only_one, parent_gone, waiting_count
from waiting import PATIENCE_S, wait_for
from web_fixtures import jpeg


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Lantian"
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (10, 200, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_received_photo_gets_its_size_its_claims_and_its_copies(settings, make_worker, hand_in, photos):
    body = with_exif()
    hand_in(body)
    assert photos()[0].examined_at is None
    assert make_worker().run_dry() == 1
    (photo,) = photos()
    assert (photo.width_px, photo.height_px, photo.fault) == (640, 480, "")
    assert photo.claims["make"] == "Lantian"
    for kind in ("thumb", "view"):
        assert Image.open(derived_path(settings.derived_dir, hashlib.sha256(body).hexdigest(), kind)).format == "JPEG"


def test_what_it_finds_is_not_in_the_book(make_worker, hand_in):
    hand_in(jpeg())
    with db.connection():
        before = LedgerEntry.select().count()
    make_worker().run_dry()
    with db.connection():
        assert LedgerEntry.select().count() == before


def test_many_photos_are_worked_off_oldest_first(make_worker, hand_in, photos, monkeypatch):
    seen = []
    hand_in(*[jpeg((12 * shade, 0, 0)) for shade in range(20)])
    worker = make_worker()
    once = worker._once
    monkeypatch.setattr(worker, "_once", lambda sha256, kind: seen.append(sha256) or once(sha256, kind))
    assert worker.run_dry() == 20
    assert seen == [photo.sha256 for photo in photos()]


def test_a_cut_photo_is_said_to_be_cut_and_the_next_one_is_examined(make_worker, hand_in, photos):
    hand_in(jpeg((1, 1, 1), (1200, 900))[:-700], jpeg((2, 2, 2)))
    assert make_worker().run_dry() == 2
    assert [photo.fault for photo in photos()] == ["truncated", ""]


def test_a_photo_that_kills_its_examiner_does_not_stop_the_rest(make_worker, hand_in, photos, monkeypatch, tmp_path):
    """The child is killed over the first photo, both times it is tried: in place of its file stands a pipe, and whoever fills
    it kills as soon as the child has opened it."""
    hand_in(jpeg((1, 1, 1)), jpeg((2, 2, 2)))
    worker, killed = make_worker(), []
    examine, deadly = worker._examiner.examine, photos()[0].sha256
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def kill_over_it():
        with pipe.open("wb"):
            killed.append(worker._examiner._child.pid)
            os.kill(killed[-1], signal.SIGKILL)

    def deadly_examine(path, media_type):
        if path.name != deadly:
            return examine(path, media_type)
        threading.Thread(target=kill_over_it, daemon=True).start()
        return examine(pipe, media_type)

    monkeypatch.setattr(worker._examiner, "examine", deadly_examine)
    assert worker.run_dry() == 2
    assert [photo.fault for photo in photos()] == ["crashed", ""]
    assert len(set(killed)) == 2


def test_a_fault_of_the_machine_is_tried_again_when_asked(make_worker, hand_in, photos):
    hand_in(jpeg())
    with db.connection():
        Photo.update(examined_at="2026-11-21T00:00:00.000000+00:00", fault="too_much_memory").execute()
        assert examine_again() == 1
        assert waiting_count() == 1
    make_worker().run_dry()
    assert photos()[0].fault == ""


def test_a_lost_original_is_named(settings, make_worker, hand_in, photos):
    hand_in(jpeg())
    for path in settings.originals_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    make_worker().run_dry()
    assert photos()[0].fault == "missing"


def test_it_stops_between_two_photos_and_what_is_left_waits(make_worker, hand_in, photos):
    hand_in(jpeg((1, 1, 1)), jpeg((2, 2, 2)))
    asked = iter([False, True])
    worker = make_worker(stop=lambda: next(asked, True))
    worker.run_dry()
    assert [photo.examined_at is not None for photo in photos()] == [True, False]


def test_staged_uploads_of_last_week_are_removed_and_those_of_yesterday_kept(settings, make_worker):
    incoming = settings.originals_dir / ".incoming"
    incoming.mkdir(parents=True)
    for name, age_s in (("old.part", 7 * 86_400), ("yesterday.part", 90_000)):
        (incoming / name).write_bytes(b"half")
        os.utime(incoming / name, (time.time() - age_s,) * 2)
    make_worker()._sweep()
    assert [path.name for path in incoming.iterdir()] == ["yesterday.part"]


def test_a_heartbeat_says_who_works(settings, make_worker, hand_in):
    hand_in(jpeg())
    make_worker().run_dry()
    assert heartbeat(settings.data_dir)["pid"] == os.getpid()


def test_no_heartbeat_and_a_broken_one_are_the_same(tmp_path):
    assert heartbeat(tmp_path) is None
    (tmp_path / "worker.json").write_text("{")
    assert heartbeat(tmp_path) is None


def test_only_one_works_at_a_time(tmp_path):
    with only_one(tmp_path, lambda: False) as first:
        asked = iter([False, True])
        with only_one(tmp_path, lambda: next(asked), pause_s=0) as second:
            assert (first, second) == (True, False)
    with only_one(tmp_path, lambda: False) as third:
        assert third


def test_a_parent_that_lives_is_not_gone_and_a_dead_one_is():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    gone = parent_gone(child.pid)
    assert not gone()
    child.communicate(b"\n")
    assert gone()
    assert parent_gone(os.getppid())() is False
    assert not is_running(child.pid)


def test_a_database_that_breaks_is_tried_again(make_worker, hand_in, photos, monkeypatch):
    hand_in(jpeg())
    asked = itertools.count()
    worker = make_worker(stop=lambda: worker.done or next(asked) > 100)
    broken = iter([True])
    turn = worker.turn

    def once_broken():
        if next(broken, False):
            raise OSError("the disk went away")
        return turn()

    monkeypatch.setattr(worker, "turn", once_broken)
    worker.run(pause_s=0)
    assert next(broken, None) is None
    assert worker.done == 1
    assert photos()[0].examined_at


def test_a_killed_worker_loses_nothing(started, hand_in, photos, tmp_path):
    """Killed with SIGKILL while photos wait; the next one finishes the rest."""
    hand_in(*[jpeg((20 * shade, 9, 9), (1600, 1200)) for shade in range(12)])
    first = started()
    wait_for(lambda: any(photo.examined_at for photo in photos()))
    first.kill()
    first.wait()
    second = started("--until-done")
    assert second.wait(PATIENCE_S) == 0, (tmp_path / "worker.log").read_text()
    assert all(photo.examined_at and not photo.fault for photo in photos())


def test_the_command_ends_when_told_to(started, settings):
    process = started()
    wait_for(lambda: heartbeat(settings.data_dir) is not None)
    assert json.loads((settings.data_dir / "worker.json").read_text())["pid"] == process.pid
    process.terminate()
    assert process.wait(PATIENCE_S) == 0
    assert heartbeat(settings.data_dir) is None


def test_the_command_ends_with_its_parent(started, settings):
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = started("--with-parent", str(parent.pid))
    wait_for(lambda: heartbeat(settings.data_dir) is not None)
    assert process.poll() is None
    parent.communicate(b"\n")
    assert process.wait(PATIENCE_S) == 0


def test_comparing_photos_gives_way_to_everything_else(app):
    seen = []

    def look(_stop):
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return False

    with Beside(look, behind_everything, lambda: False):
        wait_for(lambda: seen)
    assert seen[0] == 19
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) < 19
