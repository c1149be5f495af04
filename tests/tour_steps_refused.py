"""Steps of the tour to what a person sees when something stood in the way: another was faster, the library did not come.

Nothing is changed in the city but the address of one quiet place: what is sent is out of date.
"""

from __future__ import annotations

import uuid

from tour_steps import bulk_confirm

AS_LONG_AGO = "(fields) => { for (const field of fields) field.value = field.value.replace(/[0-9]+$/, '1') }"


def bulk_overtaken(visitor, city) -> None:
    """The result of an act on two lines that others have touched since: row by row."""
    bulk_confirm(visitor, city)
    page = visitor.page
    page.locator("[name=line]").evaluate_all(AS_LONG_AGO)
    for tick in page.locator("[name^=elements-]").all():
        tick.check()
    page.locator("[data-act]").click()
    page.wait_for_url("**/s/bulk/Confirmed")
    page.locator(".bulk-results").wait_for()


def act_out_of_place(visitor, _city) -> None:
    """Clearing a finding that nobody has confirmed yet: what was written stays to be copied."""
    page = visitor.page
    page.locator("#act-Dismissed summary").click()
    form = page.locator("#act-Dismissed form")
    form.locator("[name=reason]").fill("示例：现场已整改，照片可比。")
    form.evaluate("(form) => { form.action = form.action.replace('Dismissed', 'Cleared') }")
    form.locator("[type=submit]").click()
    page.wait_for_load_state()


def correction_overtaken(visitor, _city) -> None:
    """A correction of a place that somebody has corrected since, in another window."""
    page, other = visitor.page, visitor.context.new_page()
    other.goto(page.url)
    _correct(other, address=f"示例路 {uuid.uuid4().int % 1000} 号")
    other.close()
    _correct(page, address="示例路 12 号")


def _correct(page, address: str) -> None:
    page.locator("[name=address]").fill(address)
    page.locator("[name=reason]").fill("示例：门牌更换。")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_load_state()


def map_without_points(visitor, _city) -> None:
    """The map when its points do not come."""
    page = visitor.page
    page.route("**/ledger/map/points*", lambda route: route.abort())
    page.reload()
    page.locator("[data-problem]:not([hidden])").wait_for()

