"""One violation as the phone shows it: its photos, what was not met, what is asked for, the law that applies, its story.

Worded by ``photo_facts`` and ``story``, as on the desk; what may be done about it is in ``phone_view``. Must not query or decide.
"""

from __future__ import annotations

from typing import Any

from lantian.ledger.queries import OneViolation

from . import photo_facts, story
from .parts import parts
from .violation import points_of


def violation(found: OneViolation, language: str) -> dict[str, Any]:
    """A violation for its page on the phone: photos in words, the story newest first."""
    line, site = found.violation, found.site
    library = parts().library
    definition = library.find(found.inspection.checklist_id, found.inspection.checklist_version)
    item = definition.by_id.get(line.item_id) if definition else None
    return {
        "title": (line.title_en if language == "en" else line.title) or line.title,
        "criterion": item.criterion(language) if item else "",
        "photos": [photo_facts.shown(row, site) for row in found.photos],
        "patrol_photos": [photo_facts.shown(row, site) for row in found.patrol_photos],
        "returned": returned(found),
        "story": list(reversed(story.told(found.story, line.bases))),
        "sub_checks": points_of(found, item, language),
        "department": library.department_name(line.department, language),
        "bases": _bases(line, language),
        "basis_chosen": bool(line.basis_id),
    }


def returned(found: OneViolation) -> dict[str, str] | None:
    """What is asked for by whom while a line is sent back for more: an officer reads it before the button; else None."""
    if found.violation.state != "returned":
        return None
    last = next((row for row in reversed(found.story) if row["kind"] == "ReturnedForSupplement"), None)
    return story.asked(last) if last else None


def _bases(line: Any, language: str) -> list[str]:
    """The basis that was chosen, or while none is those that may be."""
    chosen = [row for row in line.bases if row["id"] == line.basis_id]
    rows = chosen or [row for row in line.bases if not row.get("successor")]
    return [row.get(f"citation_{language}") or row.get("citation_zh") or row["id"] for row in rows]
