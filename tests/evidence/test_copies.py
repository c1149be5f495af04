"""Copies for screens: upright once, in true colours, on white, the right size, and silent."""

from __future__ import annotations

import io
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw

from evidence.photo_files import ASCII, SHORT, encoded, jpeg, picture, png_chunk, tiff, with_app1, with_exif
from lantian.evidence.derived import KINDS, derived_path
from lantian.evidence.heif import HeifPicture
from lantian.evidence.picture import Examination, examine

CORNERS = {"top left": (0.1, 0.1), "top right": (0.9, 0.1), "bottom left": (0.1, 0.9), "bottom right": (0.9, 0.9)}


@pytest.fixture
def shown(keep, derived_dir):
    """Examines a file and gives what was found and its view."""

    def look(content: bytes, media_type: str = "image/jpeg") -> tuple[Examination, Image.Image]:
        found = examine(keep(content), media_type, derived_dir)
        assert found.fault is None
        with Image.open(derived_path(derived_dir, found.sha256, "view")) as view:
            return found, view.copy()

    return look


def at(image: Image.Image, corner: str) -> tuple[int, ...]:
    x, y = CORNERS[corner]
    return image.getpixel((int(x * image.width), int(y * image.height)))


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


# Which method of Pillow stores the upright picture the way a camera with this orientation does.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_is_turned_upright_once(shown, form, orientation):
    upright = picture(80, 50)
    stored = upright if STORED[orientation] is None else upright.transpose(STORED[orientation])
    exif = Image.Exif()
    exif[0x112] = orientation
    found, view = shown(encoded(stored, form, exif=exif, quality=95), f"image/{form.lower()}")
    assert (found.width_px, found.height_px) == view.size == (80, 50)
    assert (found.stored_width_px, found.stored_height_px) == stored.size
    for corner in CORNERS:
        assert near(at(view, corner), at(upright, corner)), corner


@pytest.mark.parametrize("orientation", [0, 9, 60000])
def test_an_impossible_orientation_turns_nothing(shown, orientation):
    _, view = shown(with_exif(jpeg(80, 50), tiff(ifd0=[(0x112, SHORT, [orientation])])))
    assert view.size == (80, 50)


def test_an_orientation_in_the_xmp_packet_turns_nothing(shown):
    packet = b'http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation="6"/>'
    assert shown(with_app1(jpeg(80, 50), packet))[1].size == (80, 50)


@pytest.mark.parametrize(
    ("size", "view", "thumb"),
    [
        ((4032, 3024), (1600, 1200), (320, 240)),
        ((1000, 3000), (533, 1600), (107, 320)),
        ((1600, 1200), (1600, 1200), (320, 240)),
        ((300, 200), (300, 200), (300, 200)),
        ((1, 1), (1, 1), (1, 1)),
        ((65_500, 40), (1600, 1), (320, 1)),
        ((9, 65_500), (1, 1600), (1, 320)),
    ],
)
def test_copies_keep_the_proportions_and_never_enlarge(shown, derived_dir, size, view, thumb):
    found, _ = shown(jpeg(*size))
    for kind, expected in (("view", view), ("thumb", thumb)):
        with Image.open(derived_path(derived_dir, found.sha256, kind)) as copy:
            assert copy.size == expected


def test_copies_say_nothing_of_what_the_file_said(shown, derived_dir):
    exif = Image.Exif()
    exif[0x10F] = "HUAWEI"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = encoded(picture(), "JPEG", exif=exif, icc_profile=profile, comment=b"secret", dpi=(300, 300), xmp=b"<x/>")
    found, _ = shown(photo)
    assert found.claims.make == "HUAWEI"
    for kind in KINDS:
        content = derived_path(derived_dir, found.sha256, kind).read_bytes()
        assert not any(word in content for word in (b"Exif", b"HUAWEI", b"secret", b"ICC_PROFILE", b"ns.adobe.com"))


def test_every_copy_says_that_it_is_derived_and_from_which_original(shown, derived_dir):
    found, _ = shown(jpeg())
    for kind in KINDS:
        with Image.open(derived_path(derived_dir, found.sha256, kind)) as copy:
            assert copy.info["comment"].startswith(f"Lantian derived copy ({kind}), not the original.".encode())
            assert found.sha256.encode() in copy.info["comment"]


def test_copies_can_be_made_again(keep, derived_dir):
    path = keep(jpeg())
    found = examine(path, "image/jpeg", derived_dir)
    views = [derived_path(derived_dir, found.sha256, kind) for kind in KINDS]
    before = [view.read_bytes() for view in views]
    views[0].unlink()
    views[1].write_bytes(b"spoilt")
    assert examine(path, "image/jpeg", derived_dir) == found
    assert [view.read_bytes() for view in views] == before
    assert list(derived_dir.rglob("*.part")) == []


def test_a_copy_is_asked_for_by_a_hash_and_a_known_kind(derived_dir):
    assert derived_path(derived_dir, "ab" * 32, "thumb") == derived_dir / "ab" / f"{'ab' * 32}.thumb.jpg"
    with pytest.raises(ValueError, match="not a SHA-256"):
        derived_path(derived_dir, "../../etc/passwd", "thumb")
    with pytest.raises(KeyError):
        derived_path(derived_dir, "ab" * 32, "../../etc/passwd")


def test_a_signature_on_nothing_is_black_on_white(shown):
    paper = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    ImageDraw.Draw(paper).line((20, 50, 180, 50), fill=(0, 0, 0, 255), width=8)
    _, view = shown(encoded(paper, "PNG"), "image/png")
    assert near(view.getpixel((100, 10)), (255, 255, 255))
    assert near(view.getpixel((100, 50)), (0, 0, 0))


def palette_with_alpha() -> bytes:
    image = Image.new("P", (100, 60), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (50, 0, 100, 60))
    return encoded(image, "PNG", transparency=0)


def grey_16_bit() -> bytes:
    row = struct.pack("<H", 0x4000) * 50 + struct.pack("<H", 0xC000) * 50
    return encoded(Image.frombytes("I;16", (100, 60), row * 60), "PNG")


def colour_16_bit_png() -> bytes:
    row = b"\0" + struct.pack(">HHH", 0x4000, 0x8000, 0xC000) * 20
    header = struct.pack(">IIBBBBB", 20, 10, 16, 2, 0, 0, 0)
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", zlib.compress(row * 10)), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def half_transparent_grey() -> bytes:
    return encoded(Image.new("LA", (40, 30), (0, 128)), "PNG")


def bitmap() -> bytes:
    image = Image.new("1", (100, 60), 1)
    image.paste(0, (50, 0, 100, 60))
    return encoded(image, "PNG")


@pytest.mark.parametrize(
    ("content", "left", "right"),
    [
        (palette_with_alpha(), (255, 255, 255), (0, 0, 255)),
        (grey_16_bit(), (64, 64, 64), (192, 192, 192)),
        (colour_16_bit_png(), (64, 128, 192), (64, 128, 192)),
        (half_transparent_grey(), (127, 127, 127), (127, 127, 127)),
        (bitmap(), (255, 255, 255), (0, 0, 0)),
    ],
    ids=["palette", "16-bit grey", "16-bit colour", "grey with alpha", "bitmap"],
)
def test_unusual_png_are_shown_in_their_colours(shown, content, left, right):
    _, view = shown(content, "image/png")
    assert (view.mode, near(at(view, "top left"), left, 3), near(at(view, "top right"), right, 3)) == ("RGB", True, True)


def test_a_photo_for_print_is_shown_in_its_colours(shown):
    cmyk = Image.new("RGB", (60, 40), (200, 40, 40)).convert("CMYK")
    _, view = shown(encoded(cmyk, "JPEG", quality=95))
    assert near(at(view, "top left"), (200, 40, 40))


def test_a_grey_photo_is_shown(shown):
    _, view = shown(encoded(Image.new("L", (60, 40), 90), "JPEG"))
    assert near(at(view, "top left"), (90, 90, 90))


def wide_gamut_profile() -> bytes:
    """A minimal ICC profile of the Display P3 primaries (adapted to D50) with a gamma of 2.2."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    title = b"P3 for tests\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(title)) + title + bytes(78),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.2412, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.1571, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", offset + len(body), len(content))
        body += content
    size = 128 + len(table) + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp" + bytes(28)
    header += struct.pack(">iii", 63190, 65536, 54061)
    return header.ljust(128, b"\0") + table + body


def test_wide_gamut_colours_are_converted(shown):
    """(150, 60, 60) in Display P3 at gamma 2.2 is about (161, 53, 57) in sRGB: outside the tolerance of no conversion."""
    flat = Image.new("RGB", (60, 40), (150, 60, 60))
    profile = wide_gamut_profile()
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    expected = ImageCms.profileToProfile(flat, source, ImageCms.createProfile("sRGB")).getpixel((0, 0))
    assert expected[0] - 150 >= 8
    found, view = shown(encoded(flat, "PNG", icc_profile=profile), "image/png")
    assert found.notes == ()
    assert near(at(view, "top left"), expected, 3)


def test_a_broken_colour_profile_is_noted_and_the_photo_shown(shown):
    found, view = shown(encoded(picture(), "JPEG", icc_profile=b"not a profile" * 20))
    assert found.notes == ("colour_profile_ignored",)
    assert near(at(view, "top left"), at(picture(), "top left"))


@pytest.mark.parametrize(("form", "media_type"), [("WEBP", "image/webp"), ("PNG", "image/png")])
def test_of_an_animation_the_first_picture_is_shown(shown, form, media_type):
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "lime", "blue")]
    found, view = shown(encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100), media_type)
    assert (found.images_in_file, found.notes) == (3, ("several_images",))
    assert near(at(view, "top left"), (255, 0, 0))


def test_the_make_survives_beside_the_copies(shown):
    found, _ = shown(with_exif(jpeg(), tiff(ifd0=[(0x10F, ASCII, b"HUAWEI\0")])))
    assert found.claims.make == "HUAWEI"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
@pytest.mark.parametrize("factor", [2, 3, 7])
def test_a_heic_shrunk_in_bands_is_the_whole_shrunk_at_once(mode, factor):
    target = io.BytesIO()
    pillow_heif.from_pillow(picture(401, 707).convert(mode)).save(target, quality=90)
    once, whole = HeifPicture(io.BytesIO(target.getvalue())).decode(factor), HeifPicture(io.BytesIO(target.getvalue())).decode()
    assert (once.mode, once.size) == (whole.mode, (-(-401 // factor), -(-707 // factor)))
    assert once.tobytes() == whole.reduce(factor).tobytes()
