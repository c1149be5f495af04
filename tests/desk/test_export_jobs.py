"""Large exports: asked for, left, found again; each file for its asker alone, and in the book exactly once."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.press import text_of, token
from lantian.exports import ledger_csv
from lantian.ledger import book, db, models
from lantian.workflow import export_jobs, export_pulse
from worker.waiting import wait_for


@pytest.fixture
def job_parts(app):
    """The installation leaves every export to the worker."""
    shared = app.extensions["lantian"]
    shared.settings = replace(shared.settings, export_rows_at_once=0)
    return shared


@pytest.fixture
def make_job(app, job_parts):
    """make_job() → the worker's turn: whether there was a job to make."""

    def turn(stop=lambda: False):
        with app.app_context(), db.connection():
            return export_jobs.turn(job_parts.exports, stop)

    return turn


@pytest.fixture
def job_city(desk, sign_in, job_parts):
    """Three findings, and the supervisor who wants them."""
    li = sign_in("li")
    numbers = desk.report(li, fails=("d6.cover", "d6.wash")) + desk.report(li, fails=("d6.truck",))
    return sign_in("wang"), numbers


def ask(client, writer="ledger_csv", **more):
    """Press an export button for all rows; the answer."""
    page = client.get("/s/exports").get_data(as_text=True)
    return client.post("/s/exports", data={"csrf_token": token(page), "writer": writer, "state": "all"} | more)


def job_of(answer) -> str:
    """The id of the job that an answer leads to."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return re.search("#job-([0-9a-f-]{36})$", answer.headers["Location"]).group(1)


def press(client, job, act):
    """Press a button of a job."""
    page = client.get("/s/exports").get_data(as_text=True)
    return client.post(f"/s/exports/{job}/{act}", data={"csrf_token": token(page)})


def shown(client, job) -> str:
    """The words of one job on the page."""
    page = client.get("/s/exports").get_data(as_text=True)
    return re.sub(r"<[^>]+>", " ", re.search(rf'<li class="job" id="job-{job}".*?</li>', page, re.S).group(0))


def entries():
    with db.connection():
        return [json.loads(row["payload"]) for row in book.entries() if row["kind"] == "CaseExported"]


def row(job) -> models.ExportJob:
    with db.connection():
        return models.ExportJob.get_by_id(job)


def change(job, **columns):
    with db.connection():
        models.ExportJob.update(**columns).where(models.ExportJob.id == job).execute()


def numbers_in(answer) -> set[str]:
    return {line["编号"] for line in csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))}


def test_a_large_export_is_left_and_found_again(job_city, make_job, job_parts):
    wang, numbers = job_city
    answer = ask(wang)
    job = job_of(answer)
    assert "正在后台制作" in text_of(wang.get("/s/exports"))
    assert "排队中" in shown(wang, job)
    assert entries() == []
    assert make_job()
    assert not make_job()
    words = shown(wang, job)
    fetched = wang.get(f"/s/exports/{job}/file")
    assert numbers_in(fetched) == set(numbers)
    (entry,) = entries()
    assert entry["sha256"] == hashlib.sha256(fetched.get_data()).hexdigest()
    assert "可下载" in words and entry["sha256"][:12] in words and "条数 3" in re.sub(r"\s+", " ", words)
    assert fetched.headers["Content-Disposition"].startswith("attachment;")
    assert fetched.headers["Cache-Control"] == "private, no-store"


def test_a_small_export_is_found_again_too(job_city, job_parts, make_job):
    wang, numbers = job_city
    job_parts.settings = replace(job_parts.settings, export_rows_at_once=2000)
    answer = ask(wang)
    assert (answer.status_code, numbers_in(answer)) == (200, set(numbers))
    job = re.search(r'id="job-([0-9a-f-]{36})"', wang.get("/s/exports").get_data(as_text=True)).group(1)
    assert wang.get(f"/s/exports/{job}/file").get_data() == answer.get_data()
    assert not make_job()
    assert len(entries()) == 1


def test_the_border_between_the_two_counts_what_a_row_costs(job_city, job_parts):
    wang, _numbers = job_city
    job_parts.settings = replace(job_parts.settings, export_rows_at_once=3)
    assert ask(wang, "ledger_csv").status_code == 200
    assert ask(wang, "ledger_geojson").status_code == 200
    assert ask(wang, "ledger_xlsx", thumbnails="1").status_code == 303
    assert ask(wang, "case_zip").status_code == 303


@pytest.mark.parametrize("writer", ["ledger_xlsx", "ledger_geojson", "case_zip"])
def test_every_kind_of_file_can_be_made_by_the_worker(job_city, make_job, writer):
    wang, _numbers = job_city
    job = job_of(ask(wang, writer))
    make_job()
    body = wang.get(f"/s/exports/{job}/file").get_data()
    assert hashlib.sha256(body).hexdigest() == entries()[0]["sha256"] == row(job).sha256
    assert (entries()[0]["rows"], row(job).size_bytes) == (3, len(body))


def test_a_download_goes_on_where_it_broke_off(job_city, make_job):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    make_job()
    whole = wang.get(f"/s/exports/{job}/file")
    rest = wang.get(f"/s/exports/{job}/file", headers={"Range": "bytes=100-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.headers["Content-Range"]) == (206, f"bytes 100-{len(whole.data) - 1}/{len(whole.data)}")
    assert whole.data[:100] + rest.data == whole.data
    other = wang.get(f"/s/exports/{job}/file", headers={"Range": "bytes=100-", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, whole.data)
    assert len(entries()) == 1, "fetching is no export"


def test_two_people_never_see_each_others_files(job_city, make_job, sign_in):
    wang, _numbers = job_city
    qian = sign_in("qian")
    job = job_of(ask(wang))
    for act in ("cancel", "again"):
        assert press(qian, job, act).status_code == 404
    make_job()
    assert qian.get(f"/s/exports/{job}/file").status_code == 404
    page = qian.get("/s/exports").get_data(as_text=True)
    assert job not in page
    assert job not in qian.get("/s/exports/jobs").get_data(as_text=True)
    assert row(job).sha256 in page, "that it was taken, by whom and which file, everybody of the area may know"


def test_a_job_holds_what_its_asker_may_see_when_it_is_made(job_city, make_job, sign_in):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    make_job()
    assert numbers_in(wang.get(f"/s/exports/{job}/file")) == set()
    assert row(job).scope == "410303"


def test_a_file_is_not_given_to_whom_may_no_longer_see_its_area(job_city, make_job):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    make_job()
    with db.connection():
        models.Person.update(area="410303").where(models.Person.username == "wang").execute()
    assert wang.get(f"/s/exports/{job}/file").status_code == 404


@pytest.mark.parametrize("columns", [{"active": False}, {"role": "inspector"}])
def test_an_account_without_the_right_gets_no_file(job_city, make_job, columns):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    with db.connection():
        models.Person.update(**columns).where(models.Person.username == "wang").execute()
    assert make_job()
    assert (row(job).state, row(job).fault["code"]) == ("failed", "export_requester")
    assert entries() == []


def test_a_file_whose_time_is_over_gets_a_sentence(job_city, make_job, job_parts):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    make_job()
    made_at = job_parts.now()
    job_parts.now = lambda: made_at + timedelta(days=7, minutes=1)
    answer = wang.get(f"/s/exports/{job}/file")
    assert answer.status_code == 410
    assert "保存 7 天" in text_of(answer)
    assert "已过期" in shown(wang, job)
    assert "重新导出" in shown(wang, job)


def test_sweeping_removes_the_files_nobody_may_fetch_and_no_others(job_city, make_job, job_parts, app, monkeypatch):
    monkeypatch.setattr(export_jobs, "LEFT_OVER_S", 0)
    wang, _numbers = job_city
    old, new = job_of(ask(wang)), None
    make_job()
    new = job_of(ask(wang))
    make_job()
    change(old, expires_at="2026-01-01T00:00:00.000000+00:00")
    (job_parts.settings.exports_dir / "dead.csv.part").write_bytes(b"half")
    with app.app_context(), db.connection():
        assert export_jobs.sweep(job_parts.exports) == 2
    assert [path.name for path in job_parts.settings.exports_dir.iterdir()] == [f"{new}.csv"]
    assert wang.get(f"/s/exports/{new}/file").status_code == 200
    assert wang.get(f"/s/exports/{old}/file").status_code == 410


def test_a_file_that_got_lost_is_no_fault_of_the_page(job_city, make_job, job_parts):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    make_job()
    (job_parts.settings.exports_dir / f"{job}.csv").unlink()
    assert wang.get(f"/s/exports/{job}/file").status_code == 410


def test_what_is_not_finished_cannot_be_fetched(job_city):
    wang, _numbers = job_city
    answer = wang.get(f"/s/exports/{job_of(ask(wang))}/file")
    assert answer.status_code == 409
    assert "尚未完成" in text_of(answer)


def test_a_waiting_job_that_is_cancelled_is_never_made(job_city, make_job):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    assert press(wang, job, "cancel").status_code == 303
    assert not make_job()
    assert "已取消" in shown(wang, job)
    assert entries() == []


def slowed(monkeypatch, first_out) -> list[int]:
    """A row a step and a beat every hundredth of a second; gives the list of the rows that have left the ledger.

    ``first_out`` is called with the job's pulse in a thread of its own, as by another person, when the first row is out.
    """
    monkeypatch.setattr(ledger_csv, "ROWS_PER_STEP", 1)
    monkeypatch.setattr(export_pulse, "EVERY_S", 0.01)
    files, pulses, left = export_jobs.hand_over.queries.case_files, [], []

    def noted(told):
        pulses.append(export_pulse.Pulse(told))
        return pulses[-1]

    def one_by_one(*arguments, **more):
        for number, case in enumerate(files(*arguments, **more)):
            left.append(number)
            yield case
            if number == 0:
                other = threading.Thread(target=first_out, args=pulses)
                other.start()
                other.join()

    monkeypatch.setattr(export_jobs, "Pulse", noted)
    monkeypatch.setattr(export_jobs.hand_over.queries, "case_files", one_by_one)
    return left


def test_a_running_job_that_is_cancelled_stops_and_leaves_nothing(job_city, make_job, job_parts, monkeypatch):
    wang, _numbers = job_city
    job = job_of(ask(wang))

    def cancel(pulse):
        press(wang, job, "cancel")
        wait_for(lambda: pulse.unwanted)

    left = slowed(monkeypatch, cancel)
    assert make_job()
    assert left == [0, 1], "the rows after the next step are not even read"
    assert row(job).state == "cancelled"
    assert entries() == []
    assert list(job_parts.settings.exports_dir.iterdir()) == []


def test_a_job_cancelled_in_its_last_moment_takes_its_entry_back(job_city, make_job, job_parts, monkeypatch):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    enter = export_jobs.hand_over.enter

    def cancelled_first(*arguments, **more):
        change(job, state="cancelled")
        return enter(*arguments, **more)

    monkeypatch.setattr(export_jobs.hand_over, "enter", cancelled_first)
    make_job()
    assert (row(job).state, entries()) == ("cancelled", [])
    assert list(job_parts.settings.exports_dir.iterdir()) == []


def test_progress_is_seen_while_the_file_is_being_made(job_city, make_job, monkeypatch):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    seen = []

    def look(_pulse):
        wait_for(lambda: row(job).done_rows == 1)
        seen.append(shown(wang, job))

    slowed(monkeypatch, look)
    make_job()
    assert "制作中" in seen[0]
    assert "1 / 3 条" in seen[0]


def test_a_worker_that_has_to_go_leaves_the_job_for_the_next(job_city, make_job):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    assert make_job(stop=lambda: True)
    assert (row(job).state, row(job).attempts, entries()) == ("waiting", 0, [])
    assert make_job()
    assert len(entries()) == 1


def test_a_job_that_fails_says_why_and_can_be_asked_for_again(job_city, make_job, job_parts, desk):
    wang, _numbers = job_city
    job = job_of(ask(wang, "case_zip"))
    sha256 = desk.last_record["photos"][0]["sha256"]
    with job_parts.storage.as_file(sha256) as path:
        body = path.read_bytes()
        path.chmod(0o600)
        path.unlink()
    make_job()
    words = shown(wang, job)
    assert "导出失败" in words and sha256 in words and "重新导出" in words
    assert entries() == []
    path.write_bytes(body)
    other = job_of(press(wang, job, "again"))
    assert other != job
    make_job()
    assert wang.get(f"/s/exports/{other}/file").status_code == 200


@pytest.mark.parametrize("filters", [{}, {"origin": "lead"}])
def test_leads_alone_are_refused_before_anybody_waits_for_a_package(job_parts, desk, sign_in, filters):
    desk.report(sign_in("sun"), kind="patrol", officers=("sun",))
    answer = ask(sign_in("wang"), "case_zip", **filters)
    assert answer.status_code == 409
    assert "线索不能作为处罚证据" in text_of(answer)


def test_a_full_disk_is_said_to_be_one(job_city, make_job, monkeypatch):
    wang, _numbers = job_city
    job = job_of(ask(wang))

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    make_job()
    monkeypatch.undo()
    assert row(job).fault["code"] == "export_disk_full"
    assert "服务器空间不足" in shown(wang, job)


def test_what_nobody_expected_is_logged_under_a_number_that_is_told(job_city, make_job, monkeypatch, caplog):
    wang, _numbers = job_city
    job = job_of(ask(wang))

    def broken(*_arguments, **_more):
        raise ZeroDivisionError("a fault in a writer")

    monkeypatch.setattr(export_jobs.hand_over.queries, "case_files", broken)
    make_job()
    reference = row(job).fault["params"]["reference"]
    assert reference in shown(wang, job)
    assert reference in caplog.text and "ZeroDivisionError" in caplog.text


def test_what_a_dead_worker_left_is_made_by_the_next_and_given_up_after_three(job_city, make_job, job_parts, app):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    for attempts, state in ((1, "waiting"), (2, "waiting"), (3, "failed")):
        change(job, state="running", attempts=attempts)
        with app.app_context(), db.connection():
            export_jobs.recover(job_parts.exports)
        assert row(job).state == state
    assert "多次意外中断" in shown(wang, job)


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


def test_the_file_speaks_the_language_of_the_page_it_was_asked_from(desk, sign_in, job_parts, make_job):
    desk.report(sign_in("li"))
    english = sign_in("wang", language="en")
    job = job_of(ask(english, severity="high"))
    make_job()
    answer = english.get(f"/s/exports/{job}/file")
    assert answer.get_data().decode("utf-8-sig").startswith("Number,")
    package = job_of(ask(english, "ledger_geojson", state="reported"))
    make_job()
    about = json.loads(english.get(f"/s/exports/{package}/file").get_data())["lantian"]
    assert about["filters"] == [{"label": "State", "value": "To review"}]


def test_what_is_overdue_is_meant_of_the_day_of_asking(job_city, make_job, job_parts):
    wang, numbers = job_city
    asked_at = job_parts.now()
    for number, days in zip(numbers, (-2, 2, 2), strict=True):
        due_on = (asked_at + timedelta(days=days)).date().isoformat()
        with db.connection():
            models.Violation.update(due_on=due_on).where(models.Violation.number == number).execute()
    job = job_of(ask(wang, overdue="1"))
    job_parts.now = lambda: asked_at + timedelta(days=60)
    make_job()
    job_parts.now = lambda: asked_at
    assert numbers_in(wang.get(f"/s/exports/{job}/file")) == {numbers[0]}


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


def test_jobs_need_the_forms_token_and_the_right_to_export(job_city, sign_in):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    assert wang.post(f"/s/exports/{job}/cancel").status_code == 400
    li = sign_in("li")
    csrf = token(li.get("/account").get_data(as_text=True))
    assert li.post(f"/s/exports/{job}/cancel", data={"csrf_token": csrf}).status_code == 403
    assert wang.get("/s/exports/not-a-job/file").status_code == 404
