"""The plot on real days: every visit and later act with its time, people, ids and pictures, in one order. Pure.

Depends on nothing but the tables, the seed and the day of loading, so that the same day gives the same city.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from lantian.domain.moments import local_date, local_time

from .accounts import CREWS, GRID_TOWNSHIP
from .paths import PATHS, Step
from .places import PLACES, Place, position
from .plot import PHOTOGRAPHED, VISITS, Find, Visit

NAMESPACE = uuid.UUID("6c616e74-6961-4e00-8000-64656d6f0001")
OPENS, CLOSES = 8.5, 17.6
# Nothing happens in the last minutes, so that the first real act of a user comes after all of this.
QUIET = timedelta(minutes=5)
FAR_DEG = 0.0062
# How much a phone's fix wanders around the place, degrees (about 15 m), and what accuracy it claims, metres.
WANDER_DEG, ACCURACY_M = 0.00014, (4.0, 19.0)


@dataclass(frozen=True)
class Shot:
    """One picture to be drawn and the line that lists it: ``fix`` is (lat, lon, accuracy) or None."""

    scene: str
    good: bool
    viewpoint: int
    weather: str
    taken_at: datetime
    fix: tuple[float, float, float] | None
    role: str
    item: str | None
    source: str = "camera"
    caption: str = ""
    # The picture that is handed in again in place of a new one.
    copy_of: Shot | None = None


@dataclass
class PlannedVisit:
    """One visit with everything that is handed in. ``at`` is the server's time of the first photo."""

    visit: Visit
    place: Place
    id: str
    site_id: str
    crew: tuple[str, ...]
    started_at: datetime
    at: datetime
    shots: list[Shot] = field(default_factory=list)
    signature: int | None = None

    @property
    def lasts(self) -> timedelta:
        """Server time that handing in takes: a second per photo and for the record."""
        return timedelta(seconds=len(self.shots) + 3)


@dataclass
class PlannedStep:
    """One later act on the line that a find opened."""

    planned: PlannedVisit
    find: Find
    step: Step
    id: str
    at: datetime
    shot: Shot | None
    lasts = timedelta(seconds=3)


def site_id(place: Place, seed: int) -> str:
    """The id of a place."""
    return str(uuid.uuid5(NAMESPACE, f"{seed} site {place.key}"))


def plan(now: datetime, seed: int) -> list[PlannedVisit | PlannedStep]:
    """Everything that happens before ``now`` (aware UTC), in the order in which the server sees it."""
    acts: list[PlannedVisit | PlannedStep] = []
    for number, visit in enumerate(VISITS):
        planned = _visit(visit, number, now, seed)
        acts.append(planned)
        for find in visit.finds:
            acts += _steps(planned, find, number, now - QUIET, seed)
    acts.sort(key=lambda act: act.at)
    return _one_after_another(acts)


def _one_after_another(acts: list[PlannedVisit | PlannedStep]) -> list[PlannedVisit | PlannedStep]:
    """The server's times never run into each other, because the book's may not go back."""
    free_at = acts[0].at
    for act in acts:
        act.at = max(act.at, free_at)
        free_at = act.at + act.lasts
    return acts


def _visit(visit: Visit, number: int, now: datetime, seed: int) -> PlannedVisit:
    rng = random.Random(f"{seed} visit {number}")
    place = next(place for place in PLACES if place.key == visit.place)
    hour = 17.0 if visit.weather == "dusk" else rng.uniform(OPENS + 0.6, CLOSES - 1.2)
    started_at = _at_hour(now - timedelta(days=visit.days), hour)
    planned = PlannedVisit(
        visit,
        place,
        str(uuid.uuid5(NAMESPACE, f"{seed} visit {number}")),
        site_id(place, seed),
        _crew(visit, place),
        started_at,
        started_at + timedelta(minutes=rng.randrange(35, 55)),
    )
    planned.shots = list(_shots(planned, rng, number))
    planned.signature = number if visit.kind == "inspection" and visit.outcome == "signed" else None
    return planned


def _crew(visit: Visit, place: Place) -> tuple[str, ...]:
    if visit.kind == "inspection":
        return CREWS[place.area_code[:6]]
    return ("grid",) if place.area_code.startswith(GRID_TOWNSHIP) else CREWS[place.area_code[:6]][:1]


def _shots(planned: PlannedVisit, rng: random.Random, number: int) -> Iterator[Shot]:
    """The place from outside, then each find; a pair before and after where it was put right at once."""
    visit, minute = planned.visit, 4

    def shot(scene: str, good: bool, role: str, item: str | None, viewpoint: int) -> Shot:
        nonlocal minute
        minute += rng.randrange(2, 5)
        taken_at = planned.started_at + timedelta(minutes=minute, seconds=rng.randrange(60))
        source = "file" if visit.doubt == "file" else "camera"
        return Shot(scene, good, viewpoint, visit.weather, taken_at, _fix(planned, rng), role, item, source)

    yield shot(visit.scene, not visit.finds, "overview", None, number * 100)
    for item in visit.values:
        if item in PHOTOGRAPHED:
            yield shot(PHOTOGRAPHED[item], False, "overview", item, number * 100)
    for place, find in enumerate(visit.finds, 1):
        viewpoint = number * 100 + place
        yield shot(find.scene, False, "before" if find.corrected else "finding", find.item, viewpoint)
        if find.corrected:
            yield shot(find.scene, True, "after", find.item, viewpoint)


def _fix(planned: PlannedVisit, rng: random.Random) -> tuple[float, float, float] | None:
    if planned.visit.doubt == "no_fix":
        return None
    lat, lon = position(planned.place)
    away = FAR_DEG if planned.visit.doubt == "far" else 0.0
    return (
        round(lat + away + rng.uniform(-WANDER_DEG, WANDER_DEG), 7),
        round(lon + rng.uniform(-WANDER_DEG, WANDER_DEG), 7),
        round(rng.uniform(*ACCURACY_M), 1),
    )


def _steps(planned: PlannedVisit, find: Find, number: int, before: datetime, seed: int) -> Iterator[PlannedStep]:
    """The path of a find, as far as it fits before ``before``."""
    rng = random.Random(f"{seed} steps {number} {find.item}")
    viewpoint = number * 100 + planned.visit.finds.index(find) + 1
    at = planned.at
    for place, step in enumerate(PATHS[find.path]):
        at = _in_office_hours(at + timedelta(days=step.after_days, minutes=rng.randrange(5, 50)))
        if at > before:
            return
        shot = _later_shot(planned, find, step, at, viewpoint, rng) if step.photo else None
        yield PlannedStep(planned, find, step, str(uuid.uuid5(NAMESPACE, f"{planned.id} {find.item} {place}")), at, shot)


def _later_shot(planned: PlannedVisit, find: Find, step: Step, at: datetime, viewpoint: int, rng: random.Random) -> Shot:
    role = {"RectificationReported": "after", "Supplemented": "supplement", "Relapsed": "relapse"}.get(step.event, "recheck")
    weather = rng.choice(("sunny", "overcast", "haze"))
    taken_at = at - timedelta(minutes=rng.randrange(6, 25))
    shot = Shot(find.scene, step.photo == "good", viewpoint, weather, taken_at, _fix(planned, rng), role, find.item)
    if step.photo != "copy":
        return shot
    used = next(used for used in planned.shots if used.item == find.item and used.role == "finding")
    return replace(shot, copy_of=used, source="file", fix=None)


def _at_hour(moment: datetime, hour: float) -> datetime:
    """The local hour of a day; a weekend day becomes the Friday before it."""
    local = local_time(moment).replace(hour=int(hour), minute=int(hour % 1 * 60), second=0, microsecond=0)
    back = max(0, local_date(moment).weekday() - 4)
    return (local - timedelta(days=back)).astimezone(moment.tzinfo)


def _in_office_hours(moment: datetime) -> datetime:
    """The moment itself, or soon after the next opening."""
    local = local_time(moment)
    hour = local.hour + local.minute / 60
    if OPENS <= hour <= CLOSES:
        return moment
    day = local + timedelta(days=1 if hour > CLOSES else 0)
    opening = day.replace(hour=int(OPENS), minute=int(OPENS % 1 * 60) + local.minute // 3, second=0, microsecond=0)
    return opening.astimezone(moment.tzinfo)
