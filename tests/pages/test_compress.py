"""Text travels compressed, and never in a way that would tell a stranger something about a page."""

from __future__ import annotations

import gzip
import re

import pytest

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
OWN = {"Sec-Fetch-Site": "same-origin"}


def _is_packed(answer) -> bool:
    return answer.headers.get("Content-Encoding") == "gzip"


def _text(answer) -> str:
    body = answer.get_data()
    return (gzip.decompress(body) if _is_packed(answer) else body).decode()


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*', "", page)


def test_a_page_is_sent_compressed_and_holds_the_same(sign_in):
    client = sign_in("wang")
    packed, plain = client.get("/s/", headers=GZIP | OWN), client.get("/s/", headers=OWN)
    assert _is_packed(packed)
    assert not _is_packed(plain)
    assert _without_tokens(_text(packed)) == _without_tokens(_text(plain))
    assert int(packed.headers["Content-Length"]) == len(packed.get_data()) < len(plain.get_data()) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(
    ("headers", "packed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        # A referrer can be left out but not invented, and a browser that knows Sec-Fetch-Site is believed before it.
        ({"Sec-Fetch-Site": "cross-site", "Referer": "http://localhost/s/"}, False),
        ({"Referer": "http://localhost/s/"}, True),
        ({"Referer": "http://elsewhere.test/"}, False),
        ({"Referer": "http://localhost.elsewhere.test/"}, False),
        ({}, False),
    ],
)
def test_a_page_that_another_site_may_have_asked_for_is_not_compressed(sign_in, headers, packed):
    answer = sign_in("wang").get("/s/?q=guess", headers=GZIP | headers)
    assert answer.status_code == 200
    assert "csrf_token" in _text(answer)
    assert _is_packed(answer) == packed


def test_a_reader_that_takes_no_gzip_gets_none(sign_in):
    client = sign_in("wang")
    for accepted in ("", "identity", "br", "gzip;q=0"):
        assert not _is_packed(client.get("/s/", headers=OWN | {"Accept-Encoding": accepted})), accepted


def test_what_the_phone_keeps_is_compressed_and_not_sent_twice(sign_in):
    client = sign_in("li")
    own = GZIP | {"X-Lantian": "1"}
    first = client.get("/api/checklists", headers=own)
    assert _is_packed(first)
    assert '"lantian"' in _text(first)
    again = client.get("/api/checklists", headers=own | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.get_data() == b""


def test_browser_files_are_compressed_once_and_told_apart(app, sign_in):
    client = app.test_client()
    sheet = re.search(r'href="(/static/\w+/css/lantian\.css)"', client.get("/sign-in").get_data(as_text=True)).group(1)
    packed, plain = client.get(sheet, headers=GZIP), client.get(sheet)
    assert _is_packed(packed)
    assert _text(packed) == _text(plain)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "immutable" in packed.headers["Cache-Control"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert client.get(sheet, headers=GZIP | {"If-None-Match": packed.headers["ETag"]}).status_code == 304
    assert client.get(sheet, headers=GZIP).get_data() == packed.get_data()


def test_what_does_not_shrink_is_left_alone(app):
    client = app.test_client()
    icon = re.search(r'href="(/static/\w+/icons/app-180\.png)"', client.get("/sign-in").get_data(as_text=True)).group(1)
    assert not _is_packed(client.get(icon, headers=GZIP))
    assert not _is_packed(client.get("/health", headers=GZIP | OWN))


def test_a_refusal_can_be_read_compressed_too(sign_in):
    answer = sign_in("wang").get("/s/violations/none", headers=GZIP | OWN)
    assert answer.status_code == 404
    assert _is_packed(answer)
    assert "<html" in _text(answer)


def test_a_download_streams_as_it_is(sign_in):
    from lantian.exports.writer import WRITERS

    client = sign_in("wang")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/s/exports").get_data(as_text=True)).group(1)
    for name in WRITERS:
        answer = client.post("/s/exports", data={"csrf_token": token, "writer": name}, headers=GZIP | OWN, buffered=True)
        assert answer.status_code == 200, name
        assert not _is_packed(answer)
