"""What a stamped copy says about itself: that it is derived, from which original, made when, and where by our own fix.

Owns the EXIF and XMP of copies (CIPA DC-008-2024, XMP part 2: xmpMM:DerivedFrom). Only the phone's fix and shutter time go in,
never what the original's own EXIF claims. The course of a fix is written as GPSTrack, where the phone moved; the compass at the
shutter as GPSImgDirection, where the camera looked. Must not draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

_GPS_IFD, _EXIF_IFD = 0x8825, 0x8769
_UPRIGHT = 1
PROGRAM = "Lantian"


@dataclass(frozen=True)
class Origin:
    """Where a copy comes from: SHA-256 of the original, when the copy was made, the shutter's time and the phone's fix (WGS-84
    degrees, metres, degrees from true north; None where the phone gave none). Instants are ISO text in UTC."""

    sha256: str
    made_at: str
    taken_at: str
    lat: float | None = None
    lon: float | None = None
    altitude_m: float | None = None
    accuracy_m: float | None = None
    heading_deg: float | None = None
    fix_at: str | None = None
    compass_deg: float | None = None


def exif_of(origin: Origin, local_taken: datetime) -> bytes:
    """The EXIF block. ``local_taken`` is the shutter's time on a clock in China."""
    exif = Image.Exif()
    exif[0x010E] = told(origin)
    exif[0x0112] = _UPRIGHT
    exif[0x0131] = PROGRAM
    exif[0x0132] = f"{_clock(origin.made_at):%Y:%m:%d %H:%M:%S}"
    details = exif.get_ifd(_EXIF_IFD)
    details[0x9003] = f"{local_taken:%Y:%m:%d %H:%M:%S}"
    details[0x9011] = "+08:00"
    details[0x9010] = "+00:00"
    details[0x9286] = b"UNICODE\0" + told_chinese(origin).encode("utf-16-le")
    if origin.lat is not None and origin.lon is not None:
        exif.get_ifd(_GPS_IFD).update(_gps(origin, origin.lat, origin.lon))
    return exif.tobytes()


def xmp_of(origin: Origin) -> bytes:
    """The XMP packet: description in both languages and the original as what this is derived from."""
    return _XMP.format(
        sha256=origin.sha256,
        made=escape(f"{_clock(origin.made_at):%Y-%m-%dT%H:%M:%SZ}"),
        program=PROGRAM,
        english=escape(told(origin)),
        chinese=escape(told_chinese(origin)),
    ).encode()


def told(origin: Origin) -> str:
    """The sentence for programs and readers anywhere; ASCII, as the tag demands."""
    return f"Derived copy with stamp, not the original. Original SHA-256 {origin.sha256}. Made by {PROGRAM} {origin.made_at}."


def told_chinese(origin: Origin) -> str:
    """The same in Chinese."""
    return f"派生件（水印副本），不是原件。原件 SHA-256：{origin.sha256}。由蓝天巡查于 {origin.made_at} 生成。"


def _gps(origin: Origin, lat: float, lon: float) -> dict[int, Any]:
    """The GPS directory; what the phone did not measure is left out."""
    gps: dict[int, Any] = {
        0x00: b"\x02\x03\x00\x00",
        0x01: "N" if lat >= 0 else "S",
        0x02: _degrees(lat),
        0x03: "E" if lon >= 0 else "W",
        0x04: _degrees(lon),
        0x12: "WGS-84",
    }
    if origin.altitude_m is not None:
        gps |= {0x05: b"\x01" if origin.altitude_m < 0 else b"\x00", 0x06: _rational(abs(origin.altitude_m), 100)}
    if origin.fix_at:
        at = _clock(origin.fix_at)
        gps |= {0x07: (IFDRational(at.hour), IFDRational(at.minute), IFDRational(at.second)), 0x1D: f"{at:%Y:%m:%d}"}
    if origin.heading_deg is not None:
        gps |= {0x0E: "T", 0x0F: _rational(origin.heading_deg % 360, 100)}
    if origin.compass_deg is not None:
        gps |= {0x10: "M", 0x11: _rational(origin.compass_deg % 360, 100)}
    if origin.accuracy_m is not None:
        gps[0x1F] = _rational(origin.accuracy_m, 100)
    return gps


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Degrees, minutes and seconds to a ten-thousandth: 3 mm."""
    parts = round(abs(value) * 3600 * 10_000)
    minutes, seconds = divmod(parts, 600_000)
    return IFDRational(minutes // 60), IFDRational(minutes % 60), IFDRational(seconds, 10_000)


def _rational(value: float, parts: int) -> IFDRational:
    fraction = Fraction(round(value * parts), parts)
    return IFDRational(fraction.numerator, fraction.denominator)


def _clock(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(UTC)


_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"
 xmp:CreatorTool="{program}" xmp:MetadataDate="{made}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{english}</rdf:li>
<rdf:li xml:lang="zh">{chinese}</rdf:li></rdf:Alt></dc:description>
<xmpMM:DerivedFrom stRef:documentID="urn:sha256:{sha256}"/>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
