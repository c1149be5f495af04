"""Bad input over HTTP gets a sentence and the right status; nothing is half stored and nothing is a 500."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import uuid

import pytest

from lantian.ledger import book, db, models, people
from web_fixtures import API, jpeg, make_record, put_photo, put_record


def problem(answer):
    body = answer.get_json()
    assert body["lantian"] == 1
    assert body["problem"]["title"] and body["problem"]["detail"] and body["problem"]["mend"]
    return body["problem"]


def put_raw(client, body: bytes, address=None, **headers):
    address = address or f"/api/inspections/{uuid.uuid4()}"
    return client.put(address, data=body, headers=API | {"Content-Type": "application/json"} | headers)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"7",
        b"{}",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b"[" * 100_000,
        b'{"id": "\\ud800"}',
        b'{"protocol": ' + b"9" * 5000 + b"}",
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        "{“id”: 1}".encode(),
        b"\x00" * 100,
    ],
)
def test_a_body_that_is_no_record_is_refused_with_a_reason(sign_in, app, body):
    answer = put_raw(sign_in("li"), body)
    assert answer.status_code in (400, 422), answer.status_code
    problem(answer)
    with db.connection():
        assert models.Inspection.select().count() == 0


@pytest.mark.parametrize("more", ["1e999", "-1e999", "[1e999]"])
def test_a_number_without_end_in_a_place_nobody_reads_is_refused_in_words(app, sign_in, more):
    record = json.dumps(make_record(app) | {"more": "MARK"})
    address = f"/api/inspections/{json.loads(record)['id']}"
    answer = put_raw(sign_in("li"), record.replace('"MARK"', more).encode(), address)
    assert (answer.status_code, problem(answer)["code"]) == (400, "record_cut_short")


def test_a_record_of_ten_megabytes_is_refused_by_its_length(sign_in, app):
    answer = put_raw(sign_in("li"), b"[" + b"1," * 5_000_000 + b"1]")
    assert answer.status_code == 413
    assert "1000 kB" in problem(answer)["detail"]


def test_every_value_of_a_record_may_be_of_the_wrong_kind(app, sign_in):
    """Each value of a good record is replaced by values of other kinds, one at a time: always a sentence, never a fault.

    Each is handed in under a number of its own, so that an earlier one that was harmless hides none.
    """
    client, good = sign_in("li"), make_record(app)
    for path in list(_paths(good)):
        for wrong in (None, 7, -1.5, "x" * 5000, "\x00", [], {}, True, [[[]]], {"a": {"b": []}}, 10**30):
            record = json.loads(json.dumps(good)) | {"id": str(uuid.uuid4())}
            address = f"/api/inspections/{record['id']}"
            _replace(record, path, wrong)
            answer = client.put(address, json=record, headers=API)
            assert answer.status_code in (201, 422), (path, wrong, answer.get_data(as_text=True)[:300])
            if answer.status_code == 422:
                problem(answer)


@pytest.mark.parametrize("other", [True, 1.0, "1", 2, None])
def test_a_record_of_another_protocol_is_refused(app, sign_in, other):
    answer = put_record(sign_in("li"), make_record(app, protocol=other))
    assert answer.status_code == 422
    assert [field["path"] for field in problem(answer)["fields"]] == ["protocol"]


def _paths(value, path=()):
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _paths(child, (*path, key))


def _replace(record, path, value):
    for key in path[:-1]:
        record = record[key]
    record[path[-1]] = value


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "%00" * 64, "..%2f..%2fx"])
def test_a_photos_name_is_a_hash_and_nothing_else(sign_in, name):
    client = sign_in("li")
    answer = client.put(f"/api/photos/{name}", data=b"x", headers=API | {"X-Lantian-Inspection": str(uuid.uuid4())})
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/photos/%00/thumb", "/photos/%00/view", "/photos/%00/original", "/api/photos/%00/part", "/s/violations/%00",
        "/s/inspections/%00", "/s/?q=a%00b", "/i/inspections/%00", "/s/?state=reported&state=%00",
    ],
)  # fmt: skip
def test_an_address_with_a_nul_is_refused_before_anything_is_asked(sign_in, address):
    client = sign_in("li" if address.startswith(("/i/", "/api")) else "wang")
    answer = client.get(address, headers=API)
    assert answer.status_code == 400, answer.status_code


def test_a_form_and_a_photos_name_with_a_nul_are_refused(app, sign_in):
    import re

    client = app.test_client()
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").get_data(as_text=True)).group(1)
    sent = {"username": "li\0", "password": "x", "csrf_token": csrf}
    assert client.post("/sign-in", data=sent).status_code == 400
    named = {"X-Lantian-Inspection": str(uuid.uuid4())}
    li = sign_in("li")
    assert li.put("/api/photos/%00", data=b"x", headers=API | named).status_code == 400
    answer = li.put("/api/photos/zz", data=b"x", headers=API | named)
    assert problem(answer)["code"] == "photo_name_invalid"


def test_a_photo_that_is_something_else_is_named(sign_in):
    body = b"%PDF-1.7 not a photo"
    answer = put_photo(sign_in("li"), body, str(uuid.uuid4()))
    assert answer.status_code == 415
    assert "PDF" in problem(answer)["detail"]


def test_a_photo_under_a_wrong_name_is_refused_and_not_kept(app, sign_in):
    client, body = sign_in("li"), jpeg()
    wrong = hashlib.sha256(b"other").hexdigest()
    answer = client.put(f"/api/photos/{wrong}", data=body, headers=API | {"X-Lantian-Inspection": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert problem(answer)["code"] == "photo_mismatch"
    assert not app.extensions["lantian"].storage.exists(wrong)


def test_a_photo_without_its_record_named_is_refused(sign_in):
    body = jpeg()
    answer = sign_in("li").put(f"/api/photos/{hashlib.sha256(body).hexdigest()}", data=body, headers=API)
    assert (answer.status_code, problem(answer)["code"]) == (400, "photo_inspection_missing")


def test_problems_speak_the_readers_language(sign_in, app):
    for language, word in (("zh", "记录有误"), ("en", "The record needs correcting")):
        answer = put_record(sign_in("li", language), make_record(app, kind="inspection", officers=("li",)))
        assert problem(answer)["title"] == word


def test_a_phone_hands_in_after_its_session_ended(app, sign_in):
    client = sign_in("li")
    client.delete_cookie("lantian_session")
    assert client.get("/i/").status_code == 302
    assert put_record(client, make_record(app)).status_code == 201


def test_a_phone_that_was_cut_off_hands_in_no_more(app, sign_in):
    client = sign_in("li")
    with db.connection():
        phone = models.Device.get()
        assert people.revoke_device(phone.id, phone.person_id, at="2026-11-20T00:00:00.000000+00:00", actor=book.SYSTEM)
    answer = put_record(client, make_record(app))
    assert (answer.status_code, problem(answer)["code"]) == (401, "sign_in_needed")


def test_the_phones_token_opens_no_page(app, sign_in):
    client = sign_in("li")
    client.delete_cookie("lantian_session")
    assert client.get("/account").status_code == 302
    assert client.get("/photos/" + "0" * 64 + "/original").status_code == 302


def test_an_unknown_address_and_a_wrong_method_are_pages_in_our_voice(sign_in):
    client = sign_in("wang")
    for address, method, status in (("/nowhere", "GET", 404), ("/s/", "DELETE", 405)):
        answer = client.open(address, method=method)
        assert answer.status_code == status
        assert "<html" in answer.get_data(as_text=True)


def test_eight_phones_sending_the_same_record_at_once_all_succeed(app, sign_in):
    client, record, body = sign_in("li"), make_record(app, fails=["d6.cover"]), jpeg()
    from web_fixtures import photo_line

    record["photos"] = [photo_line(body, "d6.cover")]
    put_photo(client, body, record["id"])
    cookies = client._cookies
    statuses = []

    def send():
        other = app.test_client()
        other._cookies = dict(cookies)
        statuses.append(put_record(other, record).status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 7 + [201]
    with db.connection():
        assert (models.Inspection.select().count(), models.Violation.select().count()) == (1, 1)


def test_security_headers_are_on_every_page(sign_in):
    for address in ("/sign-in", "/s/", "/nowhere"):
        headers = sign_in("wang").get(address).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_no_page_carries_script_or_style_of_its_own(app, sign_in):
    import re

    for name, addresses in (
        ("wang", ["/s/", "/s/checklists", "/s/book", "/s/exports", "/account"]),
        ("li", ["/i/", "/i/outbox", "/i/capture"]),
        ("root", ["/a/people"]),
    ):
        for address in addresses:
            page = sign_in(name).get(address).get_data(as_text=True)
            for script in re.findall(r"<script[^>]*>", page):
                assert 'src="/static/' in script or 'type="application/json"' in script, (address, script)
            assert not re.search(r"<[^>]+\son\w+=", page), address
            assert not re.search(r"<[^>]+\sstyle=", page), address
            assert not re.search(r'(src|href)="https?://', page), address


def test_a_body_shorter_than_announced_is_refused_and_says_so(app, sign_in, tmp_path):
    """Over a real socket: the connection ends in the middle of the photo and of the record."""
    from werkzeug.serving import make_server

    client = sign_in("li")
    cookie = "; ".join(f"{cookie.key}={cookie.value}" for cookie in client._cookies.values())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for address, extra in (
            (f"/api/photos/{hashlib.sha256(jpeg()).hexdigest()}", f"X-Lantian-Inspection: {uuid.uuid4()}\r\n"),
            (f"/api/inspections/{uuid.uuid4()}", ""),
        ):
            answer = _cut_short(server.port, address, extra, cookie, jpeg()[:400], announced=len(jpeg()))
            assert b" 400 " in answer.split(b"\r\n", 1)[0], answer[:200]
            assert b"cut_short" in answer
    finally:
        server.shutdown()
    with db.connection():
        assert (models.Photo.select().count(), models.Inspection.select().count()) == (0, 0)


def _cut_short(port, address, extra, cookie, body, announced) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        head = f"PUT {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lantian: 1\r\n{extra}Cookie: {cookie}\r\n"
        connection.sendall(f"{head}Content-Length: {announced}\r\nConnection: close\r\n\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer
