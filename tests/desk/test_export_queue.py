"""Exports that wait: one job for the same thing, a limit for each person, and what the page says of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.jobs import ask, change, job_of, row, shown
from desk.press import text_of


@pytest.mark.parametrize("filters", [{}, {"origin": "lead"}])
def test_leads_alone_are_refused_before_anybody_waits_for_a_package(job_parts, desk, sign_in, filters):
    desk.report(sign_in("sun"), kind="patrol", officers=("sun",))
    answer = ask(sign_in("wang"), "case_zip", **filters)
    assert answer.status_code == 409
    assert "线索不能作为处罚证据" in text_of(answer)


def test_the_same_thing_asked_twice_is_one_job(job_city, make_job):
    wang, _numbers = job_city
    first = job_of(ask(wang))
    assert job_of(ask(wang)) == first
    assert job_of(ask(wang, order="oldest")) != first
    assert job_of(ask(wang, state="reported")) != first
    make_job()
    assert job_of(ask(wang)) != first


def test_one_person_cannot_fill_the_queue(job_city, sign_in):
    wang, _numbers = job_city
    for order in ("newest", "oldest", "due", "latest"):
        ask(wang, order=order)
    ask(wang, "case_zip")
    answer = ask(wang, "ledger_xlsx")
    assert answer.status_code == 429
    assert "5 个导出任务" in text_of(answer)
    assert ask(sign_in("qian"), "ledger_xlsx").status_code == 303


def test_jobs_are_made_in_the_order_of_asking(job_city, make_job, sign_in):
    wang, _numbers = job_city
    qian = sign_in("qian")
    first, second = job_of(ask(wang)), job_of(ask(qian))
    assert "前面还有 1 个" in shown(qian, second)
    make_job()
    assert (row(first).state, row(second).state) == ("done", "waiting")
    assert "即将开始" in shown(qian, second)


def test_a_silent_worker_is_named_and_not_waited_for_without_a_word(job_city, job_parts):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    assert "没有响应" not in shown(wang, job)
    asked_at = job_parts.now()
    job_parts.now = lambda: asked_at + timedelta(minutes=1)
    assert "后台处理没有响应" in shown(wang, job)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"done_rows": 50_000, "total_rows": 100_000, "phase": "rows"}, ("正在写入", "50,000 / 100,000 条", "约剩 20 秒")),
        ({"done_rows": 1000, "total_rows": 100_000, "phase": "rows"}, ("约剩 33 分钟",)),
        ({"done_rows": 100_000, "total_rows": 100_000, "phase": "packing"}, ("正在打包文件",)),
        ({"done_rows": 0, "total_rows": 0, "phase": ""}, ("正在读取台账",)),
    ],
)
def test_a_running_job_says_what_it_does_and_how_far_it_is(job_city, job_parts, columns, words):
    wang, _numbers = job_city
    job, now = job_of(ask(wang)), job_parts.now()
    job_parts.now = lambda: now
    begun_at = (now - timedelta(seconds=20)).isoformat(timespec="microseconds")
    change(job, state="running", started_at=begun_at, beat_at=now.isoformat(timespec="microseconds"), **columns)
    found = shown(wang, job)
    assert all(word in found for word in words), found
    fragment = wang.get("/s/exports/jobs").get_data(as_text=True)
    assert 'data-live="yes"' in fragment
    assert all(word in fragment for word in words)


def test_without_scripts_the_page_reloads_itself_only_while_something_is_under_way(job_city, make_job):
    wang, _numbers = job_city
    ask(wang)
    assert '<noscript><meta http-equiv="refresh"' in wang.get("/s/exports").get_data(as_text=True)
    make_job()
    page = wang.get("/s/exports").get_data(as_text=True)
    assert "http-equiv" not in page
    assert 'data-live="no"' in page


def test_the_page_asks_as_often_for_many_jobs_as_for_few(job_city, make_job, statements):
    wang, _numbers = job_city
    ask(wang)
    make_job()
    with statements() as few:
        wang.get("/s/exports")
    for _ in range(4):
        ask(wang)
        make_job()
    with statements() as many:
        wang.get("/s/exports")
    assert len(many) == len(few)
