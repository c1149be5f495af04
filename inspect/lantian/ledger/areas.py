"""Areas (行政区划) for the choices of a page and the outlines for its maps. Names and geometry only: no rows of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lantian.domain.area import LEVELS, parents

from .models import Area
from .scope import within

TOWNSHIP_DIGITS = 9


@dataclass(frozen=True)
class AreaName:
    """One area as a choice."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Outline:
    """The border of an area; ``geometry`` is GeoJSON in WGS-84."""

    code: str
    name: str
    name_en: str
    geometry: dict[str, Any]


def areas_within(scope: str, deepest: int = TOWNSHIP_DIGITS) -> list[AreaName]:
    """The area of a scope and all below it down to codes of ``deepest`` digits, by code, without their outlines."""
    query = Area.select(Area.code, Area.name, Area.name_en).where(within(Area.code, scope) & (Area.level <= deepest))
    return [AreaName(*row) for row in query.order_by(Area.code).tuples()]


def area_names(codes: set[str]) -> dict[str, str]:
    """Names by code; codes nobody knows are missing."""
    return dict(Area.select(Area.code, Area.name).where(Area.code.in_(sorted(codes))).tuples()) if codes else {}


def outlines_within(code: str) -> list[Outline]:
    """The borders, where known, of an area and of the areas one level below it, largest first."""
    below = next((level for level in LEVELS if level > len(code)), len(code))
    shown = within(Area.code, code) & Area.level.in_([len(code), below]) & Area.outline.is_null(False)
    return [Outline(area.code, area.name, area.name_en, area.outline) for area in Area.select().where(shown).order_by(Area.code)]


def outline_around(code: str) -> Outline | None:
    """The border of an area, or of the smallest area above it whose border is known."""
    around = Area.code.in_([*parents(code), code]) & Area.outline.is_null(False)
    area = Area.select().where(around).order_by(Area.level.desc()).first()
    return Outline(area.code, area.name, area.name_en, area.outline) if area else None
