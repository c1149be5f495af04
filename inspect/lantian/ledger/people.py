"""Rows of people, units, phones. Accounts of the demo city open only in demo mode. Decides nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from lantian.domain.area import contains
from lantian.domain.moments import local_date

from . import book, sql
from .db import transaction
from .models import Area, Device, Person, Unit
from .scope import within

_COLUMNS = (
    "id",
    "username",
    "name",
    "password_hash",
    "role",
    "card_number",
    "language",
    "theme",
    "active",
    "session_epoch",
    "demo",
    "failed_sign_ins",
    "locked_until",
    "must_change_password",
    "motion",
)
# Never in the book: secrets, matters of taste, and what follows from a new password anyway.
_UNTOLD = ("theme", "motion", "language", "must_change_password")
_ACTIVE = (
    f"SELECT {', '.join(f'p.{column}' for column in _COLUMNS)}, a.code, a.name, a.name_en, u.id, u.name, u.department "
    "FROM person p JOIN area a ON a.code = p.area_code JOIN unit u ON u.id = p.unit_id WHERE p.active AND (? OR NOT p.demo) AND "
)


def _person(found: tuple[Any, ...] | None) -> Person | None:
    """A person with area and unit from one line of ``_ACTIVE``."""
    return _person_of(tuple(found)) if found else None


@lru_cache(maxsize=1024)
def _person_of(found: tuple[Any, ...]) -> Person:
    """Every request asks for one: the same line gives the same object, which nobody changes."""
    own, (code, area, area_en, unit_id, unit, department) = found[: len(_COLUMNS)], found[len(_COLUMNS) :]
    person = Person(**dict(zip(_COLUMNS, own, strict=True)))
    person.area = Area(code=code, name=area, name_en=area_en)
    person.unit = Unit(id=unit_id, name=unit, department=department)
    return person


def card_numbers(person_ids: Iterable[int]) -> dict[int, str]:
    """The 执法证号 of these people as the register has it today, '' for none: one query."""
    return dict(Person.select(Person.id, Person.card_number).where(Person.id.in_(sorted(person_ids))).tuples())


def active(person_id: int, *, demo: bool) -> Person | None:
    """A person who may sign in, with area and unit; accounts of the demo city only where ``demo``."""
    return _person(sql.row(_ACTIVE + "p.id = ?", demo, person_id))


def by_username(username: str, *, demo: bool) -> Person | None:
    """The same by sign-in name."""
    return _person(sql.row(_ACTIVE + "p.username = ?", demo, username))


def by_device(token_sha256: str, *, today: date, days: int, demo: bool) -> Person | None:
    """The person behind a phone's token, unless it was cut off or has been silent too long; notes the day it was seen."""
    device = Device.get_or_none((Device.token_sha256 == token_sha256) & Device.revoked_at.is_null())
    if device is None or date.fromisoformat(device.seen_on) + timedelta(days=days) < today:
        return None
    if device.seen_on != today.isoformat():
        with transaction():
            Device.update(seen_on=today.isoformat()).where(Device.id == device.id).execute()
    return active(device.person_id, demo=demo)


def add_device(person: Person, token_sha256: str, label: str, now: datetime) -> int:
    """Note a phone that may hand in for this person; gives its id."""
    with transaction():
        return Device.insert(
            person=person.id,
            token_sha256=token_sha256,
            label=label,
            created_at=now.isoformat(timespec="microseconds"),
            seen_on=local_date(now).isoformat(),
        ).execute()


def devices(person_id: int) -> list[Device]:
    """The phones of a person, latest first."""
    return list(Device.select().where(Device.person == person_id).order_by(Device.id.desc()))


def revoke_device(device_id: int, person_id: int, *, at: str, actor: book.Actor) -> bool:
    """Cut a phone off and end all sessions of the person, for one of them is that phone's; in the book.

    False when there is no such phone of this person."""
    with transaction():
        mine = (Device.id == device_id) & (Device.person == person_id) & Device.revoked_at.is_null()
        if not Device.update(revoked_at=at).where(mine).execute():
            return False
        _end_sessions(person_id)
        book.append(
            at=at,
            actor=actor,
            kind="DeviceRevoked",
            subject_kind="person",
            subject_id=str(person_id),
            payload={"device": device_id},
        )
    return True


def _cut_off_all(person_id: int, at: str) -> list[int]:
    """Cut off every phone of a person; their ids."""
    mine = (Device.person == person_id) & Device.revoked_at.is_null()
    found = [phone for (phone,) in Device.select(Device.id).where(mine).order_by(Device.id).tuples()]
    Device.update(revoked_at=at).where(mine).execute()
    return found


def _end_sessions(person_id: int) -> None:
    Person.update(session_epoch=Person.session_epoch + 1).where(Person.id == person_id).execute()


def note_failure(person: Person, *, tries: int, until: datetime) -> None:
    """Count a wrong password; lock the account when there were too many in a row."""
    with transaction():
        failed = Person.select(Person.failed_sign_ins).where(Person.id == person.id).tuples().first()[0] + 1
        locked = until.isoformat(timespec="microseconds") if failed >= tries else None
        Person.update(failed_sign_ins=0 if locked else failed, locked_until=locked).where(Person.id == person.id).execute()


def note_success(person: Person) -> None:
    """Forget earlier failures."""
    if person.failed_sign_ins or person.locked_until:
        with transaction():
            Person.update(failed_sign_ins=0, locked_until=None).where(Person.id == person.id).execute()


def add_person(columns: dict[str, Any], *, at: str, actor: book.Actor) -> Person:
    """Add an account; in the book without its password."""
    with transaction():
        at = book.moment(at)
        person = Person.create(created_at=at, **columns)
        payload = {
            "username": person.username,
            "name": person.name,
            "role": person.role,
            "card_number": person.card_number,
            "area": person.area_id,
        }
        book.append(at=at, actor=actor, kind="PersonAdded", subject_kind="person", subject_id=str(person.id), payload=payload)
    return person


def change_person(person_id: int, columns: dict[str, Any], *, at: str, actor: book.Actor, end_sessions: bool = False) -> None:
    """Change an account; in the book by the names of what changed, never the password.

    A new password cuts off every phone: whoever knew the old one may have signed in with it. They are named in the entry."""
    with transaction():
        values = dict(columns) | ({"session_epoch": Person.session_epoch + 1} if end_sessions else {})
        Person.update(**values).where(Person.id == person_id).execute()
        told = {key: value for key, value in columns.items() if key not in _UNTOLD}
        shown = {key: value for key, value in told.items() if key != "password_hash"}
        payload: dict[str, Any] = {"changed": sorted(told), "values": shown}
        if "password_hash" in columns and (phones := _cut_off_all(person_id, at)):
            payload["devices"] = phones
        book.append(at=at, actor=actor, kind="PersonChanged", subject_kind="person", subject_id=str(person_id), payload=payload)


def set_preference(person_id: int, column: str, value: str) -> None:
    """Language, theme or motion: a matter of taste, not for the book."""
    with transaction():
        Person.update(**{column: value}).where(Person.id == person_id).execute()


def officers(scope: str) -> list[dict[str, Any]]:
    """Card-holding inspectors whose area touches a scope: whom an inspector may choose as second officer."""
    rows = (
        Person.select(Person.id, Person.name, Person.card_number, Unit.name.alias("unit"), Person.area)
        .join(Unit)
        .where(Person.active & (Person.role == "inspector") & (Person.card_number != ""))
    )
    return [row for row in rows.order_by(Person.name).dicts() if contains(scope, row["area"]) or contains(row["area"], scope)]


def everyone(scope: str) -> list[Person]:
    """All accounts in an area and below."""
    query = Person.select(Person, Unit, Area).join(Unit).switch(Person).join(Area, on=(Person.area == Area.code))
    return list(query.where(within(Person.area, scope)).order_by(Person.role, Person.name))


def units() -> list[Unit]:
    """All units by name."""
    return list(Unit.select().order_by(Unit.name))
