"""What is printed for a file is black on white, without the bars of the screen, and nothing is cut off at the edge."""

from __future__ import annotations

import re

import pytest

from accessibility.looking import layout
from tour import STOPS

pytestmark = pytest.mark.browser

# A4 less the margins of print.css: 178 mm at 96 px to the inch.
PAPER = {"width": 673, "height": 980}
PRINTED = ("desk-record", "desk-record-patrol", "desk-violation-ordered", "desk-checklist-long", "desk-book", "phone-record")
COLOURS = """() => {
    const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1
    const paper = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim()
    const ink = getComputedStyle(document.querySelector('main h1, .top-bar h1, h1')).color
    const bars = [...document.querySelectorAll('button, nav, .tab-bar, .action-bar')].filter(seen)
    return { paper, ink, bars: bars.map((one) => one.className) }
}"""


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_can_go_into_the_file_on_paper(tour, name):
    stop = next(stop for stop in STOPS if stop.name == name)
    with tour.at(stop, device="desk", scheme="dark") as visitor:
        page = visitor.page
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size(PAPER)
        assert page.evaluate(COLOURS) == {"paper": "#fff", "ink": "rgb(0, 0, 0)", "bars": []}
        assert [line for question in ("sideways", "cut") for line in layout(page, question)] == []
        sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))
        assert 1 <= len(sheets) <= 12
