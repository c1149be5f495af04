"""Sends text compressed (gzip). Owns what is compressed and for whom; must not know any page.

A page holds a secret (the form token) beside text from elsewhere. Whoever can make a browser fetch it many times and see the
lengths could guess the secret from how well it compresses (BREACH). So a page is compressed only for a request that another
site cannot cause; everybody else gets it plain. JSON is safe: ``auth`` takes such requests from our own pages alone.

gzip and not brotli: the standard library has it, and on the whole of ``static/`` brotli saves a sixth more, once per build.
"""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request

# Below this a body and its headers fit into one packet anyway.
LEAST_BYTES = 1024
# A work list of 110 kB: level 5 takes 1.4 ms, level 9 takes 2.2 ms for 5 % less (docs/page-weights.md).
PAGE_LEVEL, FILE_LEVEL = 5, 9
TYPES = frozenset({"text/html", "application/json", "application/manifest+json"})
# What ``Sec-Fetch-Site`` says of a request by our own page, or by the person (typed, bookmark).
OWN = ("same-origin", "none")


def register(app: Flask) -> None:
    """Compress answers. Call it before other ``after_request`` functions are registered: Flask runs the first one last."""
    app.after_request(_compressed)


def packed(body: bytes, level: int = FILE_LEVEL) -> bytes | None:
    """The body as gzip, the same bytes each time; None where that saves less than a tenth (pictures, small files)."""
    if len(body) < LEAST_BYTES:
        return None
    small = gzip.compress(body, level, mtime=0)
    return small if len(small) < 0.9 * len(body) else None


def accepted() -> bool:
    """Whether the reader of this request takes gzip."""
    return request.accept_encodings["gzip"] > 0


def _compressed(response: Response) -> Response:
    if response.mimetype not in TYPES or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    if len(response.get_data()) < LEAST_BYTES:
        return response  # never compressed, so it depends on nobody's Accept-Encoding; a phone gets four of these per record
    response.vary.add("Accept-Encoding")
    if accepted() and (response.mimetype != "text/html" or _asked_by_our_own_page()):
        _pack(response)
    return response


def _pack(response: Any) -> None:
    small = packed(response.get_data(), PAGE_LEVEL)
    if small is None:
        return
    response.set_data(small)
    response.headers["Content-Encoding"] = "gzip"
    tag, _weak = response.get_etag()
    if tag:
        # The same content in other bytes: a weak tag says so, and still answers If-None-Match.
        response.set_etag(tag, weak=True)


def _asked_by_our_own_page() -> bool:
    """True when no other site can have caused the request. On plain http browsers name only the page they come from.

    What passes through the phone's service worker looks like our own: it says itself what another site may have asked for.
    """
    if "X-Lantian-Plain" in request.headers:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN
    return urlsplit(request.referrer or "").netloc == request.host
