"""The outbox: nothing is lost when the network, the server, the session or the bytes are not what they should be."""

from __future__ import annotations

import json
import re

import pytest

from lantian.ledger import db, models
from phone.writing import STORE, look, move_back, wait_verified
from phone.writing import write as _write

pytestmark = pytest.mark.browser

FORGET = f"""async () => {{
    {STORE}
    const person = (await store.getPack('person')).value
    await store.putPack(`checklists:${{person.id}}`, {{checklists: []}})
}}"""


def _rows(li):
    return li.page.evaluate(
        "async () => {" + STORE + " return (await store.allRecords()).map((row) => ({id: row.id, state: row.state}))}"
    )


def test_the_server_is_down_and_comes_up_again(phone, server):
    li = phone("li")
    _write(li)
    server.down()
    li.tap("[data-hand-in]")
    # On the outbox where the phone has a copy of that page, else on the record itself.
    li.page.locator("#toasts .toast, [data-offline]:not([hidden])").filter(has_text="有网络后自动上传").first.wait_for()
    assert [row["state"] for row in _rows(li)] == ["waiting"]
    server.up()
    li.open("/i/outbox")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert models.Inspection.select().count() == 1
        assert models.Violation.get().item_id == "d6.cover"


def test_the_network_goes_while_waiting_and_the_outbox_empties_itself_when_it_is_back(phone):
    li = phone("li")
    _write(li)
    li.page.route("**/api/**", lambda route: route.abort())
    li.tap("[data-hand-in]")
    li.wait_words("连不上服务器", "[data-offline]")
    assert [row["state"] for row in _rows(li)] == ["waiting"]
    assert "等待" in li.page.locator('[data-group="waiting"]').inner_text()
    li.page.unroute("**/api/**")
    li.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert models.Inspection.select().count() == 1


def test_a_session_that_ended_pauses_the_outbox_until_the_person_signs_in(phone):
    li = phone("li")
    _write(li)
    # Both the session and the phone's own token are gone, as after an administrator cut the phone off.
    refusal = {"lantian": 1, "problem": {"code": "sign_in_needed", "title": "", "detail": "", "mend": "", "fields": []}}
    li.page.route("**/api/**", lambda route: route.fulfill(status=401, json=refusal))
    li.tap("[data-hand-in]")
    li.page.locator("[data-sign-in]:not([hidden])").wait_for()
    assert [row["state"] for row in _rows(li)] == ["waiting"]
    li.page.unroute_all()
    li.tap("[data-send]")
    li.wait_words("已接收", '[data-group="received"]')


def test_the_session_ends_but_the_phones_token_still_hands_in(phone):
    li = phone("li")
    _write(li)
    li.page.route("**/api/**", lambda route: route.abort())
    li.tap("[data-hand-in]")
    li.wait_words("连不上服务器", "[data-offline]")
    li.context.clear_cookies(name="lantian_session")
    li.page.unroute_all()
    li.tap("[data-send]")
    li.wait_words("已接收", '[data-group="received"]')


def test_a_refused_record_needs_a_person_and_can_be_mended_and_sent_again(phone, app):
    li = phone("li")
    _write(li)
    with db.connection():
        models.Person.update(card_number="YF410302-777").where(models.Person.username == "chen").execute()
    li.tap("[data-hand-in]")
    li.wait_words("需处理", '[data-group="attention"]')
    refused = li.page.locator('[data-group="attention"]')
    assert "记录有误：姓名或执法证号与登记不符" in refused.inner_text()
    assert "1 张照片" in refused.locator("[data-progress]").inner_text(), "the signature is no photo"
    li.page.locator('.pill[data-state="attention"]', has_text="需处理 1").wait_for()
    li.tap('[data-group="attention"] [data-mend]')
    li.wait_words("姓名或执法证号与登记不符", "[data-problem] a")
    li.wait_words("请先点“改回草稿”", "[data-problem]")
    assert li.page.locator('[name="partner"]').get_attribute("aria-invalid") == "true"
    li.tap("[data-reopen]")
    li.page.locator("[data-hand-in]:not([disabled])").wait_for()
    with db.connection():
        models.Person.update(card_number="YF410302-002").where(models.Person.username == "chen").execute()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert models.Inspection.select().count() == 1


def test_another_person_on_the_same_phone_does_not_send_or_see_my_drafts(phone):
    li = phone("li")
    _write(li)
    li.page.route("**/api/**", lambda route: route.abort())
    li.tap("[data-hand-in]")
    li.wait_words("连不上服务器", "[data-offline]")
    (mine,) = _rows(li)
    li.page.unroute_all()
    li.context.clear_cookies()
    li.sign_in("chen")
    li.open("/i/outbox")
    li.page.locator("[data-nothing]:not([hidden])").wait_for()
    li.open(f"/i/review#{mine['id']}")
    li.wait_words("这份草稿是别人的", "[data-problem]")
    with db.connection():
        assert models.Inspection.select().count() == 0
    li.context.clear_cookies()
    li.sign_in("li")
    li.open("/i/outbox")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert models.Inspection.get().recorded_by.username == "li"


def test_after_it_was_received_the_photos_stay_readable_for_a_day_and_then_leave_the_phone(phone):
    li = phone("li")
    _write(li)
    li.tap("[data-hand-in]")
    wait_verified(li)
    left = look(li)
    (row,) = left["rows"]
    assert (len(left["photos"]), left["originals"], row["state"]) == (2, 2, "received")
    assert [event["kind"] for event in left["events"]] == ["started", "handed_in", "received"]
    move_back(li, row["id"], 0.9)
    li.page.reload()
    wait_verified(li)
    assert look(li)["originals"] == 2
    move_back(li, row["id"], 0.2)
    li.page.reload()
    wait_verified(li)
    for _ in range(100):
        if not look(li)["originals"]:
            break
        li.page.wait_for_timeout(100)
    left = look(li)
    assert (len(left["photos"]), left["originals"], len(left["receipts"])) == (2, 0, 3)
    li.tap('[data-group="received"] [data-open]')
    li.page.wait_for_url(re.compile("/i/inspections/"))
    li.wait_words("物料堆放和裸土")
    li.wait_words("±8 m")
    li.wait_words("410302-")


def test_a_draft_is_deleted_after_a_question(phone):
    li = phone("li")
    _write(li)
    li.open("/i/outbox")
    li.page.locator('.pill[data-state="kept"]', has_text="1 份草稿").wait_for()
    li.tap("[data-delete]:not([hidden])")
    li.tap("#drop-draft [data-confirms]")
    li.page.locator("[data-nothing]:not([hidden])").wait_for()
    assert _rows(li) == []


def test_a_record_that_waits_cannot_be_changed_unless_it_is_taken_back(phone):
    li = phone("li")
    _write(li)
    li.page.route("**/api/**", lambda route: route.abort())
    li.tap("[data-hand-in]")
    li.wait_words("连不上服务器", "[data-offline]")
    li.tap('[data-group="waiting"] [data-open]')
    li.wait_words("等待上传", "[data-locked]")
    assert li.page.locator("[name=partner]").is_disabled()
    li.tap("[data-reopen]")
    li.page.locator("[data-hand-in]:not([disabled])").wait_for()
    assert [row["state"] for row in _rows(li)] == ["saved"]


def test_the_same_record_twice_is_there_once(phone):
    """The acknowledgement of the first try is lost on the way."""
    li = phone("li")
    _write(li)
    lost = []

    def lose(route):
        route.fetch()
        lost.append(json.loads(route.request.post_data)["id"])
        route.abort()

    li.page.route("**/api/inspections/**", lose, times=1)
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
    with db.connection():
        assert [row.id for row in models.Inspection.select()] == lost


def test_a_draft_outlives_the_version_that_is_current(phone):
    """The pack of checklists holds current versions only; the review still knows what the draft was begun with."""
    li = phone("li")
    _write(li)
    li.page.evaluate(FORGET)
    li.page.route("**/api/checklists", lambda route: route.abort())
    li.page.reload()
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    li.wait_words("已接收", '[data-group="received"]')
