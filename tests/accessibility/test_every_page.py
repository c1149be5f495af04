"""Every page and state of the tour can be read and used.

No grave finding of axe-core in either theme; nothing out of reach or cut off on a narrow phone or with letters of twice the
size; nothing too small for a thumb, on the phone's own pages and on those of the desk opened on a phone.
"""

from __future__ import annotations

import pytest

from accessibility.looking import faults, layout
from tour import STOPS

pytestmark = pytest.mark.browser

THUMB_PX, ANSWER_PX = 48, 56
# Smaller than a thumb on purpose: the steps of the track are 32 px wide so that all answers are seen in one line; each item is
# also reached by scrolling. Signs of a map lie where things lie, some under an open card; each is also a row of the list.
SMALL_ON_PURPOSE = ".track__step, .map-mark"
NARROW = {"width": 320, "height": 700}
OTHER = {"phone": "desk", "desk": "phone"}


def _look(visitor, scheme: str) -> list[str]:
    """Everything in the theme the page was opened in, then the contrasts of the other."""
    page = visitor.page
    found = [f"{scheme}: {fault}" for fault in faults(page)]
    other = "dark" if scheme == "light" else "light"
    page.emulate_media(color_scheme=other, reduced_motion="reduce")
    found += [f"{other}: {fault}" for fault in faults(page, "color-contrast")]
    return found + [f"browser: {error}" for error in visitor.errors]


def _squeeze(visitor, device_width: int) -> list[str]:
    """The narrowest window, then letters of twice the size."""
    page = visitor.page
    usual = page.viewport_size
    page.set_viewport_size(NARROW)
    found = _fits(page, "320 px")
    page.set_viewport_size(usual)
    visitor.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    return found + _fits(page, f"{device_width} px, letters 200 %")


def _fits(page, where: str) -> list[str]:
    page.wait_for_timeout(50)
    return [f"{where}, {question}: {line}" for question in ("sideways", "cut") for line in layout(page, question)]


def _small(page) -> list[str]:
    return [f"too small for a thumb: {line}" for line in layout(page, "small", THUMB_PX, SMALL_ON_PURPOSE)]


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_a_page_can_be_read_and_used_where_it_belongs(tour, stop):
    """In Chinese and light on its own device."""
    with tour.at(stop) as visitor:
        found = _look(visitor, "light")
        if stop.home == "phone":
            found += _small(visitor.page)
            found += [f"answer too low: {line}" for line in layout(visitor.page, "lowAnswers", ANSWER_PX)]
        found += _squeeze(visitor, visitor.page.viewport_size["width"])
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_a_page_can_be_read_on_the_other_device_in_english(tour, stop):
    """In English and dark, a page of the phone at a desk and a page of the desk on a phone."""
    with tour.at(stop, device=OTHER[stop.home], language="en", scheme="dark") as visitor:
        found = _look(visitor, "dark")
        if stop.home == "desk":
            found += _small(visitor.page)
        found += _squeeze(visitor, visitor.page.viewport_size["width"])
    assert found == [], "\n".join(found)
