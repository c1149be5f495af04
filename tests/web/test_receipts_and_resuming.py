"""Over HTTP: every acknowledgement is signed, and a photo that was cut off goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest

from lantian.evidence.receipts import PublicKey, check
from web_fixtures import API, jpeg, make_record, photo_line, put_photo

PHOTO = jpeg(size=(1600, 1200)) + bytes(range(256)) * 400
NAME = hashlib.sha256(PHOTO).hexdigest()


def keys_of(client) -> list[PublicKey]:
    found = client.get("/api/keys", headers=API).get_json()["keys"]
    return [PublicKey(key["id"], key["public_key"], key["made_at"], key["retired_at"]) for key in found]


def send(client, body: bytes, record: str, *, offset: int | None = None, announced: int | None = None):
    headers = API | {"X-Lantian-Inspection": record, "Content-Type": "image/jpeg"}
    if offset is not None:
        headers |= {"X-Lantian-Offset": str(offset)}
    length = len(body) if announced is None else announced
    announcing = {"CONTENT_LENGTH": str(length)}
    return client.put(f"/api/photos/{NAME}", data=body, headers=headers, environ_overrides=announcing)


def part(client) -> int:
    return client.get(f"/api/photos/{NAME}/part", headers=API).get_json()["offset"]


def test_a_photo_and_a_record_come_back_with_receipts_that_verify(app, sign_in):
    client, photo = sign_in("li"), jpeg()
    record = make_record(app, photos=[photo_line(photo)])
    record_id = record["id"]
    answer = put_photo(client, photo, record_id).get_json()
    facts = check(answer["receipt"], keys_of(client))
    assert (facts["kind"], facts["sha256"], facts["size_bytes"]) == ("photo", hashlib.sha256(photo).hexdigest(), len(photo))
    assert (facts["seq"], facts["received_at"]) == (answer["seq"], answer["received_at"])
    body = json.dumps(record).encode()
    headers = API | {"Content-Type": "application/json"}
    first = client.put(f"/api/inspections/{record_id}", data=body, headers=headers)
    facts = check(first.get_json()["receipt"], keys_of(client))
    assert (facts["kind"], facts["id"], facts["sha256"]) == ("inspection", record_id, hashlib.sha256(body).hexdigest())
    again = client.put(f"/api/inspections/{record_id}", data=body, headers=headers)
    assert again.get_json()["receipt"] == first.get_json()["receipt"]


def test_a_photo_cut_off_goes_on_from_the_offset_the_server_names(sign_in):
    client, record = sign_in("li"), str(uuid.uuid4())
    assert part(client) == 0
    cut = send(client, PHOTO[:80_000], record, announced=len(PHOTO))
    assert cut.get_json()["problem"]["code"] == "photo_cut_short"
    assert part(client) == 80_000
    whole = send(client, PHOTO[80_000:], record, offset=80_000)
    assert whole.status_code == 201
    assert whole.get_json()["size_bytes"] == len(PHOTO)
    assert check(whole.get_json()["receipt"], keys_of(client))["size_bytes"] == len(PHOTO)
    assert part(client) == 0


def test_a_wrong_offset_is_told_the_true_one(sign_in):
    client, record = sign_in("li"), str(uuid.uuid4())
    send(client, PHOTO[:50_000], record, announced=len(PHOTO))
    answer = send(client, PHOTO[60_000:], record, offset=60_000)
    assert answer.status_code == 409
    assert (answer.get_json()["problem"]["code"], answer.get_json()["problem"]["offset"]) == ("photo_offset", 50_000)


def test_what_one_person_sent_is_not_offered_to_another(sign_in):
    send(sign_in("li"), PHOTO[:50_000], str(uuid.uuid4()), announced=len(PHOTO))
    assert part(sign_in("chen")) == 0


@pytest.mark.parametrize("offset", ["-1", "1e3", "９", "9" * 13, " 5 x"])
def test_an_offset_that_is_no_number_is_refused_in_words(sign_in, offset):
    headers = API | {"X-Lantian-Inspection": str(uuid.uuid4()), "X-Lantian-Offset": offset.encode().decode("latin-1")}
    answer = sign_in("li").put(f"/api/photos/{NAME}", data=PHOTO, headers=headers)
    assert answer.status_code == 400


def test_the_part_of_a_name_that_is_no_hash_is_refused(sign_in):
    answer = sign_in("li").get("/api/photos/../part", headers=API)
    assert answer.status_code in (400, 404)
    assert sign_in("li").get("/api/photos/zz/part", headers=API).get_json()["problem"]["code"] == "photo_name_invalid"


def test_the_phone_learns_the_keys_with_its_checklists(sign_in):
    client = sign_in("li")
    pack = client.get("/api/checklists", headers=API).get_json()
    assert [key["id"] for key in pack["keys"]] == [key.id for key in keys_of(client)]
    assert pack["keep_hours"] == 24
