"""The working-day calendar (工作日历): the official holiday notices as kept by the package chinesecalendar, as plain data.

A year the package does not know stays unknown, so that deadlines reaching into it are marked provisional.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from lantian.domain.deadline import WorkingDays


@lru_cache(maxsize=1)
def working_days() -> WorkingDays:
    """All days off on weekdays and all working weekends of the years the package covers."""
    years = range(2018, max(day.year for day in chinese_calendar.constants.holidays) + 1)
    off, on = set(), set()
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            weekend = day.weekday() >= 5
            works = chinese_calendar.is_workday(day)
            if works and weekend:
                on.add(day)
            elif not works and not weekend:
                off.add(day)
            day += timedelta(days=1)
    return WorkingDays(frozenset(years), frozenset(off), frozenset(on))
