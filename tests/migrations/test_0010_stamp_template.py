"""0010: the templates of stamps go and come back; without one of its own a unit has the default."""

from __future__ import annotations

from playhouse.migrations import Runner

import people as folk
from lantian.domain.stamp import DEFAULT, Template
from lantian.ledger import db, schema, stamp_templates


def test_it_goes_and_comes_back(migrated):
    unit = folk.settle()["li"].unit
    assert stamp_templates.of_unit(unit.id) == DEFAULT
    for template in (Template(("time",), "top", "s"), Template(("site", "time"))):
        stamp_templates.keep(unit.id, template)
        assert stamp_templates.by_unit_name() == {unit.name: template}
    Runner(db.database.obj, directory=str(schema.MIGRATIONS)).down("0010_stamp_template")
    assert "stamp_template" not in db.database.get_tables()
    assert "0010_stamp_template" in schema.migrate()
    assert stamp_templates.of_unit(unit.id) == DEFAULT
