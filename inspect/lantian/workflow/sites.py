"""Registering and correcting places (检查对象) from a page: each one transaction with its entry in the book.

A place first met on a visit is registered by ``receive``, a list by ``register``. Must not parse forms. What a record said about
a place when it was handed in stays in the record: a correction changes where the place is known to be, not what was found.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from lantian.domain.area import contains
from lantian.domain.problems import N_, YOURSELF, FieldFault, Problem
from lantian.domain.site import SiteFacts, changes, moved
from lantian.ledger import book
from lantian.ledger.db import transaction
from lantian.ledger.models import Area, Site
from lantian.ledger.scope import within

from .acting import Acting

RIGHT = "keep_sites"
OUTSIDE = N_("请选择您辖区内的乡镇（街道）")
TAKEN = N_("%(area)s已有名为“%(name)s”的检查对象，请核对是否同一处；确是两处，请在名称中加以区分。")


def register_site(facts: SiteFacts, *, accuracy_m: int | None = None, by: Acting) -> str:
    """Add a place; returns its id. Raises Problem not_allowed (403) or record_invalid (422) naming the fields."""
    by.must(RIGHT)
    site_id = str(uuid.uuid4())
    with transaction():
        by = by.in_order()
        _check(facts, "", by)
        columns = _columns(facts) | {"id": site_id, "created_by": by.id, "created_at": by.at, "attributes": {}}
        Site.insert(**columns).execute()
        named = {"name": facts.name, "kind": facts.kind, "area": facts.area_code}
        placed = {"position": facts.position, "position_source": facts.position_source} if facts.position else {}
        _enter("SiteRegistered", site_id, named | placed | _measured(accuracy_m), by)
    return site_id


def correct_site(
    site_id: str, facts: SiteFacts, *, seen_seq: int, reason: str, accuracy_m: int | None = None, by: Acting
) -> dict[str, Any]:
    """Correct a place; returns what changed (field → new value), empty when nothing did, and then nothing is written.

    ``seen_seq`` is the last entry about this place that the person had seen. Raises Problem not_allowed (403), not_found (404),
    site_moved_on (409) when somebody corrected it in between, record_invalid (422) naming the fields.
    """
    by.must(RIGHT)
    with transaction():
        site = Site.select().where((Site.id == site_id) & within(Site.area, by.area_code)).first()
        if site is None:
            raise Problem("not_found")
        _still_as_seen(site_id, seen_seq, by)
        before = facts_of(site)
        _check(facts, site_id, by, before)
        old, new = changes(before, facts)
        if new:
            kept = {} if moved(before, facts) else {"lat": site.lat, "lon": site.lon, "position_source": site.position_source}
            Site.update(**(_columns(facts) | kept)).where(Site.id == site_id).execute()
            measured = _measured(accuracy_m) if "position" in new else {}
            _enter("SiteCorrected", site_id, {"before": old, "after": new, "reason": reason} | _areas(old, new) | measured, by)
    return new


def facts_of(site: Any) -> SiteFacts:
    """The facts of a row of the register."""
    return SiteFacts(
        name=site.name,
        kind=site.kind,
        area_code=site.area_id,
        address=site.address,
        lat=site.lat,
        lon=site.lon,
        position_source=site.position_source,
        party=site.party,
        uscc=site.uscc,
        active=bool(site.active),
    )


def last_seq(site_id: str) -> int:
    """The number of the last entry about a place; 0 when there is none."""
    entries = book.story("site", site_id)
    return int(entries[-1]["seq"]) if entries else 0


def _still_as_seen(site_id: str, seen_seq: int, by: Acting) -> None:
    later = [entry for entry in book.story("site", site_id) if entry["seq"] > seen_seq]
    if later:
        raise Problem("site_moved_on", actor=YOURSELF if later[-1]["actor_id"] == by.id else later[-1]["actor_name"])


def _check(facts: SiteFacts, site_id: str, by: Acting, before: SiteFacts | None = None) -> None:
    """What only the register can tell: the area exists in the person's own, and the name is free there."""
    faults = []
    area = Area.get_or_none(Area.code == facts.area_code)
    if area is None or not contains(by.area_code, facts.area_code):
        faults.append(FieldFault("area_code", OUTSIDE))
    renamed = before is None or (before.name, before.area_code) != (facts.name, facts.area_code)
    same = (Site.area == facts.area_code) & (Site.name == facts.name) & (Site.id != site_id)
    if area is not None and renamed and Site.select(Site.id).where(same & Site.active).exists():
        faults.append(FieldFault("name", TAKEN, {"name": facts.name, "area": area.name}))
    if faults:
        raise Problem("record_invalid", fields=faults, count=len(faults))


def _columns(facts: SiteFacts) -> dict[str, Any]:
    values = asdict(facts)
    return values | {"area": values.pop("area_code")}


def _areas(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Names of the areas before and after as they were that day, so that the entry can be read without the register."""
    codes = [values["area_code"] for values in (old, new) if "area_code" in values]
    return {"areas": dict(Area.select(Area.code, Area.name).where(Area.code.in_(codes)).tuples())} if codes else {}


def _measured(accuracy_m: int | None) -> dict[str, Any]:
    return {} if accuracy_m is None else {"accuracy_m": accuracy_m}


def _enter(kind: str, site_id: str, payload: dict[str, Any], by: Acting) -> None:
    book.append(at=by.at, actor=by.actor, kind=kind, subject_kind="site", subject_id=site_id, payload=payload)
