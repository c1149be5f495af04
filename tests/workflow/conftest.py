"""A settled ledger on each database, the real content, a store in a folder: what the acts need without HTTP."""

from __future__ import annotations

import hashlib
import io
import threading
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

import people as folk
from lantian.checklists.library import load
from lantian.evidence.storage import open_storage
from lantian.ledger import db
from lantian.settings import ROOT
from lantian.workflow.acting import acting
from lantian.workflow.receive import receive_inspection, receive_photo
from web_fixtures import jpeg, photo_line

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def library():
    return load(ROOT / "forms")


@dataclass
class Office:
    """A small office: people, content, store, and short ways to act."""

    everyone: dict
    library: object
    storage: object

    def by(self, name: str, now: datetime = NOW):
        return acting(self.everyone[name], now)

    def photo(self, name: str, inspection: str, body: bytes, now: datetime = NOW):
        digest = hashlib.sha256(body).hexdigest()
        return receive_photo(
            io.BytesIO(body),
            sha256=digest,
            inspection_id=inspection,
            announced_bytes=len(body),
            limit_bytes=10_000_000,
            storage=self.storage,
            by=self.by(name, now),
        )

    def record(
        self, fails=(), photos=(), officers=("li", "chen"), kind="inspection", site=folk.SITE, now: datetime = NOW, **more
    ):
        definition = self.library.current("dust_six")
        stamp = (now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        people = [self.everyone[name] for name in officers]
        return {
            "protocol": 1,
            "id": str(uuid.uuid4()),
            "kind": kind,
            "checklist": {"id": definition.id, "version": definition.version, "hash": definition.hash},
            "inspection_type": "daily" if kind == "inspection" else None,
            "approval_number": "",
            "notice_number": "",
            "site": {"id": site},
            "lead": None,
            "started_at": stamp,
            "finished_at": stamp,
            "officers": [{"user_id": p.id, "name": p.name, "card_number": p.card_number} for p in people],
            "party": {
                "name": "示例公司",
                "uscc": "",
                "person": "",
                "phone": "",
                "outcome": "refused" if kind == "inspection" else None,
                "signature": None,
                "witness": "示例见证人",
                "reason": "",
            },
            "header": {},
            "answers": {item.id: {"value": "fail" if item.id in fails else "pass"} for item in definition.items},
            "photos": list(photos),
            "withdrawn": [],
        } | more

    def line(self, body: bytes, item=None, role="finding", now: datetime = NOW, **more):
        stamp = (now - timedelta(minutes=6)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        line = photo_line(body, item, role)
        return line | {"taken_at": stamp, "fix": line["fix"] | {"fix_at": stamp}} | more

    def hand_in(self, record, name="li", now: datetime = NOW):
        return receive_inspection(record, inspection_id=record["id"], library=self.library, by=self.by(name, now))

    def finding(self, item="d6.cover", name="li", now: datetime = NOW, colour=(10, 20, 30), **more):
        """One violation, handed in with its photo; returns its number."""
        body = jpeg(colour)
        record = self.record([item], [self.line(body, item, now=now)], now=now, **more)
        self.photo(name, record["id"], body, now)
        return self.hand_in(record, name, now).facts["violations"][0]


def eight_at_once(office, record) -> list[int]:
    """The statuses of the same hand-in sent eight times at the same moment, in order of size; a fault fails the test."""
    statuses, faults = [], []

    def send():
        try:
            with db.connection():
                statuses.append(office.hand_in(record).status)
        except Exception as error:  # noqa: BLE001 - shown below
            faults.append(error)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return sorted(statuses)


@pytest.fixture
def office(ledger_db, library, tmp_path):
    """On SQLite and on PostgreSQL."""
    with db.transaction():
        everyone = folk.settle()
    return Office(everyone, library, open_storage(tmp_path / "originals"))
