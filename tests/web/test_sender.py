"""What a phone sends says whose it is: nothing is taken under the name of whoever happens to be signed in."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from lantian.ledger import db, models
from web_fixtures import API, jpeg, make_record


def _addresses(app):
    photo, record = jpeg(), make_record(app)
    act = {"event": "Supplemented", "seen_seq": 1, "reason": "补充", "result": "", "photos": []}
    of_record = {"X-Lantian-Inspection": record["id"]}
    return {
        "photo": (f"/api/photos/{hashlib.sha256(photo).hexdigest()}", {"data": photo, "headers": of_record}),
        "record": (f"/api/inspections/{record['id']}", {"json": record, "headers": {}}),
        "act": (f"/api/violations/410302-2026-000001/acts/{uuid.uuid4()}", {"json": act, "headers": {}}),
    }


def _put(client, address, sent, named):
    return client.put(address, **(sent | {"headers": API | sent["headers"] | named}))


@pytest.mark.parametrize("door", ["photo", "record", "act"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_another_person_recorded_is_not_taken_from_whoever_is_signed_in(app, sign_in, door, language):
    address, sent = _addresses(app)[door]
    chen = sign_in("chen", language)
    answer = _put(chen, address, sent, {"X-Lantian-For": str(app.folk["li"])})
    problem = answer.get_json()["problem"]
    assert (answer.status_code, answer.get_json()["lantian"], problem["code"]) == (401, 1, "sender_differs")
    assert "陈查" in problem["detail"] and problem["mend"]
    with db.connection():
        stored = [table.select().count() for table in (models.Photo, models.PhotoReceipt, models.Inspection, models.LedgerEntry)]
    assert stored == [0, 0, 0, 0]
    assert not list(app.extensions["lantian"].settings.originals_dir.glob("**/*.jpg"))


@pytest.mark.parametrize("named", ["", "0", "li", "9" * 400, "1.0", "+1"])
def test_a_name_that_is_no_id_is_not_ones_own(app, sign_in, named):
    address, sent = _addresses(app)["record"]
    assert _put(sign_in("li"), address, sent, {"X-Lantian-For": named}).status_code == 401


@pytest.mark.parametrize("door", ["photo", "record"])
@pytest.mark.parametrize("says", [True, False])
def test_the_recorder_is_taken_with_and_without_saying_who(app, sign_in, door, says):
    address, sent = _addresses(app)[door]
    named = {"X-Lantian-For": str(app.folk["li"])} if says else {}
    assert _put(sign_in("li"), address, sent, named).status_code == 201


def test_a_phone_whose_session_ended_says_who_too(app, sign_in):
    li, (address, sent) = sign_in("li"), _addresses(app)["record"]
    li.delete_cookie("lantian_session")
    assert _put(li, address, sent, {"X-Lantian-For": str(app.folk["chen"])}).status_code == 401
    assert _put(li, address, sent, {"X-Lantian-For": str(app.folk["li"])}).status_code == 201
