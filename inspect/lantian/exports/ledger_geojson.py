"""The ledger as GeoJSON (RFC 7946) for maps: one feature per line, streamed; WGS-84, longitude before latitude.

A line stands where its first photo with a position was taken, else at its site; without either its geometry is null (RFC 7946,
3.2). What the file is stands in the foreign member ``lantian`` (6.1), with a table of what each property means. Its description
for others is docs/exports.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lantian.domain.casefile import CaseFile, ExportContext
from lantian.domain.problems import N_
from lantian.domain.violation import STATES

from .columns import SEVERITIES, party_name, placed, remembering, title_of
from .sink import Out, Steps

ROWS_PER_STEP = 200
# About a centimetre; a phone's fix is good to metres (RFC 7946, 11.2 advises against needless digits).
DEGREE_DIGITS = 7
# Raised when a property changes its meaning or goes; new ones do not raise it.
DATA_VERSION = 1

LEADS = N_("lead 为 true 的要素是网格巡查登记的线索，不得作为处罚证据（国办发〔2024〕54号）。")
POSITION = N_("位置来源：photo 照片定位，site 检查对象，null 无位置")

Place = tuple[float, float, str, float | None]


@dataclass(frozen=True)
class Property:
    """One property of every feature: its key, what it means (msgid) and how it is got."""

    key: str
    label: str
    get: Callable[[CaseFile, ExportContext, Place | None], Any]


def _field(name: str) -> Callable[[CaseFile, ExportContext, Place | None], Any]:
    return lambda case, context, place: getattr(case, name)


def _word(words: dict[str, str], name: str) -> Callable[[CaseFile, ExportContext, Place | None], Any]:
    return lambda case, context, place: context.translate(words.get(getattr(case, name), getattr(case, name)))


PROPERTIES = (
    Property("number", N_("编号"), _field("number")),
    Property("state", N_("状态（代码）"), _field("state")),
    Property("state_name", N_("状态"), _word(STATES, "state")),
    Property("title", N_("检查项"), lambda case, context, place: title_of(case, context)),
    Property("severity", N_("严重程度（代码）"), _field("severity")),
    Property("severity_name", N_("严重程度"), _word(SEVERITIES, "severity")),
    Property("note", N_("情况说明"), _field("note")),
    Property("lead", N_("仅为线索，不得作为处罚证据"), lambda case, context, place: case.is_lead),
    Property("act_on", N_("行为日期"), _field("act_on")),
    Property("due_on", N_("整改期限"), _field("due_on")),
    Property("site", N_("检查对象"), _field("site_name")),
    Property("site_kind", N_("对象类型"), lambda case, context, place: context.site_kind_name(case.site_kind)),
    Property("party", N_("责任单位"), lambda case, context, place: party_name(case)),
    Property("address", N_("地址"), _field("site_address")),
    Property("area_code", N_("区划代码"), _field("area_code")),
    Property("area", N_("区域"), lambda case, context, place: _area(case)),
    Property("checklist", N_("检查表名称"), lambda case, context, place: context.checklist_name(case.checklist_id)),
    Property("department", N_("行业主管部门"), lambda case, context, place: context.department_name(case.department)),
    Property("position", POSITION, lambda case, context, place: place and place[2]),
    Property("accuracy_m", N_("定位精度（米）"), lambda case, context, place: place and place[3]),
    Property("url", N_("办理页链接"), lambda case, context, place: context.violation_link(case.number)),
)


class LedgerGeojson(Steps):
    """One feature per violation or lead."""

    name = "ledger_geojson"
    label = N_("地图 GeoJSON")
    about = N_("每条一个点（WGS-84），供地理信息系统和地图软件读取。")
    media_type = "application/geo+json"
    extension = "geojson"
    takes_leads = True
    light = True
    language = ""
    weight = 1

    def steps(self, cases: Iterable[CaseFile], out: Out, context: ExportContext) -> Iterator[None]:
        """Write head, features and, now that it is known, the box around them all."""
        context, box = remembering(context), _Box()
        out.write(f'{{"type":"FeatureCollection",\n"lantian":{_json(about(context))},\n"features":['.encode())
        held: list[str] = []
        for number, case in enumerate(cases):
            held.append((",\n" if number else "\n") + _json(_feature(case, context, box)))
            if len(held) == ROWS_PER_STEP:
                out.write("".join(held).encode())
                held.clear()
                yield
        out.write(("".join(held) + f"\n]{box.member()}}}\n").encode())
        yield


def about(context: ExportContext) -> dict[str, Any]:
    """The foreign member: what the file is, of which state of the ledger, and what its properties mean."""
    return {
        "data_version": DATA_VERSION,
        "note": context.translate(LEADS),
        "exported_at": context.exported_at,
        "exporter": context.exporter,
        "unit": context.exporter_unit,
        "filters": [{"label": label, "value": value} for label, value in context.filters],
        "count": context.row_count,
        "ledger_head": {"seq": context.head_seq, "hash": context.head_hash},
        "keys": [key["id"] for key in context.public_keys],
        "list": context.list_link,
        "properties": {one.key: context.translate(one.label) for one in PROPERTIES},
    }


def place_of(case: CaseFile) -> Place | None:
    """Longitude, latitude (degrees), where they are from, and their accuracy in metres where it is known."""
    photo = placed(case)
    if photo is not None and photo.lat is not None and photo.lon is not None:
        return round(photo.lon, DEGREE_DIGITS), round(photo.lat, DEGREE_DIGITS), "photo", photo.accuracy_m
    if case.site_lat is None or case.site_lon is None:
        return None
    return round(case.site_lon, DEGREE_DIGITS), round(case.site_lat, DEGREE_DIGITS), "site", None


class _Box:
    """The smallest box around all points: west, south, east, north. China lies far from the 180th meridian."""

    def __init__(self) -> None:
        self._edges: tuple[float, float, float, float] | None = None

    def take(self, lon: float, lat: float) -> None:
        west, south, east, north = self._edges or (lon, lat, lon, lat)
        self._edges = min(west, lon), min(south, lat), max(east, lon), max(north, lat)

    def member(self) -> str:
        return f',\n"bbox":{_json(self._edges)}' if self._edges else ""


def _feature(case: CaseFile, context: ExportContext, box: _Box) -> dict[str, Any]:
    place = place_of(case)
    if place:
        box.take(place[0], place[1])
    return {
        "type": "Feature",
        "id": case.number,
        "geometry": {"type": "Point", "coordinates": place[:2]} if place else None,
        "properties": {one.key: one.get(case, context, place) for one in PROPERTIES},
    }


def _area(case: CaseFile) -> str:
    return " ".join(dict.fromkeys(name for name in (case.county_name, case.area_name) if name))


def _json(value: Any) -> str:
    # NaN and infinity are no JSON: better an error than a file no reader takes.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
