"""What a line repeats of its visits, and the photos that hang on it, with the entries of today and of earlier versions."""

from __future__ import annotations

import json
import sqlite3

import pytest

import people as folk
from lantian.ledger.book import canonical
from lantian.ledger.digests import frozen_sha256
from lantian.ledger.verify_book import NO_GUARD, WRONG_HASH

LINE = "(SELECT MIN(rowid) FROM violation)"


@pytest.mark.parametrize(
    ("column", "value"),
    [("site_id", f"'{folk.SITE_XIGONG}'"), ("act_on", "'2026-01-01'"), ("found_by", "'[]'"), ("area_code", "'410303'"),
     ("unit_id", "unit_id + 1"), ("checklist_id", "'open_burning'")],
)  # fmt: skip
def test_what_a_line_repeats_of_its_visit_is_proven_without_a_seal_too(copy, column, value):
    """Entries of before this version carry ``frozen_sha256`` or nothing; the visit is proven by itself."""
    unseal = "UPDATE ledger_entry SET payload = replace(payload, 'fixed_sha256', 'nothing_of_it')"
    changed, named = copy(f"UPDATE violation SET {column} = {value} WHERE rowid = {LINE}", unseal)
    assert changed > 1
    assert "line_columns" in named


def test_lines_and_records_of_before_this_version_hold(original, copy):
    """As older entries were: the seal over four columns, no area, no unit, no mark beside the limit."""
    _changed, named = copy(*older(original))
    assert named == {"book"}, "the entries were changed by hand here; nothing else is"
    assert copy.messages <= {NO_GUARD, WRONG_HASH}


def older(path):
    """Statements that take out of the entries what this version added."""
    from lantian.ledger.digests import FROZEN

    source = sqlite3.connect(path / "lantian.db")
    source.row_factory = sqlite3.Row
    lines = {row["number"]: dict(row) | {"bases": json.loads(row["bases"])} for row in source.execute("SELECT * FROM violation")}
    said = list(source.execute("SELECT seq, subject_id, payload FROM ledger_entry"))
    source.close()
    for seq, subject, text in said:
        payload = json.loads(text)
        if payload.pop("fixed_sha256", None):
            kept = {name: bool(lines[subject][name]) if name == "order_only" else lines[subject][name] for name in FROZEN}
            payload["frozen_sha256"] = frozen_sha256(kept)
        for name in ("area", "unit", "due_provisional"):
            payload.pop(name, None)
        text = canonical(payload).replace("'", "''")
        yield f"UPDATE ledger_entry SET payload = '{text}' WHERE seq = {seq}"


@pytest.mark.parametrize("photo", ["NULL", "(SELECT MIN(id) FROM violation WHERE id <> violation_id)"])
def test_a_photo_of_a_record_taken_off_its_line_or_hung_on_another_is_named(copy, photo):
    first = "(SELECT MIN(id) FROM evidence_photo WHERE violation_id IS NOT NULL)"
    changed, named = copy(f"UPDATE evidence_photo SET violation_id = {photo} WHERE id = {first}")
    assert (changed, named) == (1, {"record_columns"})
