"""A real Chromium as a phone against a real server, for tests that use the product as people do.

Owns the fixtures: the browser (one per test process), the server of a test on a free port that can go down and come up again,
and ``Phone``: a signed-in page of 390 × 844 that counts its taps. Nothing is imitated but the camera's picture and the position.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

import people as folk
from waiting import of_page, wait_for

INSTALL_CHROMIUM = (
    "Chromium is missing: apt-get install -y --no-install-recommends chromium-headless-shell fonts-noto-cjk"
    " (or set LANTIAN_CHROMIUM)"
)
# Without its own window first: a fresh context costs it a quarter of the processor time (0.4 s, not 1.6 s).
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip
SCREEN = {"width": 390, "height": 844}
AT_THE_SITE = {"latitude": 34.6841, "longitude": 112.4691, "accuracy": 8.0}


def find_chromium() -> str:
    """The browser's program; skips the test where there is none, and fails it where everything must be there (CI)."""
    found = os.environ.get("LANTIAN_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail(INSTALL_CHROMIUM, pytrace=False)
    pytest.skip(INSTALL_CHROMIUM)


def find_node() -> str:
    """Node for the tests of the browser's models: the machine's, else the one in Playwright's wheel."""
    found = shutil.which("node")
    if found:
        return found
    import playwright

    return str(Path(playwright.__file__).parent / "driver" / "node")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this process."""
    program = find_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


# Opening a store that is not there yet would make an empty one, hence the look at the list first.
READY = """async () => {
    if (!(await indexedDB.databases()).some((one) => one.name === 'lantian')) return false
    const done = (request) => new Promise((take) => { request.onsuccess = () => take(request.result) })
    const db = await done(indexedDB.open('lantian'))
    const here = db.objectStoreNames.contains('packs')
    const keys = here ? await done(db.transaction('packs').objectStore('packs').getAllKeys()) : []
    db.close()
    return ['checklists:', 'sites:'].every((name) => keys.some((key) => key.startsWith(name)))
}"""


# What tests ask the phone's store with: fetched once and kept by the browser, so that they can ask without a network too.
HAVE_STORE = """async () => {
    const models = document.querySelector('script[type=module]').src.replace(/js[/].*/, 'js/models/')
    await Promise.all(['store', 'digest'].map((name) => import(`${models}${name}.js`)))
}"""


class _Quiet(WSGIRequestHandler):
    """Requests are not what a failing test should print."""

    def log_request(self, *_: object) -> None:
        pass


class Server:
    """The application on a port of this machine; may go down and come up again under the same address."""

    def __init__(self, app):
        self._app, self._server = app, None
        # Held all the time, so that nobody else is given the port while the server is down.
        self._held = _bound(0)
        self._port = self._held.getsockname()[1]
        self.up()

    @property
    def address(self) -> str:
        """http://127.0.0.1:…"""
        return f"http://127.0.0.1:{self._port}"

    def up(self) -> None:
        """Serve."""
        with _bound(self._port) as listening:
            listening.listen(128)
            place = {"host": "127.0.0.1", "port": self._port, "fd": listening.fileno()}
            self._server = make_server(app=self._app, threaded=True, request_handler=_Quiet, **place)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def down(self) -> None:
        """Stop listening: the next request finds nobody."""
        self._server.shutdown()
        self._server.server_close()

    def close(self) -> None:
        """For good."""
        self.down()
        self._held.close()


def _bound(port: int) -> socket.socket:
    """A socket at a port of this machine that others of ours may share; who does not listen refuses."""
    place = socket.socket()
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        place.setsockopt(socket.SOL_SOCKET, option, 1)
    place.bind(("127.0.0.1", port))
    return place


@pytest.fixture
def server(app):
    """The application of this test, reachable by a browser."""
    running = Server(app)
    yield running
    running.close()


class Phone:
    """One person's phone: a page, and how often the screen was touched."""

    def __init__(self, context, server):
        self.context, self.server = context, server
        self.page = context.new_page()
        self.taps = 0
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message) -> None:
        # What the browser says about a request that failed is part of some tests; a broken policy or program never is.
        if message.type == "error" and "Failed to load resource" not in message.text and "net::ERR" not in message.text:
            self.errors.append(message.text)

    def sign_in(self, username: str) -> Phone:
        """Through the real page."""
        self.open("/sign-in")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", folk.PASSWORD)
        self.page.locator("form:has([name=password]) [type=submit]").click()
        self.page.wait_for_url(re.compile(r"/i/$"))
        self.ready()
        return self

    def open(self, path: str) -> None:
        """Go to a page of the product."""
        self.page.goto(self.server.address + path)

    def ready(self) -> None:
        """Wait until the phone keeps what it needs: checklists and officers."""
        # Asked from outside: a function that waits inside the page would need eval, which the page's policy forbids.
        for _ in range(300):
            if self.page.evaluate(READY):
                self.page.evaluate(HAVE_STORE)
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("the phone never got its checklists and officers")

    def tap(self, target) -> None:
        """Touch the screen once. ``target`` is a locator, a selector, or the words on a button or link."""
        self.taps += 1
        self._find(target).tap()

    def _find(self, target):
        if not isinstance(target, str):
            return target.first
        if target.startswith(("[", "#", ".")):
            return self.page.locator(target).first
        return self.page.get_by_role("button", name=target).or_(self.page.get_by_role("link", name=target)).first

    def answer(self, item: str, value: str) -> None:
        """Touch one of the three large answers of an item."""
        self.tap(f'[data-item="{item}"] .answer[data-value="{value}"]')

    def sign(self) -> None:
        """One stroke on the signature pad; counts as one touch."""
        self.taps += 1
        self.page.locator("[data-hand-in]:not([disabled])").wait_for()
        pad = self.page.locator("[data-pad]")
        self.page.wait_for_load_state("networkidle")
        pad.evaluate("(pad) => pad.scrollIntoView({block: 'center'})")
        box = self._at_rest(pad)
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 70)
        mouse.down()
        for step in range(1, 9):
            mouse.move(box["x"] + 40 + step * 25, box["y"] + 70 + (20 if step % 2 else -15))
        mouse.up()

    def _at_rest(self, part) -> dict[str, float]:
        """Where a part of the page lies once it has stopped moving: a person signs when the page stands still."""
        seen = [part.bounding_box()]

        def same_again():
            self.page.wait_for_timeout(300)
            seen.append(part.bounding_box())
            return seen[-1] if seen[-1] == seen[-2] else None

        return self.until(same_again)

    def until(self, question):
        """Ask until there is an answer, while the page goes on; gives the answer."""
        return wait_for(question, pause=of_page(self.page))

    def wait_words(self, words: str, selector: str = "body") -> None:
        """Wait until words can be read on the page."""
        self.page.locator(selector).filter(has_text=words).first.wait_for()


@pytest.fixture
def phone(chromium, server):
    """phone('li') → that person's phone, signed in, at the site, with a camera; ``position=None``: no leave for it.

    ``worker=True``: with the service worker, which has all pages prepared in the background. Most tests look at one thing and go
    without; those in tests/offline and the journeys go with it, as people do.
    """
    contexts = []

    def _phone(username, *, language="zh-CN", position=AT_THE_SITE, camera=True, scheme="light", worker=False):
        granted = [*(["geolocation"] if position else []), *(["camera"] if camera else [])]
        context = chromium.new_context(
            viewport=SCREEN, screen=SCREEN, device_scale_factor=2, is_mobile=True, has_touch=True, locale=language,
            timezone_id="Asia/Shanghai", geolocation=position, permissions=granted, color_scheme=scheme,
            service_workers="allow" if worker else "block",
        )  # fmt: skip
        context.set_default_timeout(float(os.environ.get("LANTIAN_PATIENCE_MS", "30000")))
        contexts.append(context)
        made = Phone(context, server)
        return made.sign_in(username) if username else made

    yield _phone
    for context in contexts:
        context.close()
