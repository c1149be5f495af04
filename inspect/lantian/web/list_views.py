"""Saved work lists on the page: the menu of them, what a form asks to keep, and their names.

A saved list is an address: opening one is going there, so it can be sent to somebody as well. Must not decide who sees what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from lantian.domain.problems import N_, FieldFault
from lantian.ledger import saved_views
from lantian.ledger.queries import Filters
from lantian.ledger.saved_views import SHARED, View

from . import list_columns

MAX_NAME = 20
NO_NAME = N_("请填写名称，最多 %(limit)s 个字。")


def mine() -> list[View]:
    """One's own saved lists, then those shared with one."""
    person = current_user.person
    return saved_views.views_for(person.id, person.unit_id, person.area_id)


def menu(line: Mapping[str, str], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Every saved list as a link; current is the one whose address line this is."""
    return [
        {
            "label": view.name,
            "href": href(view),
            "current": view.args == line and (not columns or columns == view.columns),
            "owner": view.owner,
        }
        for view in mine()
    ]


def href(view: View) -> str:
    """Where a saved list is. What can no longer be read of it is left out there and named."""
    columns = list_columns.known(view.columns)
    return url_for("supervisor.worklist", **(view.args | ({"columns": ",".join(columns)} if columns else {})))


def rows(views: Iterable[View], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Saved lists with what they narrow, for the page that keeps them."""
    return [_row(view, names) for view in views]


def _row(view: View, names: Mapping[str, Any]) -> dict[str, Any]:
    filters, _faults = Filters.from_args(view.args)
    said = [_("%(label)s：%(value)s", label=_(label), value=value) for label, value in filters.words(names)]
    return {
        "id": view.id,
        "name": view.name,
        "href": href(view),
        "words": said or [_("全部")],
        "owner": view.owner,
        "own": view.is_own,
        "shared": view.shared,
        "shared_words": _(SHARED.get(view.shared, "")),
    }


def filters_of(views: Iterable[View]) -> list[Filters]:
    """What they narrow to, for the names of the places and people in them."""
    return [Filters.from_args(view.args)[0] for view in views]


def read_name(form: Mapping[str, Any]) -> tuple[str, list[FieldFault]]:
    """The name that was typed, without needless space."""
    name = " ".join(str(form.get("name", "")).split())
    good = 0 < len(name) <= MAX_NAME and name.isprintable()
    return name, [] if good else [FieldFault("name", NO_NAME, {"limit": MAX_NAME})]


def read_shared(form: Mapping[str, Any]) -> str:
    """With whom a list is shared; anything unknown with nobody."""
    return form["shared"] if form.get("shared") in SHARED else ""


def shared_options() -> list[tuple[str, str]]:
    """With whom a list can be shared."""
    return [(key, _(words)) for key, words in SHARED.items()]
