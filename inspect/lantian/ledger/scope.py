"""What a person may see: their area and all below it. The one place that turns an area into a condition of a query.

Called by every query that shows rows. Must not know tables or roles. Containment of plain values is ``domain.area.contains``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lantian.domain.area import upper_bound

if TYPE_CHECKING:
    from peewee import Expression, Field


def within(column: Field, scope: str) -> Expression:
    """Rows whose area code lies in ``scope``, as a range that an index can answer (a LIKE cannot on every collation).

    Raises ValueError for an empty or misshapen scope, so that a missing area never means the whole country.
    """
    return (column >= scope) & (column < upper_bound(scope))

