"""Case files: complete, in the order of the list, in one consistent read; on both databases."""

from __future__ import annotations

import hashlib
import threading

import pytest

from builders_rows import Rows
from lantian.ledger import book, casefiles, db, models, queries
from lantian.ledger.queries import Filters

CITY, LAOCHENG, XIGONG = "4103", "410302", "410303"


@pytest.fixture
def rows(ledger_db):
    return Rows()


def test_a_case_file_holds_record_photos_answers_and_history(rows):
    [number] = rows.visit(photos=2)
    rows.act(number, "Confirmed")
    [case] = queries.case_files(LAOCHENG, Filters())
    assert (case.number, case.area_name, case.county_name, case.site_party) == (number, "西关街道", "老城区", "示例建设公司")
    assert hashlib.sha256(case.record_text.encode()).hexdigest() == case.record_sha256
    assert [answer.item_id for answer in case.answers] == ["d6.hoarding", "d6.cover", "d6.wash"]
    assert [photo.role for photo in case.photos] == ["finding", "finding", "overview", "signature"]
    assert [entry["kind"] for entry in case.story] == ["InspectionReceived", "ViolationReported", "Confirmed"]
    assert case.story[0]["payload"]["content_sha256"] == case.record_sha256
    assert case.officers[0]["card_number"] == "YF410302-001"
    assert case.party["witness"] == "示例见证人"


def test_a_light_case_file_leaves_out_what_a_table_does_not_need(rows):
    rows.visit()
    [case] = queries.case_files(CITY, Filters(), light=True)
    assert (case.record_text, case.answers, case.story) == ("", [], [])
    assert ([photo.role for photo in case.photos], len(case.record_sha256)) == (["finding"], 64)


def test_two_lines_of_one_visit_share_its_overview_but_not_their_photos(rows):
    rows.visit(("d6.hoarding", "d6.cover"))
    cover, hoarding = queries.case_files(CITY, Filters())
    assert {photo.sha256 for photo in cover.photos} & {photo.sha256 for photo in hoarding.photos} == {
        photo.sha256 for photo in cover.photos if photo.role in ("overview", "signature")
    }
    assert [photo.item_id for photo in cover.photos if photo.role == "finding"] == ["d6.cover"]


def test_a_patrols_photos_stay_out_of_the_case_its_lead_became(rows):
    [lead] = rows.visit(kind="patrol", by=("sun",), photos=2)
    patrol = {row.sha256 for row in models.EvidencePhoto.select()}
    rows.visit(lead=lead)
    [case] = queries.case_files(CITY, Filters())
    assert not patrol & {photo.sha256 for photo in case.photos}
    assert case.origin == "violation"


def test_a_county_exports_nothing_of_the_other(rows):
    rows.visit()
    assert list(queries.case_files(XIGONG, Filters())) == []


def test_batches_join_without_a_gap_or_a_double(rows, monkeypatch):
    monkeypatch.setattr(casefiles, "BATCH", 3)
    made = [number for _ in range(5) for number in rows.visit(("d6.hoarding", "d6.cover"))]
    assert [case.number for case in queries.case_files(CITY, Filters(), order="oldest")] == made
    assert len(list(queries.case_files(CITY, Filters()))) == queries.count(CITY, Filters()) == 10


def test_a_batch_costs_a_fixed_number_of_queries(rows, count_queries):
    rows.visit()
    one = count_queries(lambda: list(queries.case_files(CITY, Filters())))
    for _ in range(6):
        rows.visit(("d6.hoarding", "d6.cover"), photos=2)
    assert count_queries(lambda: list(queries.case_files(CITY, Filters()))) == one


def test_a_line_reported_while_an_export_runs_is_not_half_in_it(rows, monkeypatch):
    monkeypatch.setattr(casefiles, "BATCH", 2)
    made = [number for _ in range(4) for number in rows.visit()]
    with db.snapshot():
        head, count = book.head(), queries.count(CITY, Filters())
        cases = queries.case_files(CITY, Filters(), order="oldest")
        exported = [next(cases).number]
        elsewhere(lambda: rows.visit(("d6.cover",)))
        exported += [case.number for case in cases]
        assert book.head() == head
    assert exported == made
    assert count == len(made)
    assert queries.count(CITY, Filters()) == len(made) + 1


def test_nothing_is_written_inside_a_snapshot(rows):
    with db.snapshot(), pytest.raises(Exception, match=r"read-?only"):
        models.Counter.insert(name="x", last=1).execute()
    models.Counter.insert(name="x", last=1).execute()


def test_an_export_that_stops_early_leaves_the_connection_usable(rows):
    rows.visit()
    cases = queries.case_files(CITY, Filters())
    next(cases)
    cases.close()
    rows.visit()
    assert queries.count(CITY, Filters()) == 2


def elsewhere(act):
    """Do something on another connection, as another request would."""

    def on_its_own_connection():
        with db.connection():
            act()

    thread = threading.Thread(target=on_its_own_connection)
    thread.start()
    thread.join()
