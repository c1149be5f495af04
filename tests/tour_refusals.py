"""What a person does to see the less usual pages of the tour: what became of each line, refusals that keep what was typed, a
removal that waits for its second person, the map without its library. Nothing is looked at here: that is for the tests."""

from __future__ import annotations

import uuid

# As tests/tour_wsgi.py reads it, which cannot be imported here: it is the product itself.
NO_LIBRARY = "tour_no_library"


def bulk_done(visitor, _city) -> None:
    """Two lines returned, one of which somebody has changed since: the results, line by line."""
    page = visitor.page
    page.locator("[data-all]:not([hidden])").wait_for(state="attached")
    for place in (0, 1):
        page.locator("[name=line]").nth(place).check()
    page.locator('.bulk [value="ReturnedForSupplement"]').click()
    page.wait_for_url("**/s/bulk")
    page.locator("[name=reason]").fill("示例：缺少全景照片，请补拍。")
    page.locator("[name=line]").nth(1).evaluate("(line) => { line.value = line.value.replace(/\\d+$/, '1') }")
    page.locator("[data-act]").click()
    page.locator(".bulk-results").wait_for()


def impossible_act(visitor, _city) -> None:
    """Dismiss what is confirmed already, as from a page of before: the words typed stay to be copied."""
    page = visitor.page
    form = page.locator("#act-RectificationOrdered form")
    if not form.is_visible():
        page.locator("#act-RectificationOrdered summary").click()
    form.evaluate("(form) => { form.action = form.action.replace('RectificationOrdered', 'Dismissed') }")
    form.locator("[name=reason]").fill("示例：现场核实为另一家单位的堆场。")
    form.locator("[type=submit]").click()
    page.wait_for_load_state()


def stale_correction(visitor, _city) -> None:
    """Correct a place that somebody has corrected since, in another window."""
    page, other = visitor.page, visitor.context.new_page()
    other.goto(page.url)
    _correct(other, f"示例路 {uuid.uuid4().int % 1000} 号")
    other.close()
    _correct(page, "示例路 12 号")
    page.locator(".banner[data-kind=bad]").wait_for()


def _correct(page, address: str) -> None:
    page.locator("[name=address]").fill(address)
    page.locator("[name=reason]").fill("示例：门牌更换。")
    page.locator(".site-form [type=submit]").last.click()
    page.wait_for_load_state()


def map_without_points(visitor, _city) -> None:
    """The map when its points do not come."""
    page = visitor.page
    page.route("**/ledger/map/points*", lambda route: route.abort())
    page.reload()
    page.locator("[data-problem]:not([hidden])").wait_for()


def removal_to_decide(visitor, city) -> None:
    """A removal that another person asked for: the form that approves it."""
    page, address = visitor.page, f"/s/photos/{city.rows['photo_asked']}"
    _as(visitor, city, "admin")
    visitor.open(address)
    if page.locator("[name=ground]").count():
        _ask_for_removal(page)
    _as(visitor, city, "supervisor")
    visitor.open(address)
    page.locator("[name=verdict]").first.wait_for()


def removals_to_decide(visitor, city) -> None:
    """The same in the list of what waits."""
    removal_to_decide(visitor, city)
    visitor.open("/s/photos/removals")
    visitor.page.locator(".card").first.wait_for()


def _ask_for_removal(page) -> None:
    page.locator("details:has([name=ground]) summary").click()
    page.locator("[name=ground]").select_option(index=1)
    page.locator("[name=document]").fill("示例〔2026〕1号")
    page.locator("[name=reason]").fill("示例：照片拍到无关人员的证件。")
    page.locator("form:has([name=ground]) [type=submit]").click()
    page.locator(".banner[data-kind=good]").wait_for()


def _as(visitor, city, username: str) -> None:
    visitor.context.clear_cookies()
    visitor.open("/sign-in")
    for name, words in (("username", username), ("password", city.password)):
        visitor.page.locator(f".gate__card [name={name}]").fill(words)
    visitor.page.locator(".gate__card [type=submit]").click()
    visitor.page.wait_for_url(lambda address: "/sign-in" not in address)


def without_library(visitor, city) -> None:
    """The map as the server draws it, where its library could not be installed."""
    visitor.context.add_cookies([{"name": NO_LIBRARY, "value": "1", "url": city.address}])
    visitor.page.reload()
    visitor.page.locator(".ledger-map__sketch").wait_for()
