"""What every act needs: who acts, when, and with which content and stores. Plain values handed down from web or cli."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.ledger.book import Actor

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

    @property
    def actor(self) -> Actor:
        """As the book names them."""
        return Actor(self.id, self.name)

    @cached_property
    def at(self) -> str:
        """Server time as the tables keep it."""
        return self.now.isoformat(timespec="microseconds")

    def must(self, right: str) -> None:
        """Raise Problem not_allowed (403) when the post lacks a right."""
        if not may(self.role, right):
            raise Problem("not_allowed")


def acting(person: Person, now: datetime) -> Acting:
    """The acting person of a signed-in account at a server time."""
    return Acting(person.id, person.name, person.role, person.area_id, person.unit_id, person.card_number, now)
