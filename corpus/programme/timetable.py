"""When each session of a programme is: the one place that turns days, orders and minutes into times.

A session begins where the one before it on its day ends, or at its own fixed time. One that would run into a break begins after the
break instead, and what is left before the break is free. Nothing is moved to another day or cut: what runs past the end of the day does,
and the checks say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from corpus.programme.model import Break, Day, Programme, Session

SELF_STUDY = 0
"""The day of what is studied before the programme, at each participant's own time."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When a session is, in minutes after midnight of its day; `end` may lie past midnight."""

    session: Session
    day: int
    """From 1."""
    start: int
    end: int

    def overlaps(self, other: Slot) -> bool:
        """Whether both are under way at one moment; touching is not overlapping."""
        return self.day == other.day and self.start < other.end and other.start < self.end


def minutes_of(time: dt.time) -> int:
    """Minutes after midnight."""
    return time.hour * 60 + time.minute


def clock(minutes: int) -> str:
    """Minutes after midnight as HH:MM; 24:00 and later where something runs into the night."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def break_span(each: Break) -> tuple[int, int]:
    """First minute of a break and the first one after it."""
    start = minutes_of(each.start)
    return start, start + each.minutes


def day_slots(day: Day, number: int, sessions: Iterable[Session]) -> Iterator[Slot]:
    """The slots of one day's sessions, in the order given; sessions with a fixed time do not push back those that follow it earlier."""
    spans = sorted(map(break_span, day.breaks))
    free_from = minutes_of(day.start)
    for session in sessions:
        start = minutes_of(session.start) if session.start else _after_breaks(free_from, session.minutes, spans)
        yield Slot(session, number, start, start + session.minutes)
        free_from = max(free_from, start + session.minutes)


def _after_breaks(start: int, minutes: int, spans: Iterable[tuple[int, int]]) -> int:
    """The first moment from `start` on at which so many minutes fit between the breaks."""
    for begin, end in spans:
        if start < end and start + minutes > begin:
            start = end
    return start


def on_day(programme: Programme, number: int) -> tuple[Session, ...]:
    """Sessions of a day, by their place on it and then in the order of the programme."""
    here = (session for session in programme.sessions if session.day == number)
    return tuple(sorted(here, key=lambda session: session.order))


def timetable(programme: Programme) -> Mapping[int, tuple[Slot, ...]]:
    """Day, from 1, -> its slots by time, with an entry for days without sessions. Self-study and what is not placed have no slot."""
    found = {
        number: day_slots(day, number, on_day(programme, number)) for number, day in enumerate(programme.days, start=1)
    }
    return {number: tuple(sorted(slots, key=lambda slot: (slot.start, slot.end))) for number, slots in found.items()}


def moment(programme: Programme, day: int, minutes: int) -> dt.datetime | None:
    """The moment of a time of a day, in the zone of the programme; None while the day has no date."""
    date = programme.days[day - 1].date
    if date is None:
        return None
    midnight = dt.datetime.combine(date, dt.time(), ZoneInfo(programme.time_zone))
    return midnight + dt.timedelta(minutes=minutes)
