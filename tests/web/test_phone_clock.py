"""A phone whose clock is wrong: the record shows its time, the estimated true time and a mark; deadlines use the server's
time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lantian.domain.moments import CHINA
from lantian.ledger import db, verify
from lantian.ledger.models import EvidencePhoto, Inspection, Violation
from web_fixtures import jpeg, make_record, photo_line, put_photo, put_record

DAY = timedelta(days=1)


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def clock(wall: datetime, **changed):
    return {
        "wall": text(wall),
        "elapsed_ms": 60_000,
        "page_began": text(wall - timedelta(minutes=1)),
        "offset_ms": -86_400_000,
        "offset_age_ms": 3_000,
        "went_back": False,
    } | changed


def handed_in(app, client, **changed):
    ahead = (datetime.now(UTC) + DAY).replace(microsecond=0)
    photo = jpeg()
    line = photo_line(photo, "d6.cover", taken_at=text(ahead), clock=clock(ahead, **changed))
    times = {"started_at": text(ahead - timedelta(minutes=5)), "finished_at": text(ahead), "clock": clock(ahead, **changed)}
    record = make_record(app, fails=["d6.cover"], photos=[line]) | times
    put_photo(client, photo, record["id"])
    answer = put_record(client, record)
    assert answer.status_code == 201, answer.get_json()
    return record, answer.get_json()["violations"][0], ahead


def test_a_phone_a_day_ahead_shows_its_time_the_estimate_and_a_mark(app, sign_in):
    record, number, ahead = handed_in(app, sign_in("li"))
    page = sign_in("wang").get(f"/s/violations/{number}").get_data(as_text=True)
    true = (ahead - DAY).astimezone(CHINA)
    assert f"{ahead.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" in page
    assert f"{true:%Y-%m-%d %H:%M:%S}" in page
    assert "推算实际时间" in page and "手机时间偏快" in page
    own = sign_in("li").get(f"/i/inspections/{record['id']}").get_data(as_text=True)
    assert "手机时间偏快" in own and f"{true:%Y-%m-%d %H:%M:%S}" in own


def test_the_deadline_counts_from_the_servers_time(app, sign_in):
    _, number, _ahead = handed_in(app, sign_in("li"))
    honest_client = sign_in("li")
    photo = jpeg((1, 2, 3))
    honest = make_record(app, fails=["d6.cover"], photos=[photo_line(photo, "d6.cover")])
    put_photo(honest_client, photo, honest["id"])
    other = put_record(honest_client, honest).get_json()["violations"][0]
    with db.connection():
        dues = {row.number: row.due_on for row in Violation.select()}
        acts = {row.number: row.act_on for row in Violation.select()}
    assert dues[number] == dues[other]
    assert acts[number] == acts[other] == datetime.now(UTC).astimezone(CHINA).date().isoformat()


def test_a_clock_that_went_back_is_marked_even_when_it_is_right_now(app, sign_in):
    record, _, _ = handed_in(app, sign_in("li"), went_back=True)
    with db.connection():
        assert Inspection.get_by_id(record["id"]).clock_doubt == "went_back"
        assert EvidencePhoto.get(EvidencePhoto.inspection == record["id"]).clock_doubt == "went_back"


def test_a_clock_that_makes_no_sense_names_the_place(app, sign_in):
    record = make_record(app) | {"clock": {"wall": "noon"}}
    answer = put_record(sign_in("li"), record)
    assert answer.status_code == 422
    assert [field["path"] for field in answer.get_json()["problem"]["fields"]] == ["clock.wall"]


MONTH_MS = 30 * 86_400_000


def month_ahead(app, *, photo_clock, own_clock, finished):
    """A visit begun by a clock a month ahead; what the phone says of its clock at the shutter and at the finish."""
    ahead = (datetime.now(UTC) + 30 * DAY).replace(microsecond=0)
    photo = jpeg()
    line = photo_line(photo, "d6.cover", taken_at=text(ahead), clock=clock(ahead, **photo_clock))
    ended = ahead + timedelta(minutes=5) if finished is None else finished
    times = {"started_at": text(ahead), "finished_at": text(ended), "clock": clock(ended, **own_clock)}
    return photo, make_record(app, fails=["d6.cover"], photos=[line]) | times


def test_a_clock_set_right_during_the_visit_is_accepted_with_a_mark_though_it_ends_before_it_begins(app, sign_in):
    client, now = sign_in("li"), datetime.now(UTC).replace(microsecond=0)
    unknown, back = {"offset_ms": None, "offset_age_ms": None}, {"offset_ms": 0, "went_back": True}
    photo, record = month_ahead(app, photo_clock=unknown, own_clock=back, finished=now)
    put_photo(client, photo, record["id"])
    answer = put_record(client, record)
    assert answer.status_code == 201, answer.get_json()
    with db.connection():
        visit = Inspection.get()
        assert (visit.clock_doubt, visit.clock["went_back"]) == ("went_back", True)
        assert visit.finished_at < visit.started_at
    number = answer.get_json()["violations"][0]
    for address in (f"/s/violations/{number}", f"/s/inspections/{record['id']}"):
        assert "手机时间曾被调回" in sign_in("wang").get(address).get_data(as_text=True)


def test_a_phone_a_month_ahead_that_knows_by_how_much_is_accepted_with_its_estimate(app, sign_in):
    client, known = sign_in("li"), {"offset_ms": -MONTH_MS}
    photo, record = month_ahead(app, photo_clock=known, own_clock=known, finished=None)
    put_photo(client, photo, record["id"])
    answer = put_record(client, record)
    assert answer.status_code == 201, answer.get_json()
    with db.connection():
        visit, today = Inspection.get(), datetime.now(CHINA).date().isoformat()
        assert visit.clock_doubt == "ahead" and visit.act_on <= today
        assert list(verify.verify()) == []


def test_a_month_ahead_without_a_reason_or_back_in_time_without_a_mark_is_refused(app, sign_in):
    client, unknown, now = sign_in("li"), {"offset_ms": None, "offset_age_ms": None}, datetime.now(UTC)
    _, silent = month_ahead(app, photo_clock=unknown, own_clock=unknown, finished=None)
    _, back = month_ahead(app, photo_clock={"offset_ms": -MONTH_MS}, own_clock={"offset_ms": -MONTH_MS}, finished=now)
    assert {"started_at", "finished_at"} <= places(put_record(client, silent))
    assert places(put_record(client, back)) == {"finished_at"}


def places(answer) -> set[str]:
    return {fault["path"] for fault in answer.get_json()["problem"]["fields"]}
