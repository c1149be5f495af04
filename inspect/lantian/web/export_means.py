"""What exports need of an installation: the shelf, names, small copies, texts in a file's language. For pages and commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app
from flask_babel import force_locale, gettext

from lantian.evidence.derived import derived_path
from lantian.evidence.examiner import Limits
from lantian.evidence.marking import marked_copy
from lantian.exports.shelf import Shelf
from lantian.settings import ROOT
from lantian.workflow.export_making import Means
from lantian.workflow.export_words import Sources, Translate
from lantian.workflow.stamps import Means as StampMeans
from lantian.workflow.stamps import stamping

if TYPE_CHECKING:
    from .app import Parts

VERIFIERS, VERIFIER_NAMES = ROOT / "deploy" / "verifier", ("verify.html", "verify_case.py")


def means_of(parts: Parts) -> Means:
    """The means of an installation. Made within an application's context, they work in any thread."""
    settings, app = parts.settings, current_app._get_current_object()  # type: ignore[attr-defined]
    return Means(
        shelf=Shelf(settings.exports_dir),
        sources=Sources(
            library=parts.library,
            open_original=parts.storage.open,
            thumbnail=lambda sha256: _there(derived_path(settings.derived_dir, sha256, "thumb")),
            marked=lambda sha256, marking, kind: marked_copy(settings.derived_dir, sha256, marking, kind),
            translate=lambda language: _in(app, language),
            work_dir=settings.exports_dir,
            signer=parts.keyring.signer,
            public_keys=lambda: [key.as_json() for key in parts.keyring.public_keys()],
            verifiers=verifiers,
            stamping=lambda made_at: stamping(stamp_means(parts), made_at),
        ),
        clock=lambda: parts.now(),
        keep_days=settings.export_days,
        rows_at_once=settings.export_rows_at_once,
        demo=settings.demo,
    )


def stamp_means(parts: Parts) -> StampMeans:
    """What stamped copies need of an installation; the child that makes them has the examiner's limits."""
    settings = parts.settings
    return StampMeans(parts.storage.as_file, settings.derived_dir, Limits(memory_bytes=settings.examine_memory_bytes))


def verifiers() -> dict[str, bytes]:
    """The programs that check a package without us, by file name."""
    return {name: (VERIFIERS / name).read_bytes() for name in VERIFIER_NAMES}


def _in(app: Flask, language: str) -> Translate:
    """Texts in the language of a file, whatever the page speaks. Chinese is the language of the msgids themselves."""
    if language == "zh":
        return lambda text: text

    def translate(text: str) -> str:
        with app.app_context(), force_locale(language):
            return gettext(text)

    return translate


def _there(path: Path) -> Path | None:
    return path if path.exists() else None
