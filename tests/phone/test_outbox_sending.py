"""The outbox sends: goes on where it was cut off, one page at a time, pauses for a sign-in, and shows the receipt it checked."""

from __future__ import annotations

import json
import os

import pytest

from lantian.evidence.receipts import PublicKey, check
from lantian.ledger import db, models
from phone.writing import hand_in_cut_off, look, picture, wait_verified, write

pytestmark = pytest.mark.browser

LARGE_BYTES = 3_000_000


def test_a_page_closed_in_the_middle_of_a_photo_goes_on_near_there(phone):
    li = phone("li")
    write(li, files=[picture(extra=os.urandom(LARGE_BYTES))])
    li.page.route("**/api/inspections/**", lambda route: route.abort())
    devtools = li.context.new_cdp_session(li.page)
    devtools.send("Network.enable")
    # Slow to the end: made fast again, the line would let what the browser still holds of the broken upload flow to the server.
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    devtools.send("Network.emulateNetworkConditions", slow)
    sent = []
    li.page.on("request", lambda request: sent.append(request) if request.method == "PUT" else None)
    li.tap("[data-hand-in]")
    li.page.locator("[data-group=waiting] progress:not([hidden])").wait_for()
    progress = li.page.locator("[data-group=waiting] progress")
    li.until(lambda: progress.evaluate("(bar) => bar.value") > LARGE_BYTES * 0.3)
    li.page.goto("about:blank")
    li.page.unroute_all()
    li.open("/i/outbox")
    wait_verified(li)
    photo = next(one for one in look(li)["photos"] if one["length"] > LARGE_BYTES)
    uploads = [request for request in sent if request.url.endswith(photo["sha256"])]
    offset = int(uploads[-1].headers["x-lantian-offset"])
    assert offset > LARGE_BYTES * 0.2
    with db.connection():
        assert models.Photo.get(models.Photo.sha256 == photo["sha256"]).size_bytes == photo["length"]
        assert models.Inspection.select().count() == 1


def test_the_receipt_is_shown_and_can_be_checked_by_anybody(phone, app):
    li = phone("li")
    li.context.grant_permissions(["clipboard-read", "clipboard-write", "geolocation", "camera"])
    write(li)
    li.tap("[data-hand-in]")
    wait_verified(li)
    group = li.page.locator('[data-group="received"]')
    group.locator("[data-proof] > summary").click()
    group.locator("[data-receipt]:not([hidden])").wait_for()
    shown = group.locator("[data-receipt]").inner_text()
    assert "手机已核对内容和签名" in shown
    assert group.locator("[data-proof-photos] .sync[data-state=verified]").count() == 2
    group.locator("[data-copy-receipt]").click()
    li.wait_words("回执已复制", "#toasts")
    copied = json.loads(li.page.evaluate("() => navigator.clipboard.readText()"))
    keys = li.page.evaluate("async () => (await (await fetch('/api/keys', {headers: {'X-Lantian': '1'}})).json()).keys")
    facts = check(copied, [PublicKey(key["id"], key["public_key"], key["made_at"]) for key in keys])
    (row,) = look(li)["rows"]
    assert (facts["kind"], facts["id"], facts["seq"]) == ("inspection", row["id"], row["received"]["seq"])
    assert str(facts["seq"]) in shown and facts["sha256"] in shown


def test_a_receipt_that_was_changed_on_the_way_does_not_count(phone):
    li = phone("li")
    write(li)

    def forge(route):
        answer = route.fetch()
        body = answer.json()
        body["receipt"]["signature"] = body["receipt"]["signature"][::-1]
        route.fulfill(response=answer, json=body)

    li.page.route("**/api/photos/*", forge)
    li.tap("[data-hand-in]")
    li.wait_words("回执核对不符", '[data-group="waiting"]')
    found = look(li)
    assert [row["state"] for row in found["rows"]] == ["waiting"]
    assert found["receipts"] == [] and not any(photo["received_at"] for photo in found["photos"])
    li.page.unroute_all()
    li.tap("[data-send]")
    wait_verified(li)


def test_two_pages_of_one_phone_send_everything_once(phone):
    li = phone("li")
    write(li)
    li.context.route("**/api/**", lambda route: route.abort())
    hand_in_cut_off(li)
    li.page.unroute_all()
    second = li.context.new_page()
    second.goto(li.server.address + "/i/outbox")
    second.locator("[data-offline]:not([hidden])").wait_for()
    sent = []
    for page in (li.page, second):
        page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    li.context.unroute_all()
    for page in (li.page, second):
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    wait_verified(li)
    second.locator('[data-group="received"] .row').wait_for()
    assert len(sent) == len(set(sent)) == 3


def test_photos_act_and_record_tell_what_the_phones_clock_is_worth(phone):
    li = phone("li")
    write(li)
    li.tap("[data-hand-in]")
    wait_verified(li)
    found = look(li)
    (row,) = found["rows"]
    stamp = row["body"]["clock"]
    assert set(stamp) == {"wall", "elapsed_ms", "page_began", "offset_ms", "offset_age_ms", "went_back"}
    assert stamp["went_back"] is False and stamp["elapsed_ms"] > 0
    assert all(photo["clock"]["wall"] == photo["taken_at"] for photo in row["body"]["photos"])
    assert all(event["clock"]["wall"] == event["at"] for event in found["events"])
    received = next(event for event in found["events"] if event["kind"] == "received")
    assert abs(received["clock"]["offset_ms"]) < 5000


def test_a_photo_the_server_refuses_is_named_taken_out_and_the_record_sent_again(phone):
    li = phone("li")
    write(li, files=[picture(), picture((200, 20, 20))])
    refusal = {"code": "photo_too_large", "title": "照片过大", "detail": "示例。", "mend": "请重拍。", "fields": []}
    bad = []

    def refuse(route):
        if not bad:
            bad.append(route.request.url)
        if route.request.url == bad[0]:
            return route.fulfill(status=413, json={"lantian": 1, "problem": refusal})
        return route.continue_()

    li.page.route("**/api/photos/*", refuse)
    li.tap("[data-hand-in]")
    li.wait_words("照片过大", '[data-group="attention"]')
    group = li.page.locator('[data-group="attention"]')
    group.locator("[data-proof] > summary").click()
    group.locator("[data-proof-photos] .sync[data-state=attention]").wait_for()
    assert group.locator("[data-proof-photos] .sync[data-state=verified]").count() == 2
    li.tap('[data-group="attention"] [data-open]')
    li.tap("[data-reopen]")
    li.tap("[data-back]:not([hidden])")
    marked = li.page.locator('[data-strip][data-item="d6.cover"] figure[data-state="attention"]')
    marked.locator('[data-action="remove"]').click()
    li.tap("#drop-photo [data-confirms]")
    marked.wait_for(state="detached")
    li.tap("[data-next]")
    li.page.locator("[data-complete]:not([hidden])").wait_for()
    li.tap("[data-hand-in]")
    wait_verified(li)
    with db.connection():
        assert models.Inspection.select().count() == 1
