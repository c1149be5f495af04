"""Draws every page and state of the tour (tests/tour.py) into shots/, with an index to look through.

``make screenshots`` draws all; ``ARGS="--only fill --size phone --language zh"`` draws what is wanted; ``ARGS=--docs`` draws the
few small pictures of the manual into docs/images/. The pictures show the demo city: invented people and places.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "inspect"), str(ROOT / "tests")]

from PIL import Image  # noqa: E402

import tour_city  # noqa: E402
from browser import FLAGS, find_chromium  # noqa: E402
from tour import DEVICES, STOPS, Stop, Tour  # noqa: E402

SHOTS, DOCS = ROOT / "shots", ROOT / "docs" / "images"
LANGUAGES, SCHEMES = ("zh", "en"), ("light", "dark")
# Pictures of the manual: stop → what it shows. Only the window, not the whole page.
MANUAL = (
    "phone-home", "phone-site", "phone-camera", "phone-fill-fail", "phone-review-complete", "phone-outbox-offline",
    "phone-violation-ordered", "desk-worklist", "desk-violation-reported", "desk-book", "desk-exports", "desk-person",
    "desk-stamp",
)  # fmt: skip
MANUAL_BYTES = 60_000
MANUAL_WIDTH = {"phone": 390, "desk": 1100}


def main() -> None:
    """Read the wishes, serve the cities, draw."""
    from playwright.sync_api import sync_playwright

    wishes = _wishes()
    folder = SHOTS / ".cities"
    with sync_playwright() as playwright:
        cities = {"demo": tour_city.demo_city(folder / "demo"), "empty": tour_city.empty_city(folder / "empty")}
        try:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
            (_draw_manual if wishes.docs else _draw_all)(Tour(browser, cities), wishes)
        finally:
            for city in cities.values():
                city.close()


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], metavar="WORD", help="stops whose name holds one of the words")
    parser.add_argument("--size", choices=DEVICES, help="one screen instead of both")
    parser.add_argument("--scheme", choices=SCHEMES, help="one theme instead of both")
    parser.add_argument("--language", choices=LANGUAGES, help="one language instead of both")
    parser.add_argument("--docs", action="store_true", help="the pictures of the manual, into docs/images/")
    parser.add_argument("--fresh", action="store_true", help="load the demo city anew")
    wishes = parser.parse_args()
    if wishes.fresh:
        shutil.rmtree(SHOTS / ".cities", ignore_errors=True)
    return wishes


def _wanted(wishes: argparse.Namespace) -> Iterator[tuple[Stop, str, str]]:
    stops = [stop for stop in STOPS if not wishes.only or any(word in stop.name for word in wishes.only)]
    sizes, languages = ([given] if given else every for given, every in (
        (wishes.size, list(DEVICES)), (wishes.language, LANGUAGES)))  # fmt: skip
    return product(stops, sizes, languages)


def _draw_all(tour: Tour, wishes: argparse.Namespace) -> None:
    """Each state is reached once and drawn in each theme: reaching it takes most of the time."""
    schemes = [wishes.scheme] if wishes.scheme else SCHEMES
    for stop, size, language in _wanted(wishes):
        with tour.at(stop, device=size, language=language, scheme=schemes[0]) as visitor:
            for scheme in schemes:
                visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                target = SHOTS / f"{size}-{scheme}-{language}" / f"{stop.name}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                visitor.page.screenshot(path=target, full_page=True)
                print(target.relative_to(ROOT), *visitor.errors, flush=True)
    _write_index()


def _draw_manual(tour: Tour, _wishes: argparse.Namespace) -> None:
    for name, language in product(MANUAL, LANGUAGES):
        stop = next(stop for stop in STOPS if stop.name == name)
        with tour.at(stop, language=language) as visitor:
            picture = _small(visitor.page.screenshot(), MANUAL_WIDTH[stop.home])
        DOCS.mkdir(parents=True, exist_ok=True)
        (DOCS / f"{name}-{language}.webp").write_bytes(picture)
        print(f"docs/images/{name}-{language}.webp", len(picture))


def _small(png: bytes, width_px: int) -> bytes:
    """A screenshot as WebP below MANUAL_BYTES, the best quality that fits."""
    picture: Any = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.resize((width_px, round(picture.height * width_px / picture.width)), Image.Resampling.LANCZOS)
    for quality in (90, 80, 70, 60, 50, 40):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MANUAL_BYTES:
            return out.getvalue()
    raise SystemExit(f"a picture of {width_px} px does not fit into {MANUAL_BYTES} bytes")


def _write_index() -> None:
    """One row per stop, one picture per folder that has it."""
    folders = sorted(path.name for path in SHOTS.iterdir() if path.is_dir() and not path.name.startswith("."))
    rows = []
    for stop in STOPS:
        links = [f"{folder}/{stop.name}.png" for folder in folders if (SHOTS / folder / f"{stop.name}.png").exists()]
        figures = [f'<a href="{link}"><img src="{link}" loading="lazy" alt=""><br>{link.split("/")[0]}</a>' for link in links]
        rows += [f"<h2>{stop.name}</h2><div>{''.join(figures)}</div>"] if links else []
    style = "body{font:14px sans-serif}div{display:flex;gap:12px;overflow-x:auto}img{height:420px;border:1px solid #999}"
    page = f'<!doctype html><meta charset="utf-8"><title>shots</title><style>{style}</style>{"".join(rows)}'
    (SHOTS / "index.html").write_text(page)


if __name__ == "__main__":
    main()
