"""What cannot be promised is said: work that waits too long, a browser that may forget; and the way out as a file."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile

import pytest

from lantian.ledger import db, models
from phone.writing import hand_in_cut_off, look, move_back, wait_verified, write

pytestmark = pytest.mark.browser


def test_work_that_waits_is_told_of_after_a_day_and_loudly_after_three(phone):
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    (row,) = look(li)["rows"]
    assert li.page.locator("#limit-late").is_hidden() and li.page.locator("#limit-alarm").is_hidden()
    move_back(li, row["id"], 1.5)
    li.wait_words("1 条记录超过 1 天没有上传", "#limit-late")
    move_back(li, row["id"], 2)
    li.wait_words("1 条记录超过 3 天没有上传", "#limit-alarm")
    assert li.page.locator("#limit-late").is_hidden()
    li.wait_words("3 天未上传", ".pill[data-state=attention]")
    li.open("/i/")
    li.wait_words("1 条记录超过 3 天没有上传", "#limit-alarm")
    li.page.unroute_all()
    li.open("/i/outbox")
    wait_verified(li)
    li.page.locator("#limit-alarm").wait_for(state="hidden")


def test_a_browser_that_does_not_promise_is_named_and_the_file_offered(phone):
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    kept = li.page.evaluate("() => navigator.storage.persisted()")
    assert li.page.locator("#limit-unkept").is_visible() is (not kept)
    assert li.page.locator("#export [data-kept]").inner_text() == ("已授予" if kept else "未授予，请及时上传")
    assert re.fullmatch(r"[\d.]+ (kB|MB)，共可用 [\d.]+ GB", li.page.locator("#export [data-used]").inner_text())
    assert li.page.locator("#export [data-days]").inner_text() == "一年以上"
    assert li.page.locator("[data-export]").is_visible()


def test_what_waits_can_be_carried_away_as_a_file_and_still_be_sent(phone, tmp_path):
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    li.tap("[data-export]")
    li.page.locator("#queue-file[open]").wait_for()
    with li.page.expect_download() as download:
        li.tap("#queue-file [data-save]")
    path = tmp_path / "queue.zip"
    download.value.save_as(path)
    found = look(li)
    (row,) = found["rows"]
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        queue = json.loads(archive.read("queue.json"))
        (line,) = queue["rows"]
        assert (line["id"], line["address"], line["body"]) == (row["id"], row["address"], row["body"])
        assert sorted(photo["sha256"] for photo in line["photos"]) == sorted(row["hashes"])
        for photo in line["photos"]:
            assert hashlib.sha256(archive.read(photo["file"])).hexdigest() == photo["sha256"]
    assert queue["person"]["name"] == "李巡" and row["state"] == "waiting"
    assert "exported" in [event["kind"] for event in found["events"]]
    li.page.unroute_all()
    li.tap("#queue-file [data-closes]")
    li.tap("[data-send]")
    wait_verified(li)
    with db.connection():
        assert models.Inspection.select().count() == 1
