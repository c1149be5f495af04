"""Modules joined into few files at set-up (deploy/join_modules.py), so that a page starts after a few answers, not after forty.

Owns where they lie, what they were made of, and whether they still match. A change of any module makes them stale: then, and
where they were never made, pages load the modules one by one. Must not start a program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

FOLDER = "js/joined/"
PROGRAM = f"{FOLDER}app.js"
SEPARATE = "js/app.js"
MARK = f"{FOLDER}made-of.txt"
"""Holds the digest of the modules that the joined files were made of."""


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and bytes of every module of ours below ``static/``, as read from disk."""
    whole = hashlib.sha256()
    for name in sorted(files):
        if name.startswith("js/") and not name.startswith(FOLDER):
            whole.update(name.encode() + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()


def without_stale(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files; without the joined ones where these are of other modules."""
    if files.get(MARK, b"").decode().strip() == digest(files):
        return dict(files)
    return {name: body for name, body in files.items() if not name.startswith(FOLDER)}


def program(files: Mapping[str, bytes]) -> str:
    """The file that a page starts with."""
    return PROGRAM if PROGRAM in files else SEPARATE
