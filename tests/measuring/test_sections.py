"""Pages of measurements: a part that is measured again replaces its own sections and nothing else."""

from __future__ import annotations

from types import SimpleNamespace as Numbers

from bench import report, sections

ORDER = ("Floors", "Records", "Exports")
BEFORE = """# Old opening

old words

## Records

old records

### with a part of its own

## Exports

old exports

## Of another day

kept
"""


def test_what_was_measured_replaces_its_own_section_and_the_others_stay(tmp_path):
    page = tmp_path / "bench.md"
    page.write_text(BEFORE)
    sections.write(page, "# New opening\n", [("Records", "new records"), ("Floors", "new floors")], ORDER)
    text = page.read_text()
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    assert titles == ["## Floors", "## Records", "## Exports", "## Of another day"]
    assert text.startswith("# New opening\n\n## Floors\n\nnew floors\n\n## Records\n\nnew records\n\n## Exports\n\nold exports\n")
    assert "old records" not in text and "old words" not in text


def test_writing_nothing_new_changes_nothing(tmp_path):
    page = tmp_path / "bench.md"
    sections.write(page, "# Opening", [("Floors", "some"), ("Exports", "others")], ORDER)
    once = page.read_text()
    sections.write(page, "# Opening", [], ORDER)
    assert page.read_text() == once


def test_the_committed_page_is_what_the_program_would_write():
    """Its opening and its order come from the code: nobody has to remember what was written by hand."""
    text = report.PAGE.read_text()
    assert sections.merged(text, report.OPENING, {}, report.TITLES) == text


def test_the_aims_are_told_beside_the_bare_server_of_the_same_run():
    ours, bare = (
        Numbers(clients=16, per_second=60.0, web_cpu_ms=22.0),
        Numbers(clients=16, per_second=120.0, p95_ms=200.0, web_cpu_ms=11.0),
    )
    (words,) = report.aims_words([ours], [bare])
    assert "124 records/s" in words and "does 120/s at 200 ms" in words and "50 % of its rate at 2.00 times its CPU" in words
    assert report.aims_words([Numbers(clients=4)], [Numbers(clients=4)]) == []
