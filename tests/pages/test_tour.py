"""The tour leaves no page out."""

from __future__ import annotations

from pathlib import Path

import pytest

import tour_pages
from lantian.web.auth import ACCESS
from tour import NO_STOP, STOPS

TEMPLATES = Path(__file__).parents[2] / "templates"
# What other templates build upon; the living page's parts are pieces of one page.
SHELLS = {"base.html", "desk.html", "phone.html", "inspector/page.html"}


def test_every_page_of_the_product_is_a_stop_of_the_tour():
    pages = {endpoint for endpoint in ACCESS if not endpoint.startswith("api.")}
    visited = {stop.endpoint for stop in STOPS}
    assert visited <= set(ACCESS)
    assert pages - visited - set(NO_STOP) == set(), "give these a row in tests/tour.py"
    assert visited & set(NO_STOP) == set()


def test_every_template_of_a_page_is_shown_by_a_stop():
    """What each stop shows is compared with the server's own word for it whenever the tour goes there (tour.Tour.at)."""
    pages = {
        str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "{% extends" in path.read_text()
    } - SHELLS
    shown = {tour_pages.template_of(stop) for stop in STOPS}
    assert pages - shown - set(tour_pages.NO_STOP) == set(), "give these a row in tests/tour.py"
    assert shown <= pages and set(tour_pages.NO_STOP) <= pages
    assert set(tour_pages.TEMPLATES) <= set(ACCESS) and set(tour_pages.STATES) <= {stop.name for stop in STOPS}


def test_every_stop_has_its_own_name():
    names = [stop.name for stop in STOPS]
    assert len(names) == len(set(names))


@pytest.mark.browser
@pytest.mark.parametrize("device", ["phone", "desk"])
def test_a_page_that_goes_wrong_is_noticed(tour, device):
    """The tour insists on the status that its table promises."""
    stop = next(stop for stop in STOPS if stop.home == device and stop.status == 404)
    with pytest.raises(AssertionError, match="404"), tour.at(type(stop)(**(vars(stop) | {"status": 200}))):
        pass


