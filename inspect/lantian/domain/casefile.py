"""What leaves with an export: one violation with all that penalty processing needs, as plain values.

Filled by ``ledger.queries``, written by ``exports``. Holds no behaviour beyond small derived words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .marking import NONE, Marking


@dataclass(frozen=True)
class CasePhoto:
    """One photo in its place; ``sha256`` names the original."""

    sha256: str
    size_bytes: int
    media_type: str
    role: str
    item_id: str | None
    taken_at: str
    received_at: str
    received_seq: int
    source: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    altitude_m: float | None
    heading_deg: float | None
    fix_at: str | None
    no_fix_reason: str
    distance_m: float | None
    caption: str
    fault: str
    # Entry of the later act it came with; None for a photo of the record itself.
    act_seq: int | None = None
    # Why the original is no longer there, as the law required, in one Chinese sentence; '' for every other photo.
    removed: str = ""
    # What is hidden and pointed at on its copies.
    marking: Marking = NONE
    # Where the camera looked by the phone's compass, and its source.
    compass_deg: float | None = None
    compass_source: str = ""


@dataclass(frozen=True)
class CaseAnswer:
    """One answer of the record, in order."""

    item_id: str
    value: Any
    note: str
    sub_checks: list[str]
    corrected: bool


@dataclass(frozen=True)
class CaseFile:
    """One line of the ledger with its record, photos and history."""

    number: str
    origin: str
    state: str
    severity: str
    title: str
    title_en: str
    item_id: str
    note: str
    corrected_on_site: bool
    act_on: str
    reported_at: str
    due_on: str | None
    due_provisional: bool
    department: str
    area_code: str
    area_name: str
    county_name: str
    unit_name: str
    site_id: str
    site_name: str
    site_kind: str
    site_address: str
    site_lat: float | None
    site_lon: float | None
    party: dict[str, Any]
    site_party: str
    site_uscc: str
    inspection_id: str
    inspection_kind: str
    inspection_type: str
    checklist_id: str
    checklist_version: str
    checklist_hash: str
    officers: list[dict[str, Any]]
    started_at: str
    finished_at: str
    received_at: str
    clock_doubt: str
    header: dict[str, str]
    bases: list[dict[str, Any]]
    basis_id: str
    chain: list[dict[str, str]]
    last_seq: int
    record_text: str = ""
    record_sha256: str = ""
    answers: list[CaseAnswer] = field(default_factory=list)
    photos: list[CasePhoto] = field(default_factory=list)
    story: list[dict[str, Any]] = field(default_factory=list)
    recorder_id: int | None = None
    recorder_name: str = ""
    # 执法证号 by person, of recorder and of those who acted later, from the register; empty for a table.
    cards: dict[int, str] = field(default_factory=dict)

    @property
    def is_lead(self) -> bool:
        """Whether this is only a lead (线索) and so no evidence for a penalty."""
        return self.origin == "lead"


@dataclass(frozen=True)
class StampedCopy:
    """A stamped copy (水印副本) as JPEG bytes, or the reason (msgid) why there is none."""

    content: bytes = b""
    reason: str = ""

    @property
    def sha256(self) -> str:
        """SHA-256 of the copy itself, not of its original."""
        return hashlib.sha256(self.content).hexdigest()


NOT_STAMPED = "此次导出没有制作水印副本"


@contextmanager
def no_stamps() -> Iterator[Callable[[CaseFile, CasePhoto], StampedCopy]]:
    """Stands where an export makes no stamped copies: each has this as its reason."""
    yield lambda _case, _photo: StampedCopy(reason=NOT_STAMPED)


def no_key(**facts: Any) -> dict[str, str]:
    """Stands where an export has no key to sign with. Raises RuntimeError."""
    raise RuntimeError("this export was given no key to sign with")


@dataclass(frozen=True)
class ExportContext:
    """What a writer may know beside the cases: who, when, which filters, the book's head, and how to open an original."""

    exporter: str
    exported_at: str
    filters: list[tuple[str, str]]
    row_count: int
    head_seq: int
    head_hash: str
    translate: Callable[[str], str]
    language: str
    site_kind_name: Callable[[str], str]
    department_name: Callable[[str], str]
    checklist_name: Callable[[str], str]
    header_name: Callable[[str], str]
    item_name: Callable[[str, str], str]
    # Address of a visit's page by the visit's id, and of a line's page by its number.
    record_link: Callable[[str], str]
    violation_link: Callable[[str], str]
    open_original: Callable[[str], BinaryIO]
    # Criterion of an item in the version of the checklist that was answered: (checklist, version, hash, item); '' when unknown.
    criterion: Callable[[str, str, str, str], str] = lambda *_item: ""
    exporter_unit: str = ""
    # Address of the list that these rows are.
    list_link: str = ""
    # Address of the public page with the keys, /verify without an address.
    verify_link: str = "/verify"
    # Folder for working files, which may become large; None for the system's own, which may lie in memory.
    work_dir: Path | None = None
    # Whether a table shows small pictures, and the file of one; None where there is none (yet).
    thumbnails: bool = False
    thumbnail: Callable[[str], Path | None] = lambda _sha256: None
    # Gives, for the time of one export, what makes the stamped copy of one photo.
    stamping: Callable[[], AbstractContextManager[Callable[[CaseFile, CasePhoto], StampedCopy]]] = no_stamps
    # The marked copy of a photo (its hash, its marking, 'view' or 'thumb'); None while it cannot be made.
    marked: Callable[[str, Marking, str], Path | None] = lambda _sha256, _marking, _kind: None
    # Signs facts with the installation's key: {text, key, signature}; the public keys, as plain values, the retired ones too.
    sign: Callable[..., dict[str, str]] = no_key
    public_keys: tuple[dict[str, Any], ...] = ()
    # The programs that check a package without us, by file name.
    verifiers: dict[str, bytes] = field(default_factory=dict)

    @property
    def key_ids(self) -> str:
        """The ids of the keys in use, those of retired ones left out."""
        return ", ".join(key["id"] for key in self.public_keys if key.get("retired_at") is None)
