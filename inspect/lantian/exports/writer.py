"""All export writers in one table; the way in for ``workflow`` and ``web``.

A new format is one file with one class like its siblings, one row below and one test. Must not query or change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from lantian.domain.casefile import CaseFile, ExportContext

from .case_zip import CaseZip
from .ledger_csv import LedgerCsv
from .ledger_xlsx import LedgerXlsx
from .sink import Download, HashingSink, Out, stream

__all__ = ["WRITERS", "Download", "HashingSink", "Writer", "stream"]


class Writer(Protocol):
    """What every format offers."""

    name: str
    # Button text, as a msgid.
    label: str
    media_type: str
    # Of the file name, without the dot.
    extension: str
    # Whether it needs neither record text nor answers nor history.
    light: bool
    # The language the file is always in, '' for that of the person who exports.
    language: str

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Write the file step by step; see ``sink.Steps``."""

    def write(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> None:
        """Write the whole file."""


WRITERS: dict[str, Writer] = {writer.name: writer for writer in (LedgerXlsx(), LedgerCsv(), CaseZip())}
