"""Exports asked for and looked at as a browser does, and their rows behind: for the tests of export jobs. Decides nothing."""

from __future__ import annotations

import csv
import io
import json
import re

from desk.press import token
from lantian.ledger import book, db, models


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
