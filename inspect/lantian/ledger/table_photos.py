"""What is known of photos beyond their receipt: markings, removal by law, marks of the same shot. Columns: see ``models``."""

from __future__ import annotations

from typing import Any

from peewee import AutoField, BooleanField, CharField, CompositeKey, ForeignKeyField, IntegerField, TextField

from .db import is_postgresql
from .table_base import JsonField, Table
from .table_lines import EvidencePhoto
from .table_people import Person
from .table_records import Photo


class PhotoMarking(Table):
    """One version of what is drawn onto the copies of a photo (遮盖与标注); the highest version stands. Rows never change."""

    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256", index=False)
    # 1, 2, 3 … per photo.
    version = IntegerField()
    # SHA-256 of the recipe's canonical JSON, as the entry of the book names it.
    recipe_sha256 = CharField(64)
    # Whether something is hidden: then the original is sealed.
    redacts = BooleanField()
    made_at = CharField(32)
    made_by = ForeignKeyField(Person, index=False)
    # Its entry in the book.
    seq = IntegerField()
    # {"shapes": […]} of domain.marking; empty shapes take all markings away.
    recipe = JsonField()

    class Meta:
        indexes = ((("photo", "version"), True),)


class PhotoRemoval(Table):
    """A request to remove an original as the law requires (移除原件), its decision and its doing; each an entry in the book."""

    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256")
    # Key of domain.removal.GROUNDS, number of the paper that orders it, and why.
    ground = CharField(20)
    document = CharField(120)
    reason = TextField()
    requested_by = ForeignKeyField(Person, index=False)
    requested_at = CharField(32)
    requested_seq = IntegerField(unique=True)
    # '' while it waits, 'approved' or 'rejected'; by a second person; what that person wrote. Null or '' before.
    verdict = CharField(10, default="")
    decided_by = ForeignKeyField(Person, null=True, index=False)
    decided_at = CharField(32, null=True)
    decided_seq = IntegerField(null=True)
    remark = TextField(default="")
    # When the bytes were gone, and its entry; null before.
    removed_at = CharField(32, null=True)
    removed_seq = IntegerField(null=True)


class PhotoPrint(Table):
    """A photo whose marks lie in the index (画面特征); its number stands for it there."""

    id = AutoField()
    photo = ForeignKeyField(Photo, column_name="sha256", unique=True)


class PhotoMark(Table):
    """One mark of a photo: how pictures with the same shot are found without looking at all. Derived, not in the book."""

    @classmethod
    def create_table(cls, *arguments: Any, **options: Any) -> None:
        """On SQLite the rows lie in their key: half the space."""
        cls._meta.without_rowid = not is_postgresql()
        super().create_table(*arguments, **options)

    # Key of evidence.marks; a key that very many photos have is not kept further.
    key = IntegerField()
    # Number of the PhotoPrint.
    print_id = IntegerField()
    # Place in the picture: y · 1024 + x.
    at = IntegerField()

    class Meta:
        primary_key = CompositeKey("key", "print_id", "at")


class PhotoLikeness(Table):
    """Two photos of the ledger that show one shot (照片雷同): a question to the reviewer, with its entry in the book."""

    id = AutoField()
    # The later one, and the earlier one it is like.
    this = ForeignKeyField(EvidencePhoto, index=False)
    that = ForeignKeyField(EvidencePhoto)
    # Key of domain.likeness.KINDS.
    kind = CharField(12)
    # Share of the picture that agrees, in thousandths.
    score = IntegerField()
    found_at = CharField(32)
    # Entry of the book.
    seq = IntegerField()

    class Meta:
        indexes = ((("this", "that"), True),)
