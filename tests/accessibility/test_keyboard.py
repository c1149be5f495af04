"""The review works without a mouse: sign in, list, open, choose the law, decide. The focus is visible at every step."""

from __future__ import annotations

import pytest

import people as folk
from accessibility.keyboard import Keyboard
from desk.press import Desk, state_of

pytestmark = pytest.mark.browser


@pytest.fixture
def reported(app, sign_in):
    """A finding that waits for review."""
    return Desk(app, sign_in).report(sign_in("li"))[0]


@pytest.fixture
def keyboard(chromium, server):
    """A keyboard at a desk, before the sign-in page."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto(server.address + "/sign-in")
    yield Keyboard(page)
    context.close()


def _sign_in(keyboard, username: str) -> None:
    keyboard.go_to("[name=username]")
    keyboard.write(username)
    keyboard.go_to("[name=password]")
    keyboard.write(folk.PASSWORD)
    keyboard.press("Enter")
    keyboard.page.wait_for_url("**/s/")


def test_a_finding_is_confirmed_with_the_keyboard_alone(keyboard, reported):
    _sign_in(keyboard, "wang")
    keyboard.go_to(f"a[href*='/{reported}']")
    keyboard.press("Enter")
    keyboard.page.wait_for_url(f"**/{reported}?**")
    keyboard.go_to("#act-Confirmed > summary")
    if keyboard.page.locator("#act-Confirmed[open]").count() == 0:
        keyboard.press("Enter")
    keyboard.go_to("#act-Confirmed [name=basis]")
    keyboard.press("Space")
    if keyboard.page.locator("#act-Confirmed [name=elements]").count():
        keyboard.go_to("#act-Confirmed [name=elements]")
        keyboard.press("Space")
    keyboard.go_to("#act-Confirmed [name=reason]")
    keyboard.write("示例：证据充分。")
    keyboard.go_to("#act-Confirmed [type=submit]")
    keyboard.press("Enter")
    keyboard.page.locator(".banner[data-kind=good]").wait_for()
    assert state_of(reported) == "confirmed"
    assert len(set(keyboard.seen)) > 20


def test_the_first_step_of_a_page_leads_past_its_navigation(keyboard):
    _sign_in(keyboard, "wang")
    keyboard.tab()
    keyboard.press("Enter")
    assert keyboard.page.evaluate("() => document.activeElement.id") == "main"
    keyboard.tab()
    assert keyboard.page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_an_invisible_focus_is_noticed(keyboard):
    keyboard.page.evaluate("""() => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(':focus-visible { outline: none !important; box-shadow: none !important }'
            + 'input:focus-visible { border-color: inherit !important }'
            + '.skip { clip-path: none !important }')
        document.adoptedStyleSheets = [sheet]
    }""")
    with pytest.raises(AssertionError, match="cannot be seen"):
        keyboard.go_to("[name=password]")
