"""Loading the demo city, once: areas, people, places, then weeks of visits through the real acts; and clearing it away.

Called by ``flask lantian demo``. Refuses to touch an installation that has an account of a real person.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lantian.checklists.library import Library
from lantian.domain.problems import N_
from lantian.evidence.storage import Storage
from lantian.ledger import book, people, schema
from lantian.ledger.db import database, transaction
from lantian.ledger.models import TABLES, LedgerEntry, Person
from lantian.workflow import register

from .accounts import PEOPLE, UNITS
from .pictures import cut, picture, signature
from .places import GRIDS, PLACES, address, chain_rows, position
from .plan import PlannedStep, PlannedVisit, Shot, plan, site_id
from .play import Player

DATA = Path(__file__).with_name("data")
SEED = 2026
# The city is founded this long before the day of loading, ahead of the first visit.
FOUNDED = timedelta(days=45)

HALF_LOADED = N_("上次载入中断，示例数据不完整。请运行 flask lantian demo reset 重新载入。")
REAL_PEOPLE = N_("此安装中有 %(count)s 个正式账号（如 %(username)s），不能清除。示例城市请使用单独的数据目录（LANTIAN_DATA）。")


class DemoRefused(Exception):
    """Why the demo city is left alone: a msgid and its values."""

    def __init__(self, message: str, **params: Any):
        super().__init__(message)
        self.message, self.params = message, params


@dataclass(frozen=True)
class Loaded:
    """What there is after loading; ``new`` is False when it was there before and nothing was changed."""

    new: bool
    visits: int
    violations: int
    photos: int


def load(
    *,
    now: datetime,
    library: Library,
    storage: Storage,
    hash_password: Callable[[str], str],
    seed: int = SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Load the city as of ``now`` (aware UTC); a second time changes nothing. Raises DemoRefused when half of it is there.

    ``progress`` is told how many acts of how many are done.
    """
    if (there := _there()) is not None:
        return there
    acts = plan(now, seed)
    pictures = _drawn(acts)
    founded_at = (now - FOUNDED).isoformat(timespec="microseconds")
    player = Player(_found(founded_at, hash_password, seed), library, storage, pictures)
    for number, act in enumerate(acts, 1):
        player.play(act)
        if progress:
            progress(number, len(acts))
    loaded = Loaded(True, sum(isinstance(act, PlannedVisit) for act in acts), player.violations, len(pictures))
    _sign(loaded, now, seed)
    return loaded


def _there() -> Loaded | None:
    """What an earlier load left, from the book; None when there is nothing."""
    entry = LedgerEntry.get_or_none(LedgerEntry.kind == "DemoLoaded")
    if entry is not None:
        payload = json.loads(entry.payload)
        return Loaded(False, payload["visits"], payload["violations"], payload["photos"])
    if Person.select().where(Person.demo).exists():
        raise DemoRefused(HALF_LOADED)
    return None


def _sign(loaded: Loaded, now: datetime, seed: int) -> None:
    payload = {"visits": loaded.visits, "violations": loaded.violations, "photos": loaded.photos, "seed": seed}
    with transaction():
        book.append(
            at=now.isoformat(timespec="microseconds"),
            actor=book.SYSTEM,
            kind="DemoLoaded",
            subject_kind="book",
            subject_id="demo",
            payload=payload,
        )


def _found(at: str, hash_password: Callable[[str], str], seed: int) -> dict[str, Person]:
    """Areas, outlines, units, people, responsible chains and places."""
    rows, digest = area_rows()
    register.register_areas(rows, at=at, actor=book.SYSTEM, digest=digest)
    outlines, digest = county_outlines()
    register.set_outlines(outlines, at=at, actor=book.SYSTEM, digest=digest)
    units = {name: register.unit_for(name, area, department) for name, (area, department) in UNITS.items()}
    # One hash for all: they share a password, and scrypt is slow by design.
    password_hash = hash_password(PEOPLE[0].password)
    everyone = {}
    for person in PEOPLE:
        columns = {
            "username": person.username,
            "name": person.name,
            "role": person.role,
            "card_number": person.card_number,
            "area": person.area_code,
            "unit": units[person.unit].id,
            "password_hash": password_hash,
            "demo": True,
        }
        everyone[person.username] = people.add_person(columns, at=at, actor=book.SYSTEM)
    register.register_chain(chain_rows(), at=at, actor=book.SYSTEM)
    register.register_sites(_site_rows(everyone["admin"].id, seed), at=at, actor=book.SYSTEM)
    return everyone


def area_rows() -> tuple[list[dict[str, Any]], str]:
    """City, counties, townships of the official list and the demo's grids; with the digest of the file."""
    raw = (DATA / "divisions_2023.json").read_bytes()
    source = json.loads(raw)
    rows = [{"code": source["city"]["code"], "name": source["city"]["name"], "name_en": "Luoyang"}]
    for county in source["areas"]:
        rows.append({"code": county["code"], "name": county["name"], "name_en": ENGLISH.get(county["code"], "")})
        rows += [{"code": street["code"], "name": street["name"], "name_en": ""} for street in county["streets"]]
    rows += [{"code": code, "name": name, "name_en": ""} for code, name in GRIDS.items()]
    return rows, hashlib.sha256(raw).hexdigest()


ENGLISH = {
    "410302": "Laocheng District",
    "410303": "Xigong District",
    "410304": "Chanhe District",
    "410305": "Jianxi District",
    "410307": "Yanshi District",
    "410308": "Mengjin District",
    "410311": "Luolong District",
    "410323": "Xin'an County",
    "410324": "Luanchuan County",
    "410325": "Song County",
    "410326": "Ruyang County",
    "410327": "Yiyang County",
    "410328": "Luoning County",
    "410329": "Yichuan County",
    "410371": "Luoyang High-tech Zone",
}


def county_outlines() -> tuple[dict[str, dict[str, Any]], str]:
    """Outlines (WGS-84) by county code, with the digest of the file."""
    raw = (DATA / "county_outlines.geojson").read_bytes()
    features = json.loads(raw)["features"]
    return {feature["properties"]["code"]: feature["geometry"] for feature in features}, hashlib.sha256(raw).hexdigest()


def _site_rows(created_by: int, seed: int) -> list[dict[str, Any]]:
    rows = []
    for place in PLACES:
        lat, lon = position(place)
        attributes = {"main_road": True} if place.main_road else {}
        rows.append(
            {
                "id": site_id(place, seed),
                "name": place.name,
                "kind": place.kind,
                "area": place.area_code,
                "address": address(place),
                "lat": lat,
                "lon": lon,
                "position_source": "demo",
                "party": place.party,
                "uscc": "",
                "attributes": attributes,
                "created_by": created_by,
            }
        )
    return rows


def _drawn(acts: list[PlannedVisit | PlannedStep]) -> dict[Any, bytes]:
    """Every picture of the plan by its shot, signatures by their number; drawn on all cores: it is most of the work."""
    shots = [shot for act in acts for shot in (act.shots if isinstance(act, PlannedVisit) else [act.shot] if act.shot else [])]
    signed = [act.signature for act in acts if isinstance(act, PlannedVisit) and act.signature is not None]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        drawn = dict(zip(shots, pool.map(_draw, shots, chunksize=4), strict=True))
    return drawn | {seed: signature(seed) for seed in signed}


def _draw(shot: Shot) -> bytes:
    if shot.copy_of:
        return cut(_draw(shot.copy_of))
    place = shot.fix[:2] if shot.fix else None
    return picture(
        shot.scene, good=shot.good, viewpoint=shot.viewpoint, taken_at=shot.taken_at, weather=shot.weather, position=place
    )


def reset(originals_dir: Path, derived_dir: Path) -> None:
    """Take everything away, tables and pictures, and make the empty tables anew. Raises DemoRefused where a real person has an
    account: the book of a real installation can never be cleared by a command."""
    if not schema.pending():
        real = list(Person.select(Person.username).where(~Person.demo).tuples())
        if real:
            raise DemoRefused(REAL_PEOPLE, count=len(real), username=real[0][0])
    database.drop_tables(TABLES, safe=True)
    database.execute_sql("DROP TABLE IF EXISTS schema_migration")
    schema.migrate()
    for folder in (originals_dir, derived_dir):
        shutil.rmtree(folder, ignore_errors=True)
