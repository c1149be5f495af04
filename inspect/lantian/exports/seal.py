"""What lets a package be checked without us: receipts of what it holds, the public keys, the verifiers, the seal over every byte.

Owns the form of ``receipts.json``, ``keys.json`` and the seal; ``deploy/verifier`` reads them. Must not sign: the installation's
key is asked through ``ExportContext.sign``.
"""

from __future__ import annotations

import json
from typing import Any

from lantian.domain.casefile import CaseFile, CasePhoto, ExportContext
from lantian.domain.problems import Problem

from .archive import SEAL_BYTES, Body

MAGIC = "LANTIAN-SEAL-1"
KEYS, RECEIPTS, VERIFIERS = "keys.json", "receipts.json", "verify"
DATA_VERSION = 1


def seal(body: Body, context: ExportContext) -> bytes:
    """The last bytes of a package: a line each for mark, facts, key id, public key and signature; filled up with spaces."""
    signed = context.sign(
        kind="package",
        sha256=body.sha256,
        size_bytes=body.size_bytes,
        sums_sha256=body.sums_sha256,
        exported_at=context.exported_at,
        head_seq=context.head_seq,
        head_hash=context.head_hash,
    )
    public = next(key["public_key"] for key in context.public_keys if key["id"] == signed["key"])
    lines = (MAGIC, signed["text"], signed["key"], public, signed["signature"])
    return "".join(f"{line}\n" for line in lines).encode().ljust(SEAL_BYTES)


def keys_json(context: ExportContext) -> str:
    """The public keys, the retired ones too, as ``/api/keys`` gives them."""
    return _json({"keys": context.public_keys})


def receipts_json(case: CaseFile, names: list[str], context: ExportContext) -> str:
    """The receipts of a case's record and photos, each with the file it is for, and the keys, so that a photo and this file are
    enough. Issued anew from the stored rows (decision 0011); the signing key being the same, so is every byte of the receipt.

    Raises Problem export_record_altered when the book does not say the same of the record.
    """
    rows = [{"file": "record.json", **context.sign(**record_facts(case))}]
    named = zip(names, case.photos, strict=True)
    photos = [(photo, {"file": name, **context.sign(**photo_facts(photo))}) for name, photo in named]
    rows += [row for photo, row in photos if not photo.removed]
    whole: dict[str, Any] = {"data_version": DATA_VERSION, "keys": context.public_keys, "receipts": rows}
    # The receipts of originals that are gone stay, apart: there are no bytes to hold against them.
    gone = [row for photo, row in photos if photo.removed]
    return _json(whole | {"removed": gone} if gone else whole)


def photo_facts(photo: CasePhoto) -> dict[str, Any]:
    """What the phone's receipt for this photo said (docs/protocol.md, section 5)."""
    return {
        "kind": "photo",
        "id": photo.sha256,
        "sha256": photo.sha256,
        "size_bytes": photo.size_bytes,
        "seq": photo.received_seq,
        "received_at": photo.received_at,
    }


def record_facts(case: CaseFile) -> dict[str, Any]:
    """The record in its canonical form, as it is kept: kind ``record``, for the phone's receipt names the bytes as they came."""
    entry = next((entry for entry in case.story if entry["kind"] == "InspectionReceived"), None)
    if entry is None or entry["payload"].get("content_sha256") != case.record_sha256:
        raise Problem("export_record_altered", number=case.number)
    return {
        "kind": "record",
        "id": case.inspection_id,
        "sha256": case.record_sha256,
        "size_bytes": len(case.record_text.encode()),
        "seq": entry["seq"],
        "received_at": entry["recorded_at"],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
