"""The lock of versions, forms/published.toml: id, version, status and content hash of every version that is served.

Owns the promise that a published checklist never changes: a record keeps the version and hash it answered, so a changed file
would make it unreadable. A draft may change, but its new hash has to be recorded on purpose. Called on load and by
``make forms-lock`` (``python -m lantian.checklists.version_lock FORMS``): nothing starts with a list unrecorded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .definition import Definition
from .definition_problem import DefinitionProblem, DefinitionsRefused
from .table_shape import Shape
from .toml_file import read_toml

LOCK = "published.toml"
LINE = Shape({"id": "text", "version": "text", "status": "text", "hash": "text"})
HEAD = """# The lock of versions, written by "make forms-lock". Do not edit by hand.
# A version with status "published" never changes: make a new version instead. Records name a version and its hash.
"""

Lines = dict[tuple[str, str], Mapping[str, Any]]


def read_lock(forms: Path) -> tuple[Lines, list[DefinitionProblem]]:
    """The lines of the lock by id and version, and the problems of the file; a missing file is an empty lock."""
    if not (forms / LOCK).exists():
        return {}, []
    raw, problems = read_toml(forms / LOCK, LOCK)
    problems = problems or list(Shape({}, {"versions": "tables"}).problems(raw, LOCK))
    rows = [] if problems else raw.get("versions", [])
    problems += [problem for row in rows for problem in LINE.problems(row, LOCK, str(row.get("id", "")))]
    return {} if problems else {(row["id"], row["version"]): row for row in rows}, problems


def lock_problems(definitions: Iterable[Definition], lines: Lines) -> Iterator[DefinitionProblem]:
    """Versions that are not recorded, differ from their line, or are gone."""
    here = {(definition.id, definition.version): definition for definition in definitions}
    for key, definition in here.items():
        rule = _broken(definition, lines.get(key))
        if rule:
            yield _problem(rule, key)
    for key in lines.keys() - here.keys():
        yield _problem("lock_gone", key)


def _broken(definition: Definition, line: Mapping[str, Any] | None) -> str:
    if line is None:
        return "lock_missing"
    if line["hash"] == definition.hash:
        return ""
    # A draft that is being published differs too: its line is still a draft's, and recording it makes it final.
    return "lock_draft_differs" if is_draft(line) else "lock_published_differs"


def is_draft(line: Mapping[str, Any]) -> bool:
    """Whether a version was recorded as a draft; a published one cannot be made a draft again by editing its file."""
    return str(line["status"]).startswith("draft")


def lock(forms: Path, definitions: Iterable[Definition]) -> list[str]:
    """Record new versions and changed drafts; returns one line of text per change.

    Raises DefinitionsRefused, writing nothing, when a published version was changed or is gone.
    """
    here = {(definition.id, definition.version): definition for definition in definitions}
    lines, problems = read_lock(forms)
    problems += [problem for problem in lock_problems(here.values(), lines) if _is_final(problem, lines)]
    if problems:
        raise DefinitionsRefused(problems)
    made = {key: _line(definition) for key, definition in here.items()}
    changed = sorted(key for key in made.keys() | lines.keys() if made.get(key) != lines.get(key))
    if changed:
        (forms / LOCK).write_text(HEAD + "".join(_toml(made[key]) for key in sorted(made)), "utf-8")
    return [f"{' '.join(key)}: {made[key]['hash'][:12] if key in made else '-'}" for key in changed]


def _is_final(problem: DefinitionProblem, lines: Lines) -> bool:
    key = (problem.item, problem.params["version"])
    return problem.rule == "lock_published_differs" or (problem.rule == "lock_gone" and not is_draft(lines[key]))


def _problem(rule: str, key: tuple[str, str]) -> DefinitionProblem:
    return DefinitionProblem(rule, LOCK, key[0], {"version": key[1]})


def _line(definition: Definition) -> dict[str, str]:
    return {"id": definition.id, "version": definition.version, "status": definition.state, "hash": definition.hash}


def _toml(line: Mapping[str, str]) -> str:
    """One table of the lock; ids, versions, states and hashes need no escapes."""
    return "\n[[versions]]\n" + "".join(f'{key} = "{value}"\n' for key, value in line.items())


if __name__ == "__main__":
    from .library import relock

    sys.stdout.writelines(f"{change}\n" for change in relock(Path(sys.argv[1])))
