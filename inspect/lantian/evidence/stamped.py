"""One stamped copy (水印副本) of a kept original, as JPEG bytes: opened within the limits, upright, in sRGB, stamped.

Owns size and quality of these copies and why there is none. Meant to run in the examiner's child (``examiner.run``): it decodes
whatever a phone sent. The same order gives the same bytes with the same libraries and font, so that a copy can be made again and
compared by its hash. Never touches the original.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import Image

from lantian.domain.marking import NONE, Marking
from lantian.domain.moments import local_time
from lantian.evidence.derived import fitted, view_of
from lantian.evidence.exif import read_claims
from lantian.evidence.fonts import Face
from lantian.evidence.layout import file_bytes, read_layout
from lantian.evidence.marking import render
from lantian.evidence.opened import open_picture
from lantian.evidence.picture import pixels_allowed
from lantian.evidence.stamp import Line, stamped
from lantian.evidence.stamp_exif import Origin, exif_of, xmp_of

LONGEST_PX = 4096
"""Longest side of the picture in a stamped copy: a phone's 12 megapixels (4032) whole, larger ones reduced."""

QUALITY = 88


@dataclass(frozen=True)
class Order:
    """A stamped copy as it is wanted; plain values, for it goes to another process."""

    path: Path
    media_type: str
    origin: Origin
    lines: tuple[Line, ...]
    mark: str
    position: str
    size: str
    face: Face
    marking: Marking = NONE


@dataclass(frozen=True)
class Made:
    """The copy, or a key of ``picture.FAULTS`` that says why there is none."""

    content: bytes = b""
    fault: str = ""


def make(order: Order) -> Made:
    """Make the copy. Never raises for what is in the file."""
    try:
        with file_bytes(order.path) as data:
            if hashlib.sha256(data).hexdigest() != order.origin.sha256:
                return Made(fault="altered")
            is_cut = read_layout(data, order.media_type).is_cut
        return _made(order, is_cut)
    except FileNotFoundError:
        return Made(fault="missing")
    except MemoryError:
        return Made(fault="too_much_memory")
    except Image.DecompressionBombError:
        return Made(fault="too_many_pixels")
    except Exception:  # noqa: BLE001 - decoders raise a dozen kinds for broken files, and every one means the same
        return Made(fault="unreadable")


def _made(order: Order, is_cut: bool) -> Made:
    orientation = read_claims(order.path, order.media_type).orientation
    opened = open_picture(order.path, order.media_type, orientation, add_end=is_cut)
    if not pixels_allowed(opened.stored_size, order.media_type):
        return Made(fault="too_many_pixels")
    image = opened.decode(fitted(opened.stored_size, LONGEST_PX))
    upright, _profile_used = view_of(image, opened.orientation, opened.icc_profile, LONGEST_PX)
    # What is hidden is hidden before anything else is drawn: this copy is made from the original.
    upright = render(upright, order.marking)
    return Made(encoded(stamped(upright, order.lines, order.mark, order.position, order.size, order.face), order.origin))


def encoded(picture: Image.Image, origin: Origin) -> bytes:
    """The picture as a JPEG that says what it is."""
    out, taken = io.BytesIO(), local_time(datetime.fromisoformat(origin.taken_at))
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    bare.save(out, "JPEG", quality=QUALITY, exif=exif_of(origin, taken), xmp=xmp_of(origin))
    return out.getvalue()
