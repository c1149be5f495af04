"""Bringing in areas, outlines and sites from files. All of a file or nothing; every bad line gets a sentence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lantian.domain.coordinates import SYSTEMS
from lantian.domain.uscc import warnings
from lantian.ledger import book, db
from lantian.workflow import register

from .area_list import read_areas
from .outlines import geometry_of, read_outlines, simplified
from .site_list import Known, read_sites
from .terminal import DOUBTFUL, GOOD, fault_lines, now_at, parts, refuse, say

MOST_SHOWN = 40
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def add(group: AppGroup) -> None:
    """Hang the commands on the group."""

    @group.group("areas", help=_("行政区划。"))
    def areas() -> None:
        pass

    @areas.command("import", help=_("导入区划代码（JSON）或区划边界（GeoJSON）。"))
    @click.argument("file", type=FILE)
    @click.option("--datum", type=click.Choice(SYSTEMS), help=_("边界坐标系；GeoJSON 必填。"))
    @click.option("--tolerance-m", type=click.FloatRange(0, 5000), default=0.0, show_default=True, help=_("边界简化容差，米。"))
    @click.option("--match", "matches", multiple=True, help=_("名称=代码：文件中的旧名称对应的区划，可多次使用。"))
    def _areas(file: Path, datum: str | None, tolerance_m: float, matches: tuple[str, ...]) -> None:
        text = readable(file)
        with db.connection():
            if is_geojson(text):
                import_outlines(text, datum, tolerance_m, matches)
            else:
                import_areas(text)

    @group.group("sites", help=_("检查对象。"))
    def sites() -> None:
        pass

    @sites.command("import", help=_("从 CSV 导入检查对象；有一行不对就一行也不导入。"))
    @click.argument("file", type=FILE)
    def _sites(file: Path) -> None:
        with db.connection():
            import_sites(readable(file))


def readable(file: Path) -> str:
    """A file's text: UTF-8 with or without a mark, or GB18030 as Chinese spreadsheets write it."""
    raw = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    refuse(_("%(file)s 不是文本文件：请另存为 UTF-8。", file=file.name))
    return ""


def is_geojson(text: str) -> bool:
    """Whether a JSON text is a feature collection."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and "features" in whole


def import_areas(text: str) -> None:
    """Register the areas of a list."""
    rows, faults = read_areas(text, set(register.area_names()))
    if faults:
        refuse(*fault_lines(faults[:MOST_SHOWN]), _("一行也没有导入。"))
    count = register.register_areas(rows, at=now_at(), actor=book.SYSTEM, digest=digest(text))
    say(_("已登记 %(count)s 个区划。", count=count), GOOD)


def import_outlines(text: str, datum: str | None, tolerance_m: float, matches: tuple[str, ...]) -> None:
    """Set the outlines of a GeoJSON file."""
    if datum is None:
        refuse(_("请用 --datum 注明边界坐标系：gcj02（国内地图）、wgs84（卫星定位）或 bd09（百度）。"))
    pairs = dict(match.split("=", 1) for match in matches if "=" in match)
    names = register.area_names()
    outlines, faults = read_outlines(text, datum or "", names, pairs)
    if faults:
        refuse(*fault_lines(faults[:MOST_SHOWN]), _("一条边界也没有导入。"))
    if tolerance_m:
        outlines = simplified(outlines, tolerance_m)
    geometries = {code: geometry_of(polygons) for code, polygons in outlines.items()}
    register.set_outlines(geometries, at=now_at(), actor=book.SYSTEM, digest=digest(text))
    say(_("已导入 %(count)s 个区划的边界。", count=len(geometries)), GOOD)


def import_sites(text: str) -> None:
    """Register the places of a CSV file."""
    areas = set(register.area_names())
    known = Known(areas, parts().library.is_site_kind, register.known_sites(areas))
    rows, faults = read_sites(text, known)
    taken = register.known_site_ids([row["id"] for row in rows])
    if faults or taken:
        lines = fault_lines(faults[:MOST_SHOWN]) + [_("编号 %(id)s 已被另一个检查对象占用。", id=key) for key in sorted(taken)]
        refuse(*lines, _("一行也没有导入。"))
    register.register_sites(rows, at=now_at(), actor=book.SYSTEM)
    # A code that does not add up may still be the real one: said, never refused (domain.uscc).
    for row in rows:
        for line in fault_lines(warnings(row["uscc"], row["name"])):
            say(line, DOUBTFUL)
    say(_("已导入 %(count)s 个检查对象。", count=len(rows)), GOOD)


def digest(text: str) -> str:
    """SHA-256 of a file's text, as the book names it."""
    return hashlib.sha256(text.encode()).hexdigest()
