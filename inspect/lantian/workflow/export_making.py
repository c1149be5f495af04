"""Making the file of an export job: written aside, entered into the book and offered in one step.

The book's entry and the job's turning to 'done' are one transaction; without it there is no file either. A process killed at any
point leaves no second entry and no half file. Must not decide when a job is made, nor what happens when it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from lantian.domain.moments import format_instant, local_date, local_time
from lantian.domain.problems import N_
from lantian.exports.shelf import Shelf
from lantian.exports.writer import THUMBNAIL_WEIGHT, WRITERS, Writer
from lantian.ledger.models import ExportJob
from lantian.ledger.queries import Filters
from lantian.ledger.removals import WITH_PICTURES

from . import export_words, hand_over
from .acting import Acting
from .hand_over import Produced, Wanted

# What a file is called when it is fetched, by writer; the rest are tables.
FILE_WORD, FILE_WORDS = N_("台账"), {"case_zip": N_("证据包")}
# Of the 64 of a hash: 128 bits, which nobody can meet by another entry, in a name of less than 80 characters.
HEAD_DIGITS = 32
# What a job keeps from its asking.
_ASKED = ("id", "requested_at", "writer", "filters", "sort", "options", "language", "address", "started_at", "attempts")


@dataclass(frozen=True)
class Means:
    """What an installation has for exports. ``clock`` gives aware UTC; ``demo`` lets accounts of the demo city export."""

    shelf: Shelf
    sources: export_words.Sources
    clock: Callable[[], datetime]
    keep_days: int
    rows_at_once: int
    demo: bool

    def at(self) -> str:
        """The time now as the tables keep it."""
        return format_instant(self.clock())


@dataclass(frozen=True)
class Asked:
    """What a person asks for. ``language`` is that of a file which has none of its own, ``address`` the site's, for links."""

    writer: str
    filters: Filters
    order: str
    language: str
    address: str
    thumbnails: bool = False

    @property
    def weight(self) -> int:
        """How many plain rows take as long as one of these."""
        return WRITERS[self.writer].weight * (THUMBNAIL_WEIGHT if self.thumbnails else 1)

    @property
    def spoken(self) -> export_words.Spoken:
        """How the file speaks."""
        return export_words.Spoken(WRITERS[self.writer].language or self.language, self.address, self.thumbnails)

    def columns(self) -> dict[str, Any]:
        """As the job's row keeps it."""
        return {
            "writer": self.writer,
            "filters": self.filters.to_args(),
            "sort": self.order,
            "options": WITH_PICTURES if self.thumbnails else {},
            "language": self.language,
            "address": self.address,
        }

    @staticmethod
    def of(job: ExportJob) -> Asked:
        """What a job's row says; "overdue" means the day of asking."""
        today = local_date(datetime.fromisoformat(job.requested_at)).isoformat()
        filters, _faults = Filters.from_args(job.filters, today=today)
        return Asked(job.writer, filters, job.sort, job.language, job.address, bool(job.options.get("thumbnails")))


@dataclass
class Making:
    """One job under way, in the name of ``by``; ``produced`` tells how far it is."""

    job: ExportJob
    asked: Asked
    means: Means
    by: Acting
    produced: Produced = field(default_factory=Produced)

    def run(self, finish: Callable[[dict[str, Any]], None], stop: Callable[[], bool] = lambda: False) -> None:
        """Make the file. ``finish`` gets the columns of the finished job inside the transaction of the book's entry; what it
        raises takes the entry back. Raises what ``hand_over.produce`` raises; nothing is left then."""
        name = file_on_shelf(self.job)
        try:
            with self.means.shelf.draft(name) as draft:
                hand_over.produce(self._wanted(), draft, self.produced, stop)
            done_by = replace(self.by, now=self.means.clock())
            columns = self._done(done_by)
            hand_over.enter(self._wanted(), self.produced, by=done_by, beside=lambda seq: finish(columns | {"seq": seq}))
        except BaseException:
            self.means.shelf.remove(name)
            raise

    def _wanted(self) -> Wanted:
        asked, by, sources = self.asked, self.by, self.means.sources
        return Wanted(
            asked.writer,
            by.area_code,
            asked.filters,
            asked.order,
            lambda count, head: export_words.context(sources, asked.spoken, asked.filters, count, head, by=by),
        )

    def _done(self, by: Acting) -> dict[str, Any]:
        writer, produced = WRITERS[self.asked.writer], self.produced
        word = self.means.sources.translate(self.asked.spoken.language)(FILE_WORDS.get(writer.name, FILE_WORD))
        return {name: getattr(self.job, name) for name in _ASKED} | {
            "requested_by": by.id,
            "state": "done",
            "phase": "",
            "scope": by.area_code,
            "done_rows": produced.row_count,
            "total_rows": produced.row_count,
            "finished_at": by.at,
            "expires_at": format_instant(by.now + timedelta(days=self.means.keep_days)),
            "file_name": f"{word}-{local_time(by.now):%Y%m%d-%H%M}{_head(writer, produced)}.{writer.extension}",
            "size_bytes": produced.size_bytes,
            "sha256": produced.sha256,
        }


def _head(writer: Writer, produced: Produced) -> str:
    """Number and first digits of the hash of the book's last entry, where the file itself cannot hold them."""
    return f"-{produced.head_seq}-{produced.head_hash[:HEAD_DIGITS]}" if writer.head_in_name else ""


def file_on_shelf(job: ExportJob) -> str:
    """The name of a job's file on the shelf."""
    return f"{job.id}.{WRITERS[job.writer].extension}"
