"""Turns the first drafts (checklists.yaml, legal.yaml) into the TOML of this folder, and compares the two value by value.

Run once to begin with, later only to compare: the TOML is the truth. Needs PyYAML (development only). Must not be
imported by the product, and never overwrites a file. ``python forms/convert_drafts.py DRAFTS [--compare]``
"""

# ruff: noqa: D103, T201  a script for one job: its functions are short and said in their names; it talks to a terminal.

from __future__ import annotations

import argparse
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

FORMS = Path(__file__).resolve().parent
DRAFT_SUFFIX = "-draft"
OPEN = "(the local rule must supply it)"
DATES = ("effective_from", "effective_to")
# One file per group of topics, so that a person who looks after one field opens one file.
BASIS_FILES = {
    "dust_sites": ("dust_site", "dust_bare_land", "dust_cost", "dust_supervisor", "construction_waste"),
    "dust_yards": ("dust_transport", "dust_yard"),
    "coal": ("coal_sale", "coal_yard", "coal_unit", "coal_transport", "coal_facility", "coal_household"),
    "catering": ("catering", "catering_siting", "bbq"),
    "burning": ("open_burning", "toxic_burning", "waste_burning", "fireworks"),
    "general": ("heavy_pollution", "obstruction", "monitoring", "daily_penalty"),
}
# What a list was widened to since: a lead is taken over by the same item of an inspection, and at the place where it was found.
WIDENED = {
    "open_burning": {"applies_to": ["grid_area"]},
    "burning_patrol": {"inspector_kind": ["administrative_inspection"]},
}
# Keys that are not in the drafts: written by hand, never compared. README.md lists them for the people who edit.
OUR_KEYS = {
    "checklist": {"local", "problem_type", "sections", "note_zh"},
    "item": {
        "section", "finding_options", "max_param", "params_open", "fields", "required_fields", "roles", "person_fields",
        "min_people", "same_as", "problem_type", "applies_zh", "applies_en", "note_zh", "leads_to",
    },
    "basis": {"higher_band", "note_zh"},
    "law": {"note_zh"},
    "deadline": {"note_zh"},
    "rule": set(),
}


# --- reading the drafts -------------------------------------------------------------------------------------------


def read_drafts(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two drafts as plain values, in the wording of today."""
    import yaml

    changed = {row["was"]: row["now"] for row in read_toml(FORMS / "reworded.toml")["texts"]}
    texts = ((folder / name).read_text("utf-8") for name in ("checklists.yaml", "legal.yaml"))
    return tuple(reworded(yaml.safe_load(text), changed) for text in texts)


def reworded(value: Any, changed: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: reworded(part, changed) for key, part in value.items()}
    if isinstance(value, list):
        return [reworded(part, changed) for part in value]
    return changed.get(value, value) if isinstance(value, str) else value


def header_ids() -> dict[str, str]:
    """The draft's wording of a header field → its id in header_fields.toml."""
    fields = read_toml(FORMS / "header_fields.toml")
    return {row.get("draft", row["zh"]): key for key, row in fields.items()}


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


# --- draft → TOML values ------------------------------------------------------------------------------------------


def files(checklists: dict[str, Any], legal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every file to write: path below the folder → its values."""
    ids = header_ids()
    made = {"meta.toml": {"checklists": checklists["meta"], "law": legal["meta"]}}
    for draft in checklists["checklists"]:
        values = checklist_values(draft, ids)
        made[f"checklists/{draft['id']}/{values['version']}.toml"] = values
    made |= {f"law/{name}.toml": {name: [dated(row) for row in legal[name]]} for name in ("laws", "deadlines", "rules")}
    for name, topics in BASIS_FILES.items():
        made[f"law/bases/{name}.toml"] = {"bases": [dated(row) for row in legal["bases"] if row["topic"] in topics]}
    return made


def checklist_values(draft: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """One list: the version without its suffix (status says draft), header fields by id, once each."""
    values = {key: value for key, value in draft.items() if value is not None}
    values["version"] = draft["version"].removesuffix(DRAFT_SUFFIX)
    values["header_fields"] = list(dict.fromkeys(ids[text] for text in draft["header_fields"]))
    values["items"] = [item_values(item) for item in draft["items"]]
    return values


def item_values(draft: dict[str, Any]) -> dict[str, Any]:
    """One item: words become tables with room for English; a value the local rule must supply goes to params_open."""
    values = {key: value for key, value in draft.items() if value is not None}
    for key in ("sub_checks", "options"):
        if key in values:
            values[key] = [{"zh": text, "en": ""} for text in values[key]]
    missing = [name for name, value in draft.get("params", {}).items() if value is None]
    if missing:
        values["params"] = {name: value for name, value in draft["params"].items() if value is not None}
        values["params_open"] = missing
    return values


def dated(row: dict[str, Any]) -> dict[str, Any]:
    """A row of law with real dates and without empty places."""
    return {key: date.fromisoformat(value) if key in DATES else value for key, value in row.items() if value is not None}


# --- writing TOML (tomllib only reads) ----------------------------------------------------------------------------


def document(values: dict[str, Any]) -> str:
    """A whole file: plain keys first, then tables, then lists of tables."""
    plain = {key: value for key, value in values.items() if not isinstance(value, dict) and not is_tables(value)}
    lines = [f"{bare(key)} = {text(value)}" for key, value in plain.items()]
    for key, value in values.items():
        if isinstance(value, dict):
            lines += ["", f"[{bare(key)}]", *(f"{bare(name)} = {text(inner)}" for name, inner in value.items())]
    for key, value in values.items():
        for row in value if is_tables(value) else ():
            lines += ["", f"[[{bare(key)}]]", *(f"{bare(name)} = {text(inner)}" for name, inner in row.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def text(value: Any) -> str:
    """One value as TOML; a long list gets one line per entry."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{bare(key)} = {text(inner)}" for key, inner in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return listed([text(inner) for inner in value])
    return quoted(value)


def listed(parts: list[str]) -> str:
    short = "[" + ", ".join(parts) + "]"
    if len(short) <= 100 and not any(part.startswith("{") for part in parts):
        return short
    return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"


def quoted(value: str) -> str:
    swaps = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    safe = "".join(swaps.get(char, char if char >= " " and char != "\x7f" else f"\\u{ord(char):04x}") for char in value)
    return f'"{safe}"'


def bare(key: str) -> str:
    return key if key and all(char.isascii() and (char.isalnum() or char in "_-") for char in key) else quoted(key)


# --- comparing ----------------------------------------------------------------------------------------------------


class Comparison:
    """Counts the values that were compared and keeps the differences, each as one sentence."""

    def __init__(self) -> None:
        self.count = 0
        self.differences: list[str] = []

    def same(self, path: str, draft: Any, ours: Any) -> None:
        """Compare two values to the last leaf; an empty place in the draft equals a key that is absent here."""
        if isinstance(draft, dict) and isinstance(ours, dict):
            for key in draft.keys() | ours.keys():
                self.same(f"{path}.{key}", draft.get(key), ours.get(key))
        elif isinstance(draft, list) and isinstance(ours, list) and len(draft) == len(ours):
            for place, (left, right) in enumerate(zip(draft, ours, strict=True)):
                self.same(f"{path}[{place}]", left, right)
        else:
            self.count += 1
            if type(draft) is not type(ours) or draft != ours:
                self.differences.append(f"{path}: draft {draft!r}, here {ours!r}")


def compare(checklists: dict[str, Any], legal: dict[str, Any], forms: Path = FORMS) -> Comparison:
    """Every value of the drafts against the TOML in ``forms``, without the keys that are ours."""
    result = Comparison()
    meta = read_toml(forms / "meta.toml")
    result.same("meta", {"checklists": checklists["meta"], "law": legal["meta"]}, meta)
    departments = read_toml(forms / "departments.toml")["departments"]
    result.same("departments", checklists["departments"], {key: row["zh"] for key, row in departments.items()})
    wording = {key: row.get("draft", row["zh"]) for key, row in read_toml(forms / "header_fields.toml").items()}
    for draft in checklists["checklists"]:
        result.same(draft["id"], expected(draft), checklist_draft(read_toml(path_of(draft, forms)), wording))
    for name, kind in (("laws", "law"), ("bases", "basis"), ("deadlines", "deadline"), ("rules", "rule")):
        ours = [without(undated(row), kind) for path in law_files(forms, name) for row in read_toml(path)[name]]
        result.same(name, by_id(legal[name]), by_id(ours))
    return result


def expected(draft: dict[str, Any]) -> dict[str, Any]:
    """The draft with its repeated header fields named once (the only thing left out on purpose), open values marked."""
    items = [item | ({"params": marked(item["params"])} if "params" in item else {}) for item in draft["items"]]
    wider = {key: draft[key] + more for key, more in WIDENED.get(draft["id"], {}).items()}
    return {**draft, **wider, "header_fields": list(dict.fromkeys(draft["header_fields"])), "items": items}


def marked(params: dict[str, Any]) -> dict[str, Any]:
    """An open value says something, unlike any other empty place: it must not get lost."""
    return {name: OPEN if value is None else value for name, value in params.items()}


def path_of(draft: dict[str, Any], forms: Path) -> Path:
    return forms / "checklists" / draft["id"] / f"{draft['version'].removesuffix(DRAFT_SUFFIX)}.toml"


def law_files(forms: Path, name: str) -> list[Path]:
    return sorted((forms / "law/bases").glob("*.toml")) if name == "bases" else [forms / "law" / f"{name}.toml"]


def checklist_draft(values: dict[str, Any], wording: dict[str, str]) -> dict[str, Any]:
    """One of our files in the draft's shape."""
    back = without(values, "checklist")
    back["version"] = values["version"] + DRAFT_SUFFIX
    back["header_fields"] = [wording[key] for key in values["header_fields"]]
    back["items"] = [item_draft(item) for item in values["items"]]
    return back


def item_draft(values: dict[str, Any]) -> dict[str, Any]:
    back = without(values, "item")
    for key in ("sub_checks", "options"):
        if key in back:
            back[key] = [row["zh"] for row in back[key]]
    if "params_open" in values:
        back["params"] = {**values.get("params", {}), **dict.fromkeys(values["params_open"], OPEN)}
    return back


def without(values: dict[str, Any], kind: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in OUR_KEYS[kind]}


def undated(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def by_id(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {row["id"]: row for row in rows}


# --- the command --------------------------------------------------------------------------------------------------


def write(values: dict[str, dict[str, Any]], folder: Path) -> None:
    """Write every file and read it back; stops before touching a file that is already there."""
    taken = [name for name in values if (folder / name).exists()]
    if taken:
        sys.exit(f"Nothing written: {taken[0]} and {len(taken) - 1} more are there. The TOML is the truth; use --compare.")
    for name, content in values.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(document(content), "utf-8")
        if read_toml(path) != content:
            sys.exit(f"{path} reads back differently")


def main() -> None:
    """Write the TOML into this folder, or only compare it with the drafts; exit code 1 when they differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("drafts", type=Path, help="folder with checklists.yaml and legal.yaml")
    parser.add_argument("--compare", action="store_true", help="write nothing, only compare")
    options = parser.parse_args()
    checklists, legal = read_drafts(options.drafts)
    if not options.compare:
        write(files(checklists, legal), FORMS)
    result = compare(checklists, legal)
    print(f"{result.count} values compared, {len(result.differences)} differences")
    print("\n".join(result.differences[:50]))
    sys.exit(1 if result.differences else 0)


if __name__ == "__main__":
    main()
