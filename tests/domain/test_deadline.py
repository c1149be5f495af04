"""Deadlines as an officer counts them on the wall calendar, over National Day and into a year not yet announced."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantian.domain import deadline as rules
from lantian.domain.deadline import WorkingDays, days_left, deadline, ends_at, is_overdue

ONE_DAY = timedelta(days=1)


def known_years(*years):
    """The announced arrangement of these years, as the package chinesecalendar has it."""
    days = [date(year, 1, 1) + n * ONE_DAY for year in years for n in range(366)]
    days = [day for day in days if day.year in years]
    off_days = [day for day in days if day.weekday() < 5 and not chinese_calendar.is_workday(day)]
    work_days = [day for day in days if day.weekday() >= 5 and chinese_calendar.is_workday(day)]
    return WorkingDays(years, off_days, work_days)


CALENDAR = known_years(2025, 2026)
DAYS_2026 = st.dates(date(2026, 1, 1), date(2026, 11, 30))


def at(text, clock="10:00"):
    """An instant by the clock in China."""
    return datetime.fromisoformat(f"{text}T{clock}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        ("1d", "2026-11-23", "2026-11-24"),
        ("3d", "2026-11-23", "2026-11-26"),
        ("7d", "2026-11-23", "2026-11-30"),
        ("15d", "2026-11-23", "2026-12-08"),
        ("1d", "2026-11-27", "2026-11-30"),  # Friday: the next day is a Saturday
        ("3d", "2026-09-28", "2026-10-08"),  # ends on National Day, the holiday ends on 7 October
        ("1d", "2026-09-30", "2026-10-08"),
        ("2d", "2026-10-08", "2026-10-10"),  # a Saturday worked in exchange (调休) is no day off
        ("1d", "2026-10-10", "2026-10-12"),
    ],
)
def test_calendar_days_start_tomorrow_and_a_last_day_off_moves_to_the_next_working_day(term, start, due):
    result = deadline(term, at(start), CALENDAR)
    assert result.due_on.isoformat() == due
    assert not result.provisional


@pytest.mark.parametrize(
    ("term", "start", "due"),
    [
        ("1wd", "2026-11-27", "2026-11-30"),
        ("5wd", "2026-11-23", "2026-11-30"),
        ("2wd", "2026-09-30", "2026-10-09"),
        ("3wd", "2026-09-30", "2026-10-10"),  # 8, 9 and the worked Saturday
        ("7wd", "2026-09-29", "2026-10-14"),  # 30, 8, 9, 10 (调休), 12, 13, 14
        ("3wd", "2026-02-12", "2026-02-24"),  # 13, the worked Saturday 14, then the Spring Festival
    ],
)
def test_working_days_leave_out_holidays_and_count_the_worked_saturday(term, start, due):
    assert deadline(term, at(start), CALENDAR).due_on.isoformat() == due


def test_three_days_are_working_days_only_where_the_term_says_so():
    friday = at("2026-11-20")
    assert deadline("3d", friday, CALENDAR).due_on == date(2026, 11, 23)
    assert deadline("3wd", friday, CALENDAR).due_on == date(2026, 11, 25)


def test_the_start_counts_by_its_day_in_china():
    late_evening_utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # half past midnight on the 24th in China
    assert deadline("1d", late_evening_utc, CALENDAR).due_on == date(2026, 11, 25)


def test_an_immediate_correction_is_due_today_even_on_a_holiday():
    result = deadline("immediate", at("2026-10-01"), CALENDAR)
    assert (result.due_on, result.provisional) == (date(2026, 10, 1), False)


def test_a_correction_before_the_start_of_work_has_no_date_and_is_never_overdue():
    result = deadline("before_start", at("2026-10-01"), CALENDAR)
    assert result.due_on is None
    assert not is_overdue(result.due_on, at("2030-01-01"))


def test_it_says_why_the_day_was_moved():
    result = deadline("3d", at("2026-09-28"), CALENDAR)
    assert result.reason == rules.CALENDAR_DAYS_MOVED
    assert result.reason % result.params == "自 2026-09-28 次日起算 3 日，期满日 2026-10-01 是休息日，顺延至其后第一个工作日。"


def test_a_deadline_into_a_year_without_an_arrangement_is_provisional():
    assert not deadline("3d", at("2026-12-28"), CALENDAR).provisional
    result = deadline("4d", at("2026-12-28"), CALENDAR)
    assert (result.due_on, result.provisional) == (date(2027, 1, 1), True)  # New Year's Day: weekends only
    assert rules.PROVISIONAL % result.params == "2027 年的放假安排尚未录入，只按周末推算，日期暂定。"


def test_the_package_itself_does_not_know_that_year_yet():
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(2027, 1, 4))


def test_working_days_that_only_pass_through_an_unknown_year_are_provisional_too():
    result = deadline("10wd", at("2026-12-25"), CALENDAR)
    assert result.provisional
    assert result.params["years"] == "2027"


def test_the_same_deadline_is_firm_once_the_year_is_known():
    with_2027 = WorkingDays({2026, 2027}, {date(2027, 1, 1)}, set())
    result = deadline("4d", at("2026-12-28"), with_2027)
    assert (result.due_on, result.provisional) == (date(2027, 1, 4), False)


def test_the_last_day_is_over_at_midnight_in_china():
    due_on = date(2026, 11, 26)
    assert not is_overdue(due_on, datetime(2026, 11, 26, 15, 59, 59, 999999, tzinfo=UTC))
    assert is_overdue(due_on, datetime(2026, 11, 26, 16, 0, tzinfo=UTC))
    assert ends_at(due_on) == datetime(2026, 11, 26, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(("today", "left"), [("2026-11-25", 1), ("2026-11-26", 0), ("2026-11-27", -1)])
def test_the_days_left_are_counted_by_days_in_china(today, left):
    assert days_left(date(2026, 11, 26), at(today, "00:10")) == left
    assert days_left(date(2026, 11, 26), at(today, "23:50")) == left


@pytest.mark.parametrize("term", ["", "3", "d", "0d", "-1d", "3D", "3 d", "1000d", "3wk", "１d", "3d\n", "tomorrow"])
def test_it_refuses_a_term_it_does_not_know_by_name(term):
    with pytest.raises(ValueError, match="is not immediate, before_start, Nd or Nwd"):
        deadline(term, at("2026-11-23"), CALENDAR)


def test_a_day_cannot_be_both_a_holiday_and_worked():
    with pytest.raises(ValueError, match="2026-10-10"):
        WorkingDays({2026}, {date(2026, 10, 10)}, {date(2026, 10, 10)})


@given(DAYS_2026, st.integers(1, 20))
def test_calendar_days_never_end_early_nor_on_a_day_off(start_on, days):
    due_on = deadline(f"{days}d", at(start_on.isoformat()), CALENDAR).due_on
    assert due_on >= start_on + days * ONE_DAY
    assert chinese_calendar.is_workday(due_on)


@given(DAYS_2026, st.integers(1, 15))
def test_working_days_are_exactly_as_many_as_the_official_calendar_counts(start_on, days):
    due_on = deadline(f"{days}wd", at(start_on.isoformat()), CALENDAR).due_on
    counted = [start_on + n * ONE_DAY for n in range(1, (due_on - start_on).days + 1)]
    assert sum(chinese_calendar.is_workday(day) for day in counted) == days
    assert chinese_calendar.is_workday(due_on)


@given(DAYS_2026, st.integers(1, 20))
def test_working_days_never_end_before_as_many_calendar_days(start_on, days):
    start_at = at(start_on.isoformat())
    assert deadline(f"{days}wd", start_at, CALENDAR).due_on >= deadline(f"{days}d", start_at, CALENDAR).due_on
