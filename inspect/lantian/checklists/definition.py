"""One checklist (检查表) as it stands in one file of forms/checklists: what is asked, under which rule, in which version.

Owns the classes, the content hash by which a version is identified, and the reading of one file. The rules a file must keep
are in ``definition_rules``. A definition never changes after it is read. Must not read the database or know forms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .definition_problem import DefinitionsRefused
from .definition_rules import broken_rules
from .toml_file import read_toml
from .words import HeaderField, Option, Section, SubCheck, Unit, pick

if TYPE_CHECKING:
    from .vocabulary import Vocabulary

# inspector_kind of the drafts → kind of visit in a record; internal lists belong to no visit.
VISIT_KINDS = {"grid_patrol": "patrol", "administrative_inspection": "inspection"}


@dataclass(frozen=True, eq=False)
class Item:
    """One question (检查项). Equal only to itself: the same id in another version is another item.

    ``leads_to`` says what a failed answer becomes: violation, order_only (an order without a fine), task (something to be
    arranged, nobody's violation) or own_procedure (a fault of the visit itself). ``params`` holds None for a value that the
    local rule must supply.
    """

    id: str
    zh: str
    en: str
    criterion_zh: str
    criterion_en: str
    answer_type: str
    severity: str
    lead_department: str
    problem_type: str
    confidence: str
    photo_required_on_fail: bool = False
    photo_always: bool = False
    required: bool = False
    legal_basis: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    sub_checks: tuple[SubCheck, ...] = ()
    options: tuple[Option, ...] = ()
    finding_options: tuple[str, ...] = ()
    unit: Unit | None = None
    max_param: str = ""
    fields: tuple[HeaderField, ...] = ()
    required_fields: tuple[str, ...] = ()
    roles: tuple[Option, ...] = ()
    person_fields: tuple[str, ...] = ()
    min_people: int = 1
    section: str = ""
    default_deadline: str | None = None
    applies_when: str = ""
    applies_zh: str = ""
    applies_en: str = ""
    leads_to: str = "violation"
    same_as: str = ""
    source: str = ""
    note: str = ""
    note_zh: str = ""

    @property
    def identity(self) -> str:
        """The requirement this item asks about, the same in the lists of six, seven, eight and ten."""
        return self.same_as or self.id

    def text(self, language: str) -> str:
        """The name in a language."""
        return pick(self.zh, self.en, language)

    def criterion(self, language: str) -> str:
        """What has to be so for the item to pass."""
        return pick(self.criterion_zh, self.criterion_en, language)

    def applies(self, language: str) -> str:
        """When the item is to be answered at all; '' for always."""
        return pick(self.applies_zh, self.applies_en, language)

    def points(self, ticked: Iterable[str], language: str) -> list[str]:
        """Ticked points (their Chinese words, as a record holds them) in a language; those of another version stay."""
        words = {point.zh: point.text(language) for point in self.sub_checks}
        return [words.get(text, text) for text in ticked]

    def remark(self, language: str) -> str:
        """The drafter's remark for whoever reviews; '' when there is none."""
        return pick(self.note_zh or self.note, self.note, language)


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of one checklist. ``header_fields`` are those asked above the items, without the ones an item asks."""

    id: str
    version: str
    hash: str
    status: str
    zh: str
    en: str
    applies_to: tuple[str, ...]
    inspector_kind: tuple[str, ...]
    scope: str
    lead_department: str
    problem_type: str
    confidence: str
    items: tuple[Item, ...]
    header_fields: tuple[HeaderField, ...] = ()
    sections: tuple[Section, ...] = ()
    local: bool = False
    source: str = ""
    note: str = ""
    note_zh: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether the list has not been adopted by the user unit; pages must say so."""
        return self.state.startswith("draft")

    @property
    def state(self) -> str:
        """The status without its remark: draft, draft-local or published."""
        return self.status.partition(":")[0].strip()

    @property
    def visit_kinds(self) -> tuple[str, ...]:
        """The kinds of visit it serves: patrol, inspection, both, or none for an internal list."""
        return tuple(VISIT_KINDS[kind] for kind in self.inspector_kind if kind in VISIT_KINDS)

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items by their ids, in order."""
        return MappingProxyType({item.id: item for item in self.items})

    def item(self, item_id: str) -> Item:
        """One item. Raises KeyError when this version does not have it."""
        return self.by_id[item_id]

    def grouped(self) -> list[tuple[Section | None, list[Item]]]:
        """The items under their headings, in order; one group without a heading for a short list."""
        if not self.sections:
            return [(None, list(self.items))]
        return [(section, [item for item in self.items if item.section == section.id]) for section in self.sections]

    def text(self, language: str) -> str:
        """The name in a language."""
        return pick(self.zh, self.en, language)

    def remark(self, language: str) -> str:
        """The drafter's remark for whoever reviews; '' when there is none."""
        return pick(self.note_zh or self.note, self.note, language)


def content_hash(raw: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON of a parsed file: keys sorted, no spaces, UTF-8.

    Comments and the order of keys do not count, every value does. Raises ValueError for a number that is not finite.
    """
    text = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def read_definition(path: Path, vocabulary: Vocabulary) -> Definition:
    """Read one file. Raises DefinitionsRefused with every rule the file breaks."""
    raw, problems = read_toml(path, f"checklists/{path.parent.name}/{path.name}")
    if not problems:
        problems = list(broken_rules(raw, path, vocabulary))
    if problems:
        raise DefinitionsRefused(problems)
    return build_definition(raw, vocabulary)


def build_definition(raw: Mapping[str, Any], vocabulary: Vocabulary) -> Definition:
    """The objects of a parsed file that keeps every rule."""
    items = tuple(_item(row, raw, vocabulary) for row in raw["items"])
    asked_by_items = {field.id for item in items for field in item.fields}
    plain = {key: raw[key] for key in _PLAIN if key in raw}
    return Definition(
        **plain,
        hash=content_hash(raw),
        applies_to=tuple(raw["applies_to"]),
        inspector_kind=tuple(raw["inspector_kind"]),
        items=items,
        header_fields=tuple(vocabulary.header_fields[key] for key in raw["header_fields"] if key not in asked_by_items),
        sections=tuple(Section(**row) for row in raw.get("sections", ())),
    )


_PLAIN = (
    "id", "version", "status", "zh", "en", "scope", "lead_department", "problem_type", "confidence", "local", "source", "note",
    "note_zh",
)
_ITEM_PLAIN = (
    "id", "zh", "en", "criterion_zh", "criterion_en", "answer_type", "severity", "lead_department", "confidence",
    "photo_required_on_fail", "photo_always", "required", "max_param", "min_people", "section", "default_deadline",
    "applies_when", "applies_zh", "applies_en", "leads_to", "same_as", "source", "note", "note_zh",
)
_ITEM_LISTS = ("legal_basis", "finding_options", "required_fields", "person_fields")


def _item(row: Mapping[str, Any], raw: Mapping[str, Any], vocabulary: Vocabulary) -> Item:
    unit = row.get("unit")
    return Item(
        **{key: row[key] for key in _ITEM_PLAIN if key in row},
        **{key: tuple(row[key]) for key in _ITEM_LISTS if key in row},
        problem_type=row.get("problem_type", raw["problem_type"]),
        params=MappingProxyType(dict(row.get("params", {})) | dict.fromkeys(row.get("params_open", ()))),
        unit=vocabulary.units[unit] if unit else None,
        sub_checks=tuple(SubCheck(**words) for words in row.get("sub_checks", ())),
        options=tuple(Option(**words) for words in row.get("options", ())),
        roles=tuple(Option(**words) for words in row.get("roles", ())),
        fields=tuple(vocabulary.header_fields[key] for key in row.get("fields", ())),
    )
