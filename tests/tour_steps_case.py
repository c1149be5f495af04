"""Steps of the tour: one case, one photo, the map and a place.

Each takes the visitor (tour.Visitor) and the city; none decides anything or looks at the result: that is for the tests that use
the tour.
"""

from __future__ import annotations


def stale_act(visitor, city) -> None:
    """Decide on a state that is no longer the last one, as from a page left open since the finding came in."""
    page = visitor.page
    form = _open_act(page, "RectificationOrdered")
    form.locator("[name=seen_seq]").evaluate("(field, seen) => { field.value = seen }", city.rows["confirmed_first_seq"])
    form.locator("[name=reason]").fill("示例：请在期限内补齐围挡，并反馈整改照片。")
    form.locator("[type=submit]").click()
    page.wait_for_load_state()


def unfinished_act(visitor, _city) -> None:
    """Dismiss without saying why."""
    page = visitor.page
    _open_act(page, "Dismissed").locator("[type=submit]").click()
    page.wait_for_load_state()


def _open_act(page, kind: str):
    act = page.locator(f"#act-{kind}")
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    return act.locator("form")


def enlarge_photo(visitor, _city) -> None:
    """The first photo large."""
    visitor.page.locator("[data-controller=desk-photos] a").first.click()
    visitor.page.locator("dialog[open]").first.wait_for()
    visitor.traffic.settle()


def compare_photos(visitor, _city) -> None:
    """Before and after a correction, side by side."""
    visitor.page.locator("[data-compare]:visible").first.click()
    visitor.page.locator(".viewer__stage[data-count='2']").wait_for()
    visitor.traffic.settle()


def mark_photo(visitor, _city) -> None:
    """The editor of redactions and annotations, with a ring in the middle that is chosen."""
    visitor.page.locator("[data-mark]:visible").first.click()
    visitor.page.locator(".marker[data-ready]").wait_for()
    visitor.page.locator('[data-tool="ellipse"]').click()
    visitor.page.locator('[data-does="middle"]').click()
    visitor.page.locator("[data-shape]").wait_for()
    visitor.traffic.settle()


def ask_unfinished(visitor, _city) -> None:
    """The removal of an original asked for without ground and reason."""
    visitor.page.locator("details:has(form) summary").last.click()
    visitor.page.locator(".custody__form [type=submit]").last.click()
    visitor.page.wait_for_load_state()
    visitor.page.locator(".banner").first.wait_for()


def map_drawn(visitor, _city) -> None:
    """The map with all its marks."""
    visitor.page.locator(".map-cluster, .map-mark").first.wait_for()


def open_card(visitor, city) -> None:
    """The card of one line; lines on one spot are spread first."""
    map_drawn(visitor, city)
    page = visitor.page
    for _closer in range(4):
        if page.locator(".map-mark").count():
            break
        page.locator(".map-cluster").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
    page.locator(".map-mark").first.focus()
    page.keyboard.press("Enter")
    page.locator(".map-card").wait_for()


def map_laid(visitor, _city) -> None:
    """The map of the form with its borders."""
    # There, but perhaps out of sight: a map of one street lies within its border.
    visitor.page.locator("[data-picker]:visible path.outline").first.wait_for(state="attached")
    visitor.traffic.settle()


def new_site_unfinished(visitor, _city) -> None:
    """Register a place without saying which."""
    visitor.page.locator("main form [type=submit]").last.click()
    visitor.page.wait_for_load_state()
