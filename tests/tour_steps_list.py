"""Steps of the tour: the work list with its conditions, several lines at once, kept lists, exports.

Each takes the visitor (tour.Visitor) and the city; none decides anything or looks at the result: that is for the tests that use
the tour.
"""

from __future__ import annotations


def open_filters(visitor, _city) -> None:
    """All conditions of the work list; on a phone they lie in a sheet, unfolded."""
    if visitor.page.locator(".filters__toggle").is_visible():
        visitor.page.locator(".filters__toggle").click()
        visitor.page.locator("#filter-sheet[open]").wait_for()
    else:
        visitor.page.locator("details.desk-more summary").first.click()


def _list_ready(visitor) -> None:
    visitor.page.locator("[data-all]:not([hidden])").wait_for(state="attached")


def tick_two(visitor, _city) -> None:
    """Two lines ticked: the bar of acts shows."""
    _list_ready(visitor)
    for place in (0, 1):
        visitor.page.locator("[name=line]").nth(place).check()
    visitor.page.locator("[data-bar][data-on]").wait_for()


def open_columns(visitor, _city) -> None:
    """The menu of columns."""
    visitor.page.locator(".list-menu summary").nth(0).click()


def open_keeping(visitor, _city) -> None:
    """The menu that keeps a list under a name."""
    visitor.page.locator(".list-menu summary").nth(1).click()


def open_keys(visitor, _city) -> None:
    """The list of keys."""
    _list_ready(visitor)
    visitor.page.locator("body").press("?")
    visitor.page.locator("#list-keys[open]").wait_for()


def bulk_confirm(visitor, city) -> None:
    """The summary before two lines are confirmed."""
    tick_two(visitor, city)
    visitor.page.locator('.bulk [value="Confirmed"]').click()
    visitor.page.wait_for_url("**/s/bulk")


def bulk_return_of_all(visitor, _city) -> None:
    """The summary before a whole page of lines in all states is returned: most cannot be."""
    _list_ready(visitor)
    for tick in visitor.page.locator("[name=line]").all():
        tick.check()
    visitor.page.locator('.bulk [value="ReturnedForSupplement"]').click()
    visitor.page.wait_for_url("**/s/bulk")


def bulk_unfinished(visitor, city) -> None:
    """Two lines confirmed without a choice of law."""
    bulk_confirm(visitor, city)
    for radio in visitor.page.locator("[name^=basis-]:checked").all():
        radio.evaluate("(radio) => { radio.checked = false }")
    visitor.page.locator("[data-act]").click()
    visitor.page.locator(".banner--summary").wait_for()


def keep_a_list(visitor, city) -> None:
    """A list kept and shared; then the page of kept lists with its form open."""
    open_keeping(visitor, city)
    visitor.page.locator("#view-name").fill("示例：待复查销号")
    visitor.page.locator('.list-menu [name=shared][value="unit"]').check()
    visitor.page.locator(".list-menu[open] [type=submit]").click()
    visitor.page.locator(".banner[data-kind=good]").wait_for()
    visitor.open("/s/views")
    visitor.page.locator(".view summary").first.click()


def open_export(visitor, _city) -> None:
    """The menu of file formats above the list."""
    visitor.page.locator(".export-menu__button").click()
    visitor.page.locator(".export-menu__panel").wait_for()


def exports_asked(visitor, city) -> None:
    """A table that is ready, and packages that wait for the worker, which does not run here."""
    open_export(visitor, city)
    with visitor.page.expect_download():
        visitor.page.locator('.export-menu [value="ledger_csv"]').click()
    visitor.page.locator(".toast").wait_for()
    open_export(visitor, city)
    visitor.page.locator('.export-menu [value="case_zip"]').click()
    visitor.page.wait_for_url("**/s/exports#job-*")
