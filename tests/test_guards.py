"""Every door has a named lock: the table of rights and the map of addresses must agree, both ways."""

from __future__ import annotations

import uuid

import pytest

import people as folk
from desk.press import Desk
from lantian.domain.people import RIGHTS, ROLES
from lantian.ledger import book, db, models
from lantian.web.auth import ACCESS, PUBLIC, SIGNED_IN

# Doors that are open to everybody, and why.
OPEN = {
    "pages.asset": "files of the browser hold no data",
    "pages.home": "sends to sign-in",
    "pages.manifest": "name and icons for a home screen",
    "pages.health": "for a monitor; version and a number only",
    "pages.living": "components with invented content, demo mode only",
    "verification.page": "whoever holds a file may check it; public keys only",
    "verification.keys": "the public keys, for programs",
    "verification.heads": "numbers and hashes, published in any case",
    "verification.program": "the verifiers; no data",
    "shell.worker": "a program with the list of the browser's files",
    "shell.sorry": "what a phone shows without a network; no data",
    "account.sign_in": "the way in",
    "account.sign_out": "the way out",
    "account.language": "the sign-in page can be read in both languages",
}
# Addresses that may be fetched but still write, and why.
WRITING_GETS = {
    "media.original": "a download of an original is itself an entry in the book",
    "stamps.copy": "a download of a stamped copy is itself an entry in the book",
    "media.unmarked": "a look below a redaction is itself an entry in the book",
}


def test_every_address_has_exactly_one_lock(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - set(ACCESS) == set(), "give these a row in ACCESS (web/auth.py)"
    assert set(ACCESS) - endpoints == set(), "these rows of ACCESS lock no door"


def test_only_the_listed_doors_are_open_to_everybody():
    assert {endpoint for endpoint, needed in ACCESS.items() if needed == PUBLIC} == set(OPEN)


def test_every_lock_asks_for_a_right_that_exists():
    assert set(ACCESS.values()) <= {PUBLIC, SIGNED_IN, *RIGHTS}


def test_every_right_is_held_by_somebody():
    held = {right for role in ROLES.values() for right in role.rights}
    assert held == set(RIGHTS)


def test_a_stranger_is_sent_to_sign_in_or_refused_everywhere(app):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN:
            continue
        address = _filled(rule)
        for method in sorted(rule.methods & {"GET", "POST", "PUT"}):
            answer = client.open(address, method=method, headers={"X-Lantian": "1"})
            assert answer.status_code in (302, 400, 401), f"{method} {address}: {answer.status_code}"
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/sign-in"), address


def test_a_post_without_the_forms_token_is_refused(app, sign_in):
    client = sign_in("wang")
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.endpoint.startswith("api."):
            answer = client.post(_filled(rule))
            assert answer.status_code in (400, 403), f"{rule.endpoint}: {answer.status_code}"


def test_reading_changes_nothing(app, sign_in, real):
    """No address that may be fetched adds to the book, but for those that say why; each is really read by somebody."""
    clients, unread = [sign_in(name) for name in ("li", "wang", "root")], {}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in WRITING_GETS:
            continue
        with db.connection():
            before = book.head()
        address = _filled(rule, real | OF_ITS_OWN.get(rule.endpoint, {})) + QUERIES.get(rule.endpoint, "")
        answers = [client.get(address, headers={"X-Lantian": "1"}).status_code for client in clients]
        if min(answers) >= 400:
            unread[rule.endpoint] = (address, answers)
        with db.connection():
            assert book.head() == before, rule.endpoint
    assert set(unread) == {"pages.living"}, unread  # open in demo mode only


# What an endpoint means by an argument, where others mean something else by it, and what it asks for besides.
OF_ITS_OWN = {"verification.program": {"name": "verify_case.py"}}
QUERIES = {
    "inspector.fill": "?region=410302",
    "sites.photos": "?item=d6.cover",
    "sites.surroundings": "?lat=34.684&lon=112.469",
    "stamps.preview": "?line=time&position=below&size=m",
}


@pytest.fixture
def real(app, sign_in, chinese_font):
    """Values for every argument of an address: a report handed in, its photo looked at, a list exported."""
    desk, job = Desk(app, sign_in), str(uuid.uuid4())
    (number,) = desk.report(sign_in("li"))
    with db.connection():
        models.ExportJob.insert(
            id=job, requested_by=app.folk["wang"], requested_at=folk.NOW, writer="ledger_csv", filters={}, sort="newest",
            options={}, language="zh", address="http://localhost", state="waiting",
        ).execute()  # fmt: skip
        unit = models.Person.get(models.Person.username == "li").unit_id
    assert app.test_cli_runner().invoke(args=["lantian", "worker", "--until-done"]).exit_code == 0
    return {
        "sha256": desk.last_record["photos"][0]["sha256"], "number": number, "inspection_id": desk.last_record["id"],
        "site_id": folk.SITE, "checklist_id": "dust_six", "job_id": job, "person_id": app.folk["li"], "unit_id": unit,
        "shape": "tall", "build": app.extensions["lantian_assets"].build, "name": "css/lantian.css",
    }  # fmt: skip


def test_each_role_meets_a_closed_door_where_its_rights_end(app, sign_in):
    for name, role in (
        ("li", "inspector"),
        ("sun", "grid_member"),
        ("wang", "supervisor"),
        ("qian", "penalty_clerk"),
        ("root", "administrator"),
    ):
        client = sign_in(name)
        for rule in app.url_map.iter_rules():
            needed = ACCESS[rule.endpoint]
            if needed in (PUBLIC, SIGNED_IN) or "GET" not in rule.methods:
                continue
            answer = client.get(_filled(rule), headers={"X-Lantian": "1"})
            refused = answer.status_code == 403
            assert refused == (needed not in ROLES[role].rights), f"{name} at {rule.endpoint}: {answer.status_code}"


def test_the_api_refuses_a_request_from_another_site(app, sign_in):
    client = sign_in("li")
    assert client.get("/api/ping").status_code == 403
    assert client.get("/api/ping", headers={"X-Lantian": "1", "Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.get("/api/ping", headers={"X-Lantian": "1"}).status_code == 200


INVENTED = {"sha256": "0" * 64, "number": "410302-2026-000001", "build": "x", "name": "js/app.js", "event": "Confirmed"}


def _filled(rule, values=INVENTED) -> str:
    """An address with its arguments: from ``values``, else invented."""
    address = rule.rule
    for argument in rule.arguments:
        for shape in (f"<{argument}>", f"<path:{argument}>", f"<int:{argument}>"):
            invented = "1" if shape.startswith("<int:") else "33333333-3333-4333-8333-333333333333"
            address = address.replace(shape, str(values.get(argument, invented)))
    return address
