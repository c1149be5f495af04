"""``remove-originals``: does what two persons decided, once, and again for what came back from a backup."""

from __future__ import annotations

from lantian.ledger import db, models
from lantian.workflow import removal
from lantian.workflow.acting import acting
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record


def approved(app, client):
    """A photo whose removal is approved."""
    body, now = jpeg(), app.extensions["lantian"].now
    record = make_record(app, fails=("d6.cover",), photos=[photo_line(body, "d6.cover")])
    assert put_photo(client, body, record["id"]).status_code == 201
    assert put_record(client, record).status_code == 201
    sha256 = record["photos"][0]["sha256"]
    with db.connection():
        wang, root = (acting(models.Person.get(models.Person.username == name), now()) for name in ("wang", "root"))
        seq = removal.request(sha256, ground="court", document="示例判决 1 号", reason="生效判决", by=wang)
        removal.decide(sha256, seq, approved=True, remark="已核对", by=root)
    return sha256, body


def test_what_was_decided_is_done_once_and_verify_agrees(app, sign_in, run):
    sha256, body = approved(app, sign_in("li"))
    store = app.extensions["lantian"].storage
    assert "已移除 0 份" in run("remove-originals").out, "the examiner has not looked at it yet"
    assert run("worker", "--until-done").code == 0
    assert not store.exists(sha256)
    assert run("verify", "--full").code == 0
    with store.stage() as stage:
        stage.write(body)
        stage.commit(sha256)
    assert run("verify").code == 1
    assert "已移除 1 份" in run("remove-originals").out
    assert (run("verify").code, store.exists(sha256)) == (0, False)
