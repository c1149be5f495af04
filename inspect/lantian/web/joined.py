"""Modules joined into few files at set-up (deploy/join_modules.py), so that a page starts after a few answers, not after forty.

Owns where they lie, what they were made of, and whether they still match. A change of any module makes them stale: then, and
where they were never made, pages load the modules one by one. Must not start a program.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

FOLDER = "js/joined/"
PROGRAMS = ("phone", "desk")
"""One joined program knows the controllers that templates of the phone name, the other all: a phone need not fetch the desk's."""
SEPARATE = "js/app.js"
MARK = f"{FOLDER}made-of.txt"
"""Holds the digest of the modules that the joined files were made of, and on a second line the phone's controllers."""

# As esbuild writes it: import{a}from"./chunk-X.js" and import"./chunk-X.js"; import("./x.js") comes later.
_AT_ONCE = re.compile(rb'(?:from|import)"\./([\w-]+\.js)"')


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes of every module of ours below ``static/``, as read from disk."""
    whole = hashlib.sha256()
    for name in sorted(files):
        if name.startswith("js/") and not name.startswith(FOLDER):
            whole.update(name.encode() + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()


def without_stale(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files; without the joined ones where these are of other modules."""
    if files.get(MARK, b"").decode().partition("\n")[0] == digest(files):
        return dict(files)
    return {name: body for name, body in files.items() if not name.startswith(FOLDER)}


def program(files: Mapping[str, bytes], name: str) -> str:
    """The file that a page starts with; ``name`` is one of PROGRAMS."""
    joined = f"{FOLDER}{name}.js"
    return joined if joined in files else SEPARATE


def parts(files: Mapping[str, bytes], name: str) -> list[str]:
    """The files that the program loads before it starts: named on the page, they come beside it and not after it."""
    found: list[str] = []
    waiting = [program(files, name)]
    while waiting:
        at = waiting.pop()
        named = _AT_ONCE.findall(files[at]) if at.startswith(FOLDER) else []
        fresh = [part for part in (FOLDER + one.decode() for one in named) if part not in found]
        found, waiting = found + fresh, waiting + fresh
    return found


def phone_controllers(files: Mapping[str, bytes]) -> set[str]:
    """The controllers inside the phone's joined program; others come one by one."""
    return set(files.get(MARK, b"").decode().partition("\n")[2].split())
