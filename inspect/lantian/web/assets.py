"""Files of the browser: all of ``static/`` under one address that carries the hash of the whole build.

Relative imports between modules stay inside that folder, so a page never mixes modules of two versions, and no import map
is needed (an inline one would need a hole in the Content-Security-Policy). Addresses of the current build may be kept for ever.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from fnmatch import fnmatch
from pathlib import Path

from flask import Flask, Response, current_app, g, request

from lantian.domain.problems import Problem

from . import compress, joined

BUNDLE = "css/lantian.css"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}
# Whole lines of comment: a quarter of our programs. Readers have them in the repository; a phone need not fetch them.
_COMMENT = re.compile(rb"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)\n", re.S | re.M)
_NAME = re.compile(r"[A-Za-z0-9_\-]+(/[A-Za-z0-9_\-]+)*(\.[a-z0-9]+)+")


class Assets:
    """name → bytes, and the hash of the whole. ``reload`` reads again when a file changed (demo and development)."""

    def __init__(self, root: Path, reload: bool):
        self.root, self.reload = root, reload
        self._stamp: tuple[float, int] = (0, 0)
        self.files: dict[str, bytes] = {}
        self._packed: dict[str, bytes | None] = {}
        self.build = ""
        self.refresh()

    def refresh(self) -> None:
        """Read everything once; later only when something changed and reloading is on."""
        if self.files and not self.reload:
            return
        paths = [path for path in self.root.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(self.root))]
        stamp = (max((path.stat().st_mtime for path in paths), default=0), len(paths))
        if stamp == self._stamp:
            return
        files = joined.without_stale({path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths})
        files |= {name: without_comments(body) for name, body in files.items() if _has_comments(name)}
        files[BUNDLE] = _bundle(files)
        whole = hashlib.sha256()
        for name in sorted(files):
            whole.update(name.encode() + hashlib.sha256(files[name]).digest())
        self._stamp, self.files, self.build, self._packed = stamp, files, whole.hexdigest()[:12], {}

    def packed(self, name: str) -> bytes | None:
        """A file as gzip, made once when it is first asked for; None where that does not pay."""
        # Taken first: what is made of old files while they are read again goes away with the old ones.
        kept = self._packed
        if name not in kept:
            kept[name] = compress.packed(self.files[name])
        return kept[name]

    def address(self, name: str) -> str:
        """The address of a file by its name below ``static/``; KeyError for a name that does not exist."""
        if name not in self.files:
            raise KeyError(f"no file static/{name}")
        return f"/static/{self.build}/{name}"


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _has_comments(name: str) -> bool:
    return name.startswith(("js/", "css/")) and not name.startswith(joined.FOLDER)


def without_comments(body: bytes) -> bytes:
    """A program or sheet of ours without its lines of comment, each line in its old place so that a fault names the right one."""
    return _COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), body)


def _bundle(files: dict[str, bytes]) -> bytes:
    """One style sheet out of many, in the order of static/css/order.txt (patterns allowed)."""
    names: list[str] = []
    for pattern in files.get("css/order.txt", b"").decode().split():
        names += [name for name in sorted(files) if fnmatch(name, f"css/{pattern}") and name not in names]
    return b"\n".join(files[name] for name in names)


def register(app: Flask, root: Path) -> None:
    """Read the files and give templates ``asset()``."""
    app.extensions["lantian_assets"] = Assets(root, reload=app.config["TEMPLATES_AUTO_RELOAD"])
    app.jinja_env.globals.update(asset=asset, program=program, program_parts=program_parts)


def assets() -> Assets:
    """The files of this application, looked at once per request: a page names two hundred of them."""
    found: Assets = current_app.extensions["lantian_assets"]
    if "assets_looked_at" not in g:
        g.assets_looked_at = True
        found.refresh()
    return found


def asset(name: str) -> str:
    """The address of a file below ``static/``."""
    return assets().address(name)


def program(name: str) -> str:
    """The address of what a page starts with; ``name`` is one of ``joined.PROGRAMS``."""
    return assets().address(joined.program(assets().files, name))


def program_parts(name: str) -> list[str]:
    """The addresses of what that loads before it starts."""
    return [assets().address(part) for part in joined.parts(assets().files, name)]


def serve(build: str, name: str) -> Response:
    """One file; for ever when the address names the current build, else to be asked for again."""
    if not _NAME.fullmatch(name):
        raise Problem("not_found")
    body = assets().files.get(name)
    if body is None:
        raise Problem("not_found")
    response = _answer(name, body)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if build == assets().build else "no-cache"
    return response.make_conditional(request)


def _answer(name: str, body: bytes) -> Response:
    """The file, as gzip for whoever takes it; the two forms have different tags."""
    small = assets().packed(name)
    chosen = small if small is not None and compress.accepted() else body
    mimetype = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(chosen, mimetype=mimetype)
    response.set_etag(hashlib.sha256(chosen).hexdigest()[:16])
    if small is not None:
        response.vary.add("Accept-Encoding")
    if chosen is small:
        response.headers["Content-Encoding"] = "gzip"
    return response
