"""Brings the gettext catalogues up to date with the texts in the code, and says what still lacks a translation.

Chinese msgids are the source; the Chinese catalogue repeats them so that an office may change a word. Exit 1 while an
English text is missing.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TRANSLATIONS = ROOT / "inspect" / "lantian" / "translations"
# Plural calls of the browser take one msgid for both forms: n('{n} 张照片', count).
NOISE = (
    '"POT-',
    '"PO-Rev',
    '"Generated',
    '"Report-Msgid',
    '"Last-Trans',
    '"Language-Team',
    "# FIRST AUTHOR",
    "# Copyright",
    "# This file",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy": None,
    "lazy_gettext": None,
    "N_": None,
    "t": None,
    "n": (1, 1),
}


def extracted() -> Catalog:
    """Every message in code, templates and browser programs."""
    mapping, options = parse_mapping_cfg((ROOT / "babel.cfg").open())
    catalogue = Catalog(project="Lantian", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        str(ROOT), mapping, options, keywords=KEYWORDS, comment_tags=("L10N:",), directory_filter=_holds_texts
    )
    for name, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def _holds_texts(folder: str) -> bool:
    """Babel leaves out folders that begin with an underscore unless told otherwise; our macros live in one."""
    name = Path(folder).name
    return not name.startswith(".") and name not in ("node_modules", "uploads", "vendor", "joined", "shots")


def catalogue_of(language: str) -> Catalog:
    """The catalogue as it is."""
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog(locale=language, project="Lantian", charset="utf-8", fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=language)


def missing(catalogue: Catalog) -> list[str]:
    """Msgids without a translation."""
    lacking = [message for message in catalogue if message.id and not all(_forms(message.string))]
    return [message.id if isinstance(message.id, str) else message.id[0] for message in lacking]


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text or "",) if not isinstance(text, tuple | list) else tuple(text)


def write(language: str, catalogue: Catalog) -> None:
    """To the file, without line numbers, so that moving code changes nothing."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=False, sort_output=True, include_previous=False, width=120, include_lineno=False)
    path = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in out.getvalue().decode().splitlines(keepends=True) if not line.startswith(NOISE)))


def main() -> int:
    """Update both catalogues."""
    for language in ("zh", "en"):
        catalogue = catalogue_of(language)
        catalogue.update(extracted(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if language == "zh":
            for message in catalogue:
                if message.id:
                    message.string = (
                        message.string
                        if all(_forms(message.string))
                        else message.id
                        if isinstance(message.id, str)
                        else (message.id[0],)
                    )
        write(language, catalogue)
    lacking = missing(catalogue_of("en"))
    print("\n".join(f"en lacks: {msgid}" for msgid in lacking) or "en: complete")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
