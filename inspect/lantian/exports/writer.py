"""All export writers in one table; the way in for ``workflow`` and ``web``.

A new format is one file with one class like its siblings, one row below and one test. Must not query or change anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from lantian.domain.casefile import CaseFile, ExportContext

from .case_zip import CaseZip
from .ledger_csv import LedgerCsv
from .ledger_geojson import LedgerGeojson
from .ledger_xlsx import THUMBNAIL_ROWS, LedgerXlsx
from .sink import HashingSink, Out

__all__ = ["THUMBNAIL_ROWS", "THUMBNAIL_WEIGHT", "WRITERS", "HashingSink", "Writer"]

# A row with two pictures against one without: 5.6 ms and 0.22 ms with copies of 40 kB, which are large ones.
THUMBNAIL_WEIGHT = 20


class Writer(Protocol):
    """What every format offers."""

    name: str
    # Button text and what the file is good for, as msgids.
    label: str
    about: str
    media_type: str
    # Of the file name, without the dot.
    extension: str
    # Whether lines that are only leads go into the file.
    takes_leads: bool
    # Whether it needs neither record text nor answers nor history.
    light: bool
    # The language the file is always in, '' for that of the person who exports.
    language: str
    # How many rows of a table take as long as one of its own; decides what is made while a person waits.
    weight: int
    # Whether the head of the book stands in the file's name: its rows alone are in the file.
    head_in_name: bool

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Write the file step by step; see ``sink.Steps``."""

    def write(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> None:
        """Write the whole file."""


WRITERS: dict[str, Writer] = {writer.name: writer for writer in (LedgerXlsx(), LedgerCsv(), LedgerGeojson(), CaseZip())}
