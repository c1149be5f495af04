"""An evidence package takes seconds a case: it is never made while somebody waits, and its page says how far it is."""

from __future__ import annotations

import re

import pytest

from desk.test_exports import export
from lantian.ledger import db, models
from web_fixtures import made_apart

BEAT = "2099-01-01T00:00:00.000000+00:00"


@pytest.fixture
def asked(desk, sign_in):
    """The supervisor who wants one case as a package, and the answer to the pressed button."""
    desk.report(sign_in("li"))
    wang = sign_in("wang")
    return wang, export(wang, "case_zip")


def shown(client) -> str:
    return client.get("/s/exports").get_data(as_text=True)


def test_a_single_case_is_left_to_the_worker_under_the_settings_of_a_new_installation(app, asked):
    wang, answer = asked
    assert answer.status_code == 303
    assert "排队中" in shown(wang)
    assert made_apart(app, wang, answer).mimetype == "application/zip"
    assert "可下载" in shown(wang)


def test_while_the_only_case_is_packed_its_page_says_so_and_no_bar_is_full(asked):
    wang, answer = asked
    job = answer.headers["Location"].partition("#job-")[2]
    with db.connection():
        running = {"state": "running", "started_at": BEAT, "beat_at": BEAT, "done_rows": 1, "total_rows": 1, "phase": "rows"}
        models.ExportJob.update(running).where(models.ExportJob.id == job).execute()
    page = shown(wang)
    assert "正在写入" in page and "1 / 1 条" in page
    assert "value=" not in re.search(r"<progress[^>]*>", page).group(0)
