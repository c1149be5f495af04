"""All tables in one place, in the order in which they are made.

In the files named here each column has a comment above it: what it means, who writes it, why it may be null. No behaviour. Times
are UTC ISO-8601 text (``2026-11-21T02:03:04.000000+00:00``), dates ``YYYY-MM-DD`` in Asia/Shanghai. Positions are WGS-84
degrees. JSON columns hold canonical JSON text. Long texts stand last in their table: SQLite reads through them to what is behind.
"""

from __future__ import annotations

from .table_base import JsonField, Table
from .table_desk import ExportFile, ExportJob, ExportOriginal, ListPreference, SavedView
from .table_lines import Act, Counter, EvidencePhoto, Violation, ViolationText
from .table_people import Area, AreaPerson, Device, Person, Site, StampTemplate, Unit
from .table_photos import PhotoLikeness, PhotoMark, PhotoMarking, PhotoPrint, PhotoRemoval
from .table_records import Answer, Inspection, LedgerEntry, Photo, PhotoReceipt

TABLES: list[type[Table]] = [
    Area,
    AreaPerson,
    Unit,
    StampTemplate,
    Person,
    Device,
    Site,
    LedgerEntry,
    Photo,
    PhotoMarking,
    PhotoReceipt,
    Inspection,
    Answer,
    Violation,
    ViolationText,
    EvidencePhoto,
    PhotoPrint,
    PhotoMark,
    PhotoLikeness,
    Act,
    Counter,
    ExportFile,
    ExportOriginal,
    PhotoRemoval,
    ExportJob,
    SavedView,
    ListPreference,
]

__all__ = [
    "TABLES",
    "Act",
    "Answer",
    "Area",
    "AreaPerson",
    "Counter",
    "Device",
    "EvidencePhoto",
    "ExportFile",
    "ExportJob",
    "ExportOriginal",
    "Inspection",
    "JsonField",
    "LedgerEntry",
    "ListPreference",
    "Person",
    "Photo",
    "PhotoLikeness",
    "PhotoMark",
    "PhotoMarking",
    "PhotoPrint",
    "PhotoReceipt",
    "PhotoRemoval",
    "SavedView",
    "Site",
    "StampTemplate",
    "Table",
    "Unit",
    "Violation",
    "ViolationText",
]
