"""The maps that the server draws can be read without colours: each sign has its own outline, and the legend shows that sign."""

from __future__ import annotations

import re

from desk.test_map import ALL
from desk.test_map import borders as borders
from lantian.web import maps

SQUARE = {"type": "Polygon", "coordinates": [[[112.4, 34.6], [112.5, 34.6], [112.5, 34.7], [112.4, 34.6]]]}
ONE_SIGN = re.compile(r'<(circle|path) class="map__(\w+)"([^>]*)>')


def outline(kind: str) -> tuple[str, str, bool]:
    """What is left of a mark without its colours: its form, its size, and whether it is hollow."""
    ((form, _name, measures),) = ONE_SIGN.findall(str(maps.key(kind)))
    return form, measures if form == "path" else "", kind == "lead"


def test_no_two_marks_have_the_same_outline():
    kinds = ("site", "lead", "overdue", "station", "fix")
    assert len({outline(kind) for kind in kinds}) == len(kinds)


def test_the_legend_of_a_violation_shows_its_signs_as_the_map_draws_them(desk, sign_in):
    (number,) = desk.report(sign_in("li"))
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    legend = re.search(r'<ul class="map__legend".*?</ul>', page, re.S).group(0)
    drawn = {sign[1]: sign for sign in ONE_SIGN.findall(page.replace(legend, ""))}
    keys = {sign[1]: sign for sign in ONE_SIGN.findall(legend)}
    assert keys["site"] == drawn["site"] and keys["fix"] == drawn["fix"]


def test_the_map_without_its_library_explains_the_overdue_sign_as_it_draws_it(desk, sign_in, borders, monkeypatch):
    from lantian.web import tiles

    desk.report(sign_in("li"))
    monkeypatch.setattr(tiles, "LIBRARY", ("vendor/not/there.js",))
    page = sign_in("wang").get(f"/ledger/map?{ALL}").get_data(as_text=True)
    legend = re.search(r'<ul class="map__legend".*?</ul>', page, re.S).group(0)
    assert maps._SHAPES["overdue"] in legend


def test_signs_that_lead_somewhere_are_not_hidden_in_a_picture(desk, sign_in, borders, monkeypatch):
    from lantian.web import tiles

    desk.report(sign_in("li"))
    monkeypatch.setattr(tiles, "LIBRARY", ("vendor/not/there.js",))
    page = sign_in("wang").get(f"/ledger/map?{ALL}").get_data(as_text=True)
    drawn = re.search(r'<svg class="map__svg".*?</svg>', page, re.S).group(0)
    assert 'role="group"' in drawn and "<a href=" in drawn


def test_what_is_overdue_is_never_hidden_under_another_finding_of_its_place():
    here = [maps.Mark(34.62, 112.45, kind, kind) for kind in ("overdue", "fix", "lead")]
    drawn = [name for _form, name, _measures in ONE_SIGN.findall(str(maps.areas_map([SQUARE], here, "map")))]
    assert drawn[-1] == "overdue"
    assert set(drawn) >= {"fix", "lead"}
