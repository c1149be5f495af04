"""Findings handed in by phone, forms pressed and read as a browser does, statements counted: for the tests of the desk."""

from __future__ import annotations

import html
import logging
import re
import uuid

from lantian.ledger import db, models
from web_fixtures import API, jpeg, make_record, photo_line, put_photo, put_record


class Desk:
    """Hands in findings as a phone does, and presses the desk's forms as a browser does."""

    def __init__(self, app, sign_in):
        self.app, self.sign_in, self.colour = app, sign_in, 0

    def photo(self) -> bytes:
        """Another photo than all before."""
        self.colour += 1
        return jpeg((self.colour % 256, self.colour // 256, 90))

    def report(self, client, fails=("d6.cover",), item=None, **more) -> list[str]:
        """Hand in an inspection with these items failed, a photo each; returns the numbers it made."""
        photos = {key: self.photo() for key in fails}
        record = make_record(self.app, fails=fails, photos=[photo_line(body, key) for key, body in photos.items()], **more)
        if item:
            for key, answer in item.items():
                record["answers"][key] |= answer
        for body in photos.values():
            assert put_photo(client, body, record["id"]).status_code in (200, 201)
        answer = put_record(client, record)
        assert answer.status_code == 201, answer.get_json()
        self.last_record = record
        return answer.get_json()["violations"]

    def from_phone(self, client, number, event, seen, photo=False, **more):
        """Send a later act of an inspector, with a photo when asked."""
        photos, act_id = [], str(uuid.uuid4())
        if photo:
            body = self.photo()
            assert put_photo(client, body, act_id).status_code == 201
            photos = [photo_line(body, role="after")]
        act = {"event": event, "seen_seq": seen, "reason": "", "result": "", "photos": photos} | more
        return client.put(f"/api/violations/{number}/acts/{act_id}", json=act, headers=API)

    def act(self, client, number, event, seen=None, **fields):
        """Press an act's button on the violation's page, with what stands in its form."""
        page = client.get(f"/s/violations/{number}").get_data(as_text=True)
        fields = {"csrf_token": token(page), "seen_seq": str(last_seq(page) if seen is None else seen)} | fields
        return client.post(f"/s/violations/{number}/acts/{event}", data=fields)


def token(page: str) -> str:
    """The form token of a page."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)


def state_of(number: str) -> str:
    """The state of a violation in the tables."""
    with db.connection():
        return models.Violation.get(models.Violation.number == number).state


def last_seq(page: str) -> int:
    """The entry of the book that a violation's page has shown."""
    found = re.search(r'name="seen_seq" value="(\d+)"', page)
    return int(found.group(1)) if found else 0


def bases(page: str) -> list[str]:
    """The ids of the legal bases that the confirming form offers."""
    return re.findall(r'name="basis" value="([^"]+)"', page)


def text_of(answer) -> str:
    """A page's words without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


class Statements(logging.Handler):
    """Collects what peewee sends to the database."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.seen: list[str] = []

    def emit(self, record):
        self.seen.append(str(record.msg))

    def __enter__(self) -> list[str]:
        self.logger = logging.getLogger("peewee")
        self.before = self.logger.level
        self.logger.setLevel(logging.DEBUG)
        self.logger.addHandler(self)
        return self.seen

    def __exit__(self, *exception):
        self.logger.removeHandler(self)
        self.logger.setLevel(self.before)
