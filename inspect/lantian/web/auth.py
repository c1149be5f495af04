"""Doors and locks: who is signed in, which right each endpoint asks for, and the phone's own token for handing in.

Closed by default: an endpoint without a row in ``ACCESS`` is refused to everybody, and a test fails. Area scoping is not
here but in ``ledger.scope``.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from werkzeug.security import check_password_hash, generate_password_hash

from lantian.domain.moments import local_date
from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.ledger import people

from .parts import parts

PUBLIC = "public"
SIGNED_IN = "signed_in"
DEVICE_COOKIE = "lantian_device"
# What stays open to somebody who signed in with a password that an administrator gave: changing it, and leaving.
BEFORE_OWN_PASSWORD = ("account.first_password", "account.password", "account.theme")

# endpoint → what it asks for: PUBLIC, SIGNED_IN, or a right of domain.people. ``api.*`` also accepts the phone's token.
ACCESS: dict[str, str] = {
    "pages.asset": PUBLIC,
    "pages.home": PUBLIC,
    "pages.health": PUBLIC,
    "pages.manifest": PUBLIC,
    "pages.living": PUBLIC,
    "verification.page": PUBLIC,
    "verification.keys": PUBLIC,
    "verification.heads": PUBLIC,
    "verification.program": PUBLIC,
    "shell.worker": PUBLIC,
    "shell.sorry": PUBLIC,
    "account.sign_in": PUBLIC,
    "account.sign_out": PUBLIC,
    "account.language": PUBLIC,
    "account.page": SIGNED_IN,
    "account.theme": SIGNED_IN,
    "account.motion": SIGNED_IN,
    "account.password": SIGNED_IN,
    "account.first_password": SIGNED_IN,
    "account.revoke_device": SIGNED_IN,
    "api.ping": SIGNED_IN,
    "api.put_photo": "patrol",
    "api.photo_part": "patrol",
    "api.keys": SIGNED_IN,
    "api.put_queue_file": "review",
    "queue_import.page": "review",
    "api.put_inspection": "patrol",
    "api.put_act": "inspect",
    "api.sites": "patrol",
    "api.checklists": "patrol",
    "api.violations": "patrol",
    "inspector.home": "patrol",
    "inspector.site": "patrol",
    "inspector.new_place": "patrol",
    "inspector.capture": "patrol",
    "inspector.fill": "patrol",
    "inspector.review": "patrol",
    "inspector.outbox": "patrol",
    "inspector.record": "patrol",
    "inspector.violation": "patrol",
    "inspector.violations": "patrol",
    "inspector.offline": "patrol",
    "media.thumb": SIGNED_IN,
    "media.view": SIGNED_IN,
    "media.original": SIGNED_IN,
    "custody.page": "read_ledger",
    "custody.removals": "read_ledger",
    "custody.request_removal": "remove_originals",
    "custody.decide_removal": "remove_originals",
    "media.unmarked": SIGNED_IN,
    "api.marking": "unseal",
    "api.put_marking": "unseal",
    "supervisor.worklist": "read_ledger",
    "lists.bulk": "review",
    "lists.bulk_act": "review",
    "lists.views": "read_ledger",
    "lists.save_view": "read_ledger",
    "lists.change_view": "read_ledger",
    "lists.columns": "read_ledger",
    "lists.sites": "read_ledger",
    "supervisor.violation": "read_ledger",
    "supervisor.act": "review",
    "stamps.copy": "read_ledger",
    "supervisor.export": "export",
    "supervisor.exports": "export",
    "exports.jobs": "export",
    "exports.file": "export",
    "exports.cancel": "export",
    "exports.again": "export",
    "supervisor.record": "read_ledger",
    "supervisor.checklists": "read_ledger",
    "supervisor.checklist": "read_ledger",
    "supervisor.book": "read_ledger",
    "ledger_map.page": "read_ledger",
    "ledger_map.points": "read_ledger",
    "ledger_map.outlines": SIGNED_IN,
    "sites.index": "read_ledger",
    "sites.page": "read_ledger",
    "sites.photos": "read_ledger",
    "sites.register": "keep_sites",
    "sites.correct": "keep_sites",
    "sites.surroundings": "keep_sites",
    "admin.people": "administer",
    "admin.add_person": "administer",
    "admin.person": "administer",
    "admin.change_person": "administer",
    "admin.reset_password": "administer",
    "admin.revoke_device": "administer",
    "stamps.index": "administer",
    "stamps.unit": "administer",
    "stamps.keep": "administer",
    "stamps.preview": "administer",
}

login_manager = LoginManager()


class Account(UserMixin):
    """A signed-in person, as Flask-Login carries it; ``get_id`` holds the session epoch so that all sessions can be ended."""

    def __init__(self, person: Any):
        self.person = person
        self.name = person.name
        self.role = person.role

    def get_id(self) -> str:
        """Person id and session epoch."""
        return f"{self.person.id}.{self.person.session_epoch}"

    def may(self, right: str) -> bool:
        """Whether this person's post holds a right."""
        return may(self.role, right)

    @property
    def must_change_password(self) -> bool:
        """Whether the password is one that somebody else knows. Invented people keep theirs: everybody knows it."""
        return self.person.must_change_password and not self.person.demo


def register(app: Flask) -> None:
    """Put the guard before every request."""
    login_manager.init_app(app)
    app.before_request(_guard)


@login_manager.user_loader
def _load(identity: str) -> Account | None:
    person_id, _, epoch = identity.partition(".")
    if not (person_id.isdigit() and epoch.isdigit()):
        return None
    person = people.active(int(person_id), demo=parts().settings.demo)
    return Account(person) if person is not None and person.session_epoch == int(epoch) else None


def _guard() -> Any:
    """Refuse what the table does not allow. Sends a browser to sign-in; tells the phone's programs in JSON."""
    if request.endpoint is None:
        return None
    _refuse_nul()
    needed = ACCESS.get(request.endpoint)
    if needed is None:
        raise Problem("not_allowed")
    if request.blueprint == "api":
        _require_own_page()
        _sign_in_by_device()
    if needed == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if _by_given_password() and request.endpoint not in BEFORE_OWN_PASSWORD:
        return _ask_for_own_password()
    _require_named_sender()
    if needed != SIGNED_IN and not current_user.may(needed):
        raise Problem("not_allowed")
    return None


def _require_named_sender() -> None:
    """What a phone sends says whose it is (``X-Lantian-For``): another tab may have signed in somebody else meanwhile."""
    named = request.headers.get("X-Lantian-For")
    if request.blueprint == "api" and request.method == "PUT" and named not in (None, str(current_user.person.id)):
        raise Problem("sender_differs", name=current_user.person.name)


def _refuse_nul() -> None:
    """No address and no form has a NUL in it; PostgreSQL takes none in a text. Bodies of the API are read by their own doors."""
    forms = [request.args] if request.blueprint == "api" else [request.args, request.form]
    texts = (text for form in forms for texts in form.listvalues() for text in texts)
    if "\0" in request.path or any("\0" in text for text in texts):
        raise Problem("bad_request")


def _ask_to_sign_in() -> Any:
    if request.blueprint == "api" or request.method != "GET":
        raise Problem("sign_in_needed")
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))


def _by_given_password() -> bool:
    """Whether this request rests on a password that somebody else knows; a phone's own token does not."""
    return current_user.must_change_password and not g.get("by_device", False)


def _ask_for_own_password() -> Any:
    # To the phone's programs it is the same as no session: what waits stays on the phone and is handed in afterwards.
    if request.blueprint == "api":
        raise Problem("sign_in_needed")
    if request.method != "GET":
        raise Problem("password_given")
    return redirect(url_for("account.first_password", next=request.full_path.rstrip("?")))


def _require_own_page() -> None:
    """The API takes no form tokens: it asks for our own header, which another site cannot send, and the same origin."""
    if request.headers.get("X-Lantian") != "1" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Problem("foreign_request")


def _sign_in_by_device() -> None:
    if current_user.is_authenticated:
        return
    token = request.cookies.get(DEVICE_COOKIE, "")
    if not token:
        return
    person = people.by_device(
        token_digest(token), today=local_date(parts().now()), days=parts().settings.device_days, demo=parts().settings.demo
    )
    if person is not None:
        g._login_user, g.by_device = Account(person), True


def token_digest(token: str) -> str:
    """What the tables keep of a phone's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(username: str, password: str) -> Account:
    """Check name and password under lock-out. Raises Problem sign_in_failed (401), the same whatever is wrong."""
    settings, now = parts().settings, parts().now()
    person = people.by_username(username.strip(), demo=settings.demo)
    locked = person is not None and (person.locked_until or "") > now.isoformat(timespec="microseconds")
    # The same work for an unknown name and a locked account, so that answers take as long and tell nothing.
    right = check_password_hash(person.password_hash if person else _decoy(), password)
    if person is None or locked or not right:
        if person is not None and not locked:
            people.note_failure(person, tries=settings.lockout_tries, until=now + timedelta(minutes=settings.lockout_minutes))
        raise Problem("sign_in_failed", tries=settings.lockout_tries, minutes=settings.lockout_minutes)
    people.note_success(person)
    account = Account(person)
    session.clear()
    session.permanent = True
    _begin_forms()
    login_user(account)
    return account


def _begin_forms() -> None:
    """Give the new session its form token now. A phone fetches some thirty pages at once after signing in: if each began a
    token, the last answer's would stand in the cookie, and the form on the page in hand would be refused."""
    g.pop("csrf_token", None)
    generate_csrf()


def sign_out() -> None:
    """End this session; the phone's token stays, so that what waits is still handed in under this name."""
    logout_user()
    session.clear()


def make_device(account: Account, label: str) -> str:
    """A new token for this phone; returned once, kept only as a digest."""
    token = secrets.token_urlsafe(32)
    session["device"] = people.add_device(account.person, token_digest(token), label[:200], parts().now())
    return token


def after_own_cut_off(device_id: int) -> None:
    """Whoever cut off one of their phones stays signed in here, unless here is that phone."""
    if session.get("device") == device_id:
        return sign_out()
    person = people.active(current_user.person.id, demo=parts().settings.demo)
    login_user(Account(person))
    return None


_DECOY: list[str] = []


def _decoy() -> str:
    if not _DECOY:
        _DECOY.append(generate_password_hash(secrets.token_hex(16)))
    return _DECOY[0]
