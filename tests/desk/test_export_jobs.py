"""Large exports: asked for, left, found again; each fetched as long as it is kept, and in the book exactly once."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.jobs import ask, change, entries, job_of, numbers_in, row, shown
from desk.press import text_of
from lantian.ledger import db, models
from lantian.workflow import export_jobs


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
