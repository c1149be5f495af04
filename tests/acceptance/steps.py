"""What the promises share: many records written by the phone's own models, a valley without signal, what has arrived, memory."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.installation import below
from bench.phone_page import unshared

import people as folk
from browser import AT_THE_SITE, FLAGS, SCREEN, Phone, find_chromium
from lantian.ledger import db, models
from web_fixtures import make_record

MODELS = (Path(__file__).parents[2] / "bench" / "reliability.js").read_text()
RECORD = f"(told) => ({MODELS}).record(told)"
PHOTO_BYTES = 20_000
ALTER_ONE_BYTE = """async () => {
    const done = (request) => new Promise((take) => { request.onsuccess = () => take(request.result) })
    const db = await done(indexedDB.open('lantian'))
    const originals = db.transaction('originals', 'readwrite').objectStore('originals')
    const [row] = await done(originals.getAll())
    new Uint8Array(row.bytes)[9] ^= 1
    await done(originals.put(row))
    db.close()
}"""
# What a browser says of its room; Chromium names a made-up limit far above what is in use, so its answer is put in its mouth.
NEARLY_FULL = """() => {
    navigator.storage.estimate = async () => ({usage: 930e6, quota: 1000e6})
    navigator.storage.persist = navigator.storage.persisted = async () => false
}"""
# A visit whose photos are large: a JPEG's beginning, then bytes that differ from photo to photo.
LARGE = f"""async ([count, size, told]) => {{
    const story = {MODELS}
    const block = crypto.getRandomValues(new Uint8Array(60000))
    const plain = crypto.getRandomValues.bind(crypto)
    crypto.getRandomValues = (array) => {{
        if (array.length < size) return plain(array)
        for (let at = 0; at < array.length; at += block.length) array.set(block.subarray(0, array.length - at), at)
        plain(array.subarray(100, 200))
        return array
    }}
    for (let number = 0; number < count / 10; number += 1) await story.record([number, number + 1, 10, ...told])
}}"""


@contextmanager
def valley(li):
    """No signal; what the page needs is loaded before, as on a phone that was online once."""
    li.page.evaluate(f"async () => {{ await ({MODELS}).models() }}")
    li.context.set_offline(True)
    yield
    li.context.set_offline(False)


def record_many(li, app, start, end, *, answers=None):
    """Visits start..end with one photo each, one item failed. ``answers`` replace those of a proper record."""
    proper = make_record(app, fails=["d6.cover"])["answers"]
    li.page.evaluate(RECORD, [start, end, 1, "dust_six", "d6.cover", PHOTO_BYTES, {**proper, **(answers or {})}])


def fill_with_large_photos(li, *, photos, size_bytes):
    """Visits of ten photos each, all items passed."""
    answers = {item: {"value": "pass", "note": "", "sub_checks": [], "corrected": False} for item in SIX}
    li.page.evaluate(LARGE, [photos, size_bytes, ["dust_six", "d6.cover", size_bytes, answers]])


SIX = ["d6.hoarding", "d6.cover", "d6.wash", "d6.hardening", "d6.wet", "d6.truck"]


def arrived(names=None):
    """Hashes of the photos in the server's table; with ``names``, whether all of these are among them."""
    with db.connection():
        found = {photo.sha256 for photo in models.Photo.select(models.Photo.sha256)}
    return found if names is None else bool(names) and set(names) <= found


def go_on(li):
    """The network is back, says the phone."""
    li.page.evaluate("() => window.dispatchEvent(new Event('online'))")


@contextmanager
def own_browser(chromium, server, folder):
    """A phone whose browser keeps everything in a folder, sign-in included, as after a restart of the phone."""
    context = chromium.browser_type.launch_persistent_context(
        folder / "profile", executable_path=find_chromium(), args=FLAGS, viewport=SCREEN, is_mobile=True, has_touch=True,
        locale="zh-CN", geolocation=AT_THE_SITE, permissions=["geolocation"],
    )  # fmt: skip
    li = Phone(context, server).sign_in("li")
    yield li
    day = time.time() + 86400
    context.add_cookies([{**cookie, "expires": day} for cookie in context.cookies()])
    context.close()


class Unwatched:
    """The same browser opened at a page; nobody looks at what the page sends, and its collector can be called."""

    def __init__(self, folder, address):
        read_end, self._orders = os.pipe()
        answers, write_end = os.pipe()
        command = [find_chromium(), "--headless=new", "--no-sandbox", "--remote-debugging-pipe", *FLAGS]
        command += [f"--user-data-dir={folder / 'profile'}", address]
        renumbered = f'exec "$@" 3<&{read_end} 4>&{write_end}'
        self.process = subprocess.Popen(
            ["bash", "-c", renumbered, "-", *command], pass_fds=(read_end, write_end),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(read_end)
        os.close(write_end)
        self._answers = os.fdopen(answers, "rb")

    def __enter__(self):
        pages = [row for row in self._ask("Target.getTargets")["targetInfos"] if row["type"] == "page"]
        self._session = self._ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)["sessionId"]
        return self

    def __exit__(self, *_fault):
        self.process.terminate()
        self.process.wait(timeout=60)

    def held_mb(self):
        """Megabytes that the page's process shares with nobody, after its collector has run."""
        self._ask("HeapProfiler.collectGarbage", session=self._session)
        return largest_page_mb(self.process)

    def _ask(self, method, *, session=None, **told):
        order = {"id": 1, "method": method, "params": told} | ({"sessionId": session} if session else {})
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        text = b""
        while (byte := self._answers.read(1)):
            if byte != b"\0":
                text += byte
                continue
            answer, text = json.loads(text), b""
            if answer.get("id") == 1:
                return answer["result"]
        raise RuntimeError("the browser is gone")


def largest_page_mb(browser):
    """Megabytes that the largest of its pages' processes shares with nobody."""
    found = [0.0]
    for pid in below(browser.pid):
        with suppress(OSError):
            if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(unshared(pid) / 1e6)
    return max(found)


def reviewer(chromium, server):
    """A supervisor's page, signed in."""
    page = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    page.goto(f"{server.address}/sign-in")
    page.fill("[name=username]", "wang")
    page.fill("[name=password]", folk.PASSWORD)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url(re.compile("/s/"))
    return page
