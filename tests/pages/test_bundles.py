"""The third-party browser code: locked, verified, laid out as the table says, and usable under our content policy."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"

DRAW = """async (names) => {
    for (const name of names.filter((one) => one.endsWith('.css'))) {
        const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: name })
        document.head.append(sheet)
        await new Promise((done, failed) => { sheet.onload = done; sheet.onerror = failed })
    }
    for (const name of names.filter((one) => one.endsWith('.js'))) await import(name)
    const box = document.createElement('div')
    document.body.prepend(box)
    box.style.height = '300px'
    const map = L.map(box, { center: [34.62, 112.45], zoom: 10, maxZoom: 18 })
    const group = L.markerClusterGroup({ animate: false })
    for (let place = 0; place < 40; place += 1) group.addLayer(L.marker([34.62 + place / 5000, 112.45]))
    map.addLayer(group)
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    return [L.version, box.querySelector('.marker-cluster').textContent]
}"""


@pytest.fixture(scope="module")
def lock() -> dict:
    return json.loads((ROOT / "package-lock.json").read_text())


@pytest.fixture(scope="module")
def laid_out() -> Path:
    if not (VENDOR / ".stamp").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("static/vendor is missing: deploy/browser-bundles test")
    return VENDOR


def test_every_package_is_pinned_and_has_a_checksum_but_no_address(lock):
    wanted = json.loads((ROOT / "package.json").read_text())
    packages = {name.removeprefix("node_modules/"): row for name, row in lock["packages"].items() if name}
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert packages[name]["version"] == version
    for name, row in packages.items():
        assert row["integrity"].startswith("sha512-"), name
        assert "resolved" not in row, name
        assert "hasInstallScript" not in row, name


def test_what_only_tests_need_is_not_served(lock, laid_out):
    tests_only = [name.removeprefix("node_modules/") for name, row in lock["packages"].items() if row.get("dev")]
    assert tests_only == ["axe-core"]
    assert [path.name for path in laid_out.rglob("*") if "axe" in path.name] == []


def test_the_served_files_are_those_of_the_packages(laid_out):
    table = re.search(r"<<'TABLE'\n(.*?)\nTABLE", (ROOT / "deploy/browser-bundles").read_text(), re.S).group(1)
    rows = [line.split() for line in table.splitlines()]
    for package, source, target in rows:
        assert (laid_out / target).read_bytes() == (ROOT / "node_modules" / package / source).read_bytes(), target
    there = {path.relative_to(laid_out).as_posix() for path in laid_out.rglob("*") if path.is_file()}
    assert there == {target for _, _, target in rows} | {".stamp"}
    assert {package for package, _, target in rows if target.endswith("LICENSE.txt")} == {package for package, _, _ in rows}


def test_a_second_call_fetches_nothing(laid_out):
    before = (laid_out / ".stamp").stat().st_mtime_ns
    nowhere = os.environ | {"npm_config_registry": "http://127.0.0.1:9", "npm_config_cache": "/nonexistent"}
    done = subprocess.run([ROOT / "deploy/browser-bundles", "run"], env=nowhere, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (laid_out / ".stamp").stat().st_mtime_ns == before


@pytest.mark.browser
def test_the_map_and_its_clusters_work_under_the_content_policy(app, laid_out, chromium, server):
    with app.app_context(), app.test_request_context():
        from lantian.web.assets import asset

        names = [asset(f"vendor/{name}") for name in ("leaflet/leaflet.css", "markercluster/markercluster.css",
                                                      "leaflet/leaflet.js", "markercluster/markercluster.js")]  # fmt: skip
    page = chromium.new_page()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.address + "/sign-in")
    assert page.evaluate(DRAW, names) == ["1.9.4", "40"]
    assert errors == []
    page.close()
