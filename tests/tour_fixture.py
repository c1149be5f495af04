"""The fixture ``tour``: both cities served once per test process, and a browser that visits them."""

from __future__ import annotations

import os

import pytest

import tour_city
from tour import Tour


@pytest.fixture(scope="session")
def tour(chromium, tmp_path_factory):
    """The tour of tests/tour.py. The cities are loaded once per run, also where several processes share it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cities"
    cities = {}
    try:
        cities["demo"] = tour_city.demo_city(shared / "demo")
        cities["empty"] = tour_city.empty_city(shared / "empty")
        yield Tour(chromium, cities)
    finally:
        for city in cities.values():
            city.close()
