"""The columns that ``verify`` proves nothing about, each with the reason: one table, so that none is forgotten.

Every other column of every table is changed by hand in a test, and ``verify`` must name it. A whole table stands under
its own name.
"""

from __future__ import annotations

_REGISTER = "a register that changes; each change is an entry in the book, the value of today is not compared with it"
_OWN = "what a person likes to see; no evidence"
_LATER = "made after the acknowledgement from the original, and can be made again"

UNPROVEN: dict[str, str] = {
    "area": _REGISTER,
    "area_person": _REGISTER,
    "unit": _REGISTER,
    "stamp_template": _REGISTER,
    "person": _REGISTER + "; passwords and locks are secrets and passing states",
    "site": _REGISTER,
    "device": "secrets of phones; cutting one off is an entry",
    "saved_view": _OWN,
    "list_preference": _OWN,
    "violation_text": "words to search by, written by triggers",
    "counter": "the next running number; numbers given are unique by the table of lines",
    "photo_receipt": "which record a photo was promised to, of use until the record is in; what came in stands in its entry",
    "act": "so that an act sent twice is done once; the act itself is an entry",
    "export_job": "a queue; what counts is the entry CaseExported",
    "photo_print": "marks to search by, " + _LATER,
    "photo_mark": "marks to search by, " + _LATER,
    "photo_likeness.id": "a key inside the database",
    "photo_removal.id": "a key inside the database",
    "photo_marking.id": "a key inside the database",
    "evidence_photo.compared_at": "that a photo was looked at for others; what was found is proven",
    "evidence_photo.compare_fault": "why a photo could not be compared; it waits again with `worker --again`",
    "photo.examined_at": _LATER,
    "photo.width_px": _LATER,
    "photo.height_px": _LATER,
    "photo.claims": _LATER,
    "photo.fault": _LATER,
    "inspection.clock_doubt": "depends on the phone's clock while sending, which is not kept",
    "violation.id": "a key inside the database",
    "evidence_photo.id": "a key inside the database",
    "evidence_photo.distance_m": "computed from the register's position of the place",
    "export_file.id": "a key inside the database",
    "export_file.exported_by_id": "a copy of the entry's person",
    "export_file.exported_at": "a copy of the entry's time",
}


def reason(table: str, column: str) -> str | None:
    """Why nothing is proven about a column; None for one that is proven."""
    return UNPROVEN.get(table) or UNPROVEN.get(f"{table}.{column}")
