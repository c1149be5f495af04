"""Deadlines (整改期限): from a term such as ``3d`` or ``5wd`` and a start to the last day, and whether that day is over.

Owns the counting rule and the working-day calendar as a value. Called with a holiday table that was read elsewhere:
must not read the clock, a file or a holiday package.

Law. 行政处罚法第85条 makes the terms of 2, 3, 5 and 7 days written in that law working days; it does not speak of the days
an officer sets for a correction, so working days are counted only where the term says ``wd``. Counting from the next day
(民法典第201条) and moving a last day that is a day off (民法典第203条) are rules of civil law, followed here as the general
custom: no rule written for orders to correct was found, and no trustworthy text of 生态环境行政处罚办法 was at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from .moments import day_start, local_date
from .problems import N_

ONE_DAY = timedelta(days=1)
MOST_DAYS = 999
TERM = re.compile(r"([1-9]\d{0,2})(d|wd)", re.ASCII)

IMMEDIATE = N_("立即改正，当日完成。")
BEFORE_START = N_("开工（复工）前完成，不设日期。")
CALENDAR_DAYS = N_("自 %(start_on)s 次日起算 %(days)s 日。")
CALENDAR_DAYS_MOVED = N_("自 %(start_on)s 次日起算 %(days)s 日，期满日 %(last_on)s 是休息日，顺延至其后第一个工作日。")
WORKING_DAYS = N_("自 %(start_on)s 次日起算 %(days)s 个工作日，不含周末和法定节假日。")
PROVISIONAL = N_("%(years)s 年的放假安排尚未录入，只按周末推算，日期暂定。")


@dataclass(frozen=True)
class WorkingDays:
    """The yearly arrangement of the State Council (国务院办公厅节假日安排) as data.

    ``off_days`` are days off beyond ordinary weekends, ``work_days`` weekend days worked in exchange (调休). In a year
    that is not in ``known_years`` weekends are the only days off. Raises ValueError for a day in both lists.
    """

    known_years: frozenset[int]
    off_days: frozenset[date]
    work_days: frozenset[date]

    def __post_init__(self) -> None:
        for name in ("known_years", "off_days", "work_days"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        both = sorted(self.off_days & self.work_days)
        if both:
            raise ValueError(f"both a day off and a working day: {', '.join(day.isoformat() for day in both)}")

    def is_working(self, day: date) -> bool:
        """Whether people work on that day, as far as the table knows."""
        if day in self.work_days:
            return True
        return day not in self.off_days and day.weekday() < 5


@dataclass(frozen=True)
class Deadline:
    """The last day, None where the term is tied to an event; ``reason`` is a msgid and ``params`` its values.

    ``provisional`` means that the day was found without the holiday arrangement of a year; then ``PROVISIONAL`` is to
    be shown as well (``params`` has its years), and the day computed again when the arrangement is known.
    """

    due_on: date | None
    provisional: bool
    reason: str
    params: dict[str, Any] = field(default_factory=dict)


def check_term(term: str) -> None:
    """Raises ValueError, naming the term, unless it is immediate, before_start, Nd or Nwd with N from 1 to 999."""
    if term not in ("immediate", "before_start") and not TERM.fullmatch(term):
        raise ValueError(f"term {term!r} is not immediate, before_start, Nd or Nwd with N from 1 to {MOST_DAYS}")


def deadline(term: str, start_at: datetime, calendar: WorkingDays) -> Deadline:
    """The deadline of a term that starts at an instant, usually the service (送达) of the order.

    The start counts by its day in China and is not counted itself. Raises ValueError for an unknown term.
    """
    check_term(term)
    start_on = local_date(start_at)
    if term == "immediate":
        return Deadline(start_on, False, IMMEDIATE)
    if term == "before_start":
        return Deadline(None, False, BEFORE_START)
    number, unit = TERM.fullmatch(term).groups()  # type: ignore[union-attr]
    count = _working_days if unit == "wd" else _calendar_days
    return count(start_on, int(number), calendar)


def ends_at(due_on: date) -> datetime:
    """The first UTC instant that is too late: midnight in China after the last day."""
    return day_start(due_on + ONE_DAY)


def is_overdue(due_on: date | None, now_at: datetime) -> bool:
    """Whether the last day is over in China; a deadline without a date never is."""
    return due_on is not None and now_at >= ends_at(due_on)


def days_left(due_on: date, now_at: datetime) -> int:
    """Days from today in China to the last day: 0 on the day itself, negative when overdue."""
    return (due_on - local_date(now_at)).days


def _calendar_days(start_on: date, days: int, calendar: WorkingDays) -> Deadline:
    last_on = start_on + days * ONE_DAY
    due_on, asked = _first_working(last_on, calendar)
    params = {"start_on": start_on.isoformat(), "days": days, "last_on": last_on.isoformat()}
    reason = CALENDAR_DAYS if due_on == last_on else CALENDAR_DAYS_MOVED
    return _result(due_on, reason, params, asked, calendar)


def _working_days(start_on: date, days: int, calendar: WorkingDays) -> Deadline:
    due_on, asked = start_on, []
    for _ in range(days):
        due_on, more = _first_working(due_on + ONE_DAY, calendar)
        asked += more
    return _result(due_on, WORKING_DAYS, {"start_on": start_on.isoformat(), "days": days}, asked, calendar)


def _first_working(day: date, calendar: WorkingDays) -> tuple[date, list[date]]:
    """The first working day from ``day`` on, and every day the calendar was asked about on the way."""
    asked = [day]
    while not calendar.is_working(asked[-1]):
        asked.append(asked[-1] + ONE_DAY)
    return asked[-1], asked


def _result(due_on: date, reason: str, params: dict[str, Any], asked: Iterable[date], calendar: WorkingDays) -> Deadline:
    unknown = sorted({day.year for day in asked} - calendar.known_years)
    years = {"years": "、".join(map(str, unknown))} if unknown else {}
    return Deadline(due_on, bool(unknown), reason, params | years)
