"""The shell of the phone: what its service worker keeps for one build (一个版本), and the worker itself.

Owns the list of files that phone pages load (found by following imports, so that nobody keeps one), the pages kept without a
network, the mark of the build and of the person by which the worker tells our pages from a hotel's. Must not know what a page
shows. How the worker uses all this is in static/js/sw.js.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from flask_babel import force_locale
from flask_login import current_user

from lantian.settings import ROOT

from . import assets, compress, joined
from .kept_pages import NONE
from .language import LANGUAGES, TRANSLATIONS, current

blueprint = Blueprint("shell", __name__)

# Pages that are kept as they are; the two with "-" stand for every place and every problem, filled on the phone from packs.
KEPT = ("home", "violations", "capture", "outbox", "review", "new_place", "offline")
# A worker keeps so many small pictures of open problems; some 8 kB each.
MOST_THUMBS = 200

_EARLY = "js/early.js"
_ALWAYS = ("css/lantian.css", "icons/sprite.svg", "icons/favicon.svg", "icons/app-180.png")
_WORKER = "js/sw.js"
# A module names another one by a relative address in quotes, whether it imports it at once or later.
_IMPORT = re.compile(rb"""['"](\.{1,2}/[\w./-]+\.js)['"]""")
_NAMED = re.compile(r"""data-(?:controller|then)['"]?\s*[=:]\s*['"]([a-z0-9 -]+)['"]""")


def register(app: Flask) -> None:
    """Mark every page with its build."""
    app.extensions["lantian_shell"] = Shell(app)
    app.after_request(_mark)


class Shell:
    """One installation's build: a name for all that a page is made of. Where files are read again, the name follows them."""

    def __init__(self, app: Flask, templates: Path = ROOT / "templates"):
        self._templates = templates
        self._reload = bool(app.config["TEMPLATES_AUTO_RELOAD"])
        programs = sorted((ROOT / "inspect" / "lantian").rglob("*.py"))
        forms = sorted(app.extensions["lantian"].settings.forms_dir.rglob("*.toml"))
        self._fixed = _digest([*programs, *forms, *sorted(TRANSLATIONS.rglob("*.po"))])
        self._drawn: tuple[Any, str] = (None, "")

    def build(self) -> str:
        """Sixteen hex digits; the same in every process that serves the same files."""
        files = assets.assets()
        stamp = (files.build, self._newest() if self._reload else 0.0)
        if stamp != self._drawn[0]:
            pages = _digest(sorted(self._templates.rglob("*.html")))
            name = hashlib.sha256(f"{self._fixed} {pages} {files.build}".encode()).hexdigest()[:16]
            self._drawn = (stamp, name)
        return self._drawn[1]

    def controllers(self) -> list[str]:
        """The controllers that templates of the phone name."""
        return controllers_of_phone(self._templates)

    def _newest(self) -> float:
        return max(path.stat().st_mtime for path in self._templates.rglob("*.html"))


def controllers_of_phone(templates: Path = ROOT / "templates") -> list[str]:
    """The controllers that templates of the phone name."""
    pages = [*(templates / "inspector").glob("*.html"), templates / "phone.html", *(templates / "account").glob("*.html")]
    named = (_NAMED.findall(path.read_text()) for path in pages)
    return sorted({name for found in named for words in found for name in words.split()})


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def build() -> str:
    """The build of this application."""
    return _shell().build()


def _shell() -> Shell:
    return current_app.extensions["lantian_shell"]  # type: ignore[no-any-return]


def phone_files(files: Mapping[str, bytes], controllers: Iterable[str]) -> list[str]:
    """Names below ``static/`` of all that pages of the phone may load: what is named, and what that imports, and so on."""
    apart = set(controllers) - joined.phone_controllers(files)
    names = [joined.program(files, "phone"), _EARLY, *(f"js/controllers/{name}.js" for name in apart)]
    return sorted(_closure(names, files) | {name for name in _ALWAYS if name in files})


def _closure(names: Iterable[str], files: Mapping[str, bytes]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        # Third-party files may not have been fetched: then their page says so (docs/decisions/0009).
        if name in files and name not in found:
            found.add(name)
            waiting += _imports(name, files[name])
    return found


def _imports(name: str, body: bytes) -> Iterator[str]:
    folder = posixpath.dirname(name)
    return (posixpath.normpath(posixpath.join(folder, part.decode())) for part in _IMPORT.findall(body))


def kept_pages() -> list[str]:
    """The addresses a worker keeps for everybody who goes out; the checklists come with their pack."""
    return [
        *(url_for(f"inspector.{name}") for name in KEPT),
        url_for("inspector.site", site_id=NONE),
        url_for("inspector.violation", number=NONE),
    ]


@blueprint.get("/sw.js")
def worker() -> Response:
    """The service worker with the list of its build before it: any change of any file makes another text, hence an update."""
    files, address = assets.assets(), assets.asset
    about = {
        "hash": build(),
        "assets": [[address(name), _integrity(files.files[name])] for name in phone_files(files.files, _shell().controllers())],
        "pages": kept_pages(),
        "sorry": url_for("shell.sorry"),
        "home": url_for("inspector.home"),
        "most_thumbs": MOST_THUMBS,
    }
    text = f"const BUILD = {json.dumps(about)}\n".encode() + files.files[_WORKER]
    return _program(text, about["hash"])


def _program(text: bytes, tag: str) -> Response:
    """Asked for again each time, and sent as gzip: it holds no secret."""
    small = compress.packed(text) if compress.accepted() else None
    response = Response(small or text, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{tag}-gzip" if small else tag)
    if small:
        response.headers["Content-Encoding"] = "gzip"
    return response.make_conditional(request)


def _integrity(body: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()


@blueprint.get("/offline")
def sorry() -> str:
    """What a phone shows when there is neither a network nor a copy; one page in all languages, because it is kept once."""
    words = {}
    for language in LANGUAGES:
        with force_locale(language):
            words[language] = render_template("shell/words.html")
    return render_template("shell/offline.html", words=words)


def _mark(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["X-Lantian-Build"] = build()
        response.headers.setdefault("Content-Language", current())
        if request.blueprint == "inspector" and response.status_code == 200 and current_user.is_authenticated:
            response.headers["X-Lantian-Person"] = str(current_user.person.id)
    return response
