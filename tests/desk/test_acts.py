"""Deciding on a violation: each act works, and is refused where it must be, with nothing typed lost."""

from __future__ import annotations

import re

import pytest

from desk.press import bases, last_seq, state_of, text_of, token


def entries_of(app, number: str) -> list[dict]:
    """The book's entries about a line."""
    from lantian.ledger import book, db

    with db.connection():
        return book.story("violation", number)


def beside(client, number: str) -> str:
    """The words beside a line, where its acts are."""
    page = client.get(f"/s/violations/{number}").get_data(as_text=True)
    return re.sub(r"<[^>]+>", " ", re.search(r"<aside.*?</aside>", page, re.S).group(0))


def first_basis(client, number: str) -> str:
    """The first basis that the form offers."""
    return bases(client.get(f"/s/violations/{number}").get_data(as_text=True))[0]


@pytest.fixture
def reported(desk, sign_in):
    """A finding that waits for review."""
    return desk.report(sign_in("li"))[0]


def test_confirming_with_a_basis_moves_it_on_and_enters_the_book(app, desk, sign_in, reported):
    wang = sign_in("wang")
    basis = first_basis(wang, reported)
    answer = desk.act(wang, reported, "Confirmed", basis=basis, reason="证据充分")
    assert answer.status_code == 303
    assert state_of(reported) == "confirmed"
    entry = entries_of(app, reported)[-1]
    assert (entry["kind"], entry["actor_name"], entry["payload"]["basis"], entry["payload"]["reason"]) == (
        "Confirmed",
        "王审",
        basis,
        "证据充分",
    )
    page = text_of(wang.get(f"/s/violations/{reported}"))
    assert "已登记“认定”" in page
    assert "已采用" in page


def test_confirming_without_a_basis_says_so_at_the_field_and_keeps_the_words(app, desk, sign_in, reported):
    answer = desk.act(sign_in("wang"), reported, "Confirmed", reason="写了很久的说明")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(r'id="Confirmed-basis-error">.*?请选择行为发生日有效的法律依据', page, re.S)
    assert "写了很久的说明</textarea>" in page
    assert state_of(reported) == "reported"


def test_a_basis_that_is_not_of_this_line_is_refused(app, desk, sign_in, reported):
    answer = desk.act(sign_in("wang"), reported, "Confirmed", basis="cn.ecc.1115")
    assert answer.status_code == 422
    assert state_of(reported) == "reported"


def test_an_element_of_the_offence_must_be_ticked_for_the_chosen_basis(app, desk, sign_in):
    from lantian.ledger import db, models

    (number,) = desk.report(sign_in("li"))
    with db.connection():
        line = models.Violation.get(models.Violation.number == number)
        rows = line.bases
        rows[0]["element_required"] = "超过排放标准"
        models.Violation.update(bases=rows).where(models.Violation.id == line.id).execute()
    wang = sign_in("wang")
    basis = first_basis(wang, number)
    other = bases(wang.get(f"/s/violations/{number}").get_data(as_text=True))[1]
    refused = desk.act(wang, number, "Confirmed", basis=basis)
    assert refused.status_code == 422
    assert "请逐项确认该依据的构成要件" in text_of(refused)
    assert desk.act(wang, number, "Confirmed", basis=basis, elements=other).status_code == 422
    assert desk.act(wang, number, "Confirmed", basis=basis, elements=basis).status_code == 303
    assert state_of(number) == "confirmed"


def test_without_any_basis_it_can_be_confirmed_and_ordered_but_the_page_says_it_cannot_be_referred(app, desk, sign_in, reported):
    from lantian.ledger import db, models

    with db.connection():
        models.Violation.update(bases=[]).execute()
    wang = sign_in("wang")
    assert "不能移送处罚" in text_of(wang.get(f"/s/violations/{reported}"))
    assert desk.act(wang, reported, "Confirmed").status_code == 303
    assert state_of(reported) == "confirmed"
    page = wang.get(f"/s/violations/{reported}")
    assert "/acts/ReferredForPenalty" not in page.get_data(as_text=True)
    assert "没有罚款依据" in text_of(page)


def test_returning_for_supplement_needs_a_reason(app, desk, sign_in, reported):
    wang = sign_in("wang")
    refused = desk.act(wang, reported, "ReturnedForSupplement", reason="   ")
    assert refused.status_code == 422
    assert "请写明理由" in text_of(refused)
    assert desk.act(wang, reported, "ReturnedForSupplement", reason="缺全景照片").status_code == 303
    assert state_of(reported) == "returned"
    assert "退回补充：缺全景照片" in beside(wang, reported)
    assert "您现在没有可办的操作" not in beside(wang, reported), "whose turn it is says enough"


def test_dismissing_needs_a_reason_and_closes_the_line(app, desk, sign_in, reported):
    wang = sign_in("wang")
    assert desk.act(wang, reported, "Dismissed").status_code == 422
    assert desk.act(wang, reported, "Dismissed", reason="不在禁止范围").status_code == 303
    assert state_of(reported) == "dismissed"
    assert "不予认定：不在禁止范围" in beside(wang, reported) and "您现在没有可办的操作" in beside(wang, reported)


def test_ordering_correction_takes_the_lines_own_limit_and_refuses_a_past_one(app, desk, sign_in, reported):
    wang = sign_in("wang")
    desk.act(wang, reported, "Confirmed", basis=first_basis(wang, reported))
    page = wang.get(f"/s/violations/{reported}").get_data(as_text=True)
    suggested = re.search(r'name="due_on" value="(\d{4}-\d\d-\d\d)"', page).group(1)
    refused = desk.act(wang, reported, "RectificationOrdered", due_on="2020-01-01", reason="请于期限内覆盖")
    assert refused.status_code == 422
    assert "不早于今天" in text_of(refused)
    assert "请于期限内覆盖</textarea>" in refused.get_data(as_text=True)
    assert desk.act(wang, reported, "RectificationOrdered", due_on="tomorrow").status_code == 422
    assert desk.act(wang, reported, "RectificationOrdered", due_on=suggested).status_code == 303
    assert state_of(reported) == "ordered"


def test_a_limit_that_has_been_ordered_can_be_set_anew_with_a_reason(app, desk, sign_in, reported):
    wang = sign_in("wang")
    desk.act(wang, reported, "Confirmed", basis=first_basis(wang, reported))
    desk.act(wang, reported, "RectificationOrdered", due_on="2199-01-01")
    page = wang.get(f"/s/violations/{reported}").get_data(as_text=True)
    assert '<details class="act" name="act" id="act-DeadlineReset">' in page, "it is never unfolded by itself"
    assert desk.act(wang, reported, "DeadlineReset", due_on="2199-03-01").status_code == 422
    assert desk.act(wang, reported, "DeadlineReset", due_on="2199-03-01", reason="连续降雨，确需延期").status_code == 303
    shown = text_of(wang.get(f"/s/violations/{reported}"))
    assert "重定期限" in shown and "整改期限 2199-03-01" in shown
    assert state_of(reported) == "ordered"


def test_clearing_waits_for_a_recheck_by_an_officer(app, desk, sign_in, reported):
    li, wang = sign_in("li"), sign_in("wang")
    desk.act(wang, reported, "Confirmed", basis=first_basis(wang, reported))
    desk.act(wang, reported, "RectificationOrdered", due_on="2199-01-01")
    seen = entries_of(app, reported)[-1]["seq"]
    assert desk.from_phone(li, reported, "RectificationReported", seen, photo=True).status_code == 201
    assert "须先有复查合格的记录" in text_of(wang.get(f"/s/violations/{reported}"))
    assert desk.act(wang, reported, "Cleared", seen=seen + 2).status_code in (409, 422)
    seen = entries_of(app, reported)[-1]["seq"]
    assert desk.from_phone(li, reported, "RecheckPassed", seen, photo=True).status_code == 201
    page = wang.get(f"/s/violations/{reported}")
    assert "整改前后对照" in text_of(page)
    assert desk.act(wang, reported, "Cleared").status_code == 303
    assert state_of(reported) == "cleared"


def test_a_cleared_line_can_still_be_referred(app, desk, sign_in, reported):
    wang = sign_in("wang")
    desk.act(wang, reported, "Confirmed", basis=first_basis(wang, reported))
    assert desk.act(wang, reported, "ReferredForPenalty").status_code == 422
    assert desk.act(wang, reported, "ReferredForPenalty", reason="移送城管").status_code == 303
    assert state_of(reported) == "referred"


def test_a_supervisor_of_another_district_cannot_act(app, desk, sign_in, reported):
    from lantian.ledger import db, models

    wang = sign_in("wang")
    page = wang.get(f"/s/violations/{reported}").get_data(as_text=True)
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    fields = {"csrf_token": token(page), "seen_seq": last_seq(page), "reason": "x"}
    assert wang.post(f"/s/violations/{reported}/acts/Dismissed", data=fields).status_code == 404
    assert state_of(reported) == "reported"


@pytest.mark.parametrize("username", ["li", "sun", "qian", "root"])
def test_only_a_reviewer_may_decide(app, desk, sign_in, reported, username):
    client = sign_in(username)
    fields = {"csrf_token": token(client.get("/account").get_data(as_text=True)), "seen_seq": 1, "reason": "x"}
    assert client.post(f"/s/violations/{reported}/acts/Dismissed", data=fields).status_code == 403
    assert state_of(reported) == "reported"


def test_acts_of_inspectors_are_not_done_at_the_desk(app, desk, sign_in, reported):
    wang = sign_in("wang")
    desk.act(wang, reported, "ReturnedForSupplement", reason="缺照片")
    seen = entries_of(app, reported)[-1]["seq"]
    assert desk.act(wang, reported, "Supplemented", seen=seen, reason="代为补充").status_code == 403
    assert state_of(reported) == "returned"


def test_nobody_confirms_their_own_finding(app, desk, sign_in, reported):
    from lantian.ledger import db, models

    with db.connection():
        models.Violation.update(found_by=[*models.Violation.get().found_by, app.folk["wang"]]).execute()
    wang = sign_in("wang")
    page = wang.get(f"/s/violations/{reported}")
    assert "不能认定本人检查发现的问题" in text_of(page)
    assert "/acts/Confirmed" not in page.get_data(as_text=True)
    seen = entries_of(app, reported)[-1]["seq"]
    answer = desk.act(wang, reported, "Confirmed", seen=seen, basis="cn.ecc.1128.1.1")
    assert answer.status_code == 422
    assert state_of(reported) == "reported"


def test_an_act_that_does_not_fit_the_state_is_refused(app, desk, sign_in, reported):
    seen = entries_of(app, reported)[-1]["seq"]
    answer = desk.act(sign_in("wang"), reported, "Cleared", seen=seen)
    assert answer.status_code == 409
    assert "“待审核”状态下不能“销号”" in text_of(answer)


def test_an_act_that_does_not_exist_is_refused(desk, sign_in, reported):
    assert desk.act(sign_in("wang"), reported, "Forgotten", reason="x").status_code == 409


def test_pressing_twice_does_it_once(app, desk, sign_in, reported):
    wang = sign_in("wang")
    seen = entries_of(app, reported)[-1]["seq"]
    assert desk.act(wang, reported, "Dismissed", seen=seen, reason="重复").status_code == 303
    assert desk.act(wang, reported, "Dismissed", seen=seen, reason="重复").status_code == 409
    assert [entry["kind"] for entry in entries_of(app, reported)] == ["ViolationReported", "Dismissed"]


def test_of_two_reviewers_the_second_sees_both_versions_and_keeps_the_words(app, desk, sign_in, reported):
    first, second = sign_in("wang"), sign_in("wang")
    seen = entries_of(app, reported)[-1]["seq"]
    desk.act(first, reported, "ReturnedForSupplement", seen=seen, reason="缺全景")
    answer = desk.act(second, reported, "Dismissed", seen=seen, reason="我的长篇理由")
    words = text_of(answer)
    assert answer.status_code == 409
    assert "此条已有变动" in words and "您本人已将其变为" in words
    assert f"第 {seen} 号：待审核" in words
    assert f"第 {seen + 1} 号：退回补充" in words
    assert "退回补充：缺全景" in words
    assert "我的长篇理由" in words
    assert state_of(reported) == "returned"


def test_a_basis_and_a_day_that_were_chosen_are_kept_as_well(app, desk, sign_in, reported):
    wang = sign_in("wang")
    seen, basis = entries_of(app, reported)[-1]["seq"], first_basis(wang, reported)
    desk.act(wang, reported, "Dismissed", seen=seen, reason="先到")
    answer = desk.act(wang, reported, "Confirmed", seen=seen, basis=basis, reason="后到的理由")
    kept = re.search(r"<textarea[^>]*readonly[^>]*>(.*?)</textarea>", answer.get_data(as_text=True), re.S).group(1)
    assert "生态环境法典" in kept and "后到的理由" in kept


def test_after_a_conflict_the_same_act_can_be_pressed_again_where_it_still_fits(app, desk, sign_in, reported):
    wang, li = sign_in("wang"), sign_in("li")
    seen = entries_of(app, reported)[-1]["seq"]
    desk.act(wang, reported, "ReturnedForSupplement", seen=seen, reason="缺全景")
    assert desk.from_phone(li, reported, "Supplemented", seen + 1, reason="已补").status_code == 201
    answer = desk.act(wang, reported, "Confirmed", seen=seen, basis=first_basis(wang, reported), reason="仍然认定")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "仍然认定</textarea>" in page
    assert re.search(r'name="basis" value="[^"]+" checked', page)
    again = {"csrf_token": token(page), "seen_seq": last_seq(page), "basis": bases(page)[0], "reason": "仍然认定"}
    assert wang.post(f"/s/violations/{reported}/acts/Confirmed", data=again).status_code == 303
    assert state_of(reported) == "confirmed"


def test_a_reason_beyond_measure_or_with_hidden_characters_is_refused_and_kept(app, desk, sign_in, reported):
    wang = sign_in("wang")
    long = desk.act(wang, reported, "Dismissed", reason="长" * 2001)
    assert "长" * 2001 in long.get_data(as_text=True)
    assert long.status_code == 422
    assert "最多 2000 个字，现有 2001 个" in text_of(long)
    hidden = desk.act(wang, reported, "Dismissed", reason="藏\x01字")
    assert hidden.status_code == 422
    assert state_of(reported) == "reported"


def test_what_was_typed_is_shown_as_text_and_never_as_markup(desk, sign_in, reported):
    answer = desk.act(sign_in("wang"), reported, "Confirmed", reason="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in answer.get_data(as_text=True)


def test_an_act_without_the_forms_token_is_refused(app, sign_in, reported):
    answer = sign_in("wang").post(f"/s/violations/{reported}/acts/Dismissed", data={"seen_seq": 1, "reason": "x"})
    assert answer.status_code == 400
    assert state_of(reported) == "reported"
