"""The same record on two pages: what one has handed in, the other neither changes nor adds to, and says so."""

from __future__ import annotations

import pytest

from phone.writing import STORE, look, picture, start, write

pytestmark = pytest.mark.browser

SETTLE = f"""async () => {{
    {STORE}
    const drafts = await import(document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/drafts.js'))
    await store.putRecord({{ id: 'r', what: 'visit', state: 'saved', person_id: 0, started_at: '2026-11-21T02:03:04.000Z' }})
    for (const verified of ['2026-11-21T02:04:00.000Z', null])
        await drafts.addPhoto({{ id: String(verified), record: 'r', verified_at: verified }}, new ArrayBuffer(8))
    const proof = {{ receipt: {{ id: 'x', record: 'r' }}, heldSince: '2026-11-21T02:05:00.000Z' }}
    await store.settleRecord('r', (row) => {{ row.state = 'received' }}, store.eventRow('r', 'received'), proof)
    await store.letGo('2026-11-22T02:05:00.000Z')
    return [Boolean(await store.originalOf('2026-11-21T02:04:00.000Z')), Boolean(await store.originalOf('null'))]
}}"""


def _other_page(li, address):
    """A second page of the same phone."""
    page = li.context.new_page()
    page.goto(address)
    return page


def _frozen(li):
    [row] = look(li)["rows"]
    return {key: row.get(key) for key in ("handed_in_at", "updated_at", "hashes", "answers", "body", "party")}


def _late_photo(page):
    body = {"name": "late.jpg", "mimeType": "image/jpeg", "buffer": picture((200, 10, 10))}
    page.locator('[data-strip][data-item="d6.cover"][data-role="finding"] input[data-source="file"]').set_input_files([body])


def test_a_page_left_open_neither_changes_nor_hands_in_again_what_another_has_handed_in(phone):
    li = phone("li")
    write(li, files=[picture()])
    review = _other_page(li, li.page.url)
    review.locator("[data-hand-in]:not([disabled])").wait_for()
    fill = _other_page(li, review.url.split("/i/")[0] + review.locator("[data-back]").get_attribute("href"))
    fill.locator('[data-item="d6.cover"] figure.photo').first.wait_for()
    li.context.route("**/api/**", lambda route: route.abort())
    li.tap("[data-hand-in]")
    li.wait_words("连不上服务器", "[data-offline]")
    handed_in = _frozen(li)
    review.locator("[data-hand-in]").click()
    review.locator("[data-problem]", has_text="这份记录已经提交").wait_for()
    review.locator("[data-elsewhere]:not([hidden])").wait_for()
    _late_photo(fill)
    fill.locator("#toasts", has_text="这份记录已经提交").wait_for()
    fill.locator('[data-item="d6.hoarding"] .answer[data-value="na"]').click()
    fill.locator("[data-problem]", has_text="这份记录已经提交").wait_for()
    fill.locator("[data-elsewhere]:not([hidden])").wait_for()
    assert _frozen(li) == handed_in
    assert len(look(li)["photos"]) == 2


def test_a_draft_deleted_on_another_page_is_not_said_to_be_saved(phone):
    li = phone("li")
    start(li)
    other = _other_page(li, li.page.url.split("/i/")[0] + "/i/outbox")
    other.locator("[data-group=saved] [data-delete]").click()
    other.locator('#drop-draft [value="confirm"]').click()
    other.locator("[data-nothing]:not([hidden])").wait_for()
    li.answer("d6.hoarding", "pass")
    li.wait_words("手机上没有这份草稿", "[data-problem]")


def test_a_photo_without_a_receipt_of_its_own_keeps_its_bytes_when_its_record_is_received(phone):
    li = phone("li")
    assert li.page.evaluate(SETTLE) == [False, True]
