"""Exports in a real browser: the menu, a file at once, a large one watched until it is ready, and all of it without scripts."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace

import pytest

import people as folk
from lantian.ledger import db, models
from lantian.workflow import export_jobs

pytestmark = pytest.mark.browser
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
AT = "2026-11-21T02:00:00.000000+00:00"


@pytest.fixture
def look(chromium, server, desk, sign_in):
    """look() → the signed-in supervisor's page with two findings; what it complains about is in ``page.complaints``."""
    desk.report(sign_in("li"), fails=("d6.cover", "d6.wash"))
    contexts = []

    def _look(size="desk", **more):
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **more)
        context.set_default_timeout(30000)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{server.address}/sign-in")
        page.fill("[name=username]", "wang")
        page.fill("[name=password]", folk.PASSWORD)
        page.click("button[type=submit] >> text=登录")
        page.wait_for_load_state()
        return page

    yield _look
    for context in contexts:
        context.close()


@pytest.fixture
def by_worker(app):
    """Every export is left to the worker; call it to make one."""
    parts = app.extensions["lantian"]
    parts.settings = replace(parts.settings, export_rows_at_once=0)

    def turn():
        with app.app_context(), db.connection():
            return export_jobs.turn(parts.exports)

    return turn


@pytest.fixture
def job(app):
    """job(state, …) → a row of 王审, without a file."""

    def add(state, **columns):
        own = {
            "id": str(uuid.uuid4()), "requested_by": app.folk["wang"], "requested_at": AT, "writer": "ledger_xlsx",
            "filters": {}, "sort": "newest", "options": {}, "language": "zh", "address": "http://localhost", "state": state,
            "beat_at": "2099-01-01T00:00:00.000000+00:00", "started_at": AT,
        }  # fmt: skip
        with db.connection(), db.transaction():
            models.ExportJob.insert(**(own | columns)).execute()
        return (own | columns)["id"]

    return add


def choose(page, server, writer):
    page.goto(f"{server.address}/s/?state=all")
    page.click(".export-menu__button")
    page.locator(f'.export-menu [value="{writer}"]').click()


def set_progress(job_id, done):
    with db.connection():
        models.ExportJob.update(done_rows=done).where(models.ExportJob.id == job_id).execute()


@pytest.mark.parametrize("size", list(SIZES))
def test_a_small_export_is_downloaded_and_the_menu_closes(look, server, size):
    page = look(size)
    with page.expect_download() as begun:
        choose(page, server, "ledger_csv")
    assert begun.value.suggested_filename.startswith("台账-")
    page.locator(".toast").filter(has_text="已开始下载").wait_for()
    assert page.locator(".export-menu[open]").count() == 0
    assert page.locator(".export-menu button:disabled").count() == 0
    assert page.complaints == []


def test_a_large_export_becomes_ready_under_ones_eyes_and_is_fetched(look, server, by_worker):
    page = look()
    choose(page, server, "ledger_xlsx")
    page.wait_for_url("**/s/exports#job-*")
    page.locator(".job").filter(has_text="排队中").wait_for()
    assert by_worker()
    page.locator(".job").filter(has_text="可下载").wait_for()
    assert "台账 Excel：可下载" in page.locator("[data-told]").inner_text()
    with page.expect_download() as begun:
        page.click(".job__acts a")
    with open(begun.value.path(), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    assert digest[:12] in page.locator(".job .mono").inner_text()
    assert page.complaints == []


def test_the_bar_moves_and_the_focus_stays(look, server, job):
    job_id = job("running", done_rows=10, total_rows=100, phase="rows")
    page = look()
    page.goto(f"{server.address}/s/exports")
    page.locator(".job button").focus()
    set_progress(job_id, 50)
    page.locator(".job [data-text]").filter(has_text="50 / 100 条").wait_for()
    assert page.locator(".job progress").evaluate("(bar) => bar.value") == 50
    assert page.evaluate("document.activeElement.textContent.trim()") == "取消"
    page.locator(".job button").press("Enter")
    page.locator(".job").filter(has_text="已取消").wait_for()


def test_what_changes_while_the_focus_is_on_it_keeps_the_focus(look, server, job):
    job_id = job("running", done_rows=10, total_rows=100, phase="rows")
    page = look()
    page.goto(f"{server.address}/s/exports")
    page.locator(".job button").focus()
    with db.connection():
        fault = {"code": "export_interrupted", "params": {}}
        models.ExportJob.update(state="failed", fault=fault).where(models.ExportJob.id == job_id).execute()
    page.locator(".job").filter(has_text="导出失败").wait_for()
    assert page.evaluate("document.activeElement.textContent.trim()") == "重新导出"


def test_everything_works_without_scripts(look, server, by_worker):
    page = look(java_script_enabled=False)
    choose(page, server, "ledger_csv")
    page.wait_for_url("**/s/exports#job-*")
    assert page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count() == 1
    assert by_worker()
    page.click("text=刷新")
    with page.expect_download():
        page.click(".job__acts a")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_states_fit_the_screen_and_break_no_policy(look, server, job, size, theme):
    job("running", done_rows=41_200, total_rows=100_000, phase="rows", options={"thumbnails": True})
    job("running", done_rows=100, total_rows=100, phase="packing")
    job("waiting", filters={"area": "410302", "state": "reported,ordered", "from": "2026-01-01", "q": "示例" * 20})
    job("failed", fault={"code": "export_photo_missing", "params": {"sha256": "ab" * 32}})
    job("cancelled")
    job("done", expires_at=AT, sha256="cd" * 32, size_bytes=63_200_000, total_rows=100_000, seq=1, file_name="x.xlsx")
    page = look(size, color_scheme=theme)
    page.goto(f"{server.address}/s/exports")
    assert page.locator(".job").count() == 6
    for opened in (False, True):
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} px wider than the screen"
        if not opened:
            page.goto(f"{server.address}/s/?state=all")
            page.click(".export-menu__button")
            box = page.locator(".export-menu__panel").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SIZES[size][0]
    assert page.complaints == []
