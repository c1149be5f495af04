"""What each page of the tour costs a phone with an empty cache: bytes as transferred, requests, how far content jumps.

``python -m bench.pages`` visits the pages and writes docs/page-weights.md. Sizes are the server's, so they are the same on every
machine; no time is measured. Owns measuring and the table; what is too much is said in tests/pages/test_weights.py.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "inspect"), str(ROOT / "tests")]

import tour_city  # noqa: E402
from browser import FLAGS, find_chromium  # noqa: E402
from tour import STOPS, Stop, Tour  # noqa: E402
from tour_steps_phone import keep_packs  # noqa: E402

PAGE = ROOT / "docs" / "page-weights.md"
# Pages reached by steps carry the weight of the pages before them.
WEIGHED = tuple(stop for stop in STOPS if stop.step in (None, keep_packs))
# What the browser is told to watch before anything loads.
WATCH_SHIFTS = """
window.shifted = 0
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value })
    .observe({ type: 'layout-shift', buffered: true })
"""
KINDS = ("page", "style", "script", "icon", "pack", "photo")


@dataclass
class Weight:
    """One page: bytes and requests by kind of file, and its layout shift (0 is none, 0.1 is where people notice)."""

    stop: Stop
    sizes: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    shift: float = 0.0

    @property
    def own_bytes(self) -> int:
        """Without photos, and without what the phone keeps for work without a network (once, then a 304)."""
        return sum(size for kind, size in self.sizes.items() if kind not in ("photo", "pack"))


def kind_of(address: str, resource: str) -> str:
    """The kind of a file by its path and by what the browser took it for."""
    if resource == "Document":
        return "page"
    if "/photos/" in address:
        return "photo"
    if "/api/" in address:
        return "pack"
    return {"Stylesheet": "style", "Script": "script"}.get(resource, "icon")


def weigh(tour: Tour, stop: Stop) -> Weight:
    """Visit a stop on its own device with an empty cache."""
    weight, resources = Weight(stop), {}

    def watch(page: Any) -> None:
        page.add_init_script(WATCH_SHIFTS)
        network = page.context.new_cdp_session(page)
        network.on("Network.responseReceived", lambda seen: resources.update({seen["requestId"]: seen}))
        network.on("Network.loadingFinished", lambda done: _count(weight, resources, done))
        network.send("Network.enable")

    with tour.at(stop, before=watch) as visitor:
        visitor.page.wait_for_timeout(200)
        weight.shift = visitor.page.evaluate("window.shifted")
    return weight


def _count(weight: Weight, resources: dict[str, Any], done: dict[str, Any]) -> None:
    seen = resources.get(done["requestId"])
    if seen is None or seen["response"]["url"].startswith(("data:", "blob:")):
        return
    kind = kind_of(seen["response"]["url"], seen["type"])
    weight.sizes[kind] += int(done["encodedDataLength"])
    weight.requests[kind] += 1


def table(weights: list[Weight]) -> str:
    """The weights as a table, heaviest first within each device."""
    head = ["page", "whole kB", *KINDS[:4], "requests", "packs kB", "shift"]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for weight in sorted(weights, key=lambda one: (one.stop.home != "phone", -one.own_bytes)):
        cells = [weight.stop.name, _kb(weight.own_bytes), *(_kb(weight.sizes[kind]) for kind in KINDS[:4])]
        count = sum(weight.requests[kind] for kind in KINDS[:4])
        lines.append("| " + " | ".join([*cells, str(count), _kb(weight.sizes["pack"]), f"{weight.shift:.3f}"]) + " |")
    return "\n".join(lines)


def _kb(size_bytes: int) -> str:
    return f"{size_bytes / 1000:.1f}"


def cost_of_packing(body: bytes) -> str:
    """CPU time of compressing one page at three levels, least of seven runs, beside the size it gives."""
    rows = []
    for level in (1, 5, 9):
        times = []
        for _run in range(7):
            started = time.process_time()
            small = gzip.compress(body, level, mtime=0)
            times.append(time.process_time() - started)
        rows.append(f"level {level}: {min(times) * 1000:.1f} ms, {_kb(len(small))} kB")
    return f"{_kb(len(body))} kB of page: " + "; ".join(rows)


def main() -> None:
    """Weigh every page and write the document."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        cities = {"demo": tour_city.demo_city(Path(folder) / "demo"), "empty": tour_city.empty_city(Path(folder) / "empty")}
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            tour = Tour(browser, cities)
            weights = [weigh(tour, stop) for stop in WEIGHED]
            with tour.at(next(stop for stop in STOPS if stop.name == "desk-worklist")) as visitor:
                packing = cost_of_packing(visitor.page.content().encode())
        finally:
            for city in cities.values():
                city.close()
    text = PAGE.read_text()
    start, end = text.index("<!-- weights:begin -->"), text.index("<!-- weights:end -->")
    PAGE.write_text(f"{text[:start]}<!-- weights:begin -->\n{packing}\n\n{table(weights)}\n{text[end:]}")
    print(table(weights))


if __name__ == "__main__":
    main()
