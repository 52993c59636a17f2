"""When the days of a programme are: working days from a first one on, or the same day of each week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import count, pairwise

from corpus.programme.model import Day

SATURDAY = 5
"""As `date.weekday` counts; it and the day after it are left out."""


def teaching_dates(first: dt.date, weeks_apart: int = 0) -> Iterator[dt.date]:
    """Dates from `first` on, without end: each working day, or with `weeks_apart` one every so many weeks.

    A first day on a Saturday or Sunday is taken for the Monday after it.
    """
    step = dt.timedelta(weeks=weeks_apart) if weeks_apart else dt.timedelta(days=1)
    start = first + dt.timedelta(days=max(0, 7 - first.weekday()) if first.weekday() >= SATURDAY else 0)
    yield from (date for n in count() if (date := start + n * step).weekday() < SATURDAY)


def dated(days: Iterable[Day], first: dt.date | None, weeks_apart: int = 0) -> tuple[Day, ...]:
    """The days with dates from `first` on; without any where there is none."""
    if first is None:
        return tuple(day.model_copy(update={"date": None}) for day in days)
    dates = teaching_dates(first, weeks_apart)
    return tuple(day.model_copy(update={"date": date}) for day, date in zip(days, dates, strict=False))


def weeks_between(days: Iterable[Day]) -> int:
    """Weeks from one day to the next where all are the same number of weeks apart, else 0."""
    dates = [day.date for day in days if day.date]
    gaps = {(later - earlier).days for earlier, later in pairwise(dates)}
    gap = gaps.pop() if len(gaps) == 1 else 0
    return gap // 7 if gap % 7 == 0 else 0
