"""A photo of before handed in as one of after is noticed on the phone, before anything is sent; also without a network."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evidence.photo_files import encoded, picture
from lantian.ledger import db
from phone.test_acts import _act, _desk
from web_fixtures import make_record, photo_line, put_photo, put_record

pytestmark = pytest.mark.browser
SCENE = picture(640, 480)
FILE = encoded(SCENE, "JPEG", quality=90)


@pytest.fixture
def ordered(app, sign_in):
    """A line that has to be corrected, with one photo whose small picture is made; its number and the photo's hash."""
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(FILE, "d6.cover")])
    client = sign_in("li")
    sha256 = put_photo(client, FILE, record["id"]).get_json()["sha256"]
    number = put_record(client, record).get_json()["violations"][0]
    assert app.test_cli_runner().invoke(args=["lantian", "worker", "--until-done"]).exit_code == 0
    with app.app_context(), db.connection():
        due_on = app.extensions["lantian"].now().date() + timedelta(days=3)
    _desk(app, number, "Confirmed", basis_id="cn.ecc.1128.1.1", elements_confirmed=True)
    _desk(app, number, "RectificationOrdered", due_on=due_on)
    return number, sha256


def choose(li, body):
    """One more file from the phone."""
    tiles = li.page.locator("#act figure.photo")
    there = tiles.count()
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": body}
    li.page.locator("#act input[data-source=file]").set_input_files(file)
    tiles.nth(there).wait_for()


@pytest.mark.parametrize("network", [True, False])
def test_a_photo_of_before_handed_in_as_after_is_noticed(prepared, server, ordered, network):
    number, sha256 = ordered
    li, shelf = prepared("li")
    shelf.until(lambda: any(f"/photos/{sha256}/thumb" in paths for paths in shelf.names().values()))
    if not network:
        server.down()
    _act(li, number, "RectificationReported")
    choose(li, encoded(SCENE.transpose(0), "JPEG", quality=90))
    choose(li, encoded(SCENE.resize((500, 375)), "JPEG", quality=70))
    li.wait_words("整改后的照片与整改前几乎相同", "#act #toasts")
    choose(li, FILE)
    li.wait_words("整改后的照片与整改前是同一个文件", "#act #toasts")
    assert li.page.locator("#toasts .toast", has_text="几乎相同").count() <= 1, "another picture is not asked about"
    assert li.errors == []
    if not network:
        server.up()
