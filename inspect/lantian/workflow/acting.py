"""What every act needs: who acts, when, and with which content and stores. Plain values handed down from web or cli."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.ledger.book import Actor, moment

if TYPE_CHECKING:
    from lantian.ledger.models import Person


@dataclass(frozen=True)
class Acting:
    """The person who acts, with the rights of their post, and the server's time of the act (aware UTC)."""

    id: int
    name: str
    role: str
    area_code: str
    unit_id: int
    card_number: str
    now: datetime
    # Who brought this person's record in from a file, where the phone did not send it itself.
    brought_by: Actor | None = None

    @property
    def actor(self) -> Actor:
        """As the book names them."""
        return Actor(self.id, self.name)

    @cached_property
    def at(self) -> str:
        """Server time as the tables keep it."""
        return self.now.isoformat(timespec="microseconds")

    def in_order(self) -> Acting:
        """The same at the time under which the book takes the act: inside ``db.transaction()``, before anything is written."""
        at = moment(self.at)
        return self if at == self.at else replace(self, now=datetime.fromisoformat(at))

    @property
    def carried(self) -> dict[str, Any]:
        """For the book: who brought it, where somebody did."""
        return {"brought_by": {"id": self.brought_by.id, "name": self.brought_by.name}} if self.brought_by else {}

    def must(self, right: str) -> None:
        """Raise Problem not_allowed (403) when the post lacks a right."""
        if not may(self.role, right):
            raise Problem("not_allowed")


def acting(person: Person, now: datetime) -> Acting:
    """The acting person of a signed-in account at a server time."""
    return Acting(person.id, person.name, person.role, person.area_id, person.unit_id, person.card_number, now)
