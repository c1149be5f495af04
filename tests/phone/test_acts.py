"""What an inspector does later about a violation, from the phone: supplement, rectification, recheck, relapse."""

from __future__ import annotations

import pytest

from lantian.ledger import db, models
from lantian.workflow.acting import acting
from lantian.workflow.decide import Decision, decide
from phone.writing import STORE, look
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

pytestmark = pytest.mark.browser


BEGUN = f"""async (id) => {{
    {STORE}
    await store.changePhoto(id, (photo) => {{ photo.begun_at = '2026-11-21T02:03:04.000Z' }})
}}"""


def _violation(app, sign_in, checklist="dust_six"):
    client = sign_in("li")
    photo = jpeg()
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")])
    put_photo(client, photo, record["id"])
    assert put_record(client, record).status_code == 201
    with db.connection():
        return models.Violation.get().number


def _desk(app, number, event, **more):
    """The supervisor's act, as the desk does it."""
    with app.app_context(), db.connection():
        now = app.extensions["lantian"].now()
        wang = models.Person.get(models.Person.username == "wang")
        seen = models.Violation.get(models.Violation.number == number).last_seq
        decide(number, Decision(event, seen, **more), by=acting(wang, now))


def _ordered(app, sign_in):
    number = _violation(app, sign_in)
    with db.connection():
        basis = models.Violation.get().bases[0]["id"]
    _desk(app, number, "Confirmed", basis_id=basis, elements_confirmed=True)
    with app.app_context():
        today = app.extensions["lantian"].now().date()
    from datetime import timedelta

    _desk(app, number, "RectificationOrdered", due_on=today + timedelta(days=3))
    return number


def _state():
    with db.connection():
        return models.Violation.get().state


def _shoot(li):
    li.tap("#act [data-shoot]")
    li.tap(li.page.locator("[data-shutter]:not([disabled])"))
    li.page.locator(".camera__count", has_text="1").wait_for()
    li.tap("[data-close]")
    li.page.locator("#act figure.photo").first.wait_for()


def _act(li, number, kind):
    li.open(f"/i/violations/{number}")
    li.tap(f'[data-act="{kind}"]:not([disabled])')
    li.page.locator("#act[open]").wait_for()


def _sent(li, name):
    li.tap("#act [type=submit]")
    li.page.locator('[data-group="received"] .row', has_text=name).wait_for()


def test_a_returned_finding_is_supplemented_with_words_and_a_photo(app, sign_in, phone):
    number = _violation(app, sign_in)
    _desk(app, number, "ReturnedForSupplement", reason="请补拍全景")
    li = phone("li")
    li.open(f"/i/violations/{number}")
    li.wait_words("请补拍全景")
    _act(li, number, "Supplemented")
    li.page.fill("[name=reason]", "补拍了土堆全景")
    _shoot(li)
    _sent(li, "补充材料")
    assert _state() == "reported"
    with db.connection():
        row = models.EvidencePhoto.get(models.EvidencePhoto.role == "supplement")
        assert row.violation.number == number and row.act_seq
    assert li.errors == []


def test_rectification_and_recheck_go_through_the_phone(app, sign_in, phone):
    number = _ordered(app, sign_in)
    li = phone("li")
    _act(li, number, "Acknowledged")
    _sent(li, "登记已收到通知")
    _act(li, number, "RectificationReported")
    li.tap("#act [type=submit]")
    li.wait_words("请附现场照片", "#act")
    _shoot(li)
    _sent(li, "反馈整改")
    assert _state() == "rectified"
    _act(li, number, "RecheckFailed")
    _shoot(li)
    li.tap("#act [type=submit]")
    li.wait_words("请选择复查结果", "#act")
    li.tap(li.page.locator("#act .chip", has_text="部分整改"))
    _sent(li, "复查不合格")
    assert _state() == "ordered"


def test_a_photo_of_an_act_that_began_to_leave_is_withdrawn_when_it_is_deleted(app, sign_in, phone):
    number = _ordered(app, sign_in)
    li = phone("li")
    _act(li, number, "RectificationReported")
    _shoot(li)
    [photo] = look(li)["photos"]
    li.page.evaluate(BEGUN, photo["id"])
    li.tap('#act figure.photo [data-action="remove"]')
    li.tap('#drop-photo [value="confirm"]')
    li.page.locator("#act figure.photo").first.wait_for(state="detached")
    _shoot(li)
    _sent(li, "反馈整改")
    [row] = look(li)["rows"]
    assert row["body"]["withdrawn"] == [{"sha256": photo["sha256"], "reason": "提交前删除"}]
    assert [line["sha256"] for line in row["body"]["photos"]] == row["hashes"] != [photo["sha256"]]


def test_an_act_that_came_too_late_needs_a_person(app, sign_in, phone):
    number = _violation(app, sign_in)
    _desk(app, number, "ReturnedForSupplement", reason="请补拍全景")
    li = phone("li")
    _act(li, number, "Supplemented")
    li.page.fill("[name=reason]", "补充")
    # Meanwhile a colleague has supplemented it.
    with app.app_context(), db.connection():
        chen = models.Person.get(models.Person.username == "chen")
        seen = models.Violation.get().last_seq
        decide(number, Decision("Supplemented", seen, reason="已补充"), by=acting(chen, app.extensions["lantian"].now()))
    li.tap("#act [type=submit]")
    li.wait_words("此条已有变动", '[data-group="attention"]')
    _desk(app, number, "ReturnedForSupplement", reason="还差全景")
    _act(li, number, "Supplemented")
    assert li.page.input_value("[name=reason]") == "补充"
    _sent(li, "补充材料")
    with db.connection():
        assert models.Act.select().count() == 1


def test_what_is_not_open_to_an_inspector_is_not_offered(app, sign_in, phone):
    number = _violation(app, sign_in)
    li = phone("li")
    li.open(f"/i/violations/{number}")
    li.wait_words("当前状态由审核人员处理")
    assert li.page.locator("[data-act]").count() == 0


def test_a_sheet_left_blank_leaves_no_draft(app, sign_in, phone):
    number = _ordered(app, sign_in)
    li = phone("li")
    _act(li, number, "RectificationReported")
    li.tap("#act [data-closes]")
    li.open("/i/outbox")
    li.page.locator("[data-nothing]:not([hidden])").wait_for()
