"""No page is heavier than a phone on a weak network can bear. Sizes, not times."""

from __future__ import annotations

import pytest
from bench.pages import WEIGHED, Weight, kind_of, weigh

pytestmark = pytest.mark.browser

MOST_BYTES = {"phone": 150_000, "desk": 300_000}
# The packs come once, then only as 304; a whole district of places and all checklists with their rules.
MOST_PACK_BYTES = 60_000
# Mostly script modules, asked for at once (modulepreload) and kept by the worker afterwards: the first visit only.
MOST_REQUESTS = 60
# People notice from 0.1; half of it leaves room for another screen's line breaks.
MOST_SHIFT = 0.05


@pytest.mark.parametrize("stop", WEIGHED, ids=lambda stop: stop.name)
def test_a_page_is_light(tour, stop):
    weight = weigh(tour, stop)
    assert weight.sizes["page"] > 1000, "nothing was measured"
    assert weight.sizes["script"] > 1000, "nothing was measured"
    assert weight.shift <= MOST_SHIFT, "what comes late must have its place from the start"
    assert weight.own_bytes <= MOST_BYTES[stop.home], dict(weight.sizes)
    assert weight.sizes["pack"] <= MOST_PACK_BYTES, dict(weight.sizes)
    assert sum(weight.requests.values()) - weight.requests["photo"] <= MOST_REQUESTS, dict(weight.requests)


def test_photos_and_packs_are_told_from_the_page_itself():
    assert kind_of("http://127.0.0.1/photos/abc/thumb", "Image") == "photo"
    assert kind_of("http://127.0.0.1/api/sites", "Fetch") == "pack"
    assert kind_of("http://127.0.0.1/i/", "Document") == "page"
    weight = Weight(WEIGHED[0])
    weight.sizes.update({"page": 10, "photo": 1000, "pack": 500})
    assert weight.own_bytes == 10
