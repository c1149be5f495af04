"""The service worker's list: complete, the same in every process, new when anything of a page changes; and the marks of our
pages.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil

from lantian.settings import ROOT, Settings
from lantian.web.joined import FOLDER, MARK
from lantian.web.shell import Shell, phone_files


def _about(client) -> dict:
    text = client.get("/sw.js").get_data(as_text=True)
    return json.loads(text.split("\n", 1)[0].removeprefix("const BUILD = "))


def test_the_worker_is_for_everybody_and_never_kept_by_the_browser(app):
    answer = app.test_client().get("/sw.js")
    assert answer.status_code == 200 and answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = app.test_client().get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_every_file_of_the_list_comes_with_the_bytes_it_promises(app):
    client = app.test_client()
    about = _about(client)
    assert len(about["assets"]) > 10
    for address, integrity in about["assets"]:
        body = client.get(address).get_data()
        assert integrity == "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode(), address


def test_the_list_holds_what_is_imported_at_once_and_later(app):
    files = app.extensions["lantian_assets"].files
    apart = {name: body for name, body in files.items() if not name.startswith(FOLDER)}
    names = phone_files(apart, ["outbox"])
    assert {"js/app.js", "js/controllers/outbox.js", "js/models/store.js", "css/lantian.css", "icons/sprite.svg"} <= set(names)
    assert "js/controllers/worklist.js" not in names
    made = {"js/app.js": b"import './a/b.js'", "js/a/b.js": b"const Z = '../c.js'\nimport(Z)", "js/c.js": b"", "js/d.js": b""}
    assert phone_files(made, []) == ["js/a/b.js", "js/app.js", "js/c.js"]


def test_where_the_modules_are_joined_the_list_holds_them_in_place_of_the_modules():
    made = {"js/joined/phone.js": b'import{a}from"./x.js";', "js/joined/x.js": b"", "js/app.js": b""}
    made |= {"js/controllers/outbox.js": b"", "js/controllers/new.js": b"", MARK: b"0\noutbox\n"}
    assert phone_files(made, ["outbox", "new"]) == ["js/controllers/new.js", "js/joined/phone.js", "js/joined/x.js"]


def test_every_controller_of_the_phones_pages_is_in_the_list(app):
    named = set()
    for path in (ROOT / "templates" / "inspector").glob("*.html"):
        for words in re.findall(r"data-(?:controller|then)[^a-z]+([a-z][a-z -]*)['\"]", path.read_text()):
            named |= set(words.split())
    assert {"fill", "review", "place", "problem", "acts", "start-visit"} <= named
    with app.app_context():
        assert named <= set(app.extensions["lantian_shell"].controllers()) | {"if", "else"}


def test_the_pages_of_the_list_are_pages(app, sign_in):
    client = sign_in("li")
    for path in _about(client)["pages"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["X-Lantian-Person"] and answer.headers["X-Lantian-Build"] == _about(client)["hash"]


def test_two_processes_name_the_same_build(app, tmp_path):
    from lantian.web.app import create_app

    again = create_app(Settings(data_dir=tmp_path / "other"))
    assert _about(again.test_client()) == _about(app.test_client())


def test_a_change_of_any_part_of_a_page_makes_another_build(app, tmp_path):
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    with app.app_context():
        before = Shell(app).build()
        assert Shell(app, templates).build() == before
        (templates / "inspector" / "home.html").open("a").write("<p></p>")
        by_template = Shell(app, templates).build()
        app.extensions["lantian_assets"].build = "0123456789ab"
        by_file = Shell(app).build()
    assert len({before, by_template, by_file}) == 3


def test_a_change_of_the_forms_makes_another_build(app, tmp_path):
    from lantian.web.app import create_app

    forms = tmp_path / "forms"
    shutil.copytree(ROOT / "forms", forms)
    region = forms / "regions" / "410300.toml"
    region.write_text(region.read_text().replace('note = "', 'note = "Read again. '))
    changed = create_app(Settings(data_dir=tmp_path / "other", forms_dir=forms))
    assert _about(changed.test_client())["hash"] != _about(app.test_client())["hash"]


def test_only_pages_of_somebody_who_is_signed_in_carry_their_mark(app, sign_in):
    li = sign_in("li")
    assert "X-Lantian-Person" not in app.test_client().get("/sign-in").headers
    assert "X-Lantian-Person" not in li.get("/i/sites/none").headers
    assert "X-Lantian-Person" not in li.get("/account").headers
    assert app.test_client().get("/sign-in").headers["X-Lantian-Build"]
    assert li.get("/i/").headers["X-Lantian-Person"] != sign_in("chen").get("/i/").headers["X-Lantian-Person"]


def test_a_page_says_which_language_it_is_in(sign_in):
    assert sign_in("li").get("/i/review").headers["Content-Language"] == "zh"
    assert sign_in("li", language="en").get("/i/review").headers["Content-Language"] == "en"


def test_files_for_everybody_carry_nobodys_cookie(app, sign_in):
    li = sign_in("li")
    for address in ("/sw.js", _about(li)["assets"][0][0]):
        answer = li.get(address)
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", ""), address


def test_what_another_site_may_have_asked_for_through_the_worker_comes_uncompressed(sign_in):
    li, own = sign_in("li"), {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
    assert li.get("/i/", headers=own).headers.get("Content-Encoding") == "gzip"
    assert "Content-Encoding" not in li.get("/i/?q=x", headers=own | {"X-Lantian-Plain": "1"}).headers


def test_the_page_of_last_resort_speaks_both_languages(app):
    page = app.test_client().get("/offline").get_data(as_text=True)
    assert page.count('href="/i/"') == 2 and 'lang="zh-CN"' in page and 'lang="en"' in page


def test_comments_stay_at_home_and_lines_keep_their_numbers():
    from lantian.web.assets import without_comments

    text = b"/* one\n   two */\nconst a = 'x /* y */ z' // kept\n  // gone\n/* b */ call()\n/** doc */\nconst url = `http://host`\n"
    assert without_comments(text) == b"\n\nconst a = 'x /* y */ z' // kept\n\n/* b */ call()\n\nconst url = `http://host`\n"
    for path in (ROOT / "static" / "js").rglob("*.js"):
        body = path.read_bytes()
        assert without_comments(body).count(b"\n") == body.count(b"\n"), path.name
