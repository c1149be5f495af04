"""``python -m bench``: measures, prints, and writes what was measured into docs/bench.md. ``--quick`` takes short
loads and writes nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import desk, exporting, floors, handing_in, hostile, intake, lines, report
from .bare import BareInstallation
from .installation import Installation

CLIENTS = (1, 4, 16, 64)
PARTS = ("photos", "records", "desk", "hostile", "intake", "exports")
BY_THEMSELVES = frozenset({"intake", "exports"})


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="parts to run (default: all)")
    parser.add_argument("--seconds", type=float, default=12.0, help="length of one load")
    parser.add_argument("--clients", type=int, nargs="*", default=list(CLIENTS))
    parser.add_argument("--quick", action="store_true", help="4-second loads, no page written")
    parser.add_argument("--large", action="store_true", help="exports at 100,000 lines too")
    parser.add_argument("--no-photo-worker", action="store_true", help="serve without the photo worker beside")
    told = parser.parse_args()
    seconds = 4.0 if told.quick else told.seconds
    wanted = told.only or list(PARTS)
    sections = [] if set(wanted) <= BY_THEMSELVES else run(wanted, seconds, told.clients, photo_worker=not told.no_photo_worker)
    if "intake" in wanted:
        sections.append(_apart("Intake of one photo", intake.table()))
    if "exports" in wanted:
        sections.append(_apart("Exports", exporting.table(exporting.run(told.large))))
    if not told.quick:
        report.write(sections)
        print(f"written: {report.PAGE.relative_to(Path.cwd()) if report.PAGE.is_relative_to(Path.cwd()) else report.PAGE}")


def run(wanted: list[str], seconds: float, clients: list[int], *, photo_worker: bool = True) -> list[tuple[str, str]]:
    """The sections of the report, each printed as soon as it is there."""
    sections: list[tuple[str, str]] = []

    def done(title: str, text: str) -> None:
        sections.append((title, text))
        print(f"\n## {title}\n\n{text}", flush=True)

    print(report.machine(), flush=True)
    with Installation(photo_worker) as installation:
        body = handing_in.photo_of()
        raw = {count: floors.three_files(installation.folder, body, count) for count in clients}
        done("Floors", report.floors_table(_floors(installation, body, raw)))
        if "photos" in wanted:
            results = [_measured(installation, count, seconds, "photos") for count in clients]
            done("Photos", report.load_table("photos", results, "raw write + fsync", [3 * raw[count] for count in clients]))
        if "records" in wanted:
            results, least = _records(installation, clients, seconds)
            floor_name = "writing and syncing the same three files"
            done("Records", report.load_table("records", results, floor_name, [raw[count] for count in clients]))
            done("Records beside a bare server", report.beside_table(results, least))
        if "hostile" in wanted:
            done("Hostile requests", report.hostile_table(*hostile.run(installation)))
        if "desk" in wanted:
            done("Desk at 10,000 and 100,000 lines", report.desk_table(_desk(installation)))
    return sections


def _apart(title: str, table: tuple[tuple[str, ...], list[tuple[str, ...]]]) -> tuple[str, str]:
    """A part that runs after the server of the others has gone."""
    text = report.plain_table(*table)
    print(f"\n## {title}\n\n{text}", flush=True)
    return title, text


def _records(
    installation: Installation, clients: list[int], seconds: float
) -> tuple[list[handing_in.Result], list[handing_in.Result]]:
    """Ours and the bare server's, in turns: the machine is not the same from one minute to the next."""
    ours, least = [], []
    with BareInstallation() as bare_installation:
        for count in clients:
            least.append(_measured(bare_installation, count, seconds, "records", "bare server, "))
            ours.append(_measured(installation, count, seconds, "records"))
    return ours, least


def _floors(installation: Installation, body: bytes, raw: dict[int, float]) -> dict[str, float]:
    rows = {f"three files of 300 kB written, synced and named, {count} at once": value for count, value in raw.items()}
    rows["SQLite transactions of 20 rows, synchronous=FULL, bare"] = floors.bare_transactions(installation.folder)
    rows["SHA-256 of 300 kB"] = floors.hashing(body)
    return rows


def _measured(installation: Installation, count: int, seconds: float, what: str, whose: str = "") -> handing_in.Result:
    result = handing_in.measure(installation, count, seconds, what)
    if result.refused:
        raise SystemExit(f"{count} clients: refused: {result.refused}")
    figures = f"{result.per_second:.0f}/s, p95 {result.p95_ms:.0f} ms, {result.web_cpu_ms:.1f} ms web CPU"
    print(f"  {whose}{what} {count} clients: {figures}", flush=True)
    return result


def _desk(installation: Installation) -> list[desk.Timed]:
    lines.fill(installation)
    rows = [*desk.worklist(installation), desk.spreadsheet(installation)]
    lines.fill_up(installation, lines.MANY_LINES)
    return rows + desk.worklist(installation)


if __name__ == "__main__":
    main()
