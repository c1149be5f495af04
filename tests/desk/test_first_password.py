"""A password that an administrator gave opens one page only: the one where its holder chooses another."""

from __future__ import annotations

import re

import pytest

from desk.press import text_of, token

OWN = "my-own-sky-2026"


@pytest.fixture
def given(app, sign_in):
    """given('li') → (client signed in with a password that was just reset for them, that password)."""

    def _given(username):
        root = sign_in("root")
        page = root.get(f"/a/people/{app.folk[username]}").get_data(as_text=True)
        answer = root.post(f"/a/people/{app.folk[username]}/password", data={"csrf_token": token(page)})
        password = re.search(r'password__secret mono">([^<]+)<', answer.get_data(as_text=True)).group(1)
        return _enter(app, username, password), password

    return _given


def _enter(app, username, password):
    client = app.test_client()
    csrf = token(client.get("/sign-in").get_data(as_text=True))
    answer = client.post("/sign-in", data={"username": username, "password": password, "csrf_token": csrf})
    assert answer.status_code == 302, text_of(answer)
    return client


def _change(client, old, new, again=None):
    csrf = token(client.get("/account/password").get_data(as_text=True))
    fields = {"old": old, "new": new, "again": new if again is None else again, "csrf_token": csrf}
    return client.post("/account/password?next=/i/outbox", data=fields)


@pytest.mark.parametrize("address", ["/i/", "/i/outbox", "/account", "/i/violations"])
def test_every_page_leads_to_the_change_of_the_password(given, address):
    li, _password = given("li")
    answer = li.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/password?next=")
    assert "请换成自己的密码" in text_of(li.get(answer.headers["Location"]))


def test_nothing_can_be_done_before_the_change(given):
    wang, _password = given("wang")
    csrf = token(wang.get("/account/password").get_data(as_text=True))
    answer = wang.post("/s/violations/410302-2026-000001/acts/Confirmed", data={"csrf_token": csrf})
    assert answer.status_code == 403 and "请先更改密码" in text_of(answer)
    li, _password = given("li")
    refused = li.post("/account/devices/1/revocation", data={"csrf_token": token(li.get("/account/password").text)})
    assert refused.status_code == 403
    assert "请先更改密码" in text_of(refused)


def test_the_phones_programs_are_told_to_sign_in_so_that_what_waits_is_kept(given):
    li, _password = given("li")
    answer = li.get("/api/ping?nonce=1", headers={"X-Lantian": "1"})
    assert answer.status_code == 401
    assert answer.json["problem"]["code"] == "sign_in_needed"


def test_a_phone_gets_no_token_of_its_own_for_a_given_password(given):
    li, password = given("li")
    assert li.get_cookie("lantian_device", path="/api/") is None
    _change(li, password, OWN)
    assert li.get_cookie("lantian_device", path="/api/") is not None


def test_after_the_change_the_person_goes_on_where_they_wanted_to(app, given):
    li, password = given("li")
    answer = _change(li, password, OWN)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/i/outbox")
    assert li.get("/i/outbox").status_code == 200
    assert _enter(app, "li", OWN).get("/i/").status_code == 200
    assert li.get("/account/password").headers["Location"] == "/account"


def test_the_given_password_is_not_taken_for_ones_own(given):
    li, password = given("li")
    answer = _change(li, password, password)
    assert answer.status_code == 422
    assert "新密码不能与现在的密码相同" in text_of(answer)
    assert li.get("/i/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", OWN, OWN, "现在的密码不对"),
        (None, "short", "short", "至少 10 个字符"),
        (None, OWN, "another-one-here", "两次输入不一致"),
    ],
)
def test_a_fault_is_said_at_its_field_and_the_page_stays(given, old, new, again, sentence):
    li, password = given("li")
    answer = _change(li, old or password, new, again)
    assert answer.status_code == 422
    assert sentence in text_of(answer) and "请换成自己的密码" in text_of(answer)


def test_a_phone_of_before_the_reset_waits_until_its_owner_signs_in_with_their_own_password(app, sign_in, given):
    li = sign_in("li")
    client, password = given("li")
    answer = li.get("/api/ping?nonce=1", headers={"X-Lantian": "1"})
    assert (answer.status_code, answer.json["problem"]["code"]) == (401, "sign_in_needed")
    _change(client, password, OWN)
    assert _enter(app, "li", OWN).get("/api/ping?nonce=1", headers={"X-Lantian": "1"}).status_code == 200


def test_the_administrator_sees_who_has_not_changed_it_yet(app, sign_in, given):
    li, password = given("li")
    root = sign_in("root")
    assert "待本人更改密码" in text_of(root.get(f"/a/people/{app.folk['li']}"))
    _change(li, password, OWN)
    assert "待本人更改密码" not in text_of(root.get(f"/a/people/{app.folk['li']}"))


def test_who_chose_their_password_is_not_asked(sign_in):
    assert sign_in("li").get("/i/").status_code == 200


def test_invented_people_keep_the_password_everybody_knows(app):
    from lantian.ledger import db, models
    from lantian.web.auth import Account

    with db.connection():
        models.Person.update(demo=True, must_change_password=True).where(models.Person.username == "li").execute()
        assert not Account(models.Person.get(models.Person.username == "li")).must_change_password
