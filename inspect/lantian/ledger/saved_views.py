"""Saved work lists (常用列表) and chosen columns: a person's own, and lists that others share. Nothing for the book.

A shared list narrows only what its reader may see anyway: the reader's own area bounds every query. Only the owner changes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lantian.domain.area import parents
from lantian.domain.problems import N_

from .db import transaction
from .models import ListPreference, Person, SavedView

SHARED: dict[str, str] = {"": N_("仅自己"), "unit": N_("本单位"), "area": N_("本辖区")}
# Per person: a menu longer than this is no help.
MAX_VIEWS = 30


@dataclass(frozen=True)
class View:
    """A list under a name. ``columns`` is empty for the reader's own choice; ``owner`` is a name, '' for one's own."""

    id: int
    name: str
    args: dict[str, str]
    columns: tuple[str, ...]
    shared: str
    owner: str
    is_own: bool


def views_for(person_id: int, unit_id: int, area_code: str) -> list[View]:
    """One's own lists first, then those shared by one's office or by people whose area holds one's own; each by name."""
    owner = SavedView.person == Person.id
    own = SavedView.person == person_id
    of_unit = (SavedView.shared == "unit") & (Person.unit == unit_id)
    of_area = (SavedView.shared == "area") & Person.area.in_([*parents(area_code), area_code])
    columns = (
        SavedView.id,
        SavedView.name,
        SavedView.args,
        SavedView.columns,
        SavedView.shared,
        SavedView.person,
        Person.name.alias("owner"),
    )
    query = SavedView.select(*columns).join(Person, on=owner).where(own | of_unit | of_area)
    views = [_view(row, person_id) for row in query.order_by(SavedView.name, SavedView.id).dicts()]
    return sorted(views, key=lambda view: not view.is_own)


def _view(row: dict, person_id: int) -> View:
    is_own = row["person"] == person_id
    columns, owner = tuple(row["columns"]), "" if is_own else row["owner"]
    return View(row["id"], row["name"], row["args"], columns, row["shared"], owner, is_own)


def save(person_id: int, name: str, args: dict[str, str], columns: Sequence[str], shared: str, *, at: str) -> bool:
    """Keep a list under a name; one's own list of that name is replaced. False when there are too many already."""
    with transaction():
        names = {row for (row,) in SavedView.select(SavedView.name).where(SavedView.person == person_id).tuples()}
        if name not in names and len(names) >= MAX_VIEWS:
            return False
        SavedView.delete().where((SavedView.person == person_id) & (SavedView.name == name)).execute()
        SavedView.insert(person=person_id, name=name, args=args, columns=list(columns), shared=shared, saved_at=at).execute()
    return True


def change(view_id: int, person_id: int, name: str, shared: str) -> bool:
    """Another name, shared with others or no longer. False when it is not one's own; a list of that name is replaced."""
    with transaction():
        mine = SavedView.person == person_id
        if not SavedView.select(SavedView.id).where(mine & (SavedView.id == view_id)).exists():
            return False
        SavedView.delete().where(mine & (SavedView.name == name) & (SavedView.id != view_id)).execute()
        SavedView.update(name=name, shared=shared).where(SavedView.id == view_id).execute()
    return True


def delete(view_id: int, person_id: int) -> bool:
    """Forget a list. False when it is not one's own."""
    with transaction():
        return bool(SavedView.delete().where((SavedView.person == person_id) & (SavedView.id == view_id)).execute())


def columns_of(person_id: int) -> tuple[str, ...]:
    """The columns a person chose; none for the usual ones."""
    row = ListPreference.select(ListPreference.columns).where(ListPreference.person == person_id).tuples().first()
    return tuple(row[0]) if row else ()


def choose_columns(person_id: int, columns: Sequence[str]) -> None:
    """Remember them; none for the usual ones."""
    with transaction():
        ListPreference.delete().where(ListPreference.person == person_id).execute()
        if columns:
            ListPreference.insert(person=person_id, columns=list(columns)).execute()
