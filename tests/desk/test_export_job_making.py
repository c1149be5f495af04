"""Making the file of an export: cancelled, progress, faults, and what a worker that dies leaves."""

from __future__ import annotations

import threading

from desk.jobs import ask, change, entries, job_of, press, row, shown
from lantian.exports import ledger_csv
from lantian.ledger import db
from lantian.workflow import export_jobs, export_pulse
from waiting import wait_for


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
