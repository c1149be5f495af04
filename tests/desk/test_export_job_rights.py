"""Whose file an export is: for its asker alone, with the rights and the area of the moment."""

from __future__ import annotations

import pytest

from desk.jobs import ask, entries, job_of, numbers_in, press, row
from desk.press import token
from lantian.ledger import db, models


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


def test_jobs_need_the_forms_token_and_the_right_to_export(job_city, sign_in):
    wang, _numbers = job_city
    job = job_of(ask(wang))
    assert wang.post(f"/s/exports/{job}/cancel").status_code == 400
    li = sign_in("li")
    csrf = token(li.get("/account").get_data(as_text=True))
    assert li.post(f"/s/exports/{job}/cancel", data={"csrf_token": csrf}).status_code == 403
    assert wang.get("/s/exports/not-a-job/file").status_code == 404
