"""What an officer or a company reads of the forms is written in words, not in the keys and files of those who made them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMS = Path(__file__).resolve().parents[2] / "forms"
FILES = [path for folder in ("checklists", "law", "regions") for path in sorted((FORMS / folder).rglob("*.toml"))]
SHOWN = {
    "zh", "en", "criterion_zh", "criterion_en", "applies_zh", "applies_en", "act_zh", "act_en", "note", "note_zh", "source",
    "element_required",
}  # fmt: skip
# A key, a file, a legal basis by its id, an operator of a program, a word of developers.
INTERNAL = re.compile(
    r"[a-z]+_[a-z_]+|\.(?:md|txt|toml|yaml)\b|\b(?:cn|ha)(?:\.[a-z0-9]+)+\b|[<>]=|\b(?:null|seed)\b|product default|产品默认"
)


def shown(value: Any, key: str = "") -> Iterator[str]:
    """Every text below ``value`` that a page shows."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from shown(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from shown(part, key)
    elif isinstance(value, str) and key in SHOWN:
        yield value


def test_no_text_of_the_forms_names_a_key_a_file_or_an_id() -> None:
    texts = [text for path in FILES for text in shown(tomllib.loads(path.read_text("utf-8")))]
    assert len(texts) > 1000
    assert [text for text in texts if INTERNAL.search(text)] == []


def test_such_names_are_seen() -> None:
    assert all(
        INTERNAL.search(text) for text in ("leave null", "见 cn.ecc.1174.4", "base_kerb_min_m 0.3", ">=4.5 D", "see domain.md")
    )
