"""What the server gives a phone to keep: open problems, places with their checklists, addresses of forms; no more than it
may see.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import people as folk
from lantian.domain.moments import day_start
from lantian.domain.violation import EVENTS, OPEN_STATES
from lantian.ledger import db, models, queries
from lantian.ledger.filters import OVERDUE_STATES
from lantian.web import phone_view
from lantian.web.offline import region_code
from lantian.web.worklist import due
from web_fixtures import API, jpeg, make_record, photo_line, put_photo, put_record

CONTRACT = json.loads((Path(__file__).parents[1] / "contract" / "due.json").read_text())


def _pack(client, name="violations"):
    return client.get(f"/api/{name}", headers=API).get_json()


def _found(app, client, fails=("d6.cover",), **more):
    photos = {item: jpeg((20 * place, 90, 30)) for place, item in enumerate(fails)}
    record = make_record(app, fails=fails, photos=[photo_line(body, item) for item, body in photos.items()], **more)
    for body in photos.values():
        put_photo(client, body, record["id"])
    return put_record(client, record).get_json()["violations"]


def test_the_pack_of_problems_holds_what_the_page_shows(app, sign_in, one_violation):
    number, sha256 = one_violation
    li = sign_in("li")
    (row,) = _pack(li)["violations"]
    page = li.get(f"/i/violations/{number}").get_data(as_text=True)
    assert row["number"] == number and row["photos"][0]["sha256"] == sha256 and row["points"] == ["裸土"]
    for key in ("title", "note", "criterion", "site", "area", "department"):
        assert row[key] and row[key] in page, key
    with db.connection():
        assert row["last_seq"] == models.Violation.get().last_seq
    assert row["officers"] == "李巡、陈查"


def test_a_problem_that_was_sent_back_says_why_without_a_network(app, sign_in, one_violation):
    from desk.press import Desk

    number, _sha256 = one_violation
    assert _pack(sign_in("li"))["violations"][0]["returned"] is None
    Desk(app, sign_in).act(sign_in("wang"), number, "ReturnedForSupplement", reason="请补拍能看清位置的全景照片")
    returned = _pack(sign_in("li"))["violations"][0]["returned"]
    assert returned["asked"] == "退回原因：请补拍能看清位置的全景照片" and returned["by"].startswith("王")


def test_it_speaks_the_language_of_the_reader(sign_in, one_violation):
    pack = _pack(sign_in("li", language="en"))
    assert pack["language"] == "en" and pack["states"]["reported"] != _pack(sign_in("li"))["states"]["reported"]


def test_it_is_sent_once_while_nothing_changes(app, sign_in, one_violation):
    li = sign_in("li")
    answer = li.get("/api/violations", headers=API)
    again = li.get("/api/violations", headers=API | {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    _found(app, li, fails=("d6.wash",))
    assert li.get("/api/violations", headers=API | {"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_the_neighbouring_county_sees_none_of_it(sign_in, one_violation):
    assert _pack(sign_in("zhao"))["violations"] == []
    assert sign_in("qian").get("/api/violations", headers=API).status_code == 403


def test_what_is_closed_is_left_out(sign_in, one_violation):
    with db.connection():
        models.Violation.update(state="cleared").execute()
    assert _pack(sign_in("li"))["violations"] == []


def test_the_nearest_limits_come_first_and_what_is_too_much_is_said(app, sign_in):
    li = sign_in("li")
    numbers = _found(app, li, fails=("d6.cover", "d6.wash", "d6.truck"))
    with db.connection():
        for number, due_on in zip(numbers, ("2026-12-03", "2026-12-01", None), strict=True):
            models.Violation.update(due_on=due_on).where(models.Violation.number == number).execute()
        lines, total = queries.open_lines("410302", limit=2)
    assert [line.row.number for line in lines] == [numbers[1], numbers[0]] and total == 3
    assert queries.MOST_LINES == 300, "docs/offline.md and the limits page name this number"


def test_it_costs_the_same_few_statements_however_much_is_open(app, sign_in):
    from desk.press import Statements

    li = sign_in("li")
    _found(app, li)
    with Statements() as one:
        _pack(li)
    few = len(one)
    _found(app, li, fails=("d6.wash", "d6.truck"))
    _found(app, li, fails=("d6.wet",))
    with Statements() as several:
        _pack(li)
    assert len(several) == few


@pytest.mark.parametrize("username", ["li", "sun"])
def test_the_acts_of_the_pack_are_those_of_the_page(app, sign_in, one_violation, username):
    number, _sha256 = one_violation
    client = sign_in(username)
    acts = _pack(client)["acts"]
    for state in sorted(OPEN_STATES):
        with db.connection():
            models.Violation.update(state=state).execute()
        page = client.get(f"/i/violations/{number}").get_data(as_text=True)
        known = json.loads(page.split("data-known>")[1].split("</script>")[0])
        assert acts[state] == known["acts"], state


def test_what_an_inspector_may_do_depends_on_the_state_alone():
    """The pack gives acts by state: no act of an inspector may ask for more than that (domain.violation.obstacle)."""
    personal = {"other_person", "corrected", "fine"}
    assert [event.kind for event in EVENTS.values() if event.right == "inspect" and personal & set(event.needs)] == []


@pytest.mark.parametrize("case", CONTRACT["cases"], ids=[case["name"].replace(" ", "-") for case in CONTRACT["cases"]])
def test_phone_and_desk_count_a_limit_alike(app, case, monkeypatch):
    now_at = day_start(date.fromisoformat(CONTRACT["today"]))
    assert sorted(OPEN_STATES & OVERDUE_STATES) == CONTRACT["running"]
    with app.test_request_context():
        limit = due(case["due_on"], False, case["state"], now_at)
    assert (limit or {}).get("overdue", False) == case["overdue"] and (limit or {}).get("soon", False) == case["soon"]
    seen = case["state"] == "rectified" or (case["state"] == "ordered" and phone_view._is_close(limit))
    assert seen == case["recheck"]


def test_a_place_in_the_pack_is_offered_the_lists_of_its_page(app, sign_in):
    for username in ("li", "sun"):
        client = sign_in(username)
        pack = _pack(client, "sites")
        (site,) = pack["sites"]
        page = client.get(f"/i/sites/{folk.SITE}").get_data(as_text=True)
        start = json.loads(page.split("data-known>")[1].split("</script>")[0])
        assert pack["offers"][site["region"]][site["kind"]] == [row["id"] for row in start["checklists"]]
        assert site["region"] == start["region"]


def test_a_form_is_kept_once_for_all_areas_with_the_same_values(app, sign_in):
    library = app.extensions["lantian"].library
    assert region_code(library, "410302001") == region_code(library, "410303") == "4103"
    assert region_code(library, "130102001") == "13"
    assert region_code(library, "999999") == "99"
    one, other = library.region("4103"), library.region("410302001")
    for definition in library.all_current():
        for item in definition.items:
            assert one.params_text(item, "zh") == other.params_text(item, "zh")


@pytest.mark.parametrize(("username", "kinds"), [("li", {"inspection", "patrol"}), ("sun", {"patrol"})])
def test_every_form_a_person_may_need_is_named_and_opens(app, sign_in, username, kinds):
    client = sign_in(username)
    library = app.extensions["lantian"].library
    forms = _pack(client, "checklists")["forms"]
    wanted = {row.id for row in library.all_current() if kinds & set(row.visit_kinds) and not row.local}
    assert wanted <= {address.split("/")[3].split("?")[0] for address in forms}
    for address in forms:
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("path", ["/i/sites/-", "/i/violations/-"])
def test_the_page_that_stands_for_all_holds_nothing_of_any(sign_in, one_violation, path):
    number, sha256 = one_violation
    page = sign_in("li").get(path)
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert number not in text and sha256 not in text and "示例工地" not in text
