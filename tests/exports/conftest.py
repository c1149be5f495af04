"""A small ledger to export, and what a writer is told beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builders_rows import Rows
from lantian.domain.casefile import ExportContext
from lantian.ledger import queries
from lantian.ledger.queries import Filters


@pytest.fixture
def rows(sqlite_db):
    return Rows()


@pytest.fixture
def cases(rows):
    """cases(light=…) → the case files of the whole city, newest first, read to the end so that no test holds the database."""
    return lambda light=False, **filters: iter(list(queries.case_files("4103", Filters(**filters), light=light)))


@pytest.fixture
def context(rows):
    return ExportContext(
        exporter="王审",
        exported_at="2026-11-21T02:03:04.000000+00:00",
        filters=[("区域", "洛阳市"), ("状态", "已认定")],
        row_count=2,
        head_seq=17,
        head_hash="ab" * 32,
        translate=str,
        language="zh",
        site_kind_name={"construction_site": "施工工地"}.__getitem__,
        department_name={"housing": "住房城乡建设"}.__getitem__,
        checklist_name=lambda key: f"检查表 {key}",
        header_name=lambda key: f"表头 {key}",
        item_name=lambda checklist, item: f"{checklist}/{item}",
        record_link=lambda number: f"https://example.org/s/violations/{number}",
        open_original=rows.open_original,
    )


@pytest.fixture
def english(context):
    return replace(context, language="en", translate=lambda text: f"<{text}>")
