"""Hiding a face on the desk: everybody sees the copy in its place, the original is sealed, looking below stands in the book."""

from __future__ import annotations

import hashlib
import io
import uuid

import pytest
from PIL import Image

from desk.press import text_of
from lantian.ledger import db
from lantian.ledger.models import LedgerEntry, Photo, Violation
from web_fixtures import API, jpeg, photo_line, put_photo

FACE = {"kind": "redact", "at": [0, 0, 5000, 10000]}
RING = {"kind": "ellipse", "at": [5000, 2000, 9000, 8000], "colour": "yellow"}


@pytest.fixture
def case(app, desk, sign_in, make_worker, monkeypatch):
    """(number, sha256) of a finding whose photo was examined."""
    body = jpeg((200, 40, 40))
    monkeypatch.setattr(desk, "photo", lambda: body)
    (number,) = desk.report(sign_in("li"))
    make_worker().run_dry()
    return number, hashlib.sha256(body).hexdigest()


def mark(client, sha256, shapes, seen=0, **more):
    body = {"shapes": shapes, "seen_version": seen, **more}
    return client.put(f"/api/photos/{sha256}/marking", json=body, headers=API)


def pixel(client, address, x=0.25):
    answer = client.get(address)
    assert answer.status_code == 200, address
    with Image.open(io.BytesIO(answer.data)) as picture:
        return picture.convert("RGB").getpixel((int(picture.width * x), picture.height // 2))


def kinds():
    with db.connection():
        return [row.kind for row in LedgerEntry.select().where(LedgerEntry.subject_kind == "photo").order_by(LedgerEntry.seq)]


def test_everybody_sees_the_hidden_copy_at_once(case, sign_in):
    _number, sha256 = case
    wang, li = sign_in("wang"), sign_in("li")
    before = li.get(f"/photos/{sha256}/thumb")
    assert mark(wang, sha256, [FACE]).status_code == 200
    for client in (wang, li):
        for kind in ("thumb", "view"):
            assert max(pixel(client, f"/photos/{sha256}/{kind}")) < 40
            assert pixel(client, f"/photos/{sha256}/{kind}", 0.75)[0] > 180
    tag = {"If-None-Match": before.headers["ETag"]}
    assert "no-cache" in before.headers["Cache-Control"]
    assert li.get(f"/photos/{sha256}/thumb", headers=tag).status_code == 200, "the browser's copy no longer counts"


def test_the_original_is_sealed_but_for_those_entitled_whose_look_is_in_the_book(case, sign_in):
    _number, sha256 = case
    assert mark(sign_in("wang"), sha256, [FACE]).status_code == 200
    li = sign_in("li")
    for way in ("original", "unmarked"):
        refused = li.get(f"/photos/{sha256}/{way}")
        assert refused.status_code == 403 and "原件已封存" in text_of(refused)
    assert kinds() == ["PhotoReceived", "PhotoRedacted"]
    assert pixel(sign_in("qian"), f"/photos/{sha256}/unmarked")[0] > 180
    assert sign_in("wang").get(f"/photos/{sha256}/original").status_code == 200
    assert kinds()[2:] == ["SealedPhotoViewed", "OriginalDownloaded"]


def test_the_original_stays_byte_for_byte(case, app, sign_in):
    _number, sha256 = case
    mark(sign_in("wang"), sha256, [FACE, RING])
    assert hashlib.sha256(sign_in("wang").get(f"/photos/{sha256}/original").data).hexdigest() == sha256


def test_the_page_says_what_is_hidden_by_whom_and_offers_the_way_below(case, sign_in):
    number, sha256 = case
    wang = sign_in("wang")
    mark(wang, sha256, [FACE, RING])
    page = wang.get(f"/s/violations/{number}")
    for words in ("派生件：遮盖 1 处，标注 1 处", "原件已封存", "第 1 版 · 王审", "看未遮盖的画面（记入台账）"):
        assert words in text_of(page)
    assert "遮盖照片副本（第 1 版，遮盖 1 处）" in text_of(wang.get("/s/book"))


def test_without_a_redaction_nothing_is_sealed(case, sign_in):
    _number, sha256 = case
    assert mark(sign_in("wang"), sha256, [RING]).json["version"] == 1
    assert pixel(sign_in("li"), f"/photos/{sha256}/unmarked")[0] > 180
    assert kinds() == ["PhotoReceived", "PhotoAnnotated"]


def test_lifting_asks_for_a_reason_and_then_shows_the_picture_again(case, sign_in):
    _number, sha256 = case
    wang = sign_in("wang")
    mark(wang, sha256, [FACE])
    refused = mark(wang, sha256, [], seen=1)
    assert refused.status_code == 422 and refused.json["problem"]["fields"][0]["path"] == "reason"
    assert mark(wang, sha256, [], seen=1, reason="误遮").status_code == 200
    assert pixel(sign_in("li"), f"/photos/{sha256}/view")[0] > 180
    assert "撤除遮盖（第 2 版，余 0 处）：误遮" in text_of(wang.get("/s/book"))


def test_nobody_marks_without_the_right_or_outside_their_area(case, sign_in):
    _number, sha256 = case
    assert mark(sign_in("li"), sha256, [FACE]).status_code == 403
    assert sign_in("zhao").get(f"/photos/{sha256}/unmarked").status_code == 404
    assert mark(sign_in("wang"), "0" * 64, [FACE]).status_code == 404
    assert sign_in("wang").put(f"/api/photos/{sha256}/marking", json={"shapes": []}).status_code == 403, "without our header"


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b'{"shapes": 1}', b'{"shapes": [[]]}', b'{"shapes": [], "reason": []}'])
def test_what_is_no_marking_gets_a_sentence(case, sign_in, body):
    _number, sha256 = case
    answer = sign_in("wang").put(f"/api/photos/{sha256}/marking", data=body, headers=API)
    assert answer.status_code in (400, 422) and answer.json["problem"]["title"]


def test_an_editor_who_comes_second_is_told_so(case, sign_in):
    _number, sha256 = case
    wang, qian = sign_in("wang"), sign_in("qian")
    assert wang.get(f"/api/photos/{sha256}/marking", headers=API).json["version"] == 0
    mark(wang, sha256, [FACE])
    refused = mark(qian, sha256, [RING])
    assert refused.status_code == 409 and "王审" in refused.json["problem"]["detail"]


def test_marked_photos_cost_the_page_one_statement(case, desk, sign_in, statements):
    number, sha256 = case
    wang = sign_in("wang")
    wang.get(f"/s/violations/{number}")
    with statements() as before:
        wang.get(f"/s/violations/{number}")
    mark(wang, sha256, [FACE])
    with statements() as after:
        wang.get(f"/s/violations/{number}")
    assert len(after) == len(before)
    assert sum("photo_marking" in str(one) for one in after) == 1
    with db.connection():
        assert Photo.select().count() == 1


@pytest.mark.parametrize(("marking", "status"), [({"shapes": [FACE]}, 201), (None, 201), ({"shapes": [{"kind": "blur"}]}, 422)])
def test_a_phones_act_may_bring_a_marking_too(case, desk, sign_in, marking, status):
    number, _sha256 = case
    li, wang = sign_in("li"), sign_in("wang")
    desk.act(wang, number, "ReturnedForSupplement", reason="请补拍全景")
    body, act_id = jpeg((1, 99, 1)), str(uuid.uuid4())
    assert put_photo(li, body, act_id).status_code == 201
    with db.connection():
        seen = Violation.get(Violation.number == number).last_seq
    act = {"event": "Supplemented", "seen_seq": seen, "reason": "", "result": ""}
    act["photos"] = [photo_line(body, role="supplement", marking=marking)]
    answers = [li.put(f"/api/violations/{number}/acts/{act_id}", json=act, headers=API) for _try in range(2)]
    assert answers[0].status_code == status
    if status == 422:
        (field,) = answers[0].json["problem"]["fields"]
        assert field == {"path": "photos.0.marking.shapes.0", "message": "遮盖和标注只有：遮盖、箭头、圈、文字"}
    else:
        assert answers[1].status_code == 200
        assert kinds().count("PhotoRedacted") == (1 if marking else 0), "once, however often it is sent"
