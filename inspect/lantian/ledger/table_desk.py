"""What the desk keeps: exports, saved lists, choices of columns. How columns are written: see ``models``."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, CharField, CompositeKey, ForeignKeyField, IntegerField

from .table_base import JsonField, Table
from .table_people import Person
from .table_records import Photo


class ExportFile(Table):
    """One finished export, so that the book's digest can be tied to a file name."""

    id = AutoField()
    # Entry of the book.
    seq = IntegerField(unique=True)
    writer = CharField(20)
    filters = JsonField()
    row_count = IntegerField()
    sha256 = CharField(64)
    exported_by = ForeignKeyField(Person)
    exported_at = CharField(32)


class ExportOriginal(Table):
    """That an export carried an original out: who had which original can be asked without opening the exports."""

    photo = ForeignKeyField(Photo, column_name="sha256", index=False)
    # Entry ``CaseExported`` of the book, which holds a digest over all originals of the export.
    seq = IntegerField(index=True)

    class Meta:
        primary_key = CompositeKey("photo", "seq")


class ExportJob(Table):
    """A file somebody asked for (导出任务): waits, is made by the worker, lies ready for that person alone, is swept away.

    No part of the book: what counts is the entry ``CaseExported``, written in the transaction that turns a job to 'done'.
    """

    # UUID; also the name of the file on the shelf of exports.
    id = CharField(36, primary_key=True)
    requested_by = ForeignKeyField(Person, index=False)
    requested_at = CharField(32)
    # Key of exports.writer.WRITERS, what a list was narrowed to as its address line says it, and a key of worklist.ORDERS.
    writer = CharField(20)
    filters = JsonField()
    sort = CharField(12)
    # {"thumbnails": true}: choices of the writer; empty for none.
    options = JsonField()
    # Language of the file, and the site's address in its links (https://…, no slash at the end).
    language = CharField(5)
    address = CharField(200)
    # 'waiting', 'running', 'done', 'failed', 'cancelled'.
    state = CharField(10)
    # How often the worker began it; a job that takes the worker down each time is given up.
    attempts = IntegerField(default=0)
    # Area whose rows the file holds: that of the person when it was made; empty before.
    scope = CharField(12, default="")
    # How far it is: rows written of rows there are, and 'rows' or 'packing'.
    done_rows = IntegerField(default=0)
    total_rows = IntegerField(default=0)
    phase = CharField(10, default="")
    started_at = CharField(32, null=True)
    # When the worker last said that it is at it.
    beat_at = CharField(32, null=True)
    # When it was done, failed or cancelled.
    finished_at = CharField(32, null=True)
    # When the file goes; null unless done.
    expires_at = CharField(32, null=True)
    # What the file is called when fetched, its length, its digest, its entry in the book; empty or null unless done.
    file_name = CharField(80, default="")
    size_bytes = BigIntegerField(null=True)
    sha256 = CharField(64, default="")
    seq = IntegerField(null=True)
    # {"code": …, "params": …} of domain.problems when failed; null otherwise.
    fault = JsonField(null=True)

    class Meta:
        indexes = ((("requested_by", "requested_at"), False), (("state", "requested_at"), False))


class SavedView(Table):
    """A work list kept under a name (常用列表): its address line and its columns."""

    id = AutoField()
    # The key of names serves it.
    person = ForeignKeyField(Person, index=False)
    name = CharField(40)
    # The address line as {key: text}, ``order`` among them.
    args = JsonField()
    # Keys of the columns; empty for the reader's own choice.
    columns = JsonField()
    # Who else sees it: '' nobody, 'unit' the owner's office, 'area' everybody in the owner's area.
    shared = CharField(5, default="")
    saved_at = CharField(32)

    class Meta:
        indexes = ((("person", "name"), True),)


class ListPreference(Table):
    """Which columns of the work list a person sees; no row for the usual ones."""

    person = ForeignKeyField(Person, primary_key=True)
    columns = JsonField()
