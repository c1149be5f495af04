"""Two people mark one photo at once, and a network that fails: nothing that was drawn is lost, and nothing fails in silence."""

from __future__ import annotations

import hashlib

import pytest

from desk.test_in_a_browser import look  # noqa: F401  the fixture of a signed-in page
from desk.test_marking import RING, mark
from desk.test_marking_in_a_browser import drag
from lantian.ledger import db, markings

pytestmark = pytest.mark.browser


@pytest.fixture
def photo(desk, sign_in, make_worker, server, look):  # noqa: F811
    """(page of the violation that wang looks at, sha256 of its photo)."""
    body = desk.photo()
    desk.photo = lambda: body
    (number,) = desk.report(sign_in("li"))
    make_worker().run_dry()
    page = look("wang")
    page.goto(f"{server.address}/s/violations/{number}")
    return page, hashlib.sha256(body).hexdigest()


def standing(sha256):
    with db.connection():
        return markings.standing(sha256).marking.as_json()["shapes"]


def test_what_was_drawn_is_laid_together_with_what_a_colleague_saved_meanwhile(photo, sign_in):
    page, sha256 = photo
    page.locator("[data-mark]:visible").first.click()
    page.locator(".marker[data-ready]").wait_for()
    drag(page, (0.1, 0.1), (0.4, 0.4))
    assert mark(sign_in("qian"), sha256, [RING]).status_code == 200
    page.locator('[data-does="save"]').click()
    page.locator(".marker__said", has_text="您画的都还在").wait_for()
    assert page.locator("[data-shape]").count() == 2
    assert standing(sha256) == [RING], "nothing is saved before it was seen"
    page.locator('[data-does="save"]').click()
    page.locator(".marks__words", has_text="遮盖 1 处，标注 1 处").wait_for()
    assert standing(sha256)[0] == RING and standing(sha256)[1]["kind"] == "redact"


def test_a_press_without_a_network_says_so_and_can_be_tried_again(photo):
    page, _sha256 = photo
    page.route("**/api/photos/*/marking", lambda route: route.abort())
    page.locator("[data-mark]:visible").first.click()
    page.locator(".toast[data-kind=bad]", has_text="没有打开").wait_for()
    page.unroute("**/api/photos/*/marking")
    page.locator("[data-mark]:visible").first.click()
    page.locator(".marker[data-ready]").wait_for()
