"""Administration: people and phones of one's own area, every change in the book, passwords shown once."""

from __future__ import annotations

import html
import re

import pytest

from desk.press import text_of, token
from lantian.domain.people import RIGHTS, ROLES


def book_of(app, person_id: int) -> list[dict]:
    """What the book says about an account."""
    from lantian.ledger import book, db

    with db.connection():
        return book.story("person", str(person_id))


def person_of(app, username: str):
    """The account as it stands in the tables."""
    from lantian.ledger import db, models

    with db.connection():
        return models.Person.get_or_none(models.Person.username == username)


def fields_of(page: str) -> dict[str, str]:
    """What the account form holds, as a browser would send it back."""
    form = re.search(r'<form class="desk-form".*?</form>', page, re.S).group(0)
    inputs = dict(re.findall(r'<input[^>]*name="(name|card_number|csrf_token)"[^>]*value="([^"]*)"', form))
    for select in re.findall(r"<select.*?</select>", form, re.S):
        name = re.search(r'name="([^"]+)"', select).group(1)
        chosen = re.search(r'<option selected value="([^"]*)"', select)
        inputs[name] = chosen.group(1) if chosen else re.search(r'value="([^"]*)"', select.split("<option", 1)[1]).group(1)
    if 'name="active"' in form:
        inputs |= {"active": "y"} if re.search(r"<input[^>]*checked[^>]*name=\"active\"", form) else {}
    return {key: html.unescape(value) for key, value in inputs.items()}


def change(root, app, username: str, **fields):
    """Change an account through its page."""
    person = person_of(app, username)
    page = root.get(f"/a/people/{person.id}").get_data(as_text=True)
    sent = {key: value for key, value in (fields_of(page) | fields).items() if value is not None}
    return root.post(f"/a/people/{person.id}", data=sent)


def offered(page: str, name: str) -> list[str]:
    """The values that a choice offers."""
    return re.findall(r'<option[^>]*value="([^"]*)"', re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S).group(0))


def add(root, **fields):
    """Add a person through the page, with the first unit and the first area that it offers."""
    page = root.get("/a/people/new").get_data(as_text=True)
    first = {name: offered(page, name)[1] for name in ("unit", "area")}
    typed = {"name": "新人", "username": "xinren", "role": "supervisor", "card_number": ""}
    return root.post("/a/people/new", data=fields_of(page) | first | typed | fields)


def test_the_list_shows_everybody_of_the_area_and_finds_them(sign_in):
    root = sign_in("root")
    words = text_of(root.get("/a/people"))
    for part in ("李巡", "YF410302-001", "执法人员", "赵西", "启用", "本人"):
        assert part in words
    found = text_of(root.get("/a/people?q=YF410303"))
    assert "赵西" in found and "李巡" not in found
    assert "没有找到这样的人员" in text_of(root.get("/a/people?q=nobody"))


def test_a_new_person_gets_a_password_that_is_shown_once_and_works(app, sign_in):
    root = sign_in("root")
    answer = add(root)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    password = re.search(r'password__secret mono">([^<]+)<', answer.get_data(as_text=True)).group(1)
    person = person_of(app, "xinren")
    assert password not in root.get(f"/a/people/{person.id}").get_data(as_text=True)
    (entry,) = book_of(app, person.id)
    assert entry["kind"] == "PersonAdded" and entry["actor_name"] == "管理"
    assert password not in str(entry) and person.password_hash not in str(entry)
    client = app.test_client()
    csrf = token(client.get("/sign-in").get_data(as_text=True))
    assert client.post("/sign-in", data={"username": "xinren", "password": password, "csrf_token": csrf}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"username": "li"}, "用户名“li”已被使用"),
        ({"username": "X Y"}, "个小写字母"),
        ({"name": ""}, "请输入姓名"),
        ({"role": ""}, "请选择岗位"),
        ({"unit": "0"}, "请选择单位"),
        ({"area": ""}, "请选择辖区"),
        ({"role": "inspector", "card_number": ""}, "执法人员须填写执法证号"),
        ({"role": "inspector", "card_number": "YF410302-001"}, "已登记在“李巡”名下"),
    ],
)
def test_a_new_person_with_a_fault_is_refused_at_the_field(app, sign_in, fields, message):
    answer = add(sign_in("root"), **fields)
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert person_of(app, "xinren") is None


def test_faults_of_a_new_person_are_listed_in_the_order_of_the_page(sign_in):
    page = add(sign_in("root"), name="", username="", role="", unit="0", area="").get_data(as_text=True)
    asked = re.findall(r'<(?:input|select)[^>]* id="(name|username|role|unit|area)"', page)
    assert re.findall(r'<li><a href="#([a-z_]+)">', page) == asked == ["name", "username", "role", "unit", "area"]


def test_nobody_is_placed_outside_of_the_administrators_area(app, sign_in):
    from lantian.ledger import db, models

    with db.connection():
        models.Person.update(area="410302").where(models.Person.username == "root").execute()
        west = models.Unit.get(models.Unit.area == "410303").id
    root = sign_in("root")
    assert "赵西" not in text_of(root.get("/a/people"))
    assert root.get(f"/a/people/{app.folk['zhao']}").status_code == 404
    assert add(root, area="410303").status_code == 422
    assert add(root, unit=str(west)).status_code == 422
    csrf = token(root.get("/a/people/new").get_data(as_text=True))
    assert root.post(f"/a/people/{app.folk['zhao']}/password", data={"csrf_token": csrf}).status_code == 404
    assert root.post(f"/a/people/{app.folk['zhao']}", data={"csrf_token": csrf, "name": "x"}).status_code == 404


def test_a_change_is_saved_and_entered_by_what_changed(app, sign_in):
    root = sign_in("root")
    assert change(root, app, "chen", name="陈查二").status_code == 303
    assert person_of(app, "chen").name == "陈查二"
    entry = book_of(app, app.folk["chen"])[-1]
    assert entry["payload"] == {"changed": ["name"], "values": {"name": "陈查二"}}
    assert "更改账号：姓名" in text_of(root.get(f"/a/people/{app.folk['chen']}"))


def test_saving_without_a_change_writes_nothing(app, sign_in):
    assert change(sign_in("root"), app, "chen").status_code == 303
    assert book_of(app, app.folk["chen"]) == []


def test_a_change_of_post_ends_the_persons_sessions(app, sign_in):
    wang, root = sign_in("wang"), sign_in("root")
    assert wang.get("/s/").status_code == 200
    change(root, app, "wang", role="penalty_clerk")
    assert wang.get("/s/").status_code == 302


def test_a_cut_off_account_cannot_sign_in_and_is_out_at_once(app, sign_in):
    qian, root = sign_in("qian"), sign_in("root")
    assert change(root, app, "qian", active=None).status_code == 303
    assert qian.get("/s/").status_code == 302
    client = app.test_client()
    csrf = token(client.get("/sign-in").get_data(as_text=True))
    assert client.post("/sign-in", data={"username": "qian", "password": "clear-sky-2026", "csrf_token": csrf}).status_code == 401
    assert change(root, app, "qian", active="y").status_code == 303
    sign_in("qian")


def test_administrators_cannot_shut_themselves_out(app, sign_in):
    root = sign_in("root")
    for fields in ({"active": None}, {"role": "inspector", "card_number": "YF-9"}):
        assert change(root, app, "root", **fields).status_code == 422
    assert person_of(app, "root").active


def test_a_reset_password_ends_the_old_one_and_unlocks(app, sign_in):
    wang, root = sign_in("wang"), sign_in("root")
    page = root.get(f"/a/people/{app.folk['wang']}").get_data(as_text=True)
    answer = root.post(f"/a/people/{app.folk['wang']}/password", data={"csrf_token": token(page)})
    password = re.search(r'password__secret mono">([^<]+)<', answer.get_data(as_text=True)).group(1)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert wang.get("/s/").status_code == 302
    assert "password_hash" in str(book_of(app, app.folk["wang"])[-1]) and password not in str(book_of(app, app.folk["wang"]))


def test_a_lost_phone_is_cut_off_and_can_no_longer_hand_in(app, sign_in):
    li, root = sign_in("li"), sign_in("root")
    page = root.get(f"/a/people/{app.folk['li']}").get_data(as_text=True)
    address = re.search(r'action="(/a/people/\d+/devices/\d+/revocation)"', page).group(1)
    assert root.post(address, data={"csrf_token": token(page)}).status_code == 303
    assert root.post(address, data={"csrf_token": token(page)}).status_code == 404
    assert li.get("/api/ping", headers={"X-Lantian": "1"}).status_code == 401
    for address in ("/i/", "/i/outbox", "/account"):
        assert li.get(address).headers["Location"].startswith("/sign-in"), "who found the phone reads nothing more"
    assert book_of(app, app.folk["li"])[-1]["kind"] == "DeviceRevoked"


def test_a_new_password_cuts_off_every_phone_that_was_signed_in_with_the_old_one(app, sign_in):
    li, root = sign_in("li"), sign_in("root")
    page = root.get(f"/a/people/{app.folk['li']}").get_data(as_text=True)
    root.post(f"/a/people/{app.folk['li']}/password", data={"csrf_token": token(page)})
    for address in ("/api/ping", "/api/sites", "/api/violations"):
        assert li.get(address, headers={"X-Lantian": "1"}).status_code == 401
    assert len(book_of(app, app.folk["li"])[-1]["payload"]["devices"]) == 1


@pytest.mark.parametrize("username", ["li", "wang", "qian", "sun"])
def test_only_administrators_see_accounts(app, sign_in, username):
    client = sign_in(username)
    for address in ("/a/people", "/a/people/new", f"/a/people/{app.folk['li']}"):
        assert client.get(address).status_code == 403


def test_administration_without_the_forms_token_is_refused(app, sign_in):
    root = sign_in("root")
    assert root.post("/a/people/new", data={"name": "x"}).status_code == 400
    assert root.post(f"/a/people/{app.folk['li']}/password").status_code == 400
    assert book_of(app, app.folk["li"]) == []


def test_the_page_of_an_account_says_what_each_post_may_do(sign_in, app):
    page = text_of(sign_in("root").get(f"/a/people/{app.folk['li']}"))
    for name in [*RIGHTS.values(), *(role.name for role in ROLES.values())]:
        assert name in page, name
