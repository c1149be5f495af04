"""How a command speaks: sentences in the reader's language, refusals with exit code 1, tables that line up.

Owns no texts. ``_`` of flask_babel works inside a command because ``cli`` sets the language before it runs.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any, NoReturn

import click
from flask import current_app
from flask_babel import get_locale, gettext

from lantian.domain.problems import FieldFault, Problem

GOOD, DOUBTFUL, BAD = "green", "yellow", "red"


def parts() -> Any:
    """Settings, content, storage and version of this installation, as ``web.app`` made them."""
    return current_app.extensions["lantian"]


def now_at() -> str:
    """The server's time as the tables keep it."""
    return now().isoformat(timespec="microseconds")


def now() -> datetime:
    """The server's time, aware UTC."""
    return datetime.now(UTC)


def say(text: str, colour: str | None = None) -> None:
    """One line to standard output; colour only where a person reads it."""
    click.secho(text, fg=colour)


def refuse(*sentences: str) -> NoReturn:
    """Say why nothing was done, to standard error, and end with exit code 1."""
    for sentence in sentences:
        click.secho(sentence, fg=BAD, err=True)
    raise SystemExit(1)


def translated(message: str, params: dict[str, Any] | None = None) -> str:
    """A msgid with its values; values that are msgids are translated too."""
    values = {key: gettext(value) if isinstance(value, str) and value else value for key, value in (params or {}).items()}
    return gettext(message) % values if values else gettext(message)


def fault_lines(faults: list[FieldFault]) -> list[str]:
    """Faults as lines: the place, then the sentence."""
    return [
        f"{fault.path}: {translated(fault.message, fault.params)}" if fault.path else translated(fault.message, fault.params)
        for fault in faults
    ]


def joined(*sentences: str) -> str:
    """Sentences one after the other, with a space between them where the language has one."""
    locale = get_locale()
    return (" " if locale is not None and locale.language == "en" else "").join(sentences)


def refuse_problem(problem: Problem) -> NoReturn:
    """Say a problem of the catalogue and end with exit code 1."""
    kind = problem.kind
    first = [translated(part, problem.params) for part in (kind.title, kind.detail, kind.mend)]
    refuse(*first, *fault_lines(problem.fields))


def table(rows: list[tuple[str, ...]]) -> None:
    """Rows in columns; a Chinese character is two columns wide."""
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))] if rows else []
    for row in rows:
        say("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
