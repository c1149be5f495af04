"""Any bytes changed anywhere: reading and examining answer, and what they answer is within bounds."""

from __future__ import annotations

import io
import math
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence.photo_files import encoded, phone_jpeg, picture
from lantian.evidence.exif import REASONS, Claims, claims_of, read_claims
from lantian.evidence.picture import FAULTS, NOTES, examine
from lantian.evidence.sniff import ACCEPTED, HEAD_BYTES, sniff

PHOTO = phone_jpeg()
EXIF_END = PHOTO.index(b"\xff\xdb")
ROUNDS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RANGES = {
    "orientation": (1, 8),
    "lat": (-90, 90),
    "lon": (-180, 180),
    "img_direction_deg": (0, 360),
    "altitude_m": (-100_000, 100_000),
    "speed_kmh": (0, 2e5),
    "h_positioning_error_m": (0, 1e7),
}


def webp() -> bytes:
    exif = Image.Exif()
    exif[0x112] = 6
    return encoded(picture(), "WEBP", exif=exif)


OTHERS = {"image/png": encoded(picture(), "PNG"), "image/webp": webp()}


def changed(content: bytes, flips: list[tuple[int, int]]) -> bytes:
    damaged = bytearray(content)
    for at, bits in flips:
        damaged[at % len(damaged)] ^= bits
    return bytes(damaged)


def flips(size: int):
    return st.lists(st.tuples(st.integers(0, size - 1), st.integers(1, 255)), min_size=1, max_size=12)


def check(claims: Claims) -> None:
    for name, (low, high) in RANGES.items():
        value = getattr(claims, name)
        assert value is None or (math.isfinite(value) and low <= value <= high), name
    assert (claims.lat is None) == (claims.lon is None)
    assert {fault.reason for fault in claims.faults} <= set(REASONS)
    for name in ("make", "model", "software", "date_time_original", "sub_sec", "offset_time", "map_datum"):
        value = getattr(claims, name)
        assert value is None or (value.isprintable() and 0 < len(value) <= 255), name
    for moment in (claims.claimed_at, claims.gps_at):
        assert moment is None or moment.endswith("+00:00")


def check_examination(content: bytes, media_type: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo"
        path.write_bytes(content)
        found = examine(path, media_type, Path(folder) / "derived")
    check(found.claims)
    assert found.fault is None or found.fault in FAULTS
    assert set(found.notes) <= set(NOTES)
    assert (found.fault is None) <= (min(found.width_px or 0, found.height_px or 0) > 0)


@ROUNDS
@given(flips(EXIF_END))
def test_a_damaged_description_is_read_within_bounds(damage):
    check(read_claims(io.BytesIO(changed(PHOTO, damage)), "image/jpeg"))


@ROUNDS
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_as_claims_within_bounds(block):
    for content in (block, b"II*\0\x08\0\0\0" + block, b"MM\0*\0\0\0\x08" + block):
        check(claims_of(content, block))


@ROUNDS
@given(flips(len(PHOTO)))
def test_a_damaged_jpeg_is_examined(damage):
    check_examination(changed(PHOTO, damage), "image/jpeg")


@ROUNDS
@given(st.sampled_from(sorted(OTHERS)), flips(5000))
def test_a_damaged_png_or_webp_is_examined(media_type, damage):
    check_examination(changed(OTHERS[media_type], damage), media_type)


@ROUNDS
@given(st.integers(0, len(PHOTO)), st.binary(max_size=300))
def test_a_photo_continued_with_any_bytes_is_examined(cut, tail):
    check_examination(PHOTO[:cut] + tail, "image/jpeg")


@ROUNDS
@given(st.one_of(st.binary(max_size=HEAD_BYTES), flips(200).map(lambda damage: changed(PHOTO[:HEAD_BYTES], damage))))
def test_any_head_is_known_or_named(head):
    kind = sniff(head)
    assert kind.found
    assert kind.media_type is None or kind.media_type in ACCEPTED
