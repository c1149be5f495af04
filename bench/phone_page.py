"""The served demo city, the browser and what is asked of its pages, for bench/phone.py.

Owns how things are measured, not what is too much.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import tour_city
from browser import FLAGS, find_chromium
from tour import DEVICES, POSITION

from .phone_scripts import FILE_INPUT, FIRST, KEPT, QUEUE, READY, SAVE

SLOWER = 4
PHOTO_MB = 4
SHELL = ("page", "files", "worker")


class Log:
    """The server's own log of answers, by kind: (requests, bytes of bodies)."""

    LINE = re.compile(r'"GET (\S+)" (\d+) (\d+) bytes')

    def __init__(self, path: Path):
        self.path, self.read = path, 0

    def taken(self) -> dict[str, tuple[int, int]]:
        """Answers since the last look."""
        text = self.path.read_text() if self.path.exists() else ""
        lines, self.read = text[self.read :], len(text)
        found: dict[str, list[int]] = defaultdict(list)
        is_first_page = True
        for path, _status, size in self.LINE.findall(lines):
            kind = kind_of(path, is_first_page)
            is_first_page = is_first_page and kind != "page"
            found[kind].append(int(size))
        return {kind: (len(found[kind]), sum(found[kind])) for kind in (*SHELL, "kept pages", "packs", "photos")}


def kind_of(path: str, is_first_page: bool) -> str:
    """What an answer is for."""
    if path.startswith("/static/"):
        return "files"
    if path.startswith("/photos/"):
        return "photos"
    if path.startswith("/api/"):
        return "packs"
    if path in ("/sw.js", "/offline", "/manifest.webmanifest"):
        return "worker"
    return "page" if path == "/i/" and is_first_page else "kept pages"


class City:
    """The demo city, served by gunicorn as users get it, with a log of what it sent."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.log = Log(folder.with_suffix(".access"))
        self._port, self._process = 0, None

    def __enter__(self) -> City:
        if not (self.folder / "lantian.db").exists():
            for command in (["migrate"], ["demo", "load"], ["worker", "--photos-only"]):
                tour_city._flask(self.folder, *command)
        self.log.path.unlink(missing_ok=True)
        self._port = free_port()
        self.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """http://127.0.0.1:…"""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serve under the same address as before."""
        # Its log does not count what the kernel sends by itself (photos).
        means = ["--config", "deploy/gunicorn.conf.py", "--no-sendfile", "--bind", f"127.0.0.1:{self._port}"]
        command = [sys.executable, "-m", "gunicorn", *means]
        environment = tour_city._environment(self.folder) | {"LANTIAN_DEMO": "1", "LANTIAN_ACCESS_LOG": str(self.log.path)}
        self._process = subprocess.Popen(
            [*command, "wsgi:app"], cwd=tour_city.ROOT, env=environment, stderr=self.log.path.with_suffix(".log").open("a")
        )
        tour_city._await(f"{self.address}/health", self._process)

    def stop(self) -> None:
        """No server any more."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)

    def header_bytes(self, start: str) -> int:
        """Bytes of the headers of one file's answer, as this server sends them."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        path = re.search(rf'GET ({start}\S+)"', self.log.path.read_text()).group(1)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        first = f"HTTP/1.1 {answer.status} {answer.reason}\r\n\r\n"
        return len(first) + sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Browser:
    """Chromium as a phone."""

    def __enter__(self) -> Browser:
        from playwright.sync_api import sync_playwright

        self._play = sync_playwright().start()
        self.chromium = self._play.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        self.version = f"Chromium {self.chromium.version.split('.')[0]}"
        return self

    def __exit__(self, *_fault: object) -> None:
        self.chromium.close()
        self._play.stop()

    def signed_in(self, city: City) -> Any:
        """A fresh context with the session of the demo's inspector and nothing else; the log starts anew."""
        from lantian.demo.accounts import PASSWORD

        door = self.chromium.new_context(service_workers="block")
        page = door.new_page()
        page.goto(f"{city.address}/sign-in")
        page.locator(".gate__card [name=username]").fill("inspector")
        page.locator(".gate__card [name=password]").fill(PASSWORD)
        page.locator(".gate__card [type=submit]").click()
        page.wait_for_url("**/i/")
        state = door.storage_state()
        door.close()
        city.log.taken()
        cookies = {"cookies": state["cookies"]}
        allowed = ["geolocation", "camera"]
        return self.chromium.new_context(
            **DEVICES["phone"], locale="zh-CN", geolocation=POSITION, permissions=allowed, storage_state=cookies
        )

    def memory(self, page: Any) -> tuple[float, float]:
        """Megabytes: script heap after a collection, and the memory of the page's own process that it shares with nobody."""
        session = page.context.new_cdp_session(page)
        session.send("HeapProfiler.collectGarbage")
        session.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(1000)
        session.send("Performance.enable")
        metrics = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
        return metrics["JSHeapUsedSize"] / 1e6, self._own_bytes(page) / 1e6

    def _own_bytes(self, page: Any) -> int:
        """Of the renderer that holds the page: the largest one, there is no other page."""
        whole = self.chromium.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        renderers = [row["id"] for row in whole if row["type"] == "renderer"]
        return max(unshared(pid) for pid in renderers)


def unshared(pid: int) -> int:
    """Bytes that a process shares with no other; 0 when it has gone."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text() if os.path.exists(f"/proc/{pid}") else ""
    return sum(int(size) * 1024 for size in re.findall(r"Private_\w+:\s+(\d+) kB", text))


def opened(context: Any, city: City, path: str) -> Any:
    """A new page at an address."""
    page = context.new_page()
    page.goto(city.address + path)
    return page


def settled(page: Any) -> None:
    """Until the page's programs run and nothing more is asked for."""
    until(page, READY)
    page.wait_for_timeout(1500)


def prepared(page: Any) -> None:
    """Until the worker has kept everything."""
    until(page, KEPT)
    page.wait_for_timeout(1500)


def until(page: Any, question: str) -> None:
    """Ask the page again and again, for two minutes at most."""
    for _look in range(1200):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {question[:60]}")


def first_site(page: Any) -> str:
    """The address of a place."""
    return f"/i/sites/{page.evaluate(FIRST, 'sites')['sites'][0]['id']}"


def first_form(page: Any) -> str:
    """The address of the most used form."""
    return next(form for form in page.evaluate(FIRST, "checklists")["forms"] if "dust_six" in form)


def ready_times(context: Any, city: City, path: str, runs: int) -> list[float]:
    """Milliseconds from the start of the navigation to all controllers running, in new pages with a slowed processor."""
    times = []
    for _run in range(runs):
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(city.address + path)
        until(page, READY)
        times.append(page.evaluate(READY))
        page.close()
    return times


def saved_ms(page: Any, path: Path) -> float:
    """Milliseconds to keep a photo as the pages do."""
    if page.locator("#measured").count() == 0:
        page.evaluate(FILE_INPUT)
    page.locator("#measured").set_input_files(str(path))
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    took = page.evaluate(SAVE, page.locator("#measured").element_handle())
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return float(took)


def fill_queue(page: Any, count: int) -> None:
    """So many photos that wait."""
    page.evaluate(QUEUE, count)


def photo(folder: Path, number: int) -> Path:
    """A JPEG of 4000 × 3000 pixels and some five megabytes, another one each time."""
    from PIL import Image, ImageFilter

    path = folder / f"{number}.jpg"
    noise = random.Random(number)
    small = Image.frombytes("RGB", (1000, 750), noise.randbytes(1000 * 750 * 3)).filter(ImageFilter.GaussianBlur(0.7))
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(path, "JPEG", quality=93)
    return path
