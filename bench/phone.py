"""What the phone pages weigh, how quick they are on a slow phone, whether a long queue makes a page grow: docs/bench-phone.md.

``python -m bench.phone`` serves the demo city with gunicorn and opens it in Chromium. Bytes are read from the server's own log;
times come from the page, with its processor slowed down four times; memory is that of the page's own process after a collection.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "inspect"), str(ROOT / "tests")]

from . import phone_page as page_of  # noqa: E402
from . import sections  # noqa: E402
from .phone_page import PHOTO_MB, SLOWER, Browser, City, photo  # noqa: E402
from .report import machine  # noqa: E402

PAGE = ROOT / "docs" / "bench-phone.md"
RUNS = 7
MOST_FIRST_KB, MOST_READY_MS, MOST_SAVE_MS = 150, 1000, 500
WAITING = 1000


def weights(city: City, browser: Browser) -> dict[str, Any]:
    """Bytes of a first visit and of a second one, by what they are for."""
    context = browser.signed_in(city)
    page = page_of.opened(context, city, "/i/")
    page_of.prepared(page)
    first = city.log.taken()
    page.close()
    page = page_of.opened(context, city, "/i/")
    page_of.settled(page)
    again = city.log.taken()
    context.close()
    return {"first": first, "again": again, "header": city.header_bytes("/static/")}


def readiness(city: City, browser: Browser) -> dict[str, list[float]]:
    """Milliseconds from asking for a page to its buttons working, at a quarter of the speed."""
    context = browser.signed_in(city)
    page = page_of.opened(context, city, "/i/")
    page_of.prepared(page)
    site = page_of.first_site(page)
    form = page_of.first_form(page)
    paths = {"first page": "/i/", "a place": site, "a form": form, "the outbox": "/i/outbox"}
    times = {name: page_of.ready_times(context, city, path, RUNS) for name, path in paths.items()}
    city.stop()
    for name in ("first page", "a place", "a form"):
        times[f"{name}, no network"] = page_of.ready_times(context, city, paths[name], RUNS)
    city.start()
    context.close()
    return times


def saving(city: City, browser: Browser, folder: Path) -> list[float]:
    """Milliseconds from the choice of a 12-megapixel photo until bytes, facts and small picture are stored, at a quarter
    speed."""
    context = browser.signed_in(city)
    page = page_of.opened(context, city, "/i/")
    page_of.settled(page)
    times = [page_of.saved_ms(page, photo(folder, number)) for number in range(RUNS)]
    context.close()
    return times


def memory(city: City, browser: Browser) -> dict[str, tuple[float, float]]:
    """Megabytes of script heap and of the page's process on the outbox page: nothing waiting, and a thousand photos waiting."""
    context = browser.signed_in(city)
    page = page_of.opened(context, city, "/i/outbox")
    page_of.settled(page)
    found = {"nothing waits": browser.memory(page)}
    page_of.fill_queue(page, WAITING)
    page.close()
    context.route("**/api/**", lambda route: route.abort())
    page = page_of.opened(context, city, "/i/outbox")
    page_of.settled(page)
    found[f"{WAITING:,} photos wait"] = browser.memory(page)
    page.goto(f"{city.address}/i/")
    page_of.settled(page)
    found[f"{WAITING:,} photos wait, first page"] = browser.memory(page)
    context.close()
    return found


def weights_table(found: dict[str, Any]) -> str:
    """Both visits by kind."""
    rows = ["| | requests | kB | with headers |", "|---|---:|---:|---:|"]
    for visit, name in (("first", "First visit"), ("again", "Second visit")):
        for kind, (count, size) in found[visit].items():
            rows.append(f"| {name}: {kind} | {count} | {size / 1000:.1f} | {(size + count * found['header']) / 1000:.1f} |")
    shell = [found["first"][kind] for kind in page_of.SHELL]
    count, size = sum(row[0] for row in shell), sum(row[1] for row in shell)
    whole = (size + count * found["header"]) / 1000
    name = f"**First visit: shell and first page** (limit {MOST_FIRST_KB})"
    rows.append(f"| {name} | {count} | **{size / 1000:.1f}** | {whole:.1f} |")
    return "\n".join(rows)


def times_table(times: dict[str, list[float]], limit_ms: int) -> str:
    """Least, middle and most of several runs."""
    rows = [f"| limit {limit_ms} ms | least | middle | most |", "|---|---:|---:|---:|"]
    rows += [
        f"| {name} | {min(found):.0f} | **{statistics.median(found):.0f}** | {max(found):.0f} |" for name, found in times.items()
    ]
    return "\n".join(rows)


def memory_table(found: dict[str, tuple[float, float]]) -> str:
    """Heap and process."""
    rows = ["| | script heap, MB | process of the page, MB |", "|---|---:|---:|"]
    rows += [f"| {name} | {heap:.1f} | {process:.0f} |" for name, (heap, process) in found.items()]
    return "\n".join(rows)


def _saving(city: City, browser: Browser, folder: Path) -> str:
    return times_table({f"12-megapixel photo of {PHOTO_MB} MB": saving(city, browser, folder)}, MOST_SAVE_MS)


PARTS: dict[str, tuple[str, Callable[[City, Browser, Path], str]]] = {
    "weight": ("Weight", lambda city, browser, folder: weights_table(weights(city, browser))),
    "ready": (
        f"Ready to be pressed, processor slowed {SLOWER} times",
        lambda city, browser, folder: times_table(readiness(city, browser), MOST_READY_MS),
    ),
    "saving": (f"Saving a photo, processor slowed {SLOWER} times", _saving),
    "memory": ("Memory", lambda city, browser, folder: memory_table(memory(city, browser))),
}
TITLES = tuple(title for title, _part in PARTS.values())


def chapters(wanted: Iterable[str], city: City, browser: Browser, folder: Path) -> dict[str, str]:
    """What was asked for, each printed when it is there."""
    made: dict[str, str] = {}
    for title, part in (PARTS[name] for name in wanted):
        made[title] = part(city, browser, folder)
        print(f"\n## {title}\n\n{made[title]}", flush=True)
    return made


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="bench.phone", description=__doc__)
    parser.add_argument("--city", type=Path, help="folder of a demo city that is loaded already")
    parser.add_argument("--dry", action="store_true", help="print, write nothing")
    parser.add_argument("--only", choices=tuple(PARTS), action="append", help="parts to run (default: all)")
    told = parser.parse_args()
    facts = machine()
    print(facts, flush=True)
    with tempfile.TemporaryDirectory() as name, City(told.city or Path(name) / "demo") as city, Browser() as browser:
        made = chapters(told.only or PARTS, city, browser, Path(name))
    if told.dry:
        return
    opening = PAGE.read_text().split("\n## ")[0]
    new = [(title, sections.dated(f"{facts}; {browser.version}", text)) for title, text in made.items()]
    sections.write(PAGE, opening, new, TITLES)
    print(f"written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
