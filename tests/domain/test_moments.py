"""Times as they come from phones: what is read, what is refused, and which day they belong to."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain import moments
from lantian.domain.moments import MomentRefused, act_date, clock_doubt, format_instant, local_date, parse_instant

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
# hypothesis wants the bounds without a zone and adds the zone itself
BOUNDS = datetime(2000, 1, 2), datetime(2100, 12, 30)  # noqa: DTZ001
INSTANTS = st.datetimes(*BOUNDS, timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-11-21T02:03:04.000Z", "2026-11-21T02:03:04.000000+00:00"),
        ("2026-11-21T10:03:04+08:00", "2026-11-21T02:03:04.000000+00:00"),
        ("2026-11-21T02:03Z", "2026-11-21T02:03:00.000000+00:00"),
        ("2026-11-21T02:03:04.1234567Z", "2026-11-21T02:03:04.123456+00:00"),
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00.000000+00:00"),
        ("2100-12-31T23:59:59.999999Z", "2100-12-31T23:59:59.999999+00:00"),
    ],
)
def test_it_reads_what_a_phone_sends_and_stores_utc(text, stored):
    assert format_instant(parse_instant(text)) == stored


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, moments.NOT_TEXT),
        (1795226584, moments.NOT_TEXT),
        (True, moments.NOT_TEXT),
        ("", moments.NOT_ISO),
        ("yesterday", moments.NOT_ISO),
        ("2026-11-21", moments.NOT_ISO),
        ("2026-11-21 02:03:04Z", moments.NOT_ISO),
        ("2026-13-01T00:00:00Z", moments.NOT_ISO),
        ("2026-02-30T00:00:00Z", moments.NOT_ISO),
        ("2026-11-21T24:01:00Z", moments.NOT_ISO),
        ("2026-11-21T02:03:04+25:00", moments.NOT_ISO),
        ("２０２６-11-21T02:03:04Z", moments.NOT_ISO),
        ("2026-11-21T02:03:04Z\n", moments.NOT_ISO),
        ("2026-11-21T02:03:04", moments.NO_ZONE),
        ("1970-01-01T00:00:00Z", moments.OUT_OF_RANGE),
        ("1999-12-31T23:59:59Z", moments.OUT_OF_RANGE),
        ("2000-01-01T00:00:00+08:00", moments.OUT_OF_RANGE),
        ("2101-01-01T00:00:00Z", moments.OUT_OF_RANGE),
        ("0001-01-01T00:00:00+14:00", moments.OUT_OF_RANGE),
        ("9999-12-31T23:59:59-14:00", moments.OUT_OF_RANGE),
    ],
)
def test_it_refuses_a_time_it_cannot_trust_and_says_where_and_why(value, message):
    with pytest.raises(MomentRefused) as refused:
        parse_instant(value, "photos.0.taken_at")
    assert refused.value.fault.path == "photos.0.taken_at"
    assert refused.value.fault.message == message
    assert "%(" not in str(refused.value)


@given(st.text())
def test_it_never_breaks_on_any_text(text):
    try:
        assert parse_instant(text).tzinfo is UTC
    except MomentRefused as refused:
        assert refused.fault.message


@given(INSTANTS)
def test_a_stored_time_reads_back_the_same(instant):
    text = format_instant(instant)
    assert parse_instant(text) == instant
    assert len(text) == len("2026-11-21T02:03:04.000000+00:00")


@given(INSTANTS, INSTANTS)
def test_stored_times_sort_as_text_as_they_do_as_times(one, other):
    assert (format_instant(one) < format_instant(other)) == (one < other)


def test_a_time_without_a_zone_is_never_stored():
    with pytest.raises(ValueError, match="no time zone"):
        format_instant(datetime(2026, 11, 21, 2, 3, 4))  # noqa: DTZ001


def test_the_day_changes_at_midnight_in_china_not_in_london():
    assert local_date(datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert local_date(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)
    assert moments.day_start(date(2026, 11, 22)) == datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


@given(INSTANTS)
def test_china_is_eight_hours_ahead_all_year_in_all_these_years(instant):
    assert moments.local_time(instant).utcoffset() == timedelta(hours=8)
    assert moments.day_start(local_date(instant)) <= instant < moments.day_start(local_date(instant)) + timedelta(days=1)


def test_a_machine_without_zone_tables_still_knows_china(monkeypatch):
    def no_tables(name):
        raise moments.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(moments, "ZoneInfo", no_tables)
    assert moments.china_zone().utcoffset(None) == timedelta(hours=8)


@pytest.mark.parametrize(
    ("off_s", "kind", "seconds"),
    [(0, "none", 0), (120, "none", 120), (-120, "none", 120), (121, "ahead", 121), (86400, "ahead", 86400),
     (-121, "behind", 121)],
)  # fmt: skip
def test_it_doubts_a_clock_only_beyond_the_tolerance(off_s, kind, seconds):
    doubt = clock_doubt(NOON + timedelta(seconds=off_s), NOON)
    assert (doubt.kind, doubt.seconds) == (kind, seconds)


def test_clocks_in_different_zones_are_compared_as_instants():
    in_china = NOON.astimezone(timezone(timedelta(hours=8)))
    assert clock_doubt(in_china, NOON).kind == "none"


def test_a_record_made_off_line_keeps_the_day_it_was_made():
    assert act_date(datetime(2026, 8, 14, 3, 0, tzinfo=UTC), datetime(2026, 8, 17, 1, 0, tzinfo=UTC)) == date(2026, 8, 14)


def test_a_phone_one_day_ahead_cannot_move_an_act_into_the_new_law():
    received_at = datetime(2026, 8, 14, 3, 0, tzinfo=UTC)
    assert act_date(received_at + timedelta(days=1), received_at) == date(2026, 8, 14)


@given(INSTANTS, INSTANTS)
def test_the_day_of_the_act_is_never_after_the_day_of_receipt(device_at, received_at):
    assert act_date(device_at, received_at) <= local_date(received_at)
