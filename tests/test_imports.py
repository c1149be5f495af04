"""Layers keep their places: who may import whom, and where each third-party package may be used.

The two tables are those of docs/architecture.md. A failure says which rule was broken, why it stands, and where the code belongs.
"""

from __future__ import annotations

import ast
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "inspect" / "lantian"
MIDDLE = {"ledger", "evidence", "checklists", "exports"}
BELOW = {
    "domain": set(),
    **{name: {"domain"} for name in MIDDLE},
    "workflow": MIDDLE | {"domain"},
    "web": MIDDLE | {"domain", "workflow", "settings"},
    "demo": MIDDLE | {"domain", "workflow"},
    "worker": MIDDLE | {"domain"},
    "commands": MIDDLE | {"domain", "workflow", "settings", "demo", "worker"},
    "cli": MIDDLE | {"domain", "workflow", "settings", "web", "commands", "demo", "worker"},
    "settings": set(),
    "__init__": set(),
}
# Beyond the layers: the store reads its folder's name from the settings, the application hangs the commands on itself, and
# the sign-in page offers the invented people in demo mode.
ALSO = {("evidence/storage.py", "settings"), ("web/app.py", "cli"), ("web/supervisor.py", "demo")}
COMMANDS = ("cli.py", "commands/*")
HOMES = {
    **dict.fromkeys(
        ("flask", "flask_wtf", "flask_babel", "flask_login", "werkzeug", "markupsafe", "jinja2", "itsdangerous"),
        ("web/*", *COMMANDS),
    ),
    **dict.fromkeys(("click", "babel"), ("web/*", *COMMANDS)),
    "wtforms": ("checklists/*", "web/*"),
    "peewee": ("ledger/*",),
    "playhouse": ("ledger/*",),
    "psycopg2": ("ledger/*",),
    "PIL": ("evidence/*", "demo/*"),
    "pillow_heif": ("evidence/*",),
    "cryptography": ("evidence/*",),
    "xlsxwriter": ("exports/*",),
    "chinese_calendar": ("checklists/*", *COMMANDS),
}
WHY = {
    "domain": "rules must run without a database, a phone or a server: what needs those belongs into the layer that owns them",
    "ledger": "the four middle layers know each other only through workflow: what joins two is an act and belongs into workflow/",
    "workflow": "an act is the same from a page, the phone and the command line: what is about HTTP belongs into web/",
    "web": "pages and commands stand on top: what both need belongs into workflow/",
    "settings": "values without knowledge: what uses them belongs into web/, cli.py or evidence/storage.py",
}


def imports_of(source: str, folder: tuple[str, ...]) -> set[str]:
    """Dotted names a file imports, relative ones made absolute; ``folder`` is its package path below lantian."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ("lantian", *folder)[: len(folder) + 2 - node.level] if node.level else ()
            stem = ".".join((*base, *([node.module] if node.module else [])))
            names |= {f"{stem}.{alias.name}" for alias in node.names}
    return names


def faults(path: str, source: str) -> list[str]:
    """What a file of the package (path below lantian/) imports against the rules, with the cure."""
    parts = path.removesuffix(".py").split("/")
    layer, found = parts[0], []
    if layer not in BELOW:
        return [f"{path}: {layer} is no layer of this table; give it a row that says what it may import"]
    for name in sorted(imports_of(source, tuple(parts[:-1]))):
        top, _, rest = name.partition(".")
        target = rest.split(".")[0]
        if top == "lantian" and target != layer and target in BELOW and target not in BELOW[layer] and (path, target) not in ALSO:
            found.append(f"{path} imports {name}: {layer} may import {sorted(BELOW[layer])} only. {_why(layer)}")
        elif top in HOMES and not any(fnmatch(path, home) for home in HOMES[top]):
            found.append(f"{path} imports {top}: it is used in {', '.join(HOMES[top])} only; move that code there")
        elif top not in HOMES and top != "lantian" and top not in sys.stdlib_module_names:
            found.append(f"{path} imports {top}: a new package needs a home in this table and a line in docs/decisions/")
    return found


def _why(layer: str) -> str:
    return WHY.get("ledger" if layer in MIDDLE else "web" if layer in ("cli", "commands", "demo", "worker") else layer, "")


def test_every_file_imports_only_what_its_layer_may():
    files = sorted(PACKAGE.rglob("*.py"))
    found = [fault for path in files for fault in faults(str(path.relative_to(PACKAGE)), path.read_text())]
    assert files
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("domain/violation.py", "from lantian.ledger import book"),
        ("domain/violation.py", "import peewee"),
        ("ledger/queries.py", "from lantian.evidence.storage import Storage"),
        ("ledger/queries.py", "from ..evidence import storage"),
        ("exports/writer.py", "def late():\n    from lantian.ledger import queries"),
        ("workflow/decide.py", "import flask"),
        ("workflow/decide.py", "from lantian import settings"),
        ("web/pages.py", "from lantian.cli import main"),
        ("evidence/intake.py", "from lantian.settings import Settings"),
        ("web/pages.py", "import requests"),
    ],
)
def test_a_forbidden_import_is_found(path, source):
    assert len(faults(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ledger/queries.py", "from .models import Person"),
        ("ledger/queries.py", "from lantian.domain.problems import Problem"),
        ("evidence/storage.py", "from lantian.settings import Settings"),
        ("web/app.py", "import flask\nfrom lantian.workflow import receive\nfrom lantian import settings"),
        ("domain/moments.py", "from .problems import N_\nimport zoneinfo"),
    ],
)
def test_a_permitted_import_is_let_through(path, source):
    assert faults(path, source) == []
