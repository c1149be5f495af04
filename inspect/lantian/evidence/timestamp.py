"""Time stamps of an outside authority (RFC 3161): the question in DER, and whether an answer is one to it.

Owns the bytes. The authority's signature is not judged here: the answer is kept as it came, and ``openssl ts -verify`` judges it
with the authority's certificate (docs/evidence.md). Must not know HTTP, nor what is stamped.
"""

from __future__ import annotations

GRANTED = (0, 1)
QUERY_TYPE = "application/timestamp-query"
_SEQUENCE, _INTEGER, _OCTETS, _BOOLEAN = 0x30, 0x02, 0x04, 0x01
_SHA256 = bytes.fromhex("06096086480165030402010500")


class BadStamp(ValueError):
    """An answer that grants nothing, or to another question."""


def query(digest: bytes, nonce: int) -> bytes:
    """TimeStampReq (RFC 3161, 2.4.1): version 1, the SHA-256 ``digest`` of what is to be stamped, a nonce, with certificate."""
    imprint = _tlv(_SEQUENCE, _tlv(_SEQUENCE, _SHA256) + _tlv(_OCTETS, digest))
    return _tlv(_SEQUENCE, _integer(1) + imprint + _integer(nonce) + _tlv(_BOOLEAN, b"\xff"))


def check_answer(answer: bytes, digest: bytes, nonce: int) -> None:
    """Raises BadStamp unless the answer (TimeStampResp, 2.4.2) grants a token that holds this digest and this nonce."""
    try:
        body = _content(answer, _SEQUENCE)
        status = int.from_bytes(_content(_content(body, _SEQUENCE), _INTEGER), "big")
    except (IndexError, ValueError) as error:
        raise BadStamp("not a time stamp answer") from error
    if status not in GRANTED:
        raise BadStamp(f"the authority refused: status {status}")
    if _tlv(_OCTETS, digest) not in body or _integer(nonce) not in body:
        raise BadStamp("the answer is to another question")


def _integer(number: int) -> bytes:
    return _tlv(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _tlv(tag: int, content: bytes) -> bytes:
    """Tag, length, content (X.690, 8.1.3: the short form below 128 bytes)."""
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    length = bytes([size]) if size < 128 else bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + length + content


def _content(data: bytes, tag: int) -> bytes:
    """The content of the first element, which must have this tag. Raises ValueError, IndexError."""
    if data[0] != tag:
        raise ValueError("another tag")
    size, start = data[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    if start + size > len(data):
        raise ValueError("cut short")
    return data[start : start + size]
