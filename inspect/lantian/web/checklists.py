"""Checklists for whoever reviews them (检查表): every item with criterion, local values, law and every mark of a draft.

Shows what is in ``forms/`` and in force today in the reader's area. Nothing can be changed here: an edit of a file is a new
version.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lantian.checklists.definition import Definition, Item
from lantian.domain.basis import LegalBasis, choose, snapshot
from lantian.domain.moments import local_date
from lantian.domain.problems import N_, Problem

from . import law
from .language import current
from .parts import parts, scope
from .worklist import severity_words

STATUS: dict[str, tuple[str, str]] = {
    "draft": (N_("草案，未经本单位采用"), "warn"),
    "draft-local": (N_("地方草案，未经本单位采用"), "warn"),
    "published": (N_("已采用"), "good"),
    "withdrawn": (N_("已停用"), "neutral"),
}
LEADS_TO: dict[str, str] = {
    "violation": N_("违法行为"),
    "order_only": N_("只责令改正"),
    "task": N_("待办事项"),
    "own_procedure": N_("本单位程序问题"),
}
ANSWER_TYPES: dict[str, str] = {
    "pass_fail_na": N_("合格 / 不合格 / 不涉及"),
    "pass_fail": N_("合格 / 不合格"),
    "choice": N_("单选"),
    "number": N_("数字"),
    "text": N_("文字"),
    "datetime": N_("日期时间"),
    "boolean": N_("是 / 否"),
    "photo": N_("照片"),
    "fields": N_("一组字段"),
    "person_chain": N_("人员名单"),
}
INSPECTORS: dict[str, str] = {
    "grid_patrol": N_("网格巡查"),
    "administrative_inspection": N_("行政检查"),
    "internal": N_("内部使用"),
}
UNITS: dict[str, Callable[[int], str]] = {
    "d": lambda days: ngettext("%(num)s 日", "%(num)s 日", days),
    "wd": lambda days: ngettext("%(num)s 个工作日", "%(num)s 个工作日", days),
}
TERMS: dict[str, str] = {"immediate": N_("立即"), "before_start": N_("开工前")}


def index() -> list[dict[str, Any]]:
    """Every list in its current version, those offered in the reader's area first."""
    library = parts().library
    local = library.region(scope()).local_checklists()
    rows = [head(definition) | {"here": not definition.local or definition.id in local} for definition in library.all_current()]
    return sorted(rows, key=lambda row: (not row["here"], row["id"]))


def head(definition: Definition) -> dict[str, Any]:
    """A list in one line: name, version, hash, state, how many items, and how many of them rest on unchecked text."""
    words, tone = STATUS.get(definition.state, STATUS["draft"])
    language, library = current(), parts().library
    confidence, confidence_tone = law.confidence(definition.confidence)
    return {
        "id": definition.id,
        "name": definition.text(language),
        "version": definition.version,
        "hash": definition.hash,
        "status": _(words),
        "tone": tone,
        "item_count": len(definition.items),
        "unsure": sum(item.confidence != "verified" for item in definition.items),
        "confidence": confidence,
        "confidence_tone": confidence_tone,
        "source": definition.source,
        "remark": definition.remark(language),
        "kinds": _("、").join(
            library.site_kind_name(kind, language) if kind != "any" else _("各类对象") for kind in definition.applies_to
        ),
        "inspectors": _("、").join(_(INSPECTORS[kind]) if kind in INSPECTORS else kind for kind in definition.inspector_kind),
        "local": definition.local,
    }


def page(checklist_id: str, version: str = "") -> dict[str, Any]:
    """One version of a list with all its items. Raises Problem not_found for a list or version that is not here."""
    library = parts().library
    versions = library.versions(checklist_id)
    if not versions:
        raise Problem("not_found")
    definition = library.find(checklist_id, version) if version else library.current(checklist_id)
    if definition is None:
        raise Problem("not_found")
    region = library.region(scope())
    return {
        "head": head(definition),
        "versions": [known.version for known in versions],
        "groups": [
            {"title": section.text(current()) if section else "", "rules": [item_view(item, region) for item in items]}
            for section, items in definition.grouped()
        ],
        "notes": [
            {"name": name.text(current()), "confidence": law.confidence(confidence), "note": note.text(current())}
            for name, confidence, note in region.notes()
        ],
        "rule": library.rule("choice_of_law").text(current()) if "choice_of_law" in library.law_book.rules else "",
    }


def item_view(item: Item, region: Any) -> dict[str, Any]:
    """One item as a reviewer reads it."""
    language, library = current(), parts().library
    return {
        "id": item.id,
        "title": item.text(language),
        "criterion": item.criterion(language),
        "applies": item.applies(language),
        "severity": item.severity,
        "severity_words": severity_words(item.severity),
        "answer": _(ANSWER_TYPES.get(item.answer_type, item.answer_type)),
        "leads_to": _(LEADS_TO.get(item.leads_to, item.leads_to)),
        "local_values": region.params_text(item, language),
        "open_values": len(region.not_entered(item)),
        "sub_checks": [sub.text(language) for sub in item.sub_checks],
        "options": [option.text(language) for option in item.options],
        "photo": _photo_rule(item),
        "term": term_words(region.deadline(item)),
        "department": library.department_name(region.department(item, ""), language),
        "confidence": law.confidence(item.confidence),
        "source": item.source,
        "remark": item.remark(language),
        "bases": _bases(item),
    }


def _photo_rule(item: Item) -> str:
    if item.photo_always:
        return _("必须拍照")
    return _("不合格须拍照") if item.photo_required_on_fail else ""


def term_words(term: str) -> str:
    """A term of the definitions in words: 3d, 5wd, immediate, before_start."""
    if term in TERMS:
        return _(TERMS[term])
    number = term.rstrip("dw")
    unit = UNITS.get(term[len(number) :])
    return unit(int(number)) if unit and number.isdecimal() else term


def _bases(item: Item) -> list[dict[str, Any]]:
    """The item's bases: in force here today first, then what has ended, then law of other places."""
    library, today = parts().library, local_date(parts().now())
    bases = library.bases_for(item)
    here = {basis.id for basis in choose(bases, today, scope(), today, library.bases).applicable}
    rows = [_basis(basis, here, today) for basis in bases]
    return sorted(rows, key=lambda row: ("here", "ended", "coming", "elsewhere").index(row["standing"]))


def _basis(basis: LegalBasis, here: set[str], today: date) -> dict[str, Any]:
    shown = law.shown(snapshot(basis, parts().library.law(basis.law)))
    if basis.id in here:
        standing, words = "here", _("现行，本地适用")
    elif not basis.covers(scope()):
        standing, words = "elsewhere", _("其他地方的规定")
    elif basis.effective_to and basis.effective_to < today:
        standing, words = "ended", _("已失效，只用于此前的行为")
    else:
        standing, words = "coming", _("尚未施行")
    return shown | {"standing": standing, "standing_words": words}
