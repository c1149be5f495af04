"""On paper: black on white, no bars or buttons, nothing cut off at the edge of an A4 sheet."""

from __future__ import annotations

import pytest

from accessibility.looking import layout
from tour import STOPS

pytestmark = pytest.mark.browser

# A4 without the margins of print.css, at 96 px an inch: 178 × 261 mm.
SHEET = {"width": 673, "height": 986}
PRINTED = ("desk-record", "desk-record-patrol", "desk-violation-ordered", "desk-checklist-long")
# Things that make no sense on paper and are still to be seen, and what is not black on white there.
OUT_OF_PLACE = """() => {
    const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
    const named = (element) => `${element.localName}.${element.className}`
    const pressed = [...document.querySelectorAll('button, dialog, .desk__side, .action-bar, .tab-bar, .filters')].filter(seen)
    return [...pressed.map(named), getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()]
}"""


@pytest.mark.parametrize("stop", [stop for stop in STOPS if stop.name in PRINTED], ids=lambda stop: stop.name)
def test_a_page_goes_onto_a_sheet_whole_and_plain(tour, stop):
    with tour.at(stop, scheme="dark") as visitor:
        page = visitor.page
        page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size(SHEET)
        page.wait_for_timeout(50)
        found = [f"{question}: {line}" for question in ("sideways", "cut") for line in layout(page, question)]
        assert page.evaluate(OUT_OF_PLACE) == ["#000"]
    assert found == [], "\n".join(found)


def test_every_printed_page_is_a_stop():
    assert set(PRINTED) <= {stop.name for stop in STOPS}
