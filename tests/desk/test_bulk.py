"""Acts on several lines: the summary before, the acts one by one, a result per line; without scripts, and sent twice."""

from __future__ import annotations

import html
import re
import sqlite3
from datetime import timedelta

import pytest

from desk.press import text_of, token
from lantian.domain.moments import local_date

TICK = re.compile(r'name="line" value="([^"]+)"')


class Bulk:
    """Presses the forms of a reviewer: ticks in the list, the summary, the act."""

    def __init__(self, client):
        self.client = client

    def ticks(self, address="/s/?state=all"):
        """Number → what its box in the list sends."""
        page = self.client.get(address).get_data(as_text=True)
        return {tick.partition("~")[0]: tick for tick in TICK.findall(page)}

    def summary(self, event, ticks, **more):
        csrf = token(self.client.get("/account").get_data(as_text=True))
        return self.client.post("/s/bulk", data={"csrf_token": csrf, "event": event, "line": list(ticks)} | more)

    def send(self, summary, event, **typed):
        """The form of a summary as it stands, with what is typed."""
        page = summary.get_data(as_text=True)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        fields = {html.unescape(key): html.unescape(value) for key, value in hidden.items()} | {"line": TICK.findall(page)}
        return self.client.post(f"/s/bulk/{event}", data=fields | typed)


@pytest.fixture
def wang(sign_in):
    return Bulk(sign_in("wang"))


@pytest.fixture
def three(desk, sign_in):
    """Three findings: two of one item on two visits, one of another."""
    li = sign_in("li")
    return [*desk.report(li, fails=("d6.cover", "d6.wash")), *desk.report(li)]


def states(wang):
    """Number → state now."""
    from lantian.ledger import db, models

    with db.connection():
        return dict(models.Violation.select(models.Violation.number, models.Violation.state).tuples())


def law(summary):
    """The choice of law that a person makes in a summary: the first basis of each group, its element ticked."""
    page = summary.get_data(as_text=True)
    chosen = {}
    for name, basis in re.findall(r'name="(basis-[0-9a-f]+)" value="([^"]+)"', page):
        chosen.setdefault(name, basis)
    return chosen | {name.replace("basis", "elements"): basis for name, basis in chosen.items()}


def test_several_lines_are_returned_with_one_reason(wang, three):
    summary = wang.summary("ReturnedForSupplement", wang.ticks().values())
    assert summary.status_code == 200
    assert "勾选了 3 条" in text_of(summary)
    assert "可以办理的 3 条" in text_of(summary)
    assert set(states(wang).values()) == {"reported"}, "the summary changes nothing"
    results = wang.send(summary, "ReturnedForSupplement", reason="请补拍全景")
    assert "已办理 3 条" in text_of(results)
    assert set(states(wang).values()) == {"returned"}
    assert "请补拍全景" in text_of(wang.client.get(f"/s/violations/{three[0]}"))


def test_lines_of_one_item_are_confirmed_under_one_choice_of_law(wang, three):
    summary = wang.summary("Confirmed", wang.ticks().values())
    assert len(re.findall(r'<fieldset class="field bulk-law', summary.get_data(as_text=True))) == 2
    results = wang.send(summary, "Confirmed", **law(summary))
    assert "已办理 3 条" in text_of(results)
    assert set(states(wang).values()) == {"confirmed"}


def test_a_confirmation_without_law_is_refused_with_everything_typed_kept(wang, three):
    summary = wang.summary("Confirmed", wang.ticks().values())
    refused = wang.send(summary, "Confirmed", reason="证据充分")
    assert refused.status_code == 422
    assert "请选择行为发生日有效的法律依据" in text_of(refused)
    assert "证据充分" in refused.get_data(as_text=True)
    assert set(states(wang).values()) == {"reported"}


def test_a_reason_that_is_missing_stops_all_of_them(wang, three):
    summary = wang.summary("Dismissed", wang.ticks().values())
    refused = wang.send(summary, "Dismissed", reason="  ")
    assert refused.status_code == 422
    assert "请写明理由" in text_of(refused)
    assert set(states(wang).values()) == {"reported"}


def test_the_summary_names_what_cannot_be_done_and_why(desk, wang, three):
    ticks = wang.ticks()
    desk.act(wang.client, three[0], "Dismissed", reason="照片不清")
    later = wang.ticks()
    summary = wang.summary("ReturnedForSupplement", [ticks[three[0]], later[three[1]], later[three[2]]])
    words = text_of(summary)
    assert "其中 1 条现在不能办理" in words
    assert "您查看之后，王审已将其变为“不予认定”" in words
    assert "可以办理的 2 条" in words
    again = text_of(wang.summary("ReturnedForSupplement", [later[three[0]]]))
    assert "“不予认定”状态下不能“退回补充”" in again
    assert "没有可以办理的记录" in again


def test_nobody_confirms_in_bulk_what_they_found_themselves(app, wang, three):
    from lantian.ledger import db, models

    with db.connection():
        models.Violation.update(found_by=[app.folk["wang"]]).where(models.Violation.number == three[0]).execute()
    summary = wang.summary("Confirmed", wang.ticks().values())
    assert "不能认定本人检查发现的问题" in text_of(summary)
    assert "可以办理的 2 条" in text_of(summary)


def test_a_line_that_somebody_else_acted_on_after_the_summary_is_left_alone(desk, wang, three):
    summary = wang.summary("ReturnedForSupplement", wang.ticks().values())
    desk.act(wang.client, three[1], "Dismissed", reason="照片不清")
    results = text_of(wang.send(summary, "ReturnedForSupplement", reason="请补拍"))
    assert "已办理 2 条" in results
    assert "1 条没有办理" in results
    assert "其间有变动" in results
    assert states(wang) == {three[0]: "returned", three[1]: "dismissed", three[2]: "returned"}


def test_a_line_taken_out_of_the_summary_is_left_alone(wang, three):
    summary = wang.summary("ReturnedForSupplement", wang.ticks().values())
    kept = [tick for tick in TICK.findall(summary.get_data(as_text=True)) if not tick.startswith(three[2])]
    wang.send(summary, "ReturnedForSupplement", reason="请补拍", line=kept)
    assert states(wang) == {three[0]: "returned", three[1]: "returned", three[2]: "reported"}


def test_the_same_form_sent_twice_acts_once_and_says_the_same(wang, three):
    from lantian.ledger import book, db

    summary = wang.summary("Confirmed", wang.ticks().values())
    first = wang.send(summary, "Confirmed", **law(summary))
    with db.connection():
        head = book.head().seq
    second = wang.send(summary, "Confirmed", **law(summary))
    with db.connection():
        assert book.head().seq == head
    assert "已办理 3 条" in text_of(first)
    assert "已办理 3 条" in text_of(second)


def test_the_same_form_sent_again_with_other_words_changes_nothing(wang, three):
    summary = wang.summary("ReturnedForSupplement", wang.ticks().values())
    wang.send(summary, "ReturnedForSupplement", reason="请补拍")
    again = text_of(wang.send(summary, "ReturnedForSupplement", reason="另外的理由"))
    assert "先前已提交" in again
    assert "3 条没有办理" in again
    assert "另外的理由" not in text_of(wang.client.get(f"/s/violations/{three[0]}"))


def test_deadlines_are_those_of_the_lines_or_one_for_all(app, wang, three):
    from lantian.ledger import db, models

    def due():
        with db.connection():
            return dict(models.Violation.select(models.Violation.number, models.Violation.due_on).tuples())

    wang.send(confirm := wang.summary("Confirmed", wang.ticks().values()), "Confirmed", **law(confirm))
    today = local_date(app.extensions["lantian"].now())
    own, chosen = (today + timedelta(days=5)).isoformat(), (today + timedelta(days=9)).isoformat()
    with db.connection():
        models.Violation.update(due_on=own).execute()
        models.Violation.update(due_on="2020-01-01").where(models.Violation.number == three[2]).execute()
    summary = wang.summary("RectificationOrdered", wang.ticks().values())
    assert "没有可用的推算期限" in text_of(summary)
    assert wang.send(summary, "RectificationOrdered", limit="own").status_code == 422
    assert wang.send(summary, "RectificationOrdered", limit="own", due_on="2020-01-01").status_code == 422
    wang.send(summary, "RectificationOrdered", limit="own", due_on=chosen)
    assert due() == {three[0]: own, three[1]: own, three[2]: chosen}
    assert set(states(wang).values()) == {"ordered"}


def test_one_deadline_for_all(app, wang, three):
    from lantian.ledger import db, models

    wang.send(confirm := wang.summary("Confirmed", wang.ticks().values()), "Confirmed", **law(confirm))
    chosen = (local_date(app.extensions["lantian"].now()) + timedelta(days=9)).isoformat()
    summary = wang.summary("RectificationOrdered", wang.ticks().values())
    wang.send(summary, "RectificationOrdered", limit="same", due_on=chosen)
    with db.connection():
        assert {row.due_on for row in models.Violation.select()} == {chosen}


def test_nothing_ticked_leads_back_to_the_list_with_a_word(wang, three):
    answer = wang.summary("Dismissed", [], **{"back-state": "reported", "back-q": "工地", "back-evil": "x"})
    assert answer.headers["Location"] == "/s/?state=reported&q=%E5%B7%A5%E5%9C%B0"
    assert "没有勾选任何一条" in text_of(wang.client.get(answer.headers["Location"]))


def test_acts_that_are_not_for_several_and_endless_lists_are_refused(wang, three):
    (tick, *_rest) = wang.ticks().values()
    assert wang.summary("ReferredForPenalty", [tick]).status_code == 400
    assert wang.summary("Nonsense", [tick]).status_code == 400
    many = [f"410302-2026-{number:06}~1" for number in range(101)]
    assert wang.summary("Dismissed", many).status_code == 400


def test_lines_of_another_area_are_not_there(app, wang, three):
    from lantian.ledger import db, models

    ticks = wang.ticks().values()
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    summary = wang.summary("Dismissed", ticks)
    assert "没有可以办理的记录" in text_of(summary)
    assert "示例工地一" not in text_of(summary)


def test_the_bar_offers_what_the_states_of_the_list_allow(sign_in, wang, three):
    def offered(client, address):
        page = client.get(address).get_data(as_text=True)
        bar = re.search(r'<form class="bulk".*?</form>', page, re.S)
        return re.findall(r'name="event" value="(\w+)"', bar.group(0)) if bar else None

    assert offered(wang.client, "/s/?state=reported") == ["Confirmed", "ReturnedForSupplement", "Dismissed"]
    assert len(offered(wang.client, "/s/?state=all")) == 4
    wang.send(confirm := wang.summary("Confirmed", wang.ticks().values()), "Confirmed", **law(confirm))
    assert offered(wang.client, "/s/?state=confirmed") == ["RectificationOrdered"]
    assert offered(sign_in("qian"), "/s/?state=all") is None, "who does not review has nothing to tick"


def test_somebody_who_does_not_review_cannot_act_on_several(sign_in, wang, three):
    qian = Bulk(sign_in("qian"))
    assert qian.summary("Dismissed", wang.ticks().values()).status_code == 403
    assert set(states(wang).values()) == {"reported"}


def test_what_a_locked_database_refused_is_done_when_the_same_form_is_sent_again(app, wang, three):
    from lantian.ledger import db

    summary = wang.summary("ReturnedForSupplement", wang.ticks().values())
    db.database.connect(reuse_if_open=True)
    db.database.execute_sql("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(app.extensions["lantian"].settings.data_dir / "lantian.db")
    other.execute("BEGIN IMMEDIATE")
    refused = text_of(wang.send(summary, "ReturnedForSupplement", reason="请补拍"))
    other.rollback()
    other.close()
    assert "数据库暂时无法写入" in refused
    assert "3 条没有办理" in refused
    assert "已办理 3 条" in text_of(wang.send(summary, "ReturnedForSupplement", reason="请补拍"))
    assert set(states(wang).values()) == {"returned"}


def test_the_summary_asks_a_fixed_number_of_times(desk, sign_in, wang, three, statements):
    ticks = list(wang.ticks().values())
    with statements() as few:
        wang.summary("Confirmed", ticks[:1])
    for _visit in range(3):
        desk.report(sign_in("li"))
    with statements() as many:
        wang.summary("Confirmed", wang.ticks().values())
    # The list that the ticks were read from is part of the second block.
    with statements() as listing:
        wang.ticks()
    assert len(many) - len(listing) == len(few)
