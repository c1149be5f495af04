"""Motion can be switched off in the product: for the account, on this device at once, and for maps that scripts move."""

from __future__ import annotations

import re

import pytest

from desk.press import token
from desk.test_in_a_browser import look  # noqa: F401  the fixture of a signed-in page


def root_of(client, address="/account") -> str:
    return re.search(r"<html[^>]*>", client.get(address).get_data(as_text=True)).group(0)


def choose(client, value):
    csrf = token(client.get("/account").get_data(as_text=True))
    return client.post("/motion", data={"csrf_token": csrf, "motion": value})


@pytest.mark.parametrize("username", ["wang", "li"])
def test_who_switches_motion_off_gets_still_pages_on_every_device(sign_in, username):
    client = sign_in(username)
    assert "data-motion" not in root_of(client)
    assert choose(client, "off").status_code == 302
    assert 'data-motion="off"' in root_of(client)
    assert 'data-motion="off"' in root_of(sign_in(username)), "another device of the same person"
    assert 'data-motion="off"' not in root_of(sign_in("chen"))
    choose(client, "")
    assert "data-motion" not in root_of(client)


def test_a_value_that_makes_no_sense_changes_nothing(sign_in):
    wang = sign_in("wang")
    choose(wang, "off")
    choose(wang, "sideways")
    assert 'data-motion="off"' in root_of(wang)


@pytest.mark.browser
def test_the_switch_works_at_once_and_maps_stand_still_too(server, look, desk, sign_in):  # noqa: F811
    desk.report(sign_in("li"))
    page = look("wang")
    assert is_moving(page, server)
    page.goto(f"{server.address}/account")
    page.locator('[name=motion][value="off"]').click()
    assert page.evaluate("document.documentElement.dataset.motion") == "off"
    assert page.evaluate("getComputedStyle(document.querySelector('.menu__item')).transitionDuration") == "0s"
    page.reload()
    assert page.locator('[name=motion][value="off"]').get_attribute("aria-pressed") == "true"
    assert not is_moving(page, server)
    assert page.complaints == []


def is_moving(page, server) -> bool:
    """Whether the map of the ledger fades and zooms; the library says so by a class."""
    page.goto(f"{server.address}/ledger/map?state=all")
    page.locator("[data-said]", has_text="地图显示").wait_for()
    return page.locator(".leaflet-fade-anim").count() > 0
