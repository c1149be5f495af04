"""``flask lantian …``: hangs the commands on the application and gives them the reader's language.

The commands themselves are in ``commands/``. Chinese, unless LANG asks for English.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale
from flask_babel import gettext as _

from lantian.checklists.definition_problem import DefinitionsRefused
from lantian.commands import demo_city, doctor, exporting, install, keys, persons, places, proofs, working
from lantian.settings import SettingsError

SUBJECTS = (install, doctor, proofs, keys, persons, places, exporting, demo_city, working)


def language() -> str:
    """'en' when LANG starts with en, else 'zh'. The one place beside ``settings`` that reads the environment: this is no option
    of the installation but of the terminal."""
    return "en" if os.environ.get("LANG", "").lower().startswith("en") else "zh"


def register(app: Flask) -> None:
    """Put the group ``lantian`` on the application's command line."""
    with app.app_context(), force_locale(language()):
        app.cli.add_command(_group())


def _group() -> AppGroup:
    """The group with all commands; help texts are made here, in the language of the terminal."""

    @click.pass_context
    @with_appcontext
    def speak(context: click.Context) -> None:
        context.obj = {"language": language()}
        context.with_resource(force_locale(language()))

    group = AppGroup("lantian", callback=speak, help=_("蓝天巡查的管理命令。"))
    for subject in SUBJECTS:
        subject.add(group)
    return group


def plainly(create: Callable[[], Flask]) -> Flask:
    """Build the application; on a command line a refusal of settings or content is said in sentences, not as a traceback.

    A server gets the exception itself, so that it stops instead of starting its workers again and again.
    """
    try:
        return create()
    except (SettingsError, DefinitionsRefused) as refused:
        if click.get_current_context(silent=True) is None:
            raise
        raise SystemExit(sentences(refused)) from None


def sentences(refused: SettingsError | DefinitionsRefused) -> str:
    """What is wrong, one line each."""
    if isinstance(refused, DefinitionsRefused):
        return "\n".join(problem.text(language()) for problem in refused.problems)
    return str(refused)
