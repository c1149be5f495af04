"""Drop the indexes that another one begins with: every record paid for each of them, and no question used them."""

from __future__ import annotations

# Index → table and column, to make it again.
INDEXES = {
    "answer_inspection_id": ("answer", "inspection_id"),
    "inspection_site_id": ("inspection", "site_id"),
    "inspection_area_code": ("inspection", "area_code"),
    "evidence_photo_inspection_id": ("evidence_photo", "inspection_id"),
    "evidence_photo_violation_id": ("evidence_photo", "violation_id"),
}


def up(migrator, db):
    """Drop them."""
    for name in INDEXES:
        db.execute_sql(f'DROP INDEX "{name}"')


def down(migrator, db):
    """Make them again."""
    for name, (table, column) in INDEXES.items():
        db.execute_sql(f'CREATE INDEX "{name}" ON "{table}" ("{column}")')
