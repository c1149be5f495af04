"""Reading the claims of a JPEG made around one TIFF block, for the tests of claims."""

from __future__ import annotations

import io

from evidence.photo_files import jpeg, tiff, with_exif
from lantian.evidence.exif import REASONS, Claims, read_claims
from lantian.evidence.sniff import JPEG

CLEAN = jpeg()


def claims(block: bytes) -> Claims:
    return read_claims(io.BytesIO(with_exif(CLEAN, block)), JPEG)


def gps(*tags, **options) -> Claims:
    return claims(tiff(gps=list(tags), **options))


def faults(found: Claims) -> set[tuple[str, str]]:
    pairs = {(fault.tag, fault.reason) for fault in found.faults}
    assert {reason for _, reason in pairs} <= set(REASONS)
    return pairs
