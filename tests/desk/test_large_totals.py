"""Large totals are written in groups of three digits everywhere, so that 1,201 is not read as 12,001."""

from __future__ import annotations

import re

import pytest

from desk.press import text_of
from lantian.ledger import db, models

LINES = 1200
# One line of a real record, many times over.
MANY = """
WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {lines})
INSERT INTO violation ({names}) SELECT {values} FROM violation v CROSS JOIN copy
"""


@pytest.fixture
def many(desk, sign_in):
    """A ledger of 1,201 lines."""
    desk.report(sign_in("li"))
    own = {"number": "'410302-2026-9' || printf('%05d', n)", "item_id": "'x' || n"}
    names = [field.column_name for field in models.Violation._meta.sorted_fields if field.column_name != "id"]
    with db.connection():
        values = ", ".join(own.get(name, f"v.{name}") for name in names)
        db.database.execute_sql(MANY.format(lines=LINES, names=", ".join(names), values=values))


@pytest.mark.parametrize("address", ["/s/?state=all", "/ledger/map?state=all"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_of_more_than_a_thousand_lines_is_counted_in_groups(many, sign_in, address, language):
    words = text_of(sign_in("wang", language=language).get(address))
    assert "1,201" in words
    assert not re.search(r"(?<![\d-])1201(?!\d)", words)
