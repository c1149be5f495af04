"""Entries bent to what nobody can read are named, and nothing is hidden by them."""

from __future__ import annotations

import sqlite3

import pytest

from lantian.ledger.verify import UNREADABLE

KINDS = (
    "PhotoReceived", "InspectionReceived", "ViolationReported", "Confirmed", "RectificationOrdered", "RectificationReported",
    "CaseExported", "PhotoLikenessFound", "PhotoRedacted", "OriginalRemovalRequested", "OriginalRemovalApproved",
    "OriginalRemovalRejected", "OriginalRemoved", "RedactionLifted",
)  # fmt: skip
BENT = (
    "payload || 'x'",
    "'[]'",
    """'{"findings":3,"originals":[],"photos":7,"request":[1],"rows":{},"version":{}}'""",
    "replace(hex(zeroblob(3000)), '00', '[')",
)


def test_every_kind_of_entry_of_this_ledger_is_bent_below(original):
    source = sqlite3.connect(original / "lantian.db")
    assert {kind for (kind,) in source.execute("SELECT kind FROM ledger_entry")} == set(KINDS)
    source.close()


@pytest.mark.parametrize("payload", BENT, ids=["one byte more", "a list", "other types", "nested too deep"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_any_kind_bent_to_what_nobody_can_read_is_named_and_stops_nothing(copy, kind, payload):
    changed, named = copy(f"UPDATE ledger_entry SET payload = {payload} WHERE kind = '{kind}'")
    assert changed
    assert "book" in named
    assert UNREADABLE not in copy.messages
