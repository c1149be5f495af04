"""A file is known by its first bytes, and refused in words a person understands."""

from __future__ import annotations

import pytest

from evidence.photo_files import encoded, jpeg, picture
from lantian.evidence.sniff import ACCEPTED, HEAD_BYTES, UNKNOWN, sniff


def ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = b"ftyp" + major + b"\0\0\0\0" + b"".join(compatible)
    return (len(body) + 4).to_bytes(4, "big") + body + b"\0\0\0\x20meta"


PHOTOS = {
    "image/jpeg": [jpeg(), b"\xff\xd8\xff\xdb"],
    "image/png": [encoded(picture(), "PNG")],
    "image/webp": [encoded(picture(), "WEBP")],
    "image/heic": [
        ftyp(b"heic", b"mif1", b"heic"),
        ftyp(b"mif1", b"mif1", b"heic"),
        *(ftyp(brand) for brand in (b"heix", b"heim", b"heis", b"hevc", b"hevx")),
        ftyp(b"msf1", b"hevc"),
    ],
    "image/heif": [ftyp(b"mif1"), ftyp(b"msf1"), ftyp(b"heif")],
}
OTHERS = {
    "AVIF 图片": [ftyp(b"avif"), ftyp(b"mif1", b"avif"), ftyp(b"avis")],
    "视频（MP4/MOV）": [ftyp(b"isom", b"mp42"), ftyp(b"qt  "), ftyp(b"mp42"), ftyp(b"3gp4")],
    "视频": [b"\x1a\x45\xdf\xa3webm", b"RIFF\0\0\0\0AVI LIST"],
    "录音": [b"RIFF\0\0\0\0WAVEfmt ", b"ID3\x04", b"#!AMR\n"],
    "PDF 文档": [b"%PDF-1.7"],
    "GIF 图片": [encoded(picture(), "GIF")],
    "BMP 图片": [encoded(picture(), "BMP")],
    "TIFF 或相机 RAW 文件": [encoded(picture(), "TIFF"), b"MM\0*\0\0\0\x08"],
    "JPEG XL 图片": [b"\xff\x0a\xfa", b"\0\0\0\x0cJXL \r\n\x87\n"],
    "JPEG 2000 图片": [encoded(picture(), "JPEG2000")],
    "SVG 图形": [b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="x">', b"\xef\xbb\xbf<svg>"],
    "网页（HTML）": [b"  <!DOCTYPE html><p>", b"<html>", b"<script>alert(1)</script>"],
    "文本": [b"hello", "检查记录".encode(), "检查记录".encode("gb18030"), "检查".encode("utf-16"), b'{"a": 1}'],
    "ZIP 压缩包或 Office 文档": [b"PK\x03\x04\x14", b"PK\x05\x06"],
    "压缩包": [b"Rar!\x1a\x07\x01", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"],
    "旧版 Office 文档": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    "可执行程序": [b"MZ\x90\0", b"\x7fELF\x02", b"#!/bin/sh\n", b"\xcf\xfa\xed\xfe"],
    "无法识别的文件": [b"", b"\0", b"\xff", b"\xff\xd8", b"\0" * 600, bytes(range(256)) * 2, b"RIFF\0\0\0\0ABCD"],
}


@pytest.mark.parametrize(("media_type", "head"), [(kind, head) for kind, heads in PHOTOS.items() for head in heads])
def test_it_accepts_photos(media_type, head):
    assert sniff(head[:HEAD_BYTES]).media_type == media_type
    assert media_type in ACCEPTED


@pytest.mark.parametrize(("name", "head"), [(name, head) for name, heads in OTHERS.items() for head in heads])
def test_it_names_what_it_refuses(name, head):
    kind = sniff(head[:HEAD_BYTES])
    assert (kind.media_type, kind.found) == (None, name)


def test_text_may_be_cut_in_the_middle_of_a_character():
    assert sniff(("a" + "检" * 400).encode()[:HEAD_BYTES]).found == "文本"


def test_a_lying_box_length_does_not_lead_out_of_the_head():
    assert sniff(b"\xff\xff\xff\xffftypmif1\0\0\0\0he").media_type == "image/heif"
    assert sniff(b"\0\0\0\0ftypheic").media_type == "image/heic"
    assert sniff(b"\0\0\0\0ftyp") is not UNKNOWN
