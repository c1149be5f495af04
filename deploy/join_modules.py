"""Joins the modules of static/js into a few files below static/js/joined/ with esbuild; called by `make run` and `make test`.

A phone with a slow processor pays for each file it asks its service worker for, forty of them before the first tap: see
docs/bench-phone.md. What was joined already costs nothing. Where esbuild is not installed nothing is lost: pages load the modules
one by one. Decision 0013.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "inspect"))

from lantian.web import joined  # noqa: E402
from lantian.web.shell import controllers_of_phone  # noqa: E402

STATIC = ROOT / "static"
JS = STATIC / "js"
# What is imported as soon as the module is; an import in the middle of a line, import(…), comes when it is needed.
AT_ONCE = re.compile(r"""^(?:import|export)\b[^'"(]*['"](\.[^'"]+)['"]""", re.M)
# Safari 15 and Chrome 90: docs/phones.md says which phones are served.
TARGETS = "--target=es2020,safari15,chrome90"


def main() -> int:
    """0 when the joined files match or could not be made for want of esbuild."""
    files = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in JS.rglob("*") if path.is_file()}
    phone = [name for name in controllers_of_phone() if (JS / "controllers" / f"{name}.js").exists()]
    made_of = f"{joined.digest(files)}\n{' '.join(phone)}\n"
    if files.get(joined.MARK, b"").decode() == made_of:
        return 0
    program = next((ROOT / "node_modules" / "@esbuild").glob("*/bin/esbuild"), None)
    if program is None:
        sys.stderr.write("esbuild is not installed: pages load their modules one by one. Run again: deploy/browser-bundles run\n")
        return 0
    _join(program, made_of, phone)
    return 0


def _join(program: Path, made_of: str, phone: list[str]) -> None:
    """Made beside its place and moved there whole, so that a server never meets half of it."""
    with tempfile.TemporaryDirectory(dir=JS, prefix=".join-") as name:
        # Paths to vendor/ are written relative to the folder of the output: it must lie as deep as its place.
        out = Path(f"{name}-out")
        every = sorted(path.stem for path in (JS / "controllers").glob("*.js"))
        entries = [_entry(Path(name), kind, known) for kind, known in zip(joined.PROGRAMS, (phone, every), strict=True)]
        subprocess.run(_order(program, entries, out), check=True, cwd=ROOT)
        (out / Path(joined.MARK).name).write_text(made_of)
        place = STATIC / joined.FOLDER
        shutil.rmtree(place, ignore_errors=True)
        out.rename(place)


def _order(program: Path, entries: list[Path], out: Path) -> list[str]:
    vendor = f"--external:{STATIC / 'vendor'}/*"
    shape = ["--bundle", "--splitting", "--format=esm", "--minify", "--charset=utf8", "--log-level=warning"]
    return [str(program), *map(str, entries), f"--outdir={out}", *shape, TARGETS, vendor]


def _entry(folder: Path, kind: str, names: list[str]) -> Path:
    """Two modules: one that makes the controllers known, one that starts the page after it."""
    at_once = [name for name in names if not _needs_vendor(JS / "controllers" / f"{name}.js")]
    imports = [f"import * as c{place} from '../controllers/{name}.js'" for place, name in enumerate(at_once)]
    known = [f"'{name}': () => c{place}" for place, name in enumerate(at_once)]
    known += [f"'{name}': () => import('../controllers/{name}.js')" for name in names if name not in at_once]
    listing = ["import { know } from '../helpers/mount.js'", *imports, f"know({{ {', '.join(known)} }})"]
    (folder / f"{kind}-controllers.js").write_text("\n".join(listing) + "\n")
    entry = folder / f"{kind}.js"
    entry.write_text(f"import './{kind}-controllers.js'\nimport '../app.js'\n")
    return entry


def _needs_vendor(module: Path, seen: frozenset[Path] = frozenset()) -> bool:
    """Whether third-party code must be there before the module can start: then it comes when a page asks for it."""
    if "vendor" in module.parts:
        return True
    if module in seen or not module.exists():
        return False
    named = (module.parent / name for name in AT_ONCE.findall(module.read_text()))
    return any(_needs_vendor(found.resolve(), seen | {module}) for found in named)


if __name__ == "__main__":
    sys.exit(main())
