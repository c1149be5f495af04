"""0013: who sent a photo for a record; of before the first sender of the photo is taken."""

from __future__ import annotations

from playhouse.migrations import Runner

import people as folk
from lantian.ledger import db, records, schema

NAME = "0013_photo_sender"
HASH = "a" * 64


def test_what_was_on_its_way_before_is_still_its_senders(migrated):
    with db.transaction():
        li = folk.settle()["li"].id
        records.add_photo(sha256=HASH, size_bytes=1, media_type="image/jpeg", at=folk.NOW, by=li, seq=1)
        records.acknowledge("record", HASH, folk.NOW, li)
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down(NAME)
    assert NAME in schema.migrate()
    assert db.database.execute_sql("SELECT received_by FROM photo_receipt").fetchone() == (li,)
