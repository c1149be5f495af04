"""Nothing lost, nothing twice: inspections recorded without a network, handed in over a bad one, with kills on both sides.

``python -m bench.reliability`` (``make reliability``) records 200 inspections with five photos each in a real Chromium without a
network, then drains them through the fault proxy of the tests while the tab and the server are killed ten times each, counts
what arrived, and writes docs/reliability.md. Repeatable by its seed. The proofs themselves are ``Outcome.faults``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "inspect"), str(ROOT / "tests")]

from browser import AT_THE_SITE, FLAGS, READY, SCREEN, find_chromium  # noqa: E402
from offline.fault_proxy import FaultProxy  # noqa: E402

from .handing_in import template  # noqa: E402
from .installation import CHECKLIST, PASSWORD, Installation, below  # noqa: E402

PAGE = ROOT / "docs" / "reliability.md"
FAILS = "cf.running"
RECORDER = "bench0"
PATIENCE_S = 3600
PHOTO_BYTES = 60_000
STORY = (ROOT / "bench" / "reliability.js").read_text()
RECORD = f"(told) => ({STORY}).record(told)"
LOOK = f"() => ({STORY}).look()"
COUNTS = {
    "records": "SELECT COUNT(*) FROM inspection",
    "photos": "SELECT COUNT(*) FROM photo",
    "entries_of_records": "SELECT COUNT(*) FROM ledger_entry WHERE kind = 'InspectionReceived'",
    "entries_of_photos": "SELECT COUNT(*) FROM ledger_entry WHERE kind = 'PhotoReceived'",
    "lines": "SELECT COUNT(*) FROM violation",
}


@dataclass
class Outcome:
    """What a run did and found. ``faults`` is empty when nothing was lost, doubled or changed."""

    inspections: int
    photos: int
    seed: int
    share: float
    tab_kills: int = 0
    server_kills: int = 0
    took_s: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    on_server: dict[str, int] = field(default_factory=dict)
    on_phone: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Valley:
    """One run: the server, the bad network, the phone."""

    def __init__(self, browser: Any, installation: Installation, proxy: FaultProxy, outcome: Outcome):
        self.browser, self.installation, self.proxy, self.outcome = browser, installation, proxy, outcome
        self.hashes: list[str] = []
        self.due: list[int] = []
        self.context = browser.new_context(
            viewport=SCREEN, is_mobile=True, has_touch=True, locale="zh-CN", timezone_id="Asia/Shanghai",
            geolocation=AT_THE_SITE, permissions=["geolocation"],
        )  # fmt: skip
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()

    def address(self, path: str) -> str:
        """As the browser sees it: through the proxy."""
        return f"http://127.0.0.1:{self.proxy.port}{path}"

    def record(self) -> None:
        """Sign in once with a network, then record everything without."""
        page = self.page
        page.goto(self.address("/sign-in"))
        page.fill("[name=username]", RECORDER)
        page.fill("[name=password]", PASSWORD)
        page.locator("form:has([name=password]) [type=submit]").click()
        page.wait_for_url("**/i/")
        self._wait_for_packs()
        page.evaluate(f"async () => {{ await ({STORY}).models() }}")
        self.context.set_offline(True)
        answers = template(self.installation)["answers"]
        for start in range(0, self.outcome.inspections, 10):
            end = min(start + 10, self.outcome.inspections)
            told = [start, end, self.outcome.photos, CHECKLIST, FAILS, PHOTO_BYTES, answers]
            self.hashes += page.evaluate(RECORD, told)

    def _wait_for_packs(self) -> None:
        for _ in range(300):
            if self.page.evaluate(READY):
                return
            self.page.wait_for_timeout(100)
        raise RuntimeError("the phone never got its packs")

    def drain(self, kills: int) -> None:
        """Back in the network, a bad one. Each time another part has arrived, the tab or the server dies: the network holds
        its breath at that number, so that a fast machine cannot be done before, and death comes when it breathes again.
        """
        began = time.monotonic()
        self.proxy.share = self.outcome.share
        self.context.set_offline(False)
        deaths = [self._kill_tab, self._kill_server] * kills
        self.due = [round((number + 1) * self.outcome.inspections / (len(deaths) + 1)) for number in range(len(deaths))]
        self.proxy.may_pass = lambda: not self._is_death_due()
        self._open()
        # Until nothing waits on the phone: what a person would have to look at is judged afterwards.
        while self._waiting() and time.monotonic() - began < PATIENCE_S:
            if self._is_death_due():
                self.due.pop(0)
                time.sleep(random.Random(len(self.due)).uniform(0, 0.2))
                deaths.pop(0)()
            self._nudge()
        self.outcome.took_s = time.monotonic() - began

    def _is_death_due(self) -> bool:
        return bool(self.due) and self.arrived() >= self.due[0]

    def arrived(self) -> int:
        """Records in the server's table, read beside it."""
        with sqlite3.connect(f"file:{self.installation.folder / 'lantian.db'}?mode=ro", uri=True) as tables:
            return int(tables.execute("SELECT COUNT(*) FROM inspection").fetchone()[0])

    def _open(self) -> None:
        for _ in range(60):
            with suppress(BrowserError):
                if self.page.is_closed():
                    self.page = self.context.new_page()
                self.page.goto(self.address("/i/outbox"))
                self.page.evaluate(LOOK)
                return
            time.sleep(0.5)
        raise RuntimeError("the outbox page cannot be opened any more")

    def _nudge(self) -> None:
        """A network that comes and goes: the phone hears of it now and then, as phones do. A lost page is opened again."""
        try:
            self.page.evaluate("() => window.dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(700)
        except BrowserError:
            self._open()

    def _waiting(self) -> int:
        try:
            look = self.page.evaluate(LOOK)
        except BrowserError:
            return 1
        return sum(1 for state in look["states"] if state in ("waiting", "uploading"))

    def _kill_tab(self) -> None:
        """The page is gone in the middle of whatever it did, without a word to its scripts."""
        processes = self.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
        for pid in [int(one["id"]) for one in processes if one["type"] == "renderer"]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(BrowserError):
            self.page.close()
        self.outcome.tab_kills += 1
        self._open()

    def _kill_server(self) -> None:
        server = self.installation.server
        assert server is not None
        for pid in [server.pid, *below(server.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        server.wait()
        self.outcome.server_kills += 1
        time.sleep(random.Random(self.outcome.server_kills).uniform(0.2, 1.5))
        self.installation.start()

    def judge(self) -> None:
        """Count on both sides; every way in which something could be lost, doubled or changed is a line."""
        outcome = self.outcome
        outcome.requests = self.proxy.done
        outcome.on_phone = self.page.evaluate(LOOK)
        outcome.on_phone["states"] = dict(Counter(outcome.on_phone["states"]))
        outcome.on_server, listed = self._counted()
        damaged = [sha256 for sha256 in sorted(listed) if not self._whole(sha256)]
        outcome.faults += [*server_faults(outcome), *phone_faults(outcome)]
        outcome.faults += [f"original {sha256[:12]} is damaged" for sha256 in damaged]
        if listed != set(self.hashes):
            outcome.faults.append(f"photos: {len(listed ^ set(self.hashes))} hashes differ")

    def _counted(self) -> tuple[dict[str, int], set[str]]:
        """Rows by name, and the hashes of all photos that are listed."""
        with sqlite3.connect(f"file:{self.installation.folder / 'lantian.db'}?mode=ro", uri=True) as tables:
            counts = {name: int(tables.execute(statement).fetchone()[0]) for name, statement in COUNTS.items()}
            return counts, {sha256 for (sha256,) in tables.execute("SELECT sha256 FROM photo")}

    def _whole(self, sha256: str) -> bool:
        path = self.installation.folder / "originals" / sha256[:2] / sha256
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def server_faults(outcome: Outcome) -> list[str]:
    """Where the server's counts are not what was recorded: one line of the ledger and one entry for each record."""
    photos = outcome.inspections * outcome.photos
    expected = {name: photos if name in ("photos", "entries_of_photos") else outcome.inspections for name in COUNTS}
    found = outcome.on_server
    return [f"server {name}: {found[name]}, not {count}" for name, count in expected.items() if found[name] != count]


def phone_faults(outcome: Outcome) -> list[str]:
    """Where the phone has not got everything through, or has a receipt that it could not check."""
    phone, faults = outcome.on_phone, []
    if phone["states"] != {"received": outcome.inspections}:
        faults.append(f"phone: {phone['states']} {phone['problems']}")
    if phone["verified"] != outcome.inspections:
        faults.append(f"phone: only {phone['verified']} receipts checked")
    return faults


def run(browser: Any, *, inspections: int, photos: int, kills: int, seed: int, share: float = 0.2) -> Outcome:
    """One run with its own server, proxy and phone; ``kills`` of the tab and as many of the server."""
    outcome = Outcome(inspections, photos, seed, share)
    with (
        Installation(photo_worker=False) as installation,
        FaultProxy(("127.0.0.1", installation.port), seed) as proxy,
    ):
        valley = Valley(browser, installation, proxy, outcome)
        try:
            valley.record()
            valley.drain(kills)
            valley.judge()
        finally:
            valley.context.close()
    return outcome


def main() -> None:
    """The full run, and docs/reliability.md."""
    parser = argparse.ArgumentParser(prog="bench.reliability", description=__doc__)
    parser.add_argument("--inspections", type=int, default=200)
    parser.add_argument("--photos", type=int, default=5)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=20261122)
    told = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        outcome = run(browser, inspections=told.inspections, photos=told.photos, kills=told.kills, seed=told.seed)
        browser.close()
    text = page(outcome)
    print(text)
    if told.inspections == 200:
        PAGE.write_text(text)
    if outcome.faults:
        raise SystemExit("\n".join(outcome.faults))


def page(outcome: Outcome) -> str:
    """docs/reliability.md."""
    wanted = outcome.inspections * outcome.photos
    disturbed = sum(count for name, count in outcome.requests.items() if name != "whole")
    requests = "\n".join(f"| {name} | {count} |" for name, count in sorted(outcome.requests.items()))
    verdict = "\n".join(f"- **{line}**" for line in outcome.faults) or "Nothing was lost, doubled or changed."
    phone = outcome.on_phone
    return f"""# Reliability

Written by `make reliability`; do not edit. {datetime.now(UTC).date().isoformat()}, seed {outcome.seed}.

{outcome.inspections} inspections with {outcome.photos} photos each ({PHOTO_BYTES // 1000} kB) were recorded in Chromium
(390×844) without a network,
then handed in to gunicorn through a proxy that disturbed {100 * outcome.share:.0f} % of the requests below `/api/`, while the tab
was killed {outcome.tab_kills} times (SIGKILL to its process) and the server {outcome.server_kills} times (SIGKILL to all its
processes).
Draining took {outcome.took_s:.0f} s.

| on the server | expected | found |
|---|---:|---:|
| records | {outcome.inspections} | {outcome.on_server["records"]} |
| photos, every hash computed again | {wanted} | {outcome.on_server["photos"]} |
| entries of the book for records | {outcome.inspections} | {outcome.on_server["entries_of_records"]} |
| entries of the book for photos | {wanted} | {outcome.on_server["entries_of_photos"]} |
| lines of the ledger | {outcome.inspections} | {outcome.on_server["lines"]} |

On the phone: {phone["states"]}; receipts checked of {phone["verified"]} records and {phone["photosVerified"]} photos.

{verdict}

What happened to the {sum(outcome.requests.values())} requests ({disturbed} disturbed):

| | requests |
|---|---:|
{requests}
"""


if __name__ == "__main__":
    main()
