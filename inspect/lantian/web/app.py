"""Builds the application: settings, content, database, guards, pages. The order of the parts is the reading order of the app."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from flask_wtf import CSRFProtect
from itsdangerous import BadSignature
from werkzeug.middleware.proxy_fix import ProxyFix

from lantian import __version__
from lantian.checklists.library import load
from lantian.evidence.heads import HeadsFile
from lantian.evidence.receipts import Keyring
from lantian.evidence.storage import open_storage
from lantian.ledger import db
from lantian.settings import ROOT, Settings, from_env
from lantian.workflow.export_making import Means
from lantian.workflow.heads import Heads

from . import (
    account,
    admin,
    api,
    assets,
    auth,
    compress,
    custody,
    errors,
    exports,
    inspector,
    language,
    ledger_map,
    lists,
    maps,
    media,
    pages,
    queue_import,
    shell,
    sites,
    stamps,
    supervisor,
    verification,
)
from .export_means import means_of
from .list_words import severity_words
from .parts import parts

csrf = CSRFProtect()

# In the order of their registering, which is that of the address map.
BLUEPRINTS = (
    account.blueprint,
    inspector.blueprint,
    supervisor.blueprint,
    exports.blueprint,
    ledger_map.blueprint,
    lists.blueprint,
    sites.blueprint,
    queue_import.blueprint,
    api.blueprint,
    media.blueprint,
    custody.blueprint,
    admin.blueprint,
    stamps.blueprint,
    pages.blueprint,
    verification.blueprint,
    shell.blueprint,
)
# Cookies of the phone's programs whose content is kept: some 500 bytes each.
KEPT_SESSIONS = 512


def create_app(settings: Settings | None = None) -> Flask:
    """The application of one installation. Raises SettingsError or a content error, each naming every fault at once."""
    settings = settings or from_env()
    app = Flask("lantian", root_path=str(ROOT), template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings)
    app.session_interface = PageSessions()
    app.extensions["lantian"] = Parts(settings)
    db.open_database(settings.database)
    compress.register(app)
    csrf.init_app(app)
    csrf.exempt(api.blueprint)
    language.register(app)
    assets.register(app, ROOT / "static")
    shell.register(app)
    auth.register(app)
    errors.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _connect_per_request(app)
    app.after_request(_security_headers)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)  # type: ignore[method-assign]
    from lantian import cli

    cli.register(app)
    return app


class Parts:
    """What pages and acts share: settings, content, storage; and the clock, which a test may set."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.library = load(settings.forms_dir)
        self.storage = open_storage(settings.originals_dir)
        self.keyring = Keyring(settings.keys_dir).open_or_make(self.now().isoformat(timespec="microseconds"))
        outside = settings.heads_webhook, settings.timestamp_url
        self.heads = Heads(HeadsFile(settings.heads_file), self.keyring, lambda: self.now(), *outside)
        self.version = __version__

    @cached_property
    def exports(self) -> Means:
        """What exports need; first asked for within the application's context."""
        return means_of(self)

    def now(self) -> datetime:
        """Server time, aware UTC."""
        return datetime.now(UTC)


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=_secret(settings.secret_path),
        MAX_CONTENT_LENGTH=settings.photo_limit_bytes + 1,
        SESSION_COOKIE_NAME="lantian_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=12 * 3600,
        # A page may wait a day on a phone; the token is bound to the session all the same.
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=settings.demo,
        JSON_AS_ASCII=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(map_key=maps.key, severity_words=severity_words)


def _secret(path: Path) -> bytes:
    """The key that signs sessions: read, or made once with owner-only rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_hex(32).encode())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_bytes()


class PageSessions(SecureCookieSessionInterface):
    """Sessions that only pages prolong: signing the cookie anew took a fifteenth of the time of every photo and record.

    Reading it took as long again: a phone sends the same cookie with every photo, so what one said is kept, with its time.
    """

    def __init__(self) -> None:
        self._read: OrderedDict[str, tuple[dict[str, Any], float]] = OrderedDict()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a request; of the phone's programs from memory where the same cookie came before and still holds."""
        if not request.path.startswith(api.PREFIX):
            return super().open_session(app, request)
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        said = self._read.get(cookie) or self._checked(app, cookie)
        if said is None or time.time() - said[1] > app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        return self.session_class(said[0])

    def _checked(self, app: Flask, cookie: str) -> tuple[dict[str, Any], float] | None:
        try:
            content, signed_at = self.get_signing_serializer(app).loads(cookie, return_timestamp=True)  # type: ignore[union-attr]
        except BadSignature:
            return None
        said = content, signed_at.timestamp()
        self._read[cookie] = said
        while len(self._read) > KEPT_SESSIONS:
            self._read.popitem(last=False)
        return said

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the answer carries the cookie: when something in it changed, or a page was asked for."""
        return session.modified or (request.blueprint != "api" and super().should_set_cookie(app, session))

    def save_session(self, app: Flask, session: SessionMixin, response: Any) -> None:
        """Files are for everybody and may be kept by a proxy: no answer with one carries anybody's cookie, or depends on it."""
        if session.modified or (request.endpoint != "pages.asset" and request.blueprint != "shell"):
            super().save_session(app, session, response)  # type: ignore[arg-type]


def _connect_per_request(app: Flask) -> None:
    @app.teardown_request
    def _close(_error: BaseException | None) -> None:
        db.release()


def content_policy(settings: Settings) -> str:
    """What a page may load: our own files, and pictures from the host of the map tiles where one is configured."""
    pictures = " ".join(part for part in ("'self' data: blob:", settings.tiles_host) if part)
    return (
        f"default-src 'self'; script-src 'self'; style-src 'self'; img-src {pictures}; "
        "media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


# Files that obey nothing of what a page is told, and of which a first visit fetches eighty.
_PLAIN = ("text/javascript", "text/css", "image/png")


_PAGES = (
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()"),
)


def _security_headers(response: Any) -> Any:
    """What a view has set itself stays. One pass over the headers: ``setdefault`` walks them twice for each name."""
    given = {name.lower() for name, _value in response.headers}
    for name, value in _wanted_headers(response):
        if name.lower() not in given:
            response.headers.add(name, value)
    return response


def _wanted_headers(response: Any) -> Iterator[tuple[str, str]]:
    is_file = request.endpoint == "pages.asset"
    yield "X-Content-Type-Options", "nosniff"
    if not is_file or response.mimetype not in _PLAIN:
        yield "Content-Security-Policy", content_policy(parts().settings)
    if is_file:
        return
    yield from _PAGES
    if current_user and getattr(current_user, "is_authenticated", False):
        yield "Cache-Control", "no-store" if request.blueprint == "admin" else "private, no-cache"
