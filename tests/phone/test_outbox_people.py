"""Whose work it is: signing out asks what becomes of what waits, and another person is told that something does, no more."""

from __future__ import annotations

import pytest

from lantian.ledger import db, models
from phone.writing import hand_in_cut_off, look, wait_verified, write

pytestmark = pytest.mark.browser


def _sign_out(li):
    li.open("/account")
    li.page.wait_for_load_state("networkidle")
    li.tap("[data-controller=sign-out] [type=submit]")


def test_signing_out_with_work_that_waits_asks_and_keeps_it_by_choice(phone):
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    _sign_out(li)
    li.wait_words("1 条记录等待上传", "#sign-out")
    # Left without a choice: nothing happens.
    li.tap("#sign-out [data-closes]")
    assert li.page.url.endswith("/account")
    li.tap("[data-controller=sign-out] [type=submit]")
    li.tap('#sign-out [value="keep"]')
    li.page.wait_for_url("**/sign-in**")
    li.page.unroute_all()
    li.sign_in("chen")
    li.open("/i/outbox")
    li.wait_words("此手机上另有 1 条属于其他人的记录，等其登录后上传", "[data-others]")
    assert "示例工地" not in "\n".join(li.page.locator("[data-group]:visible, [data-others]").all_inner_texts())
    assert [row["state"] for row in look(li)["rows"]] == ["waiting"]
    with db.connection():
        assert models.Inspection.select().count() == 0
    li.context.clear_cookies()
    li.sign_in("li")
    li.open("/i/outbox")
    wait_verified(li)
    assert "kept_at_sign_out" in [event["kind"] for event in look(li)["events"]]
    with db.connection():
        assert models.Inspection.get().recorded_by.username == "li"


def test_signing_out_may_be_put_off_until_everything_is_sent(phone):
    li = phone("li")
    write(li)
    hand_in_cut_off(li)
    _sign_out(li)
    li.page.unroute_all()
    li.tap('#sign-out [value="send"]')
    li.page.wait_for_url("**/i/outbox")
    wait_verified(li)
    _sign_out(li)
    li.page.wait_for_url("**/sign-in**")
