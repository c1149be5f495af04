"""The work list: the words a line is found by, saved views, chosen columns, and an index that covers every filter.

The words stand in a table of their own because a search through the rows read their law texts along: 0.85 s on 11,000 lines,
against 8 ms. Triggers fill it, so that no act and no import can forget to.
"""

from peewee import AutoField, CharField, ForeignKeyField, Model, PostgresqlDatabase, TextField


class Table(Model):
    class Meta:
        legacy_table_names = False


class Person(Table):
    id = AutoField()


class Violation(Table):
    id = AutoField()


class ViolationText(Table):
    violation = ForeignKeyField(Violation, primary_key=True, on_delete="CASCADE")
    party = TextField()
    words = TextField()


class SavedView(Table):
    id = AutoField()
    person = ForeignKeyField(Person, index=False)
    name = CharField(40)
    args = TextField()
    columns = TextField()
    shared = CharField(5, default="")
    saved_at = CharField(32)

    class Meta:
        indexes = ((("person", "name"), True),)


class ListPreference(Table):
    person = ForeignKeyField(Person, primary_key=True)
    columns = TextField()


TABLES = [ViolationText, SavedView, ListPreference]

COVERED = (
    "area_code, state, checklist_id, reported_at, due_on, act_on, last_seq, severity, origin",
    "area_code, state, checklist_id, reported_at, due_on, act_on, last_seq, severity, origin, item_id, found_by, site_id",
)
INDEXES = tuple("violation_area_code_state_checklist_id_reported_at_due_o_" + end for end in ("9554d35", "b1429c2"))

# char(10) between the parts: a search holds no line break, so no match spans two parts.
WORDS = """
INSERT INTO violation_text (violation_id, party, words)
SELECT v.id, {party}, {words} FROM violation v JOIN site s ON s.id = v.site_id JOIN inspection i ON i.id = v.inspection_id
WHERE {which}
ON CONFLICT (violation_id) DO UPDATE SET party = excluded.party, words = excluded.words
"""


def _words(which, postgresql):
    line_break = "chr(10)" if postgresql else "char(10)"
    said = [
        f"COALESCE(i.party::json ->> '{key}', '')" if postgresql else f"COALESCE(json_extract(i.party, '$.{key}'), '')"
        for key in ("name", "uscc")
    ]
    party = f" || {line_break} || ".join(["s.party", "s.uscc", *said])
    own = ["v.number", "v.title", "v.title_en", "v.note", "s.name", "s.address"]
    words = f" || {line_break} || ".join([*own, party])
    return WORDS.format(party=party, words=words, which=which).strip()


LINE_COLUMNS = "number, title, title_en, note, site_id, inspection_id"
SITE_COLUMNS = "name, address, party, uscc"
TRIGGERS = {"violation_words_added": "violation", "violation_words_changed": "violation", "site_words_changed": "site"}


def _sqlite_triggers():
    of_line, of_site = _words("v.id = NEW.id", False), _words("v.site_id = NEW.id", False)
    return [
        f"CREATE TRIGGER violation_words_added AFTER INSERT ON violation BEGIN {of_line}; END",
        f"CREATE TRIGGER violation_words_changed AFTER UPDATE OF {LINE_COLUMNS} ON violation BEGIN {of_line}; END",
        f"CREATE TRIGGER site_words_changed AFTER UPDATE OF {SITE_COLUMNS} ON site BEGIN {of_site}; END",
    ]


def _postgresql_triggers():
    function = "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
    trigger = "CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
    return [
        function.format(name="violation_words", body=_words("v.id = NEW.id", True)),
        function.format(name="site_words", body=_words("v.site_id = NEW.id", True)),
        trigger.format(name="violation_words_added", when="INSERT", table="violation", function="violation_words"),
        trigger.format(
            name="violation_words_changed", when=f"UPDATE OF {LINE_COLUMNS}", table="violation", function="violation_words"
        ),
        trigger.format(name="site_words_changed", when=f"UPDATE OF {SITE_COLUMNS}", table="site", function="site_words"),
    ]


def _change_index(db, before, after):
    db.execute_sql(f"DROP INDEX {INDEXES[before]}")
    db.execute_sql(f"CREATE INDEX {INDEXES[after]} ON violation ({COVERED[after]})")


def up(migrator, db):
    """Make the tables, fill in the words of all lines there are, set the triggers, and widen the index."""
    postgresql = isinstance(db, PostgresqlDatabase)
    with db.bind_ctx([*TABLES, Person, Violation]):
        db.create_tables(TABLES, safe=False)
    for statement in (_words("true", postgresql), *(_postgresql_triggers() if postgresql else _sqlite_triggers())):
        db.execute_sql(statement)
    _change_index(db, 0, 1)


def down(migrator, db):
    """Take it all back; saved views are lost, the words can be made again."""
    postgresql = isinstance(db, PostgresqlDatabase)
    for name, table in TRIGGERS.items():
        db.execute_sql(f"DROP TRIGGER {name} ON {table}" if postgresql else f"DROP TRIGGER {name}")
    for name in ("violation_words", "site_words") if postgresql else ():
        db.execute_sql(f"DROP FUNCTION {name}()")
    with db.bind_ctx([*TABLES, Person, Violation]):
        db.drop_tables(TABLES)
    _change_index(db, 1, 0)
