"""What happens to a violation after it was reported: works · wrong role · other area · wrong state · done twice."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from lantian.domain.act import read_act
from lantian.domain.problems import YOURSELF, Problem
from lantian.domain.violation import EVENTS, STATES, replay
from lantian.ledger import book, models, violations
from lantian.workflow.decide import Decision, decide, decide_from_phone
from web_fixtures import jpeg

from .conftest import NOW
from .test_receiving import paths, refused


def seen(number):
    return violations.by_number(number).last_seq


def state(number):
    return violations.by_number(number).state


def act(office, number, event, name="wang", *, stale=None, **more):
    return decide(number, Decision(event, stale if stale is not None else seen(number), **more), by=office.by(name))


def shot(office, name, colour):
    """A photo uploaded for an act, as a record photo."""
    body = jpeg(colour)
    act_id = str(uuid.uuid4())
    office.photo(name, act_id, body)
    parsed, faults = read_act({"event": "x", "seen_seq": 0, "photos": [office.line(body, role="recheck")]}, now=NOW)
    assert faults == []
    return parsed.photos


CONFIRM = {"basis_id": "cn.ecc.1128.1.1", "elements_confirmed": True}


@pytest.fixture
def number(office):
    return office.finding()


def confirmed(office, number):
    act(office, number, "Confirmed", **CONFIRM)


def ordered(office, number):
    confirmed(office, number)
    act(office, number, "RectificationOrdered", due_on=date(2026, 11, 27))


def rectified(office, number):
    ordered(office, number)
    act(office, number, "RectificationReported", "chen", photos=shot(office, "chen", (50, 0, 0)))


def test_a_supervisor_confirms_with_a_basis_of_that_day(office, number):
    confirmed(office, number)
    violation = violations.by_number(number)
    assert (violation.state, violation.basis_id) == ("confirmed", "cn.ecc.1128.1.1")


def test_confirming_needs_a_basis_that_belongs_to_the_finding(office, number):
    assert paths(refused("act_invalid", act, office, number, "Confirmed", basis_id="cn.ecc.1132.1")) == {"basis"}
    assert state(number) == "reported"


def test_a_return_needs_a_reason_and_comes_back_with_a_supplement(office, number):
    assert paths(refused("act_invalid", act, office, number, "ReturnedForSupplement", reason="  ")) == {"reason"}
    act(office, number, "ReturnedForSupplement", reason="请补拍全景")
    assert state(number) == "returned"
    assert paths(refused("act_invalid", act, office, number, "Supplemented", "li")) == {"note_or_photo"}
    act(office, number, "Supplemented", "li", reason="已补拍", photos=shot(office, "li", (20, 90, 0)))
    assert state(number) == "reported"
    assert models.EvidencePhoto.select().where(models.EvidencePhoto.role == "supplement").count() == 1


def test_dismissing_needs_a_reason_and_ends_the_line(office, number):
    act(office, number, "Dismissed", reason="已覆盖，拍摄角度所致")
    assert state(number) == "dismissed"
    refused("not_possible", act, office, number, "Confirmed", **CONFIRM)


def test_an_order_needs_a_deadline_that_has_not_passed(office, number):
    confirmed(office, number)
    for wrong in (None, date(2026, 11, 19)):
        assert paths(refused("act_invalid", act, office, number, "RectificationOrdered", due_on=wrong)) == {"deadline"}
    act(office, number, "RectificationOrdered", due_on=date(2026, 11, 20))
    assert violations.by_number(number).due_on == "2026-11-20"


def test_the_way_from_order_to_clearing_takes_a_recheck_by_an_inspector(office, number):
    rectified(office, number)
    assert paths(refused("act_invalid", act, office, number, "Cleared")) == {"event"}
    act(office, number, "RecheckPassed", "chen", photos=shot(office, "chen", (51, 0, 0)))
    act(office, number, "Cleared")
    assert state(number) == "cleared"


def test_a_failed_recheck_says_how_and_goes_back_to_the_order(office, number):
    rectified(office, number)
    photos = shot(office, "chen", (52, 0, 0))
    assert paths(refused("act_invalid", act, office, number, "RecheckFailed", "chen", photos=photos)) == {"result"}
    act(office, number, "RecheckFailed", "chen", photos=photos, result="false")
    assert state(number) == "ordered"


def test_a_recheck_that_passed_before_a_new_report_does_not_count(office, number):
    rectified(office, number)
    act(office, number, "RecheckPassed", "chen", photos=shot(office, "chen", (53, 0, 0)))
    act(office, number, "RecheckFailed", "chen", photos=shot(office, "chen", (54, 0, 0)), result="partly")
    act(office, number, "RectificationReported", "chen", photos=shot(office, "chen", (55, 0, 0)))
    assert paths(refused("act_invalid", act, office, number, "Cleared")) == {"event"}


def test_a_cleared_line_can_relapse_and_can_still_be_referred(office, number):
    rectified(office, number)
    act(office, number, "RecheckPassed", "chen", photos=shot(office, "chen", (56, 0, 0)))
    act(office, number, "Cleared")
    act(office, number, "Relapsed", "li", photos=shot(office, "li", (57, 0, 0)))
    assert state(number) == "ordered"
    act(office, number, "ReferredForPenalty", reason="反复违法")
    assert state(number) == "referred"


def test_after_a_relapse_a_new_limit_is_set_with_a_reason(office, number):
    rectified(office, number)
    act(office, number, "RecheckPassed", "chen", photos=shot(office, "chen", (90, 90, 0)))
    act(office, number, "Cleared")
    act(office, number, "Relapsed", "li", photos=shot(office, "li", (90, 20, 90)))
    assert paths(refused("act_invalid", act, office, number, "DeadlineReset")) == {"deadline", "reason"}
    assert paths(refused("act_invalid", act, office, number, "DeadlineReset", due_on=date(2026, 12, 4))) == {"reason"}
    act(office, number, "DeadlineReset", due_on=date(2026, 12, 4), reason="反弹后重新责令改正")
    line = violations.by_number(number)
    assert (line.state, line.due_on) == ("ordered", "2026-12-04")


def test_the_photo_of_a_relapse_is_called_that(office, number):
    rectified(office, number)
    act(office, number, "RecheckPassed", "chen", photos=shot(office, "chen", (20, 90, 0)))
    act(office, number, "Cleared")
    act(office, number, "Relapsed", "li", photos=shot(office, "li", (20, 20, 90)))
    of_line = models.EvidencePhoto.violation == violations.by_number(number).id
    rows = models.EvidencePhoto.select().where(of_line).order_by(models.EvidencePhoto.id)
    assert [row.role for row in rows] == ["finding", "after", "recheck", "relapse"]


def test_what_was_corrected_on_site_can_be_cleared_after_confirmation(office):
    before, after = jpeg((6, 6, 1)), jpeg((7, 6, 1))
    record = office.record(["d6.cover"], [office.line(before, "d6.cover", "before"), office.line(after, "d6.cover", "after")])
    record["answers"]["d6.cover"]["corrected"] = True
    for body in (before, after):
        office.photo("li", record["id"], body)
    number = office.hand_in(record).facts["violations"][0]
    confirmed(office, number)
    act(office, number, "ClearedOnSite")
    assert state(number) == "cleared"


def test_what_was_not_corrected_on_site_cannot_be_cleared_that_way(office, number):
    confirmed(office, number)
    assert paths(refused("act_invalid", act, office, number, "ClearedOnSite")) == {"event"}


def test_a_lead_cannot_be_confirmed_or_referred_but_dismissed(office):
    body = jpeg((3, 3, 8))
    record = office.record(["d6.cover"], [office.line(body, "d6.cover")], officers=["sun"], kind="patrol")
    office.photo("sun", record["id"], body)
    number = office.hand_in(record, "sun").facts["violations"][0]
    for event in ("Confirmed", "ReferredForPenalty", "RectificationOrdered"):
        refused("not_possible", act, office, number, event, **CONFIRM, reason="x", due_on=date(2026, 12, 1))
    act(office, number, "Dismissed", reason="核查未发现")
    assert state(number) == "dismissed"


def test_nobody_confirms_their_own_finding(office, number):
    """A supervisor who was an officer of the visit is refused."""
    wang = office.everyone["wang"]
    violation = violations.by_number(number)
    violations.change(violation.id, {"found_by": sorted({*violation.found_by, wang.id})})
    assert paths(refused("act_invalid", act, office, number, "Confirmed", **CONFIRM)) == {"event"}


@pytest.mark.parametrize("name", ["li", "sun", "qian", "root"])
def test_only_a_supervisor_decides(office, number, name):
    refused("not_allowed", act, office, number, "Dismissed", name, reason="x")
    assert state(number) == "reported"


def test_the_neighbours_supervisor_sees_nothing(office, number):
    zhao = office.everyone["zhao"]
    zhao.role = "supervisor"
    refused("not_found", act, office, number, "Dismissed", "zhao", reason="x")


def test_the_second_of_two_windows_is_told_that_the_first_was_faster(office, number):
    stale = seen(number)
    confirmed(office, number)
    problem = refused("moved_on", act, office, number, "Dismissed", stale=stale, reason="x")
    assert problem.params == {"actor": YOURSELF, "state": STATES["confirmed"]}
    assert problem.extra == {"last_seq": seen(number), "state": "confirmed"}


def test_who_acted_in_between_is_named_by_name_but_to_themselves(office, number):
    problem = refused("moved_on", act, office, number, "Dismissed", stale=seen(number) - 1, reason="x")
    assert problem.params == {"actor": "李巡", "state": STATES["reported"]}


def test_an_act_from_a_phone_sent_twice_is_done_once(office, number):
    act(office, number, "ReturnedForSupplement", reason="补")
    act_id, body = str(uuid.uuid4()), {"event": "Supplemented", "seen_seq": seen(number), "reason": "好了"}
    decision = Decision("Supplemented", body["seen_seq"], reason="好了")
    first = decide_from_phone(number, act_id, body, decision, by=office.by("li"))
    second = decide_from_phone(number, act_id, body, decision, by=office.by("li"))
    assert (first.status, second.status, second.seq) == (201, 200, first.seq)
    refused("record_differs", decide_from_phone, number, act_id, body | {"reason": "不同"}, decision, by=office.by("li"))


def test_an_act_with_a_photo_nobody_received_is_refused(office, number):
    act(office, number, "ReturnedForSupplement", reason="补")
    parsed, _ = read_act(
        {"event": "Supplemented", "seen_seq": 0, "photos": [office.line(jpeg((99, 99, 1)), role="supplement")]}, now=NOW
    )
    refused("photos_missing", act, office, number, "Supplemented", "li", photos=parsed.photos)


def test_the_state_is_what_the_book_replays_to(office, number):
    rectified(office, number)
    kinds = [entry["kind"] for entry in book.story("violation", number)]
    assert replay(kinds) == state(number) == "rectified"


@pytest.mark.parametrize("kind", list(EVENTS))
def test_every_event_is_refused_from_every_state_the_table_does_not_name(kind):
    from lantian.domain.violation import next_state

    for source in STATES:
        if source not in EVENTS[kind].sources:
            with pytest.raises(Problem):
                next_state(source, kind)
        else:
            assert next_state(source, kind) == (EVENTS[kind].target or source)


def test_deadlines_count_from_the_servers_time(office):
    late = NOW + timedelta(days=3)
    number = office.finding(now=NOW, colour=(44, 4, 4))
    assert violations.by_number(number).reported_at < late.isoformat()


def test_what_the_law_only_orders_to_correct_cannot_be_referred(office, number):
    """Household coal, for one: an order, but no national fine."""
    violations.change(violations.by_number(number).id, {"order_only": True})
    confirmed(office, number)
    assert paths(refused("act_invalid", act, office, number, "ReferredForPenalty", reason="x")) == {"event"}
    act(office, number, "RectificationOrdered", due_on=date(2026, 11, 27))
    assert state(number) == "ordered"


def test_a_finding_without_a_penalty_basis_is_confirmed_and_ordered_but_never_referred(office, number):
    violations.change(violations.by_number(number).id, {"bases": []})
    act(office, number, "Confirmed")
    assert paths(refused("act_invalid", act, office, number, "ReferredForPenalty", reason="x")) == {"event"}
    act(office, number, "RectificationOrdered", due_on=date(2026, 11, 27))
    assert state(number) == "ordered"
