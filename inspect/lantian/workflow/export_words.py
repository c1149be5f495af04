"""How an export names things: filters in words, keys of the content in the file's language, links to its pages.

The same file comes from a page, from the worker and from the command line; only translating differs, and is handed in. Must not
choose rows and must not know HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lantian.checklists.library import Library
from lantian.domain.casefile import ExportContext, no_key, no_stamps
from lantian.domain.marking import Marking
from lantian.domain.violation import STATES
from lantian.exports.columns import SEVERITIES, YES
from lantian.ledger import areas, book, people, queries
from lantian.ledger.filter_values import ALL_STATES
from lantian.ledger.queries import Filters

from .acting import Acting
from .stamps import Stamp

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Sources:
    """What names and pictures come from: content, originals, small copies (None where there is none yet), translations."""

    library: Library
    open_original: Callable[[str], Any]
    thumbnail: Callable[[str], Path | None]
    # language → msgid → text
    translate: Callable[[str], Translate]
    # Folder for the working files of a writer, on the disk of the files themselves; None for the system's own.
    work_dir: Path | None = None
    # Gives what signs the facts of one export, always with one key; the public keys as plain values; the verifiers by name.
    signer: Callable[[], Callable[..., dict[str, str]]] = lambda: no_key
    public_keys: Callable[[], list[dict[str, Any]]] = list
    verifiers: Callable[[], dict[str, bytes]] = dict
    # Gives, for the time it was made at, what makes stamped copies for one export.
    stamping: Callable[[str], AbstractContextManager[Stamp]] = lambda _made_at: no_stamps()
    # The copy with redactions and annotations: by hash, marking and kind; None while it cannot be made.
    marked: Callable[[str, Marking, str], Path | None] = lambda _sha256, _marking, _kind: None


@dataclass(frozen=True)
class Spoken:
    """One file: its language, the site's address for its links ('' for none), whether it shows small pictures."""

    language: str
    address: str
    thumbnails: bool = False


def context(sources: Sources, spoken: Spoken, filters: Filters, count: int, head: book.Head, *, by: Acting) -> ExportContext:
    """All a writer may know beside the cases; runs inside the snapshot of the export."""
    library, language, translate = sources.library, spoken.language, sources.translate(spoken.language)
    fields = library.vocabulary.header_fields
    person = people.active(by.id, demo=True)
    return ExportContext(
        exporter=by.name,
        exporter_unit=person.unit.name if person else "",
        exported_at=by.at,
        filters=filter_words(sources, filters, language, by.area_code),
        row_count=count,
        head_seq=head.seq,
        head_hash=head.hash,
        translate=translate,
        language=language,
        site_kind_name=lambda key: library.site_kind_name(key, language),
        department_name=lambda key: library.department_name(key, language),
        checklist_name=lambda key: checklist_name(library, key, language),
        header_name=lambda key: fields[key].text(language) if key in fields else key,
        item_name=lambda checklist, item: item_name(library, checklist, item, language),
        criterion=lambda *item: criterion(library, *item, language),
        # Without an address there is nothing a reader could follow; the number itself finds the line.
        record_link=lambda inspection_id: _link(spoken.address, f"/s/inspections/{inspection_id}") or inspection_id,
        violation_link=lambda number: _link(spoken.address, f"/s/violations/{number}") or number,
        list_link=_link(spoken.address, f"/s/?{urlencode({'state': ALL_STATES} | filters.to_args())}"),
        verify_link=spoken.address + "/verify",
        open_original=sources.open_original,
        work_dir=sources.work_dir,
        thumbnails=spoken.thumbnails,
        thumbnail=sources.thumbnail,
        marked=sources.marked,
        public_keys=tuple(sources.public_keys()),
        verifiers=sources.verifiers(),
        sign=sources.signer(),
        stamping=lambda: sources.stamping(by.at),
    )


def filter_words(sources: Sources, filters: Filters, language: str, scope: str) -> list[tuple[str, str]]:
    """Label and value of every set filter, in the language of the file."""
    library, translate = sources.library, sources.translate(language)
    known = {place.code: place for place in areas.areas_within(scope, deepest=12)} if filters.area_code else {}
    names: dict[str, Callable[[str], str]] = {
        "area": lambda code: _in(language, known[code].name, known[code].name_en) if code in known else code,
        "checklist": lambda key: checklist_name(library, key, language),
        "item": lambda key: item_name(library, filters.checklist_id, key, language),
        "severity": lambda key: translate(SEVERITIES.get(key, key)),
        "site": lambda key: _site(scope, key),
        "officer": _person,
        "state": lambda key: translate(STATES[key]),
        "origin": lambda key: translate(queries.ORIGINS[key]),
        "overdue": lambda _key: translate(YES),
    }
    return [(translate(label), value) for label, value in filters.words(names)]


def checklist_name(library: Library, checklist_id: str, language: str) -> str:
    """A checklist's name in its current version; its id when it is no longer there."""
    return library.current(checklist_id).text(language) if library.versions(checklist_id) else checklist_id


def item_name(library: Library, checklist_id: str, item_id: str, language: str) -> str:
    """An item's name in the latest version of its checklist that has it, or of any other; else its id."""
    own = reversed(library.versions(checklist_id)) if checklist_id else ()
    for definition in (*own, *library.all_current()):
        if item_id in definition.by_id:
            return definition.item(item_id).text(language)
    return item_id


def criterion(library: Library, checklist_id: str, version: str, content_hash: str, item_id: str, language: str) -> str:
    """What the version that was answered asks of an item; '' when that version is not here."""
    definition = library.find(checklist_id, version, content_hash)
    return definition.item(item_id).criterion(language) if definition and item_id in definition.by_id else ""


def _site(scope: str, site_id: str) -> str:
    site = queries.site(scope, site_id)
    return site.name if site is not None else site_id


def _person(person_id: str) -> str:
    person = people.active(int(person_id), demo=True)
    return person.name if person is not None else person_id


def _in(language: str, chinese: str, english: str) -> str:
    return english or chinese if language == "en" else chinese


def _link(address: str, path: str) -> str:
    return address + path if address else ""
