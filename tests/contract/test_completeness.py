"""What a reviewer would send back: server and phone on the same cases, with the same sentences."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from lantian.checklists.completeness_items import items_of
from lantian.checklists.library import load
from lantian.domain.completeness import CHECKS, Shot, Visit, meter
from lantian.settings import ROOT

CASES = json.loads((Path(__file__).parent / "what_a_reviewer_sends_back.json").read_text())["cases"]


@pytest.fixture(scope="module")
def library():
    return load(ROOT / "forms")


def visit_of(case, definition):
    told, party, site = case["visit"], case["visit"]["party"], case["visit"]["site"]
    return Visit(
        kind=told["kind"],
        officers=told["officers"],
        outcome=party["outcome"] or "",
        person=party["person"],
        witness=party["witness"],
        reason=party["reason"],
        site=(site["lat"], site["lon"]) if site["lat"] is not None else None,
        started_at=datetime.fromisoformat(told["started_at"]),
        items=items_of(definition, case["answers"]),
        photos=[shot_of(photo) for photo in case["photos"]],
    )


def shot_of(photo):
    fix, at = photo["fix"] or {}, datetime.fromisoformat(photo["taken_at"])
    return Shot(photo["item"], photo["role"], photo["source"], fix.get("lat"), fix.get("lon"), fix.get("accuracy_m"), at)


@pytest.mark.parametrize("case", CASES, ids=[case["name"].replace(" ", "-") for case in CASES])
def test_the_server_would_send_back_the_same(case, library):
    found = meter(visit_of(case, library.current(case["checklist"])))
    assert [[gap.code, gap.item, gap.count] for gap in found.gaps] == case["gaps"]
    assert (found.asked, found.met) == (case["asked"], case["met"])


def test_every_check_is_found_lacking_and_found_there_by_some_case():
    lacking = {code for case in CASES for code, _item, _count in case["gaps"]}
    assert lacking == set(CHECKS)


def test_the_phone_says_the_same_sentences():
    script = (ROOT / "static/js/controllers/parts/meter.js").read_text()
    said = dict(re.findall(r"^  (\w+): \(\) => t\('([^']+)'\),$", script, re.MULTILINE))
    assert said == {code: check.words for code, check in CHECKS.items()}
