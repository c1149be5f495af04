"""Who had which original in hand (原件去向): downloads and exports, from the book. Removes nothing, decides nothing.

A fixed number of queries for any number of photos. What "viewed" means is in decision 0014.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from .models import EvidencePhoto, ExportOriginal, Inspection, LedgerEntry, Site, Violation
from .scope import within

HOW = {"OriginalDownloaded": "downloaded", "SealedPhotoViewed": "viewed"}
"""Kinds of entries about a single original, and what they say of it."""


@dataclass(frozen=True)
class Taking:
    """Somebody took an original: entry of the book, when, who, 'downloaded', 'viewed' (below a redaction) or 'exported'."""

    seq: int
    at: str
    actor: str
    how: str


@dataclass(frozen=True)
class Use:
    """A record that a photo stands in: its visit, place, line (None for the place as a whole), and whether it is in scope."""

    visit_id: str
    site: str
    number: str | None
    title: str | None
    title_en: str | None
    visible: bool


def takings(sha256s: Iterable[str]) -> dict[str, list[Taking]]:
    """Every download, look below a redaction, and export of these originals, oldest first: two queries."""
    hashes, e, x = sorted(set(sha256s)), LedgerEntry, ExportOriginal
    columns = (e.seq, e.recorded_at, e.actor_name)
    single = e.select(e.subject_id, *columns, e.kind).where(
        (e.subject_kind == "photo") & e.subject_id.in_(hashes) & e.kind.in_(list(HOW))
    )
    exports = x.select(x.photo, *columns).join(e, on=(e.seq == x.seq)).where(x.photo.in_(hashes))
    found: dict[str, list[Taking]] = {sha256: [] for sha256 in hashes}
    for sha256, *rest, kind in single.tuples():
        found[sha256].append(Taking(*rest, HOW[kind]))
    for sha256, *rest in exports.tuples():
        found[sha256].append(Taking(*rest, "exported"))
    return {sha256: sorted(rows, key=lambda row: row.seq) for sha256, rows in found.items()}


def uses(scope: str, sha256: str) -> list[Use]:
    """Every record that the photo stands in, those outside of the scope marked: one query."""
    e, i, v = EvidencePhoto, Inspection, Violation
    columns = (i.id, Site.name, v.number, v.title, v.title_en, within(i.area, scope))
    query = e.select(*columns).join_from(e, i).join_from(i, Site).join_from(e, v, "LEFT OUTER JOIN").where(e.photo == sha256)
    return [Use(*row[:-1], bool(row[-1])) for row in query.order_by(e.id).tuples()]


def originals_sha256(sha256s: Iterable[str]) -> str:
    """The digest over the originals of an export, as its entry in the book holds it: sorted, a line each."""
    return hashlib.sha256("".join(f"{sha256}\n" for sha256 in sorted(sha256s)).encode()).hexdigest()
