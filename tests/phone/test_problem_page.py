"""What the phone shows of a problem: what was not met, what is asked for, which act stands first, by when, under which law."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

import people as folk
from desk.press import Desk, bases, text_of
from lantian.checklists.library import load
from lantian.domain.moments import local_date
from lantian.ledger import db, models
from lantian.settings import ROOT
from web_fixtures import API

POINTS = {"d6.cover": {"sub_checks": ["裸土"]}}


@pytest.fixture
def desk(app, sign_in):
    return Desk(app, sign_in)


@pytest.fixture
def number(desk, sign_in):
    return desk.report(sign_in("li"), item=POINTS)[0]


def _stands(state, **columns):
    with db.connection():
        models.Violation.update(state=state, **columns).execute()


def _page(client, number):
    return client.get(f"/i/violations/{number}").get_data(as_text=True)


def _buttons(page):
    """The acts of a page in their order, each with whether it is the blue one."""
    found = re.findall(r'<button class="button button--(\w+)[^>]*data-act="(\w+)"', page)
    return [(act, kind == "primary") for kind, act in found]


def test_neither_outcome_of_a_recheck_is_urged_and_the_good_one_stands_first(number, sign_in):
    _stands("rectified")
    assert _buttons(_page(sign_in("li"), number)) == [("RecheckPassed", False), ("RecheckFailed", False)]


def test_a_closed_case_does_not_invite_to_report_a_relapse(number, sign_in):
    _stands("cleared")
    assert _buttons(_page(sign_in("li"), number)) == [("Relapsed", False)]


def test_what_the_officer_came_for_is_the_blue_button(number, sign_in):
    _stands("ordered")
    assert _buttons(_page(sign_in("li"), number)) == [("RectificationReported", True), ("Acknowledged", False)]


@pytest.mark.parametrize(("language", "said"), [("zh", "未达到： 裸土"), ("en", "Not met: Bare soil")])
def test_points_are_said_not_to_be_met_in_the_readers_language(desk, number, sign_in, language, said):
    li, wang = sign_in("li", language), sign_in("wang", language)
    record = desk.last_record["id"]
    for client, path in (
        (li, f"/i/violations/{number}"),
        (li, f"/i/inspections/{record}"),
        (wang, f"/s/violations/{number}"),
        (wang, f"/s/inspections/{record}"),
    ):
        assert said in re.sub(r"\s+", " ", text_of(client.get(path))), path
    kept = li.get("/api/violations", headers=API).get_json()["violations"]
    assert [line["points"] for line in kept] == [[said.rpartition("：" if language == "zh" else ":")[2].strip()]]


def test_why_it_was_returned_stands_above_the_button_and_in_the_sheet(desk, number, sign_in):
    desk.act(sign_in("wang"), number, "ReturnedForSupplement", reason="请补拍全景")
    page = _page(sign_in("li"), number)
    before, after = page.split('data-act="Supplemented"')
    assert "退回原因：请补拍全景" in before and "王审" in before
    assert "退回原因：请补拍全景" in after.split('id="act"')[1]


def test_what_was_answered_is_no_longer_asked_for(desk, number, sign_in):
    li = sign_in("li")
    desk.act(sign_in("wang"), number, "ReturnedForSupplement", reason="请补拍全景")
    with db.connection():
        seen = models.Violation.get().last_seq
    assert desk.from_phone(li, number, "Supplemented", seen, reason="已补").status_code == 201
    assert "退回原因" not in _page(li, number)


def test_a_far_limit_is_said_to_be_one_and_a_closed_case_has_none(app, number, sign_in):
    li = sign_in("li")
    with app.app_context():
        due_on = (local_date(app.extensions["lantian"].now()) + timedelta(days=20)).isoformat()
    _stands("ordered", due_on=due_on)
    assert f"期限 {due_on}" in text_of(li.get("/i/violations"))
    _stands("cleared", due_on=due_on)
    assert due_on not in _page(li, number).split("data-act-list")[0]


def test_the_limit_worked_out_at_the_visit_is_not_called_an_order(number, sign_in):
    words = text_of(sign_in("li").get(f"/i/violations/{number}"))
    assert "暂定期限" in words and "整改期限" not in words


def test_after_confirming_the_chosen_basis_stands_alone(desk, number, sign_in):
    wang, li = sign_in("wang"), sign_in("li")
    assert "可适用的依据" in _page(li, number)
    chosen = bases(wang.get(f"/s/violations/{number}").get_data(as_text=True))[0]
    assert desk.act(wang, number, "Confirmed", basis=chosen, elements=chosen).status_code == 303
    card = _page(li, number).split("采用的依据")[1].split("</section>")[0]
    assert card.count("<li>") == 1


def test_rows_begin_with_the_sign_that_the_requirement_is_not_met(number, sign_in):
    li = sign_in("li")
    for path in ("/i/violations", f"/i/sites/{folk.SITE}"):
        assert re.search(r'row__title"><svg[^>]*aria-label="不合格：".*?物料堆放', li.get(path).get_data(as_text=True)), path


def test_every_lead_of_a_patrol_can_be_confirmed_by_an_inspection():
    """A lead is taken over by the same item of an inspection: a list for patrols alone makes leads that nobody can confirm."""
    lists = load(ROOT / "forms").all_current()
    assert [row.id for row in lists if "patrol" in row.visit_kinds and "inspection" not in row.visit_kinds] == []


@pytest.mark.parametrize(("item", "first"), [("d6.cover", "dust_six"), ("ps.approval", "dust_prestart")])
def test_the_list_that_can_confirm_a_lead_is_offered_first(desk, sign_in, item, first):
    li = sign_in("li")
    (lead,) = desk.report(sign_in("sun"), kind="patrol", officers=("sun",))
    with db.connection():
        models.Violation.update(checklist_id=first, item_id=item).execute()
    page = li.get(f"/i/sites/{folk.SITE}?lead={lead}").get_data(as_text=True)
    assert re.search(r'data-start="(\w+)"', page).group(1) == first
