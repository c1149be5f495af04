"""Fixtures for tests over HTTP: an application on a fresh database, clients signed in as the people of tests/people.py."""

from __future__ import annotations

import hashlib
import io
import re
import uuid
from datetime import UTC, datetime

import pytest
from PIL import Image

import people as folk
from lantian.settings import Settings


@pytest.fixture
def app(tmp_path, monkeypatch):
    """An application with the test people on a fresh SQLite database."""
    from lantian.ledger import db, schema
    from lantian.web.app import create_app

    application = create_app(Settings(data_dir=tmp_path / "data"))
    application.config["TESTING"] = False
    with db.connection():
        schema.migrate()
        application.folk = {name: person.id for name, person in folk.settle().items()}
    yield application
    if not db.database.is_closed():
        db.database.close()


@pytest.fixture
def sign_in(app):
    """sign_in('li') → a client signed in as that person, through the real page."""

    def _sign_in(username, language="zh"):
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        page = client.get("/sign-in").get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
        answer = client.post("/sign-in", data={"username": username, "password": folk.PASSWORD, "csrf_token": token})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    return _sign_in


API = {"X-Lantian": "1"}


def jpeg(colour=(120, 130, 140), size=(640, 480)) -> bytes:
    """A small real JPEG; another colour makes another photo."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def put_photo(client, body: bytes, inspection: str, content_type="image/jpeg"):
    """PUT one photo under its own hash."""
    digest = hashlib.sha256(body).hexdigest()
    return client.put(
        f"/api/photos/{digest}", data=body, headers=API | {"X-Lantian-Inspection": inspection, "Content-Type": content_type}
    )


def put_record(client, record):
    """PUT one record under its own id."""
    return client.put(f"/api/inspections/{record['id']}", json=record, headers=API)


def made_apart(app, client, answer):
    """The file behind an answer that leads to 案卷导出, fetched after the worker's turn."""
    from lantian.ledger import db
    from lantian.workflow import export_jobs

    assert answer.status_code == 303, answer.get_data(as_text=True)[:500]
    with app.app_context(), db.connection():
        assert export_jobs.turn(app.extensions["lantian"].exports)
    return client.get(f"/s/exports/{answer.headers['Location'].partition('#job-')[2]}/file")


def now_text() -> str:
    """The current UTC time as a phone writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def photo_line(body: bytes, item=None, role="finding", **more):
    """The line of a record that lists a photo, with a fix at the test site."""
    fix = {
        "lat": 34.6841,
        "lon": 112.4691,
        "accuracy_m": 8.0,
        "altitude_m": None,
        "heading_deg": None,
        "fix_at": now_text(),
        "crs": "wgs84",
    }
    line = {
        "sha256": hashlib.sha256(body).hexdigest(),
        "item": item,
        "role": role,
        "taken_at": now_text(),
        "source": "camera",
        "fix": fix,
        "no_fix_reason": None,
        "caption": "",
    }
    return line | more


def make_record(
    app, checklist="dust_six", fails=(), photos=(), officers=("li", "chen"), kind="inspection", site=folk.SITE, **more
):
    """A complete record: every item passes but those in ``fails``."""
    from lantian.ledger import db, models

    definition = app.extensions["lantian"].library.current(checklist)
    with db.connection():
        rows = [models.Person.get(models.Person.username == name) for name in officers]
        people = [{"user_id": row.id, "name": row.name, "card_number": row.card_number} for row in rows]
    answers = {
        item.id: {"value": "fail" if item.id in fails else "pass", "note": "", "sub_checks": [], "corrected": False}
        for item in definition.items
        if item.answer_type.startswith("pass_fail")
    }
    record = {
        "protocol": 1,
        "id": str(uuid.uuid4()),
        "kind": kind,
        "checklist": {"id": definition.id, "version": definition.version, "hash": definition.hash},
        "inspection_type": "daily" if kind == "inspection" else None,
        "approval_number": "",
        "notice_number": "",
        "site": {"id": site},
        "lead": None,
        "started_at": now_text(),
        "finished_at": now_text(),
        "officers": people,
        "party": {
            "name": "示例建设公司",
            "uscc": "",
            "person": "示例负责人",
            "phone": "",
            "outcome": "refused" if kind == "inspection" else None,
            "signature": None,
            "witness": "示例见证人",
            "reason": "当事人拒绝",
        },
        "header": {},
        "answers": answers,
        "photos": list(photos),
        "withdrawn": [],
    }
    return record | more
