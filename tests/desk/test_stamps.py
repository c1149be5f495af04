"""Stamped copies at the desk: downloads are in the book and in one's own area; a unit's template is an act with a preview."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pytest
from PIL import Image

from desk.press import token
from lantian.domain.stamp import DEFAULT
from lantian.ledger import db, models, stamp_templates
from lantian.web import stamps as web_stamps

pytestmark = pytest.mark.usefixtures("chinese_font")


def entries(kind):
    with db.connection():
        query = models.LedgerEntry.select().where(models.LedgerEntry.kind == kind)
        return [(row.actor_name, row.subject_kind, row.subject_id, row.payload) for row in query]


@pytest.fixture
def line(desk, sign_in):
    """(number, SHA-256) of a line and the first photo of it."""
    (number,) = desk.report(sign_in("li"))
    with db.connection():
        row = models.EvidencePhoto.select().join(models.Violation).where(models.Violation.number == number).get()
        return number, row.sha256


def test_a_stamped_copy_is_downloaded_and_entered_with_its_own_hash(line, sign_in):
    number, sha256 = line
    wang = sign_in("wang")
    address = f"/s/violations/{number}/photos/{sha256}/stamped"
    assert address in wang.get(f"/s/violations/{number}").get_data(as_text=True)
    answer = wang.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "_stamped.jpg" in answer.headers["Content-Disposition"]
    copy = Image.open(io.BytesIO(answer.data))
    assert copy.getexif()[0x112] == 1 and sha256 in copy.getexif()[0x10E]
    [(actor, subject_kind, subject, payload)] = entries("StampedCopyDownloaded")
    assert (actor, subject_kind, subject) == ("王审", "photo", sha256)
    assert hashlib.sha256(answer.data).hexdigest() in payload and number in payload


def test_a_photo_that_is_not_of_this_line_has_no_copy_and_no_entry(line, sign_in):
    number, _sha256 = line
    assert sign_in("wang").get(f"/s/violations/{number}/photos/{'0' * 64}/stamped").status_code == 404
    assert sign_in("wang").get(f"/s/violations/410302-2026-999999/photos/{_sha256}/stamped").status_code == 404
    assert entries("StampedCopyDownloaded") == []


def test_without_a_font_the_reader_is_told_and_nothing_is_entered(line, sign_in, monkeypatch):
    number, sha256 = line
    given = web_stamps.stamp_means
    monkeypatch.setattr(web_stamps, "stamp_means", lambda parts: replace(given(parts), face=lambda: None))
    answer = sign_in("wang").get(f"/s/violations/{number}/photos/{sha256}/stamped")
    assert answer.status_code == 409 and "fonts-noto-cjk" in answer.get_data(as_text=True)
    assert entries("StampedCopyDownloaded") == []


def unit_of(name):
    with db.connection():
        return models.Person.get(models.Person.username == name).unit_id


def sent(client, unit_id, **fields):
    fields = {"line": ["site", "time"], "position": "top", "size": "l"} | fields
    return client.post(
        f"/a/stamps/{unit_id}", data=fields | {"csrf_token": token(client.get(f"/a/stamps/{unit_id}").get_data(as_text=True))}
    )


def test_an_administrator_gives_a_unit_its_template_and_the_book_knows_both(app, sign_in):
    root, unit_id = sign_in("root"), unit_of("li")
    assert "照片水印" in root.get("/a/stamps").get_data(as_text=True)
    assert sent(root, unit_id).status_code == 303
    assert sent(root, unit_id).status_code == 303
    with db.connection():
        template = stamp_templates.of_unit(unit_id)
    assert (template.lines, template.position, template.size) == (("site", "time"), "top", "l")
    [(actor, subject_kind, subject, payload)] = entries("StampTemplateSet")
    assert (subject_kind, subject) == ("unit", str(unit_id)) and '"before"' in payload and actor
    pack = sign_in("li").get("/api/checklists", headers={"X-Lantian": "1"}).json["person"]
    assert pack["stamp"] == {"lines": ["site", "time"], "position": "top", "size": "l"} and pack["unit"]


def test_moving_a_line_shows_the_form_again_and_keeps_nothing(app, sign_in):
    root, unit_id = sign_in("root"), unit_of("li")
    page = sent(root, unit_id, move="up:time").get_data(as_text=True)
    assert page.index('value="time"') < page.index('value="site"') and "改动还没有保存" in page
    with db.connection():
        assert stamp_templates.of_unit(unit_id) == DEFAULT


@pytest.mark.parametrize(
    ("fields", "status"), [({"line": []}, 422), ({"line": ["rumour"]}, 400), ({"size": "xl"}, 400), ({"position": ""}, 400)]
)
def test_a_template_that_makes_no_sense_is_refused_in_words(app, sign_in, fields, status):
    root = sign_in("root")
    assert sent(root, unit_of("li"), **fields).status_code == status
    assert entries("StampTemplateSet") == []


def test_the_preview_is_a_picture_with_the_wanted_stamp(app, sign_in):
    root = sign_in("root")
    below = root.get("/a/stamps/preview/tall?line=time&line=number&position=below&size=m")
    over = root.get("/a/stamps/preview/wide?line=time&position=top&size=s")
    assert Image.open(io.BytesIO(below.data)).height > 960
    assert Image.open(io.BytesIO(over.data)).size == (960, 720)
    assert root.get("/a/stamps/preview/wide").status_code == 422
    assert root.get("/a/stamps/preview/round?line=time&position=top&size=s").status_code == 404


def test_only_an_administrator_sets_templates(app, sign_in):
    assert sign_in("wang").get("/a/stamps").status_code == 403
    assert sign_in("root").get("/a/stamps/99999").status_code == 404


def test_the_phone_and_the_server_have_the_same_default_template():
    import json
    import re
    from pathlib import Path

    script = Path(__file__).resolve().parents[2] / "static/js/models/stamp.js"
    told = re.search(r"DEFAULT = (\{.*\})", script.read_text()).group(1)
    spoken = re.sub(r"(\w+):", r'"\1":', told).replace("'", '"')
    assert json.loads(spoken) == DEFAULT.as_json()
