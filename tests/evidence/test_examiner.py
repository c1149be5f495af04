"""Examining apart: whatever a file does to the decoder, the caller goes on working."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from evidence.conftest import REFERENCE
from evidence.photo_files import encoded, jpeg, phone_jpeg, picture, png_bomb
from lantian.evidence import examiner as apart
from lantian.evidence.derived import KINDS, derived_path
from lantian.evidence.examiner import Examiner, ExaminerUnavailable, Limits
from lantian.evidence.picture import TRANSIENT_FAULTS, examine
from waiting import wait_for


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One examiner for the tests that do not need a special one; starting a child takes half a second."""
    derived_dir = tmp_path_factory.mktemp("derived")
    with Examiner(derived_dir) as examiner:
        yield examiner, derived_dir


def test_it_finds_what_a_direct_look_finds(shared, keep, derived_dir):
    examiner, its_dir = shared
    for content, media_type in (
        (phone_jpeg(), "image/jpeg"),
        (phone_jpeg()[:-40], "image/jpeg"),
        (encoded(picture(), "PNG") + b"<html>", "image/png"),
        (b"nonsense", "image/webp"),
        (png_bomb(50_000, 50_000), "image/png"),
    ):
        path = keep(content)
        found = examiner.examine(path, media_type)
        assert found == examine(path, media_type, derived_dir)
        for kind in found.derived:
            assert derived_path(its_dir, found.sha256, kind).stat().st_size > 0


def test_it_reads_a_real_heic(shared, reference):
    name = "iphone8plus_arrow_rot6.heic"
    found = shared[0].examine(REFERENCE / name, "image/heic")
    assert (found.fault, found.width_px, found.derived) == (None, reference[name]["display_width"], tuple(KINDS))


def test_a_decoder_that_crashes_costs_one_photo(shared, keep):
    """The child is ended from outside while it waits for a slow file: to the caller it looks like any crash."""
    examiner, _ = shared
    fifo = keep(b"", "x").with_name("pipe")
    os.mkfifo(fifo)
    examiner.examine(keep(jpeg()), "image/jpeg")
    child = examiner._child.pid
    ending = threading.Timer(0.2, os.kill, (child, signal.SIGSEGV))
    ending.start()
    found = examiner.examine(fifo, "image/jpeg")
    ending.join()
    assert (found.fault, found.sha256, found.derived) == ("crashed", None, ())
    assert found.fault in TRANSIENT_FAULTS
    assert examiner.examine(keep(jpeg()), "image/jpeg").fault is None
    assert examiner._child.pid != child


def test_a_child_found_dead_is_replaced_without_a_fault(shared, keep):
    examiner, _ = shared
    examiner.examine(keep(jpeg()), "image/jpeg")
    os.kill(examiner._child.pid, signal.SIGKILL)
    examiner._child.join()
    assert examiner.examine(keep(jpeg()), "image/jpeg").fault is None


def test_a_decoder_that_never_comes_back_is_ended(keep, derived_dir):
    fifo = keep(b"", "x").with_name("pipe")
    os.mkfifo(fifo)
    with Examiner(derived_dir, Limits(seconds=0.3)) as examiner:
        assert examiner.examine(fifo, "image/jpeg").fault == "too_slow"
        assert examiner.examine(keep(jpeg()), "image/jpeg").fault is None


def test_a_photo_that_needs_more_memory_than_there_is_costs_one_photo(keep, derived_dir):
    large = encoded(Image.new("RGB", (7000, 7000)), "PNG")
    with Examiner(derived_dir, Limits(memory_bytes=200 << 20)) as examiner:
        assert examiner.examine(keep(large, "large"), "image/png").fault == "too_much_memory"
        assert examiner.examine(keep(jpeg()), "image/jpeg").fault is None
    with Examiner(derived_dir) as examiner:
        assert examiner.examine(keep(large, "large"), "image/png").fault is None


@pytest.mark.parametrize(("mode", "form"), [("RGB", "WEBP"), ("CMYK", "JPEG")])
def test_a_decoder_without_room_is_not_called_a_broken_photo(keep, derived_dir, mode, form):
    content = encoded(Image.new(mode, (5000, 4000)), form, **({"progressive": True} if form == "JPEG" else {"method": 0}))
    path, media_type = keep(content, "large"), f"image/{form.lower()}"
    with Examiner(derived_dir, Limits(memory_bytes=120 << 20)) as examiner:
        assert examiner.examine(path, media_type).fault == "too_much_memory"
    with Examiner(derived_dir) as examiner:
        assert examiner.examine(path, media_type).fault is None


def test_a_photo_of_108_megapixels_is_decoded_by_shrinking(keep, derived_dir):
    """In full it would take 324 MB, more than the child is given here."""
    path = keep(encoded(Image.new("RGB", (12_000, 9_000), (90, 120, 60)), "JPEG", quality=50))
    with Examiner(derived_dir, Limits(memory_bytes=280 << 20)) as examiner:
        found = examiner.examine(path, "image/jpeg")
    assert (found.fault, found.width_px, found.height_px) == (None, 12_000, 9_000)
    with Image.open(derived_path(derived_dir, found.sha256, "view")) as view:
        assert view.size == (1600, 1200)


def test_the_child_is_replaced_after_its_share_of_photos(keep, derived_dir):
    with Examiner(derived_dir, Limits(photos=2)) as examiner:
        children = []
        for _ in range(5):
            assert examiner.examine(keep(jpeg()), "image/jpeg").fault is None
            children.append(examiner._child.pid)
    assert len(set(children)) == 3


def test_several_threads_may_ask_at_once(shared, tmp_path):
    examiner, answers = shared[0], {}
    for number in range(8):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg(20 + number, 30))

    def ask(number: int) -> None:
        answers[number] = examiner.examine(tmp_path / f"{number}.jpg", "image/jpeg").width_px

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: 20 + number for number in range(8)}


def test_after_closing_no_child_is_left(keep, derived_dir):
    examiner = Examiner(derived_dir)
    examiner.examine(keep(jpeg()), "image/jpeg")
    child = examiner._child.pid
    examiner.close()
    assert not Path(f"/proc/{child}").exists()
    examiner.close()


def test_a_child_that_cannot_start_is_a_fault_of_the_installation(derived_dir, keep):
    with Examiner(derived_dir, Limits(memory_bytes="plenty")) as examiner, pytest.raises(ExaminerUnavailable):
        examiner.examine(keep(jpeg()), "image/jpeg")


@pytest.mark.parametrize("photo", ["a.jpg", "pipe"], ids=["while it waits", "while it decodes"])
def test_the_child_ends_when_its_caller_is_killed(tmp_path, photo):
    (tmp_path / "a.jpg").write_bytes(jpeg())
    os.mkfifo(tmp_path / "pipe")
    script = (
        "import os, signal, sys, threading; from pathlib import Path\n"
        "from lantian.evidence.examiner import Examiner, Limits\n"
        "folder = Path(sys.argv[1]); examiner = Examiner(folder / 'derived', Limits(seconds=0.5))\n"
        "examiner.examine(folder / 'a.jpg', 'image/jpeg')\n"
        "print(examiner._child.pid, flush=True)\n"
        "threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGKILL)).start()\n"
        "examiner.examine(folder / sys.argv[2], 'image/jpeg'); signal.pause()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path, photo], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    child = Path("/proc") / done.stdout.strip()
    assert done.returncode == -9
    wait_for(lambda: not runs(child))


def runs(process: Path) -> bool:
    """Whether the process of this folder in /proc is alive: neither gone nor a zombie."""
    try:
        return "State:\tZ" not in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_module_can_be_used_without_a_web_framework():
    script = (
        "import sys; import lantian.evidence.examiner; print([n for n in sys.modules if n in ('flask', 'werkzeug', 'peewee')])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert apart.Limits().memory_bytes < 512 << 20
