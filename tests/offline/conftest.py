"""Phones with a service worker: prepared for work without a network, what their worker keeps, and a second build of the
product.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error

from lantian.web.shell import Shell
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

# Names of the kept pages of all builds: {cache: [path and query]}.
KEPT = """async () => {
    const found = {}
    for (const name of await caches.keys()) {
        const keys = await (await caches.open(name)).keys()
        found[name] = keys.map(({ url }) => new URL(url).pathname + new URL(url).search)
    }
    return found
}"""
FORMS = "async () => (await (await fetch('/api/checklists', {headers: {'X-Lantian': '1'}})).json()).forms"
WORKERS = """async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    return ['installing', 'waiting', 'active'].filter((name) => registration?.[name])
}"""
IN_CHARGE = "() => Boolean(navigator.serviceWorker?.controller)"


class Shelf:
    """What the worker of one phone keeps."""

    def __init__(self, phone):
        self.phone = phone

    def names(self) -> dict[str, list[str]]:
        """Addresses by cache."""
        return self.phone.page.evaluate(KEPT)

    def builds(self) -> list[str]:
        """The builds of which pages are kept. An empty cache is none: looking at one that is just being deleted makes it anew."""
        return sorted({name.split("-")[1] for name, paths in self.names().items() if name.startswith("pages-") and paths})

    def pages(self, build: str = "", person: int | str = "") -> set[str]:
        """The pages kept, of one build or of all, of one person or of everybody."""
        end = f"-{person}" if person else ""
        kept = self.names().items()
        mine = [paths for name, paths in kept if name.startswith(f"pages-{build}") and name.endswith(end)]
        return {path for paths in mine for path in paths}

    def workers(self) -> list[str]:
        """Which workers there are: installing, waiting, active."""
        return self.phone.page.evaluate(WORKERS)

    def wait(self, *addresses: str, build: str = "") -> None:
        """Until a worker is in charge and these pages are kept."""
        self.until(lambda: self.phone.page.evaluate(IN_CHARGE) and set(addresses) <= self.pages(build))

    def until(self, question) -> None:
        """Look again and again, for some minutes at most; also while the page loads itself anew."""
        for _ in range(2400):
            with suppress(Error):
                if question():
                    return
            self.phone.page.wait_for_timeout(100)
        raise AssertionError(f"never came: {self.workers()} {sorted(self.names())}")


@pytest.fixture
def prepared(phone):
    """prepared('li') → that person's phone with its pages for work without a network, and its shelf.

    ``everything``: all forms too.
    """

    def _prepared(username, *, everything=False, **more):
        made = phone(username, worker=True, **more)
        shelf = Shelf(made)
        shelf.forms = made.page.evaluate(FORMS)
        some = shelf.forms if everything else [form for form in shelf.forms if "dust_six" in form]
        shelf.wait("/i/", "/i/outbox", "/i/review", "/i/offline", "/i/sites/-", "/i/violations/-", *some)
        return made, shelf

    return _prepared


@pytest.fixture
def one_violation(app, sign_in):
    """A violation with one photo whose small picture is made; gives number and hash of the photo."""
    photo = jpeg((150, 120, 60))
    record = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")])
    record["answers"]["d6.cover"] |= {"note": "东侧土堆未覆盖", "sub_checks": ["裸土"]}
    li = sign_in("li")
    sha256 = put_photo(li, photo, record["id"]).get_json()["sha256"]
    number = put_record(li, record).get_json()["violations"][0]
    assert app.test_cli_runner().invoke(args=["lantian", "worker", "--until-done"]).exit_code == 0
    return number, sha256


@pytest.fixture
def new_build(app):
    """new_build() → the same application as another build, as after an update of the server; gives its name."""

    def _new_build():
        files = app.extensions["lantian_assets"]
        name = "css/lantian.css"
        files.files = files.files | {name: files.files[name] + b"\n/* a later build */"}
        files.build = f"{int(files.build, 16) + 1:012x}"
        files._packed = {}
        app.extensions["lantian_shell"] = Shell(app)
        with app.app_context():
            return app.extensions["lantian_shell"].build()

    return _new_build


@pytest.fixture
def shot(request):
    """shot(phone, 'name') → a picture into shots/offline when LANTIAN_SHOTS=1 asks for them, else nothing."""
    folder = Path(__file__).parents[2] / "shots" / "offline"

    def _shot(phone, name):
        if os.environ.get("LANTIAN_SHOTS"):
            folder.mkdir(parents=True, exist_ok=True)
            phone.page.wait_for_timeout(300)
            phone.page.screenshot(path=folder / f"{name}.png")

    return _shot
