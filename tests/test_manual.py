"""The manuals call things what the pages call them: words in bold are words of the product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
MANUALS = sorted((ROOT / "docs" / "manual").glob("*.md"))
FORMATS = {"XLSX", "CSV", "GeoJSON"}


def words_of_the_product(language: str) -> list[str]:
    """Every text of the pages in a language; the Chinese ones are the msgids."""
    with (ROOT / "inspect/lantian/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    texts = [message.string if language == "en" else message.id for message in messages]
    return [form for text in texts for form in (text if isinstance(text, (tuple, list)) else (text,))]


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: page.name)
def test_what_stands_in_bold_is_what_the_pages_say(page):
    texts = words_of_the_product("en" if page.name.endswith(".en.md") else "zh")
    bold = set(re.findall(r"\*\*(.+?)\*\*", page.read_text())) - FORMATS
    assert bold or page.name == "README.md"
    # A word alone, or the beginning of a text with figures: "完整性 14 / 15 项".
    begins = lambda word: (f"{word}，", f"{word}, ", f"{word} %", f"{word}:")  # noqa: E731
    assert [word for word in sorted(bold) if not any(text == word or text.startswith(begins(word)) for text in texts)] == []


@pytest.mark.parametrize("page", MANUALS, ids=lambda page: page.name)
def test_chinese_manuals_use_the_terms_of_the_law(page):
    # 不予立案 is another act than 不予认定, 违法线索 is what no evidence is; neither names a violation under review.
    assert not re.search("不予立案|违法线索|当事人和文字", page.read_text())
