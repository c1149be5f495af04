"""``worker``: the process that looks at photos after they have been acknowledged; beside that it makes large exports and
publishes the heads of the book."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from threading import Event

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lantian.ledger import db
from lantian.worker import Beside, Worker, examine_again, only_one, parent_gone
from lantian.workflow import export_jobs, likeness, removal
from lantian.workflow.export_making import Means

from .terminal import now, parts, say

SWEEP_EVERY_S = 3600.0
LEAST_PRIORITY = 19


def add(group: AppGroup) -> None:
    """Hang the command on the group."""

    @group.command("remove-originals", help=_("移除已由两人决定移除的照片原件；后台处理也会自动进行。"))
    def _remove_originals() -> None:
        with db.connection():
            storage, derived_dir = parts().storage, parts().settings.derived_dir
            count = removal.carry_out(storage, derived_dir, now()) + removal.remove_again(storage, derived_dir)
        say(_("已移除 %(count)s 份原件。", count=count))

    @group.command(
        "worker",
        help=_("处理收到的照片（尺寸、自述信息、缩略图），比对雷同照片，制作大的导出文件；同一安装只运行一个，后来的等待。"),
    )
    @click.option("--with-parent", type=int, help=_("此进程号消失时一同结束。"))
    @click.option("--until-done", is_flag=True, help=_("处理完等待的照片和导出后即结束。"))
    @click.option("--photos-only", is_flag=True, help=_("只处理等待的照片即结束，不比对、不导出。"))
    @click.option("--again", is_flag=True, help=_("让因机器原因未能处理的照片重新排队。"))
    def _worker(with_parent: int | None, until_done: bool, photos_only: bool, again: bool) -> None:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
        if again:
            with db.connection():
                say(_("重新排队 %(count)s 张。", count=examine_again()))
        work(until_done, stopper(with_parent), photos_only=photos_only)


def stopper(parent: int | None) -> Callable[[], bool]:
    """Whether to end: after a signal to do so, or when the process that started this one is gone."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: asked.set())
    gone = parent_gone(parent) if parent else lambda: False
    return lambda: asked.is_set() or gone()


def work(until_done: bool, stop: Callable[[], bool], *, photos_only: bool = False) -> None:
    """Examine photos, compare them and make exports until told to stop, or until none waits; or examine what waits and end."""
    settings, means = parts().settings, parts().exports
    worker = Worker(
        parts().storage, settings.data_dir, settings.derived_dir, memory_bytes=settings.examine_memory_bytes, stop=stop
    )
    with only_one(settings.data_dir, stop) as ours:
        if ours and (until_done or photos_only):
            say(_("已处理 %(count)s 张。", count=worker.run_dry()))
        if ours and until_done and not photos_only:
            likeness_dry(stop)
            say(_("已导出 %(count)s 个文件。", count=exports_dry(means, stop)))
            with db.connection():
                parts().heads.turn()
                removal_turn()(stop)
        elif ours and not photos_only:
            exports = Beside(export_turn(means), lambda: export_jobs.recover(means), stop)
            alike = Beside(likeness_turn(), behind_everything, stop)
            with exports, alike, Beside(parts().heads.turn, lambda: None, stop), Beside(removal_turn(), lambda: None, stop):
                worker.run()


def export_turn(means: Means) -> Callable[[Callable[[], bool]], bool]:
    """One turn of the exports: now and then the sweep, then the job that has waited longest."""
    swept_at: list[float] = []

    def turn(stop: Callable[[], bool]) -> bool:
        if not swept_at or time.monotonic() - swept_at[-1] > SWEEP_EVERY_S:
            swept_at[:] = [time.monotonic()]
            export_jobs.sweep(means)
        return export_jobs.turn(means, stop)

    return turn


def removal_turn() -> Callable[[Callable[[], bool]], bool]:
    """One turn of removing originals whose removal two persons decided; it says whether there was any. A thread of the worker
    knows nothing of the application, hence what it needs is taken here."""
    storage, derived_dir = parts().storage, parts().settings.derived_dir
    return lambda _stop: removal.carry_out(storage, derived_dir, now()) > 0


def likeness_turn() -> Callable[[Callable[[], bool]], bool]:
    """One turn of comparing photos."""
    means = likeness.Means(parts().settings.derived_dir, now)
    return lambda stop: bool(likeness.turn(means, stop))


def behind_everything() -> None:
    """From here on this thread gives way to all others (on Linux a priority belongs to a thread): comparing takes a third of a
    second of CPU per photo and must not delay anybody who hands in."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LEAST_PRIORITY)


def likeness_dry(stop: Callable[[], bool]) -> None:
    """Compare photos until none waits."""
    turn = likeness_turn()
    with db.connection():
        while not stop() and turn(stop):
            pass


def exports_dry(means: Means, stop: Callable[[], bool]) -> int:
    """Make exports until none waits; how many were taken up."""
    count = 0
    with db.connection():
        export_jobs.recover(means)
        export_jobs.sweep(means)
        while not stop() and export_jobs.turn(means, stop):
            count += 1
    return count
