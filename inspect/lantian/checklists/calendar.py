"""The working-day calendar (工作日历): the official holiday notices as kept by the package chinesecalendar, as plain data.

A year the package does not know stays unknown, so that deadlines reaching into it are marked provisional.
"""

from __future__ import annotations

from functools import lru_cache

import chinese_calendar

from lantian.domain.deadline import WorkingDays

SATURDAY = 5


@lru_cache(maxsize=1)
def working_days() -> WorkingDays:
    """All days off on weekdays and all working weekends of the years the package covers."""
    noticed = chinese_calendar.constants
    years = range(2018, max(day.year for day in noticed.holidays) + 1)
    off = frozenset(day for day in noticed.holidays if day.year in years and day.weekday() < SATURDAY)
    on = frozenset(day for day in noticed.workdays if day.year in years and day.weekday() >= SATURDAY)
    return WorkingDays(frozenset(years), off, on)
