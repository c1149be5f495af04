"""The page that says what works without a network and what nobody can promise, and the manual that says the same."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po

from browser import FLAGS, find_chromium
from lantian.ledger.queries import MOST_LINES
from lantian.settings import ROOT
from lantian.web.offline_page import LIMITS, OPERATIONS, WORDS

MANUAL = ROOT / "docs" / "offline.md"
HEADS = {"zh": ("操作", "没有网络", "说明"), "en": ("What", "Without a network", "To know")}
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49"


def _translated(language: str):
    if language == "zh":
        return lambda text: text
    with (Path(ROOT) / "inspect/lantian/translations/en/LC_MESSAGES/messages.po").open("rb") as source:
        catalogue = read_po(source, locale="en")
    return lambda text: catalogue[text].string if text in catalogue else text


def chapter(language: str, translate=None) -> str:
    """The tables of the page as the manual prints them."""
    say = translate or _translated(language)
    rows = [
        (say(what), say(WORDS[works]), say(note).replace("%(count)s", str(MOST_LINES))) for what, works, note in OPERATIONS
    ]
    table = ["| " + " | ".join(HEADS[language]) + " |", "|---|---|---|", *("| " + " | ".join(row) + " |" for row in rows)]
    return "\n".join([*table, "", *(f"- **{say(title)}**{_colon(language)}{say(text)}" for title, text in LIMITS)])


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manual_says_what_the_page_says(language):
    text = re.search(rf"<!-- offline:{language}:begin -->\n(.*?)<!-- offline:{language}:end -->", MANUAL.read_text(), re.S)
    again = "write it again: PYTHONPATH=inspect:tests python tests/offline/test_limits.py"
    assert text.group(1).strip() == chapter(language), again


@pytest.mark.parametrize("username", ["li", "sun"])
def test_the_page_lists_every_operation_and_every_limit(sign_in, username):
    page = sign_in(username).get("/i/offline").get_data(as_text=True)
    for what, _works, note in OPERATIONS:
        assert what in page and note.replace("%(count)s", str(MOST_LINES)) in page
    for title, text in LIMITS:
        assert title in page and text in page


def test_outbox_and_account_lead_to_it(sign_in):
    li = sign_in("li")
    for path in ("/i/outbox", "/account"):
        assert 'href="/i/offline"' in li.get(path).get_data(as_text=True)
    assert 'href="/i/offline"' not in sign_in("qian").get("/account").get_data(as_text=True)


@pytest.mark.browser
def test_it_says_how_this_phone_stands(prepared):
    li, _shelf = prepared("li", everything=True)
    li.open("/i/offline")
    li.wait_words("已备好", "[data-verdict]")
    facts = li.page.locator("[data-controller=offline]").inner_text()
    assert re.search(r"检查表 (\d+)/\1\b", facts)
    assert "浏览器" in facts and "共可用" in facts


@pytest.mark.browser
def test_a_browser_without_a_service_worker_is_told(phone):
    li = phone("li", worker=False)
    li.open("/i/offline")
    li.wait_words("不能离线打开", "[data-verdict]")
    assert "离线打开\n不能" in li.page.locator("[data-controller=offline]").inner_text()


@pytest.mark.browser
def test_the_browser_inside_another_app_is_named_on_every_page(chromium, server, phone):
    li = phone(None)
    li.context.close()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, user_agent=WECHAT, locale="zh-CN")
    li.context, li.page = context, context.new_page()
    li.sign_in("li")
    for path in ("/i/", "/i/outbox", "/i/violations", "/i/offline"):
        li.open(path)
        li.page.locator("#limit-in-app:visible").wait_for()
        assert "微信" in li.page.locator("#limit-in-app").inner_text()
    li.wait_words("不能保证离线使用", "[data-verdict]")
    context.close()


@pytest.mark.browser
def test_plain_http_is_told_on_every_page(chromium, server, phone):
    """Reached under a name that is not the phone's own, as phones reach an office server without a certificate."""
    rules = "--host-resolver-rules=MAP office.test 127.0.0.1"
    other = chromium.browser_type.launch(executable_path=find_chromium(), args=[*FLAGS, rules])
    li = phone(None)
    li.context.close()
    li.context = other.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    li.page = li.context.new_page()
    li.server = SimpleNamespace(address=server.address.replace("127.0.0.1", "office.test"))
    try:
        li.sign_in("li")
        for path in ("/i/", "/i/outbox", "/i/violations"):
            li.open(path)
            li.page.locator("#limit-insecure:visible").wait_for()
        li.open("/i/offline")
        li.wait_words("不是通过 https", "[data-verdict]")
    finally:
        other.close()


if __name__ == "__main__":
    written = MANUAL.read_text()
    for name in ("zh", "en"):
        written = re.sub(
            rf"(<!-- offline:{name}:begin -->\n).*?(<!-- offline:{name}:end -->)",
            lambda found, name=name: found[1] + chapter(name) + "\n" + found[2],
            written,
            flags=re.S,
        )
    MANUAL.write_text(written)
