"""Signing in, the account page, language: what a person meets before and beside the work."""

from __future__ import annotations

import re

import pytest

import people as folk
from desk.press import text_of, token


def attempt(client, username="wang", password=folk.PASSWORD, address="/sign-in"):
    """Fill in the sign-in form and send it."""
    csrf = token(client.get(address).get_data(as_text=True))
    return client.post(address, data={"username": username, "password": password, "csrf_token": csrf})


def test_the_right_password_leads_to_the_desk(app):
    client = app.test_client()
    answer = attempt(client)
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"], follow_redirects=True).request.path == "/s/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(app):
    wrong, unknown = attempt(app.test_client(), password="no"), attempt(app.test_client(), username="nobody", password="no")
    assert wrong.status_code == unknown.status_code == 401
    assert "用户名或密码不对" in text_of(wrong)
    assert re.sub(r"\s+", " ", text_of(wrong)) == re.sub(r"\s+", " ", text_of(unknown))


def test_empty_fields_are_named(app):
    answer = attempt(app.test_client(), username="", password="")
    assert answer.status_code == 422
    assert "请输入用户名" in text_of(answer) and "请输入密码" in text_of(answer)


def test_too_many_wrong_passwords_lock_the_account_even_for_the_right_one(app):
    tries = app.extensions["lantian"].settings.lockout_tries
    for _try in range(tries):
        attempt(app.test_client(), password="no")
    answer = attempt(app.test_client())
    assert answer.status_code == 401
    assert "已暂时锁定" in text_of(answer) and f"连续输错 {tries} 次" in text_of(answer)
    assert attempt(app.test_client(), username="qian").status_code == 302, "others are not locked"


def test_a_locked_account_and_an_unknown_name_get_the_same_answer(app):
    answers = {}
    for name in ("wang", "nobody"):
        for _try in range(app.extensions["lantian"].settings.lockout_tries + 1):
            answer = attempt(app.test_client(), username=name, password="no")
        answers[name] = answer.status_code, re.sub(r"\s+", " ", text_of(answer))
    assert answers["wang"] == answers["nobody"]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org/", "/\\example.org", "\\\\example.org", "javascript:alert(1)", "/%5Cexample.org"],
)
def test_nobody_is_sent_to_another_site(app, elsewhere):
    client = app.test_client()
    answer = attempt(client, address=f"/sign-in?next={elsewhere}")
    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/", "/%5Cexample.org"), answer.headers["Location"]
    assert not answer.headers["Location"].startswith(("//", "/\\", "http"))


def test_after_signing_in_one_arrives_where_one_wanted_to_go(app):
    client = app.test_client()
    asked = client.get("/s/?state=reported")
    assert asked.status_code == 302
    answer = attempt(client, address=asked.headers["Location"])
    assert answer.headers["Location"] == "/s/?state=reported"


def test_signing_in_without_the_forms_token_is_refused(app):
    assert app.test_client().post("/sign-in", data={"username": "wang", "password": folk.PASSWORD}).status_code == 400


def test_signing_out_ends_the_session(sign_in):
    wang = sign_in("wang")
    csrf = token(wang.get("/account").get_data(as_text=True))
    assert wang.post("/sign-out", data={"csrf_token": csrf}).status_code == 302
    assert wang.get("/s/").status_code == 302


def test_the_language_switch_holds_for_the_session_and_the_account(app, sign_in):
    client = app.test_client()
    csrf = token(client.get("/sign-in").get_data(as_text=True))
    client.post("/language", data={"language": "en", "csrf_token": csrf})
    assert '<html lang="en"' in client.get("/sign-in").get_data(as_text=True)
    wang = sign_in("wang")
    csrf = token(wang.get("/account").get_data(as_text=True))
    wang.post("/language", data={"language": "en", "csrf_token": csrf}, headers={"Referer": "http://localhost/account"})
    assert '<html lang="en"' in sign_in("wang").get("/s/").get_data(as_text=True)


def test_an_unknown_language_changes_nothing(app):
    client = app.test_client()
    csrf = token(client.get("/sign-in").get_data(as_text=True))
    assert client.post("/language", data={"language": "tlh", "csrf_token": csrf}).status_code == 302
    assert '<html lang="zh-CN"' in client.get("/sign-in").get_data(as_text=True)


@pytest.mark.parametrize(("username", "shell"), [("li", "phone"), ("sun", "phone"), ("wang", "desk"), ("root", "desk")])
def test_the_account_page_comes_in_the_shell_of_the_work(sign_in, username, shell):
    page = sign_in(username).get("/account")
    assert page.status_code == 200
    assert f'class="{shell}"' in page.get_data(as_text=True)
    assert "更改密码" in text_of(page)


def test_a_password_is_changed_with_the_old_one_only(app, sign_in):
    wang = sign_in("wang")
    csrf = token(wang.get("/account").get_data(as_text=True))
    fresh = {"csrf_token": csrf, "new": "a-fresh-password", "again": "a-fresh-password"}
    refused = wang.post("/account/password", data=fresh | {"old": "wrong"})
    assert refused.status_code == 422
    assert "现在的密码不对" in text_of(refused)
    assert wang.post("/account/password", data=fresh | {"old": folk.PASSWORD, "again": "other"}).status_code == 422
    assert wang.post("/account/password", data=fresh | {"old": folk.PASSWORD}).status_code == 302
    assert attempt(app.test_client()).status_code == 401
    assert attempt(app.test_client(), password="a-fresh-password").status_code == 302


def _cut_off(client, which):
    """Press "cut off" on one's own account page, for the first or the last sign-in listed there; the page after it."""
    page = client.get("/account").get_data(as_text=True)
    found = re.findall(r'action="(/account/devices/\d+/revocation)"', page)
    return client.post(sorted(found)[which], data={"csrf_token": token(page)}, follow_redirects=True)


def test_cutting_off_the_other_phone_ends_its_session_and_not_ones_own(sign_in):
    lost, li = sign_in("li"), sign_in("li")
    assert "已停用" in text_of(_cut_off(li, 0))
    assert (lost.get("/account").status_code, li.get("/account").status_code) == (302, 200)
    assert lost.get("/api/ping", headers={"X-Lantian": "1"}).status_code == 401
    assert li.get("/api/ping", headers={"X-Lantian": "1"}).status_code == 200


def test_pages_fetched_at_once_after_signing_in_do_not_spoil_each_others_forms(app, sign_in):
    li, behind = sign_in("li"), app.test_client()
    behind.set_cookie("lantian_session", li.get_cookie("lantian_session").value)
    in_hand = token(li.get("/account").get_data(as_text=True))
    assert behind.get("/i/checklists/dust_six?region=410302").status_code == 200
    li.set_cookie("lantian_session", behind.get_cookie("lantian_session").value)  # whose answer came last
    assert li.post("/language", data={"csrf_token": in_hand, "language": "en"}).status_code == 302
    assert li.get("/account").headers["Content-Language"] == "en"


def test_the_phone_in_hand_is_named_among_ones_own(sign_in):
    other, li = sign_in("li"), sign_in("li")
    for client in (other, li):
        page = text_of(client.get("/account"))
        assert page.count("本机") == 2  # the phone, and which of its two sign-ins
    assert "本机" not in text_of(sign_in("root").get("/a/people")), "an administrator reads somebody else's"


def test_cutting_off_the_phone_in_hand_signs_out(sign_in):
    li = sign_in("li")
    answer = _cut_off(li, 0)
    assert answer.request.path == "/sign-in" and "该手机已停用" in text_of(answer)
    assert li.get("/api/ping", headers={"X-Lantian": "1"}).status_code == 401


def test_a_real_installation_lists_no_demo_people(app):
    assert "演示" not in app.test_client().get("/sign-in").get_data(as_text=True)


def test_demo_mode_offers_the_invented_people_by_their_posts(tmp_path):
    from lantian.ledger import db, schema
    from lantian.settings import Settings
    from lantian.web.app import create_app

    application = create_app(Settings(data_dir=tmp_path / "data", demo=True))
    with db.connection():
        schema.migrate()
    page = application.test_client().get("/sign-in")
    assert "演示：选一个人进入" in text_of(page)
    assert page.get_data(as_text=True).count('class="demo__person"') >= 5
    db.database.close()
