"""A supervisor brings in the queue a phone exported: same doors, same checks, exactly once, and the book says who brought it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from lantian.ledger import book, db
from lantian.ledger.models import Inspection, Person, Photo
from web_fixtures import API, jpeg, make_record, photo_line, put_photo, put_record


def queue_file(app, records, photos=(), *, recorder="li", **changed) -> bytes:
    """A ZIP as the phone writes it."""
    bodies = {hashlib.sha256(body).hexdigest(): body for body in photos}
    rows = [
        {
            "id": record["id"],
            "address": f"/api/inspections/{record['id']}",
            "body": record,
            "photos": [{"sha256": line["sha256"], "size_bytes": 1, "media_type": "image/jpeg"} for line in record["photos"]],
        }
        for record in records
    ]
    index = {
        "lantian_queue": 1,
        "person": {"id": app.folk[recorder]},
        "exported_at": "2026-11-22T00:00:00Z",
        "rows": rows,
    } | changed
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("queue.json", json.dumps(index, ensure_ascii=False))
        for name, body in bodies.items():
            archive.writestr(f"photos/{name}", body)
    return out.getvalue()


def bring(client, body: bytes):
    answer = client.put("/api/queue-files", data=body, headers=API)
    return answer, [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


@pytest.fixture
def supervisor(sign_in):
    return sign_in("wang")


def test_a_queue_comes_in_whole_under_the_recorders_name(app, supervisor):
    photo = jpeg()
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")])
    answer, lines = bring(supervisor, queue_file(app, [record], [photo]))
    assert answer.status_code == 200
    assert lines[0]["total"] == 1 and len(lines[1]["row"]["violations"]) == 1
    with db.connection():
        visit = Inspection.get_by_id(record["id"])
        assert visit.recorded_by_id == app.folk["li"]
        (entry,) = book.story("inspection", record["id"])
        assert entry["payload"]["brought_by"]["id"] == app.folk["wang"]
        assert entry["actor_id"] == app.folk["li"]
        brought = book.story("person", str(app.folk["li"]))[-1]
        assert (brought["kind"], brought["payload"]["accepted"]) == ("QueueImported", [record["id"]])


def test_what_the_phone_sends_afterwards_is_not_doubled(app, supervisor, sign_in):
    photo = jpeg()
    record = make_record(app, photos=[photo_line(photo)])
    bring(supervisor, queue_file(app, [record], [photo]))
    client = sign_in("li")
    assert put_photo(client, photo, record["id"]).status_code == 200
    assert put_record(client, record).status_code == 200
    _, lines = bring(supervisor, queue_file(app, [record], [photo]))
    assert lines[1]["row"]["known"] is True
    with db.connection():
        assert (Inspection.select().count(), Photo.select().count()) == (1, 1)


def test_one_bad_record_stops_nobody_else_and_says_why(app, supervisor):
    photo = jpeg()
    bad = make_record(app, photos=[photo_line(photo)]) | {"officers": []}
    good = make_record(app, photos=[photo_line(photo)])
    _, lines = bring(supervisor, queue_file(app, [bad, good], [photo]))
    assert lines[1]["row"]["problem"]["code"] == "record_invalid"
    assert "problem" not in lines[2]["row"]
    with db.connection():
        assert [row.id for row in Inspection.select()] == [good["id"]]


def test_a_photo_changed_in_the_file_is_refused(app, supervisor):
    photo = jpeg()
    record = make_record(app, photos=[photo_line(photo)])
    body = queue_file(app, [record], [photo])
    spot = body.index(photo[100:160])
    damaged = body[:spot] + bytes([body[spot] ^ 1]) + body[spot + 1 :]
    _, lines = bring(supervisor, damaged)
    assert lines[1]["row"]["problem"]["code"] == "photo_mismatch"


def test_a_photo_missing_from_the_file_is_named(app, supervisor):
    record = make_record(app, photos=[photo_line(jpeg())])
    _, lines = bring(supervisor, queue_file(app, [record]))
    assert lines[1]["row"]["problem"]["code"] == "queue_photo_missing"


@pytest.mark.parametrize(
    "body", [b"", b"PK\x03\x04 no zip", b"{}", json.dumps({"lantian_queue": 1}).encode()], ids=["empty", "torn", "json", "index"]
)
def test_what_is_no_queue_file_is_refused_in_words(supervisor, body):
    answer = supervisor.put("/api/queue-files", data=body, headers=API)
    assert answer.status_code == 422
    assert answer.get_json()["problem"]["code"] == "queue_unreadable"


@pytest.mark.parametrize(
    "changed", [{"rows": {}}, {"rows": [1]}, {"person": {"id": True}}, {"lantian_queue": 9}, {"person": None}]
)
def test_an_index_of_another_shape_is_refused(app, supervisor, changed):
    answer, _ = bring(supervisor, queue_file(app, [], **changed))
    assert answer.get_json()["problem"]["code"] == "queue_unreadable"


@pytest.mark.parametrize(
    "row", [{"address": "/api/people/1"}, {"address": None}, {"photos": [{"sha256": "../../etc"}]}, {"photos": 3}]
)
def test_a_row_of_another_shape_is_refused_and_the_next_is_taken(app, supervisor, row):
    good = make_record(app)
    body = queue_file(app, [good])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        index = json.loads(archive.read("queue.json"))
    index["rows"].insert(0, {"id": "x", "body": {}, "photos": [], "address": ""} | row)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("queue.json", json.dumps(index))
    _, lines = bring(supervisor, out.getvalue())
    assert lines[1]["row"]["problem"]["code"] == "queue_unreadable"
    assert "seq" in lines[2]["row"]


def test_only_a_supervisor_of_the_recorders_area_may(app, sign_in, supervisor):
    body = queue_file(app, [make_record(app)])
    assert sign_in("li").put("/api/queue-files", data=body, headers=API).status_code == 403
    with db.connection():
        Person.update(area="410302").where(Person.username == "wang").execute()
    for recorder in ("zhao", "wang"):
        foreign, _ = bring(supervisor, queue_file(app, [make_record(app)], recorder=recorder))
        assert foreign.get_json()["problem"]["code"] == "queue_recorder"


def test_nothing_is_left_in_the_data_folder(app, supervisor):
    bring(supervisor, queue_file(app, [make_record(app)]))
    supervisor.put("/api/queue-files", data=b"torn", headers=API)
    assert list(app.extensions["lantian"].settings.data_dir.glob("queue-*")) == []


def test_the_page_says_what_to_do(supervisor):
    page = supervisor.get("/s/queue-import/").get_data(as_text=True)
    assert "导出等待中的记录" in page and "不会重复" in page


def _set_flag(body: bytes, name: bytes, flag: int) -> bytes:
    """The same ZIP with a general purpose flag of one member set, in both its headers."""
    changed = bytearray(body)
    for mark, flag_at, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        start = body.find(mark)
        while start >= 0 and body[start + name_at : start + name_at + len(name)] != name:
            start = body.find(mark, start + 1)
        changed[start + flag_at] |= flag
    return bytes(changed)


def _deflated(body: bytes, damaged: str) -> bytes:
    """The same ZIP compressed, the stream of one member damaged where it begins."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in plain.namelist():
            packed.writestr(name, plain.read(name))
        at = packed.getinfo(damaged).header_offset + 30 + len(damaged)
    return out.getvalue()[:at] + b"\xff" * 40 + out.getvalue()[at + 40 :]


def _leftovers(app) -> list[str]:
    return [path.name for path in app.extensions["lantian"].settings.data_dir.glob("queue-*")]


@pytest.mark.parametrize("fault", ["encrypted", "damaged", "nothing but brackets", "a person of no database"])
def test_a_file_that_cannot_be_opened_is_refused_in_words_and_nothing_is_left(app, supervisor, fault):
    good = queue_file(app, [make_record(app)])
    files = {
        "encrypted": lambda: _set_flag(good, b"queue.json", 1),
        "damaged": lambda: _deflated(good, "queue.json"),
        "nothing but brackets": lambda: queue_file(app, [], rows=[[]] * 1_000_000),
        "a person of no database": lambda: queue_file(app, [], person={"id": 10**30}),
    }
    answer = supervisor.put("/api/queue-files", data=files[fault](), headers=API)
    assert (answer.status_code, answer.get_json()["problem"]["code"]) == (422, "queue_unreadable")
    assert _leftovers(app) == []


@pytest.mark.parametrize("fault", ["encrypted", "damaged"])
def test_a_photo_that_cannot_be_unpacked_stops_its_record_and_not_the_next(app, supervisor, fault):
    photo = jpeg()
    name = f"photos/{hashlib.sha256(photo).hexdigest()}"
    bad, good = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")]), make_record(app)
    body = queue_file(app, [bad, good], [photo])
    _, lines = bring(supervisor, _set_flag(body, name.encode(), 1) if fault == "encrypted" else _deflated(body, name))
    assert lines[1]["row"]["problem"]["code"] == "photo_mismatch"
    assert lines[2]["row"]["id"] == good["id"] and lines[2]["row"]["seq"]
    assert lines[3]["entry"] and _leftovers(app) == []


@pytest.mark.parametrize("value", ["\ud800", float("nan"), float("inf")])
def test_what_no_text_can_hold_stops_its_record_and_not_the_next(app, supervisor, value):
    bad, good = make_record(app) | {"more": "MARK"}, make_record(app)
    plain = zipfile.ZipFile(io.BytesIO(queue_file(app, [bad, good])))
    index = plain.read("queue.json").replace(b'"MARK"', json.dumps(value).encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("queue.json", index)
    _, lines = bring(supervisor, out.getvalue())
    assert lines[1]["row"]["problem"]["code"] == "record_cut_short"
    assert lines[2]["row"]["seq"] and lines[3]["entry"]


def test_a_reader_who_leaves_before_the_first_line_leaves_nothing_behind(app, supervisor):
    answer = supervisor.put("/api/queue-files", data=queue_file(app, [make_record(app)]), headers=API, buffered=False)
    answer.close()
    assert _leftovers(app) == []
