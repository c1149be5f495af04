"""docs/protocol.md is true: its examples are sent to a real application, in order."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from pathlib import Path

import people as folk
from lantian.domain.problems import CATALOGUE
from web_fixtures import jpeg, now_text

TEXT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()


def _examples():
    for block in re.findall(r"```http\n(.*?)\n```", TEXT, re.S):
        head, _, body = block.partition("\n\n")
        first, *lines = head.split("\n")
        yield first.split(" ", 1)[1], dict(line.split(": ", 1) for line in lines), body


def _values(app, photo: bytes) -> dict[str, str]:
    definition = app.extensions["lantian"].library.current("dust_six")
    return {
        "{photo}": hashlib.sha256(photo).hexdigest(),
        "{inspection}": str(uuid.uuid4()),
        "{act}": str(uuid.uuid4()),
        "{site}": folk.SITE,
        "{checklist_version}": definition.version,
        "{checklist_hash}": definition.hash,
        "{now}": now_text(),
        "{li}": str(app.folk["li"]),
        "{chen}": str(app.folk["chen"]),
    }


def _fill(text: str, values: dict[str, str]) -> str:
    for place, value in values.items():
        text = text.replace(place, value)
    return text


def test_the_examples_are_accepted_and_accepted_again(app, sign_in):
    photo = jpeg()
    values = _values(app, photo)
    client = sign_in("li")
    for address, headers, body in _examples():
        if "/acts/" in address:
            values |= _returned_by_the_supervisor(app, values["{number}"])
        content = photo if body == "{photo bytes}" else _fill(body, values).encode()
        headers = {name: _fill(value, values) for name, value in headers.items()}
        first = client.put(_fill(address, values), data=content, headers=headers)
        assert first.status_code == 201, first.get_json()
        assert first.get_json()["lantian"] == 1
        assert client.put(_fill(address, values), data=content, headers=headers).status_code == 200
        for number in first.get_json().get("violations", []):
            values["{number}"] = number


def _returned_by_the_supervisor(app, number: str) -> dict[str, str]:
    from datetime import UTC, datetime

    from lantian.ledger import db, models, violations
    from lantian.workflow.acting import acting
    from lantian.workflow.decide import Decision, decide

    with db.connection():
        wang = models.Person.get(models.Person.username == "wang")
        seen = violations.by_number(number).last_seq
        done = decide(number, Decision("ReturnedForSupplement", seen, reason="请补拍全景"), by=acting(wang, datetime.now(UTC)))
    return {"{seen_seq}": str(done.seq)}


def test_every_code_the_protocol_names_is_in_the_catalogue():
    named = set(re.findall(r"`((?:photo|record|photos|checklist|moved|act|too|storage)_[a-z_]+)`", TEXT))
    fields = {"photos_missing", "photos_unaccounted"}
    assert named - fields <= set(CATALOGUE)
    assert {code for code in CATALOGUE if code.startswith(("photo_", "record_"))} <= named


def test_every_json_example_is_json():
    for block in re.findall(r"```json\n(.*?)\n```", TEXT, re.S):
        assert json.loads(block)["lantian"] == 1
