"""Small copies of a photo for screens: upright, sRGB, free of everything the file said about itself, marked derived.

Owns their sizes, names and making. They can be thrown away and made again at any time; nothing is ever proved with them.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageCms

from lantian.evidence.aside import written
from lantian.evidence.orientation import Size, upright
from lantian.evidence.storage import shard

KINDS = {"view": 1600, "thumb": 320}
"""Name of a copy and its longest side in pixels; a smaller photo is not enlarged."""

LONGEST_PX = max(KINDS.values())
QUALITY = 82
MAX_PROFILE_BYTES = 4 << 20
# Rows of the smaller picture made at a time.
_BAND = 32


def derived_path(derived_dir: Path, sha256: str, kind: str) -> Path:
    """Where the copy ``kind`` of an original lies. Raises KeyError for another kind, ValueError for another name."""
    KINDS[kind]
    return Path(derived_dir, shard(sha256), f"{sha256}.{kind}.jpg")


def remove_copies(derived_dir: Path, sha256: str) -> None:
    """Remove every copy made from an original, of whatever kind: all files of its name. Raises OSError."""
    for path in Path(derived_dir, shard(sha256)).glob(f"{sha256}.*"):
        path.unlink(missing_ok=True)


def fitted(size: Size, longest_px: int) -> Size:
    """``size`` brought down to ``longest_px`` on its longest side, in proportion, no side below 1, never enlarged."""
    scale = min(1, longest_px / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def view_of(
    image: Image.Image, orientation: int | None, icc_profile: bytes | None, longest_px: int = LONGEST_PX
) -> tuple[Image.Image, bool]:
    """The largest copy, from decoded pixels, and whether the colour profile could be used (True without one).

    Shrinks first: turning and colour conversion then touch 2 instead of 12 megapixels.
    """
    small = _shrunk(_continuous(image), longest_px)
    return _in_srgb(upright(small, orientation), icc_profile)


def write_copies(view: Image.Image, derived_dir: Path, sha256: str) -> tuple[str, ...]:
    """Write every kind from the largest copy; their names. Raises OSError."""
    for kind in KINDS:
        write_jpeg(view, kind, derived_path(derived_dir, sha256, kind), told_of(sha256, kind))
    return tuple(KINDS)


def write_jpeg(view: Image.Image, kind: str, path: Path, told: bytes) -> None:
    """Write the copy ``kind`` of a largest copy, with ``told`` as its JPEG comment and nothing else about it. A reader sees the
    whole copy or none; not synced, since it can be made again. Raises OSError."""
    small = _shrunk(view, KINDS[kind])
    small = small.copy() if small is view else small
    small.info = {}
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with written(path, mode=0o600) as file:
        small.save(file, "JPEG", quality=QUALITY, comment=told)


def told_of(sha256: str, what: str) -> bytes:
    """What a copy says of itself in its JPEG comment, the only thing it says: derived, ``what`` it is, of which original."""
    return f"Lantian derived copy ({what}), not the original. Original SHA-256 {sha256}.".encode()


def _continuous(image: Image.Image) -> Image.Image:
    """The same picture in a mode that can be shrunk: palettes and bitmaps expanded, 16 bits a pixel brought to 8
    (Pillow's own conversion cuts off at 255 and gives white)."""
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode == "PA":
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _shrunk(image: Image.Image, longest_px: int) -> Image.Image:
    """``reducing_gap=1``: averaged down to the next whole fraction, then interpolated, as a JPEG's ``draft`` does it; the
    customary 2 takes 100 ms more for 12 megapixels and shows no difference at this size."""
    size = fitted(image.size, longest_px)
    image = _in_bands(image, max(image.size) // longest_px) if image.mode in ("RGBA", "LA") else image
    return image if size == image.size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=1.0)


def _in_bands(image: Image.Image, factor: int) -> Image.Image:
    """``factor`` by ``factor`` pixels averaged to one. Of a transparent picture Pillow first makes a copy multiplied by its
    transparency: here of one band at a time, instead of 200 MB for 50 megapixels."""
    if factor <= 1:
        return image
    small = Image.new(image.mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, _BAND * factor):
        band = image.crop((0, top, image.width, min(image.height, top + _BAND * factor)))
        small.paste(band.reduce(factor), (0, top // factor))
    return small


def _in_srgb(image: Image.Image, icc_profile: bytes | None) -> tuple[Image.Image, bool]:
    """sRGB without transparency: a signature in black on nothing is shown on white, not on black."""
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    opaque = image if alpha is None else image.convert("RGB" if len(image.getbands()) > 2 else "L")
    converted = _through_profile(opaque, icc_profile) if icc_profile else None
    colour = converted or opaque.convert("RGB")
    if alpha is not None:
        colour = Image.composite(colour, Image.new("RGB", colour.size, "white"), alpha)
    return colour, converted is not None or not icc_profile


def _through_profile(image: Image.Image, icc_profile: bytes) -> Image.Image | None:
    """The picture converted from its profile to sRGB; None when the profile is broken or for other colours."""
    if len(icc_profile) > MAX_PROFILE_BYTES:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        if image.mode == "RGB" and ImageCms.getProfileDescription(source).startswith("sRGB"):
            return image
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
