"""Pages that take a while say what they do: an act on several lines, and the file of a phone's queue that was chosen."""

from __future__ import annotations

import pytest

from desk.test_in_a_browser import look  # noqa: F401  the fixture of a signed-in page

pytestmark = pytest.mark.browser
# Whatever the button shows is noted, to be read on the page that follows.
NOTE = """() => {
    const button = document.querySelector('[data-act]')
    const note = () => localStorage.setItem('noted', `${localStorage.getItem('noted')} ${button.ariaBusy} ${button.textContent}`)
    new MutationObserver(note).observe(button, { subtree: true, childList: true, attributes: true })
}"""


def test_an_act_on_several_lines_says_that_it_is_under_way(desk, sign_in, server, look):  # noqa: F811
    desk.report(sign_in("li"), fails=("d6.cover", "d6.wash", "d6.truck"))
    page = look("wang")
    page.goto(f"{server.address}/s/")
    page.locator(".worklist__row, .table__row").first.wait_for()
    for tick in page.locator('[name="line"]').all():
        tick.check()
    assert page.locator(".table__row[data-picked]").count() == 3
    page.locator('[data-bar] [data-key="r"]').click()
    page.locator("[data-act]").wait_for()
    page.locator('[name="line"]').first.uncheck()
    assert page.locator(".bulk-row[data-left]").count() == 1
    page.fill("[name=reason]", "缺少全景照片")
    page.evaluate(NOTE)
    page.locator("[data-act]").click()
    page.locator(".bulk-results").wait_for()
    noted = page.evaluate("localStorage.getItem('noted')")
    assert "true" in noted and "正在逐条办理 2 条" in noted
    assert page.complaints == []


def test_the_chosen_file_of_a_queue_is_named_in_the_readers_language(server, look, tmp_path):  # noqa: F811
    page = look("wang")
    page.goto(f"{server.address}/s/queue-import/")
    page.locator("[data-send]").click()
    page.locator("[data-problem]", has_text="请先选择").wait_for()
    (tmp_path / "lantian-queue.zip").write_bytes(b"x" * 2048)
    page.locator("#queue-file").set_input_files(tmp_path / "lantian-queue.zip")
    page.locator("[data-chosen]", has_text="lantian-queue.zip · 2").wait_for()
    assert page.locator("label.file").bounding_box()["height"] >= 40
    assert page.complaints == []
