"""The rules that phone and server both hold, on the same cases: what is missing, what an answer means, distances."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from wtforms import Form

from lantian.checklists.form import answers_formdata, compile_form
from lantian.domain.geo import distance_m
from lantian.domain.inspection import RecordPhoto
from lantian.domain.problems import CATALOGUE
from lantian.workflow.findings import _photo_faults

FOLDER = Path(__file__).parent


def _cases(name):
    cases = json.loads((FOLDER / name).read_text())["cases"]
    return pytest.mark.parametrize("case", cases, ids=[case["name"].replace(" ", "-") for case in cases])


@pytest.fixture(scope="module")
def library():
    from lantian.checklists.library import load
    from lantian.settings import ROOT

    return load(ROOT / "forms")


@_cases("what_is_missing.json")
def test_the_server_finds_the_same_items_incomplete(case, library):
    from datetime import UTC, datetime

    now = datetime(2026, 11, 21, tzinfo=UTC)
    definition = library.current(case["checklist"])
    formdata, faults = answers_formdata(definition, case["answers"], {})
    form = compile_form(definition, Form)(formdata=formdata, now=now)
    form.validate()
    answers = {answer.item_id: answer for answer in form.collected()}
    photos = [
        RecordPhoto(photo["sha256"], photo["item"], photo["role"], now, "camera", None, "denied", "") for photo in case["photos"]
    ]
    for answer in answers.values():
        faults += _photo_faults(answer, [photo for photo in photos if photo.item == answer.item_id])
    incomplete = {".".join(fault.path.split(".")[1:3]) for fault in [*faults, *form.faults()]}
    assert incomplete == set(case["missing"])
    assert {answer.item_id for answer in answers.values() if answer.is_finding} == set(case["findings"])


@_cases("answers_of_the_server.json")
def test_the_answers_are_those_the_server_gives(case):
    problem = (case["body"] or {}).get("problem")
    if problem:
        assert CATALOGUE[problem["code"]].status == case["status"]


def test_every_problem_of_the_phones_doors_has_a_case():
    codes = {
        case["body"]["problem"]["code"]
        for case in json.loads((FOLDER / "answers_of_the_server.json").read_text())["cases"]
        if case["body"] and "problem" in case["body"]
    }
    doors = {code for code in CATALOGUE if code.startswith(("photo", "record"))} - {
        "photo_name_invalid",
        "photo_not_stored",
        "photo_empty",
        "photo_inspection_missing",
        "photos_unaccounted",
    }
    assert doors <= codes


@_cases("distance.json")
def test_the_server_measures_the_same_distances(case):
    assert distance_m(*case["from"], *case["to"]) == pytest.approx(case["distance_m"], abs=0.01)
