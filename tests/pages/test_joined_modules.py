"""Pages start with the joined modules when these are of today's modules, and with the modules themselves when they are not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lantian.web import joined
from lantian.web.assets import Assets
from lantian.web.shell import controllers_of_phone

ROOT = Path(__file__).parents[2]
PHONE = f"{joined.FOLDER}phone.js"
MODULES = {"js/app.js": b"import './a.js'\n", "js/a.js": b"export const a = 1\n"}


def _joined_of(files: dict[str, bytes]) -> dict[str, bytes]:
    return files | {PHONE: b"const a=1", joined.MARK: f"{joined.digest(files)}\nhome outbox\n".encode()}


def _lay_out(folder: Path, files: dict[str, bytes]) -> Assets:
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return Assets(folder, reload=True)


def test_a_page_starts_with_the_joined_file():
    files = joined.without_stale(_joined_of(MODULES))
    assert joined.program(files, "phone") == PHONE
    assert joined.phone_controllers(files) == {"home", "outbox"}


def test_what_a_program_loads_at_once_is_known_and_what_comes_later_is_not():
    chunks = {f"{joined.FOLDER}{name}.js": b"" for name in "abc"}
    files = joined.without_stale(_joined_of(MODULES)) | chunks
    files[PHONE] = b'import{x}from"./a.js";import"./b.js";const later=()=>import("./c.js")'
    assert joined.parts(files, "phone") == [f"{joined.FOLDER}a.js", f"{joined.FOLDER}b.js"]
    assert joined.parts(MODULES, "phone") == []


@pytest.mark.parametrize("change", [{"js/a.js": b"export const a = 2\n"}, {"js/b.js": b""}, {joined.MARK: b""}])
def test_joined_files_of_other_modules_are_left_alone(change):
    files = joined.without_stale(_joined_of(MODULES) | change)
    assert joined.program(files, "phone") == joined.SEPARATE
    assert not [name for name in files if name.startswith(joined.FOLDER)]


def test_a_module_changed_while_serving_is_seen_at_once(tmp_path):
    files = _lay_out(tmp_path, _joined_of(MODULES))
    assert joined.program(files.files, "phone") == PHONE
    (tmp_path / "js/a.js").write_bytes(b"export const a = 3\n")
    os.utime(tmp_path / "js/a.js", (2e9, 2e9))
    files.refresh()
    assert joined.program(files.files, "phone") == joined.SEPARATE


def test_what_is_being_made_is_not_served(tmp_path):
    files = _lay_out(tmp_path, MODULES | {"js/.join-x/app.js": b"half of it"})
    assert set(files.files) == {*MODULES, "css/lantian.css"}


@pytest.fixture(scope="module")
def made() -> Path:
    place = ROOT / "static" / joined.FOLDER
    if not (ROOT / "node_modules" / "@esbuild").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("esbuild is missing: deploy/browser-bundles test")
    subprocess.run([sys.executable, ROOT / "deploy" / "join_modules.py"], check=True)
    return place


def _known_to(program: Path) -> set[str]:
    return set(re.findall(r"""[{,]"?([a-z-]+)"?:\(\)=>""", program.read_text()))


def test_the_desk_knows_every_controller_and_the_phone_those_its_pages_name(made):
    every = {path.stem for path in (ROOT / "static/js/controllers").glob("*.js")}
    assert _known_to(made / "desk.js") >= every
    assert {name for name in controllers_of_phone() if name in every} <= _known_to(made / "phone.js")
    assert not {"worklist", "ledger-map", "bulk-summary"} & _known_to(made / "phone.js")


def test_third_party_code_stays_in_its_own_files(made):
    assert not [path.name for path in made.glob("*.js") if "Leaflet 1." in path.read_text()]
    named = {name for path in made.glob("*.js") for name in re.findall(r'"([^"]*vendor[^"]*)"', path.read_text())}
    apart = ("leaflet/leaflet", "markercluster/markercluster", "client-zip/client-zip")
    assert named == {f"../../vendor/{name}.js" for name in apart}


@pytest.mark.browser
def test_a_page_of_the_phone_loads_no_module_a_second_time(made, phone):
    li = phone("li")
    asked = []
    li.page.on("request", lambda request: asked.append(request.url))
    li.open("/i/")
    li.ready()
    assert [url for url in asked if "/js/joined/phone.js" in url]
    assert [url for url in asked if "/js/controllers/" in url or "/js/helpers/" in url] == []
