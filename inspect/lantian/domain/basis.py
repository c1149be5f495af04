"""Legal basis (法律依据): which article applied on the day of the act, in this area, and how it is written down.

Owns the two rows of law data (``Law``, ``LegalBasis``), the choice by date and area, and the wording of a citation and
of a fine in Chinese and English. Called with rows that were read elsewhere: must not read files, the clock or the
database, and must not decide a case: where two rows compete, both are shown and a reviewer chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from . import legal_wording as wording
from .problems import N_, FieldFault

NATIONAL = "CN"
FINE_TYPES = ("range", "multiple", "none", "on_refusal", "per_other_rule", "daily", "detention")
HIGHER_BANDS = ("refusal", "grave", "serious_result")
AMOUNTS = (
    ("fine_unit_min", "fine_unit_max"),
    ("fine_person_min", "fine_person_max"),
    ("multiple_min", "multiple_max"),
    ("refusal_fine_min", "refusal_fine_max"),
)


@dataclass(frozen=True, kw_only=True)
class Law:
    """One law or regulation. ``effective_to`` is the last day in force, None while it stands."""

    id: str
    zh: str
    en: str
    passed: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    level: str = "law"
    jurisdiction: str = NATIONAL
    confidence: str = "from-memory"
    # An editor's remark, English and Chinese.
    note: str | None = None
    note_zh: str | None = None


@dataclass(frozen=True, kw_only=True)
class LegalBasis:
    """One act and its consequence under one article; amounts in whole CNY, ``multiple_*`` in times ``multiple_base``.

    ``higher_band`` says when ``refusal_fine_*`` is due: after a refusal to correct (拒不改正, the rule), in grave
    circumstances (情节严重) or after a serious result (造成严重后果). Raises ValueError for an amount that is no whole
    number, for a band upside down and for an unknown fine type, so that no such row reaches a document.
    """

    id: str
    topic: str
    law: str
    jurisdiction: str = NATIONAL
    duty_article: str | None = None
    penalty_article: str
    act_zh: str
    act_en: str = ""
    offender: str = ""
    fine_type: str
    fine_unit_min: int | None = None
    fine_unit_max: int | None = None
    fine_person_min: int | None = None
    fine_person_max: int | None = None
    multiple_min: int | None = None
    multiple_max: int | None = None
    multiple_base: str | None = None
    fine_optional: bool = False
    confiscate: tuple[str, ...] = ()
    order_first: str | None = None
    order_on_refusal: str | None = None
    refusal_fine_min: int | None = None
    refusal_fine_max: int | None = None
    higher_band: str = "refusal"
    element_required: str | None = None
    daily_penalty: str = "no"
    daily_penalty_basis: tuple[str, ...] = ()
    authority: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    replaces: tuple[str, ...] = ()
    confidence: str = "from-memory"
    # An editor's remark, English and Chinese.
    note: str | None = None
    note_zh: str | None = None

    def __post_init__(self) -> None:
        if self.fine_type not in FINE_TYPES:
            raise ValueError(f"{self.id}: fine_type {self.fine_type!r} is not one of {', '.join(FINE_TYPES)}")
        if self.higher_band not in HIGHER_BANDS:
            raise ValueError(f"{self.id}: higher_band {self.higher_band!r} is not one of {', '.join(HIGHER_BANDS)}")
        for low, high in AMOUNTS:
            _check_band(self.id, low, getattr(self, low), high, getattr(self, high))

    def in_force(self, on: date) -> bool:
        """Whether the row was law on that day; a row without a start date never is."""
        started = self.effective_from is not None and self.effective_from <= on
        return started and (self.effective_to is None or on <= self.effective_to)

    def covers(self, area_code: str) -> bool:
        """Whether the row is law in that area (national rows everywhere)."""
        return self.jurisdiction == NATIONAL or area_code.startswith(jurisdiction_prefix(self.jurisdiction))


@dataclass(frozen=True)
class Choice:
    """What a reviewer may choose from: rows in force on the day of the act, later rows to compare, and what is missing."""

    applicable: tuple[LegalBasis, ...]
    also_show: tuple[LegalBasis, ...]
    missing: tuple[FieldFault, ...]


NO_BASIS = N_("这一检查项没有登记法律依据，请先由法制人员补充。")
NOT_IN_FORCE = N_("%(act_on)s 当天没有在本地生效的法律依据，请核对行为日期和依据的施行日期。")
NO_NATIONAL = N_("%(act_on)s 当天只有地方依据，没有对应的国家依据，请核对地方规定是否仍然有效。")
NO_START = N_("依据 %(basis)s 没有登记施行日期，未列为可选。")
NO_SUCCESSOR = N_("依据 %(basis)s 已于 %(effective_to)s 失效，没有登记替代条款，请人工核对新法是否仍处罚该行为。")


def choose(
    bases: Iterable[LegalBasis],
    act_on: date,
    area_code: str,
    decided_on: date | None = None,
    law_book: Iterable[LegalBasis] = (),
) -> Choice:
    """The rows a reviewer may choose from for an act of ``act_on`` in ``area_code``, national first, then local.

    The law of the day of the act applies; where it was repealed before the decision and the new law is lighter, the new
    law does (从旧兼从轻, 行政处罚法第37条, 生态环境法典第1057条). Which one is lighter is not computed: the rows that
    replaced a repealed one are returned in ``also_show``, looked for in ``bases`` and in ``law_book`` (all known rows).
    """
    rows = list(bases)
    local = [row for row in rows if row.covers(area_code)]
    applicable = sorted((row for row in local if row.in_force(act_on)), key=_national_first)
    repealed = [row for row in applicable if decided_on and row.effective_to and row.effective_to < decided_on]
    known = {row.id: row for row in (*rows, *law_book) if row.covers(area_code)}
    found = {row.id: _successors(row, known.values(), decided_on) for row in repealed}
    taken = {row.id for row in applicable}
    also_show = {new.id: new for after in found.values() for new in after if new.id not in taken}
    lost = [row for row in repealed if not found[row.id]]
    missing = (*_gaps(rows, local, applicable, act_on), *map(_no_successor, lost))
    return Choice(tuple(applicable), tuple(sorted(also_show.values(), key=_national_first)), missing)


def jurisdiction_prefix(jurisdiction: str) -> str:
    """The area-code prefix of a jurisdiction: '410000' → '41', '410400' → '4104', '411000' → '4110'; 'CN' → ''."""
    if jurisdiction == NATIONAL:
        return ""
    code = jurisdiction
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def elements(basis: LegalBasis) -> tuple[str, ...]:
    """What a reviewer must confirm one by one before this basis may be used (构成要件); empty when the act is enough."""
    return (basis.element_required,) if basis.element_required else ()


def citation(basis: LegalBasis, law: Law, language: str = "zh") -> str:
    """Duty and penalty article as they stand in a document: 《中华人民共和国生态环境法典》第240条第3款、第1128条第1款第1项.

    ``language`` is zh or en (a locale such as zh_Hans_CN will do). Raises ValueError for the wrong law or language.
    """
    if basis.law != law.id:
        raise ValueError(f"{basis.id} belongs to {basis.law}, not to {law.id}")
    articles = dict.fromkeys(article for article in (basis.duty_article, basis.penalty_article) if article)
    return wording.citation(law.zh, law.en, list(articles), language)


def fine_text(basis: LegalBasis, language: str = "zh") -> str:
    """The fine in words, amounts in CNY with thousands separators; orders and confiscation are not part of it."""
    return wording.fine(basis, language)


def snapshot(basis: LegalBasis, law: Law) -> dict[str, Any]:
    """The text to freeze onto a violation: every field of the row, the law's names, citation and fine in both languages.

    Plain JSON values: dates as ISO text, amounts as whole numbers, no floats, so that it can enter the ledger.
    """
    row = {field.name: _plain(getattr(basis, field.name)) for field in fields(basis)}
    for language in wording.LANGUAGES:
        row[f"citation_{language}"] = citation(basis, law, language)
        row[f"fine_{language}"] = fine_text(basis, language)
    return {**row, "law_zh": law.zh, "law_en": law.en}


def _check_band(basis_id: str, low_name: str, low: Any, high_name: str, high: Any) -> None:
    for name, amount in ((low_name, low), (high_name, high)):
        if amount is not None and (type(amount) is not int or amount < 0):
            raise ValueError(f"{basis_id}: {name} must be a whole number, not {amount!r}")
    if low is not None and (high is None or high < low):
        raise ValueError(f"{basis_id}: {high_name} ({high!r}) must not be below {low_name} ({low!r})")


def _national_first(basis: LegalBasis) -> int:
    return len(jurisdiction_prefix(basis.jurisdiction))


def _successors(old: LegalBasis, rows: Iterable[LegalBasis], decided_on: date | None) -> list[LegalBasis]:
    """Rows in force at the decision that replaced ``old``, directly or through rows that were replaced in turn."""
    rows, found, queue = list(rows), {old.id: old}, [old.id]
    while queue:
        replaced = queue.pop()
        for row in rows:
            if replaced in row.replaces and row.id not in found:
                found[row.id] = row
                queue.append(row.id)
    return [row for row in found.values() if row is not old and decided_on and row.in_force(decided_on)]


def _gaps(
    rows: Sequence[LegalBasis], local: Sequence[LegalBasis], applicable: Sequence[LegalBasis], act_on: date
) -> list[FieldFault]:
    """Why there is nothing, or only a local row, to choose from."""
    gaps = [FieldFault("legal_basis", NO_START, {"basis": row.id}) for row in local if row.effective_from is None]
    if not rows:
        gaps.append(FieldFault("legal_basis", NO_BASIS))
    elif not applicable:
        gaps.append(FieldFault("legal_basis", NOT_IN_FORCE, {"act_on": act_on.isoformat()}))
    elif all(row.jurisdiction != NATIONAL for row in applicable):
        gaps.append(FieldFault("legal_basis", NO_NATIONAL, {"act_on": act_on.isoformat()}))
    return gaps


def _no_successor(basis: LegalBasis) -> FieldFault:
    ended = basis.effective_to.isoformat() if basis.effective_to else ""
    return FieldFault("legal_basis", NO_SUCCESSOR, {"basis": basis.id, "effective_to": ended})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
