"""The ten promises about work without a signal, one test each, in the words of those who rely on them.

Each comes from a failure that users of other products have reported. Finer cases are in tests/phone and tests/offline; line 6,
an update in the middle of a draft, is in tests/offline/test_updates.py beside its builds.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

import people as folk
from acceptance.steps import (
    ALTER_ONE_BYTE,
    NEARLY_FULL,
    Unwatched,
    arrived,
    fill_with_large_photos,
    go_on,
    own_browser,
    record_many,
    reviewer,
    valley,
)
from lantian.ledger import db, models
from phone.writing import hand_in_cut_off, look, picture, wait_verified, write
from waiting import PATIENCE_S, wait_for
from web_fixtures import jpeg, put_photo

pytestmark = pytest.mark.browser


def test_my_phone_died_at_photo_7_of_20_and_the_other_13_came_afterwards_none_twice(phone):
    """Line 1. The server has the seventh photo whole, its answer never reached the phone."""
    li = phone("li")
    write(li, files=[picture((10 * number, 90, 120)) for number in range(20)])
    shots = {photo["sha256"] for photo in look(li)["photos"] if photo["item"]}
    sent: list[str] = []

    def die_at_seven(route):
        sent.append(route.request.url.rsplit("/", 1)[1])
        return route.fetch() if len(shots & set(sent)) == 7 else route.continue_()

    li.context.route(re.compile("/api/photos/[0-9a-f]{64}$"), die_at_seven)
    li.tap("[data-hand-in]")
    li.until(lambda: len(shots & set(sent)) >= 7 and arrived(sent))
    li.page.close()
    before = set(sent)
    sent.clear()
    li.page = li.context.new_page()
    li.context.unroute_all()
    li.context.route(re.compile("/api/photos/[0-9a-f]{64}$"), lambda route: (sent.append(route.request.url), route.continue_()))
    li.open("/i/outbox")
    wait_verified(li)
    again = {address.rsplit("/", 1)[1] for address in sent}
    assert len(again & shots - before) == 13
    assert len(again & before) <= 1, "only the seventh may be asked about again"
    assert len(sent) == len(again)
    with db.connection():
        assert Counter(photo.sha256 for photo in models.Photo.select()) == Counter(look(li)["rows"][0]["hashes"])
        assert models.Inspection.select().count() == 1


ANSWERS = {
    "a hotel's page": {"status": 200, "content_type": "text/html", "body": "<html>Welcome</html>"},
    "a redirect to another host": {"status": 302, "headers": {"Location": "https://pay.example/"}},
    "a breakdown": {"status": 500, "content_type": "text/html", "body": "oops"},
    "too large, says a proxy": {"status": 413, "content_type": "text/html", "body": "<h1>413</h1>"},
    "sign in, says a proxy": {"status": 401, "content_type": "text/html", "body": "<h1>401</h1>"},
    "a conflict, says somebody": {"status": 409, "content_type": "application/json", "body": '{"error": "conflict"}'},
    "an answer cut off": {"status": 201, "content_type": "application/json", "body": '{"lantian": 1, "se'},
}


class Network:
    """What stands between a phone and the server: what is put below ``path`` gets ``answer`` and is remembered."""

    def __init__(self, path):
        self.path, self.answer, self.asked = path, {"status": 502}, []

    def __call__(self, route):
        if route.request.method != "PUT" or self.path not in route.request.url:
            return route.continue_()
        self.asked.append(route.request.url)
        return route.fulfill(**self.answer)


@pytest.mark.parametrize("path", ["/api/photos/", "/api/inspections/"])
def test_whatever_the_network_answers_my_queue_never_gets_shorter(phone, path):
    """Line 2. Photos and record each meet every answer that is not our server's; the photos come through before the record."""
    li, between = phone("li"), Network(path)
    write(li)
    hand_in_cut_off(li)
    li.page.route(re.compile("/api/(photos|inspections)/"), between)
    li.page.unroute("**/api/**")
    for name, answer in ANSWERS.items():
        between.answer, between.asked = answer, []
        li.until(lambda: li.tap("[data-send]") or li.page.wait_for_timeout(500) or between.asked)
        li.until(lambda: [row["state"] for row in look(li)["rows"]] != ["uploading"])
        found = look(li)
        assert [row["state"] for row in found["rows"]] == ["waiting"], name
        assert (len(found["photos"]), found["originals"]) == (2, 2), name
    assert bool(arrived()) == (path == "/api/inspections/")
    li.page.unroute_all()
    go_on(li)
    wait_verified(li)


def test_one_record_the_server_will_never_take_does_not_hold_up_the_other_30(phone, app, tmp_path):
    """Line 3. It says why, stays, and can be carried away as a file."""
    li = phone("li")
    li.open("/i/outbox")
    with valley(li):
        record_many(li, app, 0, 15)
        record_many(li, app, 15, 16, answers={"d6.cover": {"value": "perhaps"}})
        record_many(li, app, 16, 31)
    li.open("/i/outbox")
    wait_verified(li, 30)
    bad = li.page.locator('[data-group="attention"]')
    li.wait_words("需处理", '[data-group="attention"]')
    assert "记录有误" in bad.inner_text()
    with db.connection():
        assert models.Inspection.select().count() == 30
    li.tap("[data-export]")
    li.page.locator("#queue-file[open]").wait_for()
    with li.page.expect_download() as download:
        li.tap("#queue-file [data-save]")
    download.value.save_as(tmp_path / "queue.zip")
    with zipfile.ZipFile(tmp_path / "queue.zip") as archive:
        assert '"perhaps"' in archive.read("queue.json").decode()


def test_my_work_waits_for_me_when_a_colleague_signs_in_on_my_phone(phone):
    """Line 4."""
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    li.open("/account")
    li.page.wait_for_load_state("networkidle")
    li.tap("[data-controller=sign-out] [type=submit]")
    li.wait_words("1 条记录等待上传", "#sign-out")
    li.tap('#sign-out [value="keep"]')
    li.page.wait_for_url("**/sign-in**")
    li.page.unroute_all()
    li.sign_in("chen")
    li.open("/i/outbox")
    li.wait_words("此手机上另有 1 条属于其他人的记录，等其登录后上传", "[data-others]")
    go_on(li)
    with db.connection():
        assert models.Inspection.select().count() == models.Photo.select().count() == 0
    li.context.clear_cookies()
    li.sign_in("li")
    li.open("/i/outbox")
    wait_verified(li)
    with db.connection():
        assert models.Inspection.get().recorded_by.username == "li"


def test_my_sign_in_was_older_than_my_queue_i_signed_in_and_it_went_on(phone):
    """Line 5. Session, phone token and the form's token are all void; the stored bytes are not touched."""
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    before = look(li)
    with db.connection():
        models.Person.update(session_epoch=models.Person.session_epoch + 1).where(models.Person.username == "li").execute()
        models.Device.update(revoked_at="2026-01-01T00:00:00.000000+00:00").execute()
    li.page.unroute_all()
    li.tap("[data-send]")
    li.page.locator("[data-sign-in]:not([hidden])").wait_for()
    assert [photo["sha256"] for photo in look(li)["photos"]] == [photo["sha256"] for photo in before["photos"]]
    li.tap("[data-sign-in] a")
    li.page.fill("[name=username]", "li")
    li.page.fill("[name=password]", folk.PASSWORD)
    li.page.locator("form:has([name=password]) [type=submit]").click()
    wait_verified(li)
    with db.connection():
        assert {photo.sha256 for photo in models.Photo.select()} == {photo["sha256"] for photo in before["photos"]}


def test_one_byte_changed_on_my_phone_and_it_told_me_instead_of_sending_it(phone, sign_in):
    """Line 7. And the server counts for itself: bytes under a wrong name are refused whatever a phone says."""
    li = phone("li")
    write(li)
    (row,) = look(li)["rows"]
    sent: list[str] = []
    li.page.on("request", lambda request: sent.append(request.url) if request.method == "PUT" else None)
    li.page.evaluate(ALTER_ONE_BYTE)
    li.tap("[data-hand-in]")
    li.wait_words("照片在手机上已损坏", '[data-group="attention"]')
    assert not [address for address in sent if "/api/inspections/" in address]
    body = jpeg()
    altered = body[:-3] + bytes([body[-3] ^ 1]) + body[-2:]
    client = sign_in("li")
    headers = {"X-Lantian": "1", "X-Lantian-Inspection": row["id"], "Content-Type": "image/jpeg"}
    answer = client.put(f"/api/photos/{hashlib.sha256(body).hexdigest()}", data=altered, headers=headers)
    assert answer.status_code == 422
    assert put_photo(client, body, row["id"]).status_code == 201


def test_my_phone_was_nearly_full_it_warned_me_took_the_photo_and_offered_a_file(phone):
    """Line 8."""
    li = phone("li")
    li.context.add_init_script(f"({NEARLY_FULL})()")
    write(li)
    hand_in_cut_off(li)
    li.wait_words("已用可用空间的 93%", "#limit-room")
    li.page.locator("#limit-unkept:not([hidden])").wait_for()
    li.tap("#limit-unkept a")
    assert li.page.locator("[data-export]").is_visible()
    li.open("/i/capture")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()


def test_a_hundred_large_photos_waited_and_my_phone_did_not_run_out_of_memory(chromium, server, app, tmp_path):
    """Line 9. 300 MB wait; while they are sent the page holds one at a time.

    Sent by a browser nobody looks into: one that is watched keeps copies of the last 200 MB it sent for the onlooker.
    """
    with own_browser(chromium, server, tmp_path) as li:
        li.open("/i/outbox")
        with valley(li):
            fill_with_large_photos(li, photos=100, size_bytes=3_000_000)
    most = 0.0
    with Unwatched(tmp_path, f"{server.address}/i/outbox") as browser:

        def all_there():
            nonlocal most
            most = max(most, browser.held_mb())
            return len(arrived()) == 100 or browser.process.poll() is not None

        wait_for(all_there, seconds=4 * PATIENCE_S)
    assert len(arrived()) == 100
    assert 10 < most < 120, f"the page needed {most:.0f} MB for a queue of 300 MB"


def test_two_supervisors_decided_at_once_and_the_second_was_shown_both_versions(chromium, server, phone, app):
    """Line 10."""
    li = phone("li")
    write(li)
    li.tap("[data-hand-in]")
    wait_verified(li)
    with db.connection():
        number = models.Violation.get().number
    first, second = reviewer(chromium, server), reviewer(chromium, server)
    for page in (first, second):
        page.goto(f"{server.address}/s/violations/{number}")
    _decide(first, "ReturnedForSupplement", "缺全景照片")
    first.locator(".badge[data-state=returned]").first.wait_for()
    _decide(second, "Dismissed", "我写了很长的理由")
    second.get_by_text("此条已有变动").first.wait_for()
    words = second.locator("main").inner_text()
    assert "缺全景照片" in words and "我写了很长的理由" in second.content()
    with db.connection():
        assert models.Violation.get().state == "returned"
    for page in (first, second):
        page.context.close()


def _decide(page, kind, reason):
    act = page.locator(f"#act-{kind}")
    if act.get_attribute("open") is None:
        act.locator("summary").first.click()
    act.locator("[name=reason]").fill(reason)
    act.locator("[type=submit]").click()


def test_the_file_from_my_phone_was_brought_in_by_my_supervisor_and_nothing_came_twice(chromium, server, phone, tmp_path):
    """The way out without a network, from the phone's own file to the ledger; afterwards the phone sends it all again."""
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    (row,) = look(li)["rows"]
    li.tap("[data-export]")
    li.page.locator("#queue-file[open]").wait_for()
    with li.page.expect_download() as download:
        li.tap("#queue-file [data-save]")
    path: Path = tmp_path / "queue.zip"
    download.value.save_as(path)
    wang = reviewer(chromium, server)
    wang.goto(f"{server.address}/s/queue-import/")
    wang.locator("input[type=file]").set_input_files(path)
    wang.locator("main [data-send]").click()
    wang.locator("[data-result] [data-words]").filter(has_text="已收下").first.wait_for()
    wang.context.close()
    with db.connection():
        inspection = models.Inspection.get()
        assert (str(inspection.id), inspection.recorded_by.username) == (row["id"], "li")
        assert models.Photo.select().count() == len(row["hashes"])
    li.page.unroute_all()
    li.tap("#queue-file [data-closes]")
    go_on(li)
    wait_verified(li)
    with db.connection():
        assert models.Inspection.select().count() == 1
        assert models.Photo.select().count() == len(row["hashes"])
        assert models.LedgerEntry.select().where(models.LedgerEntry.kind == "InspectionReceived").count() == 1


