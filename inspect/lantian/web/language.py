"""The reader's language and how things are said in it: gettext, dates, numbers. Chinese is the language of the msgids."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime, get_timezone
from babel.messages.pofile import read_po
from flask import Flask, request, session
from flask_babel import Babel, get_locale
from flask_login import current_user

from lantian.domain import inspection, people, violation
from lantian.settings import ROOT

LANGUAGES = {"zh": "简体中文", "en": "English"}
TRANSLATIONS = ROOT / "inspect" / "lantian" / "translations"
CHINA = get_timezone("Asia/Shanghai")


def register(app: Flask) -> None:
    """Choose the language per request; give templates the filters."""
    app.config.update(
        BABEL_DEFAULT_LOCALE="zh", BABEL_DEFAULT_TIMEZONE="Asia/Shanghai", BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS)
    )
    Babel(app, locale_selector=choose)
    app.context_processor(lambda: {"current_language": current(), "js_text": js_text(current())})
    app.jinja_env.filters.update(
        when=when, day=day, clock=clock, number=number, named=named, distance=distance, size=size, degrees=degrees
    )
    app.jinja_env.globals.update(
        WORDS={
            "visit": inspection.VISIT_KINDS,
            "type": inspection.INSPECTION_TYPES,
            "outcome": inspection.PARTY_OUTCOMES,
            "photo_role": inspection.PHOTO_ROLES,
            "photo_source": inspection.PHOTO_SOURCES,
            "no_fix": inspection.NO_FIX_REASONS,
            "state": violation.STATES,
            "role": {key: role.name for key, role in people.ROLES.items()},
            "recheck": violation.RECHECK_RESULTS,
        },
        LANGUAGES=LANGUAGES,
    )


def choose() -> str:
    """The person's choice, else this session's, else the browser's, else Chinese."""
    person = getattr(current_user, "person", None)
    wanted = (person.language if person is not None else "") or session.get("language", "")
    if wanted in LANGUAGES:
        return wanted
    return request.accept_languages.best_match(["zh", "zh-CN", "zh-Hans", "zh-Hans-CN", "en", "en-US", "en-GB"], "zh")[:2]


def current() -> str:
    """'zh' or 'en'."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "zh"


@lru_cache(maxsize=4)
def js_text(language: str) -> dict[str, Any]:
    """Texts of the browser programs: msgid → translation, for the messages that static/js uses. Empty for Chinese."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if language == "zh" or not path.exists():
        return {}
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    return {
        _key(message.id): _value(message.string)
        for message in catalogue
        if message.id and any(place.startswith("static/js/") for place, _ in message.locations)
    }


def _key(msgid: Any) -> str:
    return msgid[0] if isinstance(msgid, tuple | list) else msgid


def _value(text: Any) -> Any:
    return list(text) if isinstance(text, tuple | list) else text


def _parse(value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def when(value: Any, shape: str = "medium") -> str:
    """An instant as local date and minute."""
    moment = _parse(value)
    if moment is None:
        return ""
    patterns = {
        "zh": {"medium": "yyyy-MM-dd HH:mm", "short": "M月d日 HH:mm", "full": "yyyy-MM-dd HH:mm:ss"},
        "en": {"medium": "d MMM yyyy, HH:mm", "short": "d MMM, HH:mm", "full": "d MMM yyyy, HH:mm:ss"},
    }
    return format_datetime(moment, patterns[current()][shape], tzinfo=CHINA, locale=current())


def clock(value: Any) -> str:
    """The local time of day."""
    moment = _parse(value)
    return format_datetime(moment, "HH:mm", tzinfo=CHINA, locale=current()) if moment else ""


def day(value: Any) -> str:
    """A date; an instant counts as its local date."""
    if value in (None, ""):
        return ""
    if isinstance(value, str) and len(value) == 10:
        value = date.fromisoformat(value)
    elif not isinstance(value, date) or isinstance(value, datetime):
        value = _parse(value).astimezone(CHINA).date()  # type: ignore[union-attr]
    return format_date(value, "yyyy-MM-dd" if current() == "zh" else "d MMM yyyy", locale=current())


def number(value: Any) -> str:
    """A number with separators."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=current()) if value is not None else ""


def distance(metres: float | None) -> str:
    """Metres below a kilometre, else kilometres with one digit."""
    if metres is None:
        return ""
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def size(size_bytes: int | None) -> str:
    """Bytes as kB or MB."""
    if size_bytes is None:
        return ""
    return f"{size_bytes / 1000:.0f} kB" if size_bytes < 1_000_000 else f"{size_bytes / 1_000_000:.1f} MB"


def degrees(value: float | None) -> str:
    """A coordinate with six digits (about 0.1 m)."""
    return f"{value:.6f}" if value is not None else ""


def named(row: Any, field: str = "name") -> str:
    """A thing's name in the reader's language: ``name``/``name_en`` of rows, ``zh``/``en`` of definitions."""
    if isinstance(row, dict):
        english, chinese = row.get(field + "_en") or row.get("en"), row.get(field) or row.get("zh")
    else:
        english = getattr(row, field + "_en", "") or getattr(row, "en", "")
        chinese = getattr(row, field, "") or getattr(row, "zh", "")
    return (english or chinese or "") if current() == "en" else (chinese or english or "")


def as_json(value: Any) -> str:
    """JSON text for a data block in a page."""
    return json.dumps(value, ensure_ascii=False)
