"""Whether the minutes fit the days: frames, breaks, long stretches, steps, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.findings import DayLoad
from corpus.programme.model import Break, Day
from corpus.programme.timetable import Slot, break_span, clock, minutes_of

LONGEST_STRETCH = 120
"""Minutes that people can attend without a break."""
SHORTEST_BREAK = 10
"""Minutes between two sessions from which they count as a break."""
IDLE = 45
"""Minutes of a day without session and break from which they are told."""
WITH_MEAL = 360
"""Minutes from a day's first session to its end from which it needs a meal."""
THIN = 0.5
"""Share of a day's minutes below which it is told to be nearly empty."""
AT_OWN_PACE = frozenset({"field-visit", "self-study"})
"""Methods under which people rest when they want to."""

Span = tuple[int, int]
"""First minute after midnight, and the first one after."""


def merged(spans: Iterable[Span], gap: int = 0) -> list[Span]:
    """Spans in order, those that overlap or lie less than `gap` minutes apart (or touch) joined."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] < max(gap, 1):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _length(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _frame(day: Day) -> Span:
    return minutes_of(day.start), minutes_of(day.end)


def _cut(span: Span, frame: Span) -> Span:
    """The part of a span that lies in the frame; of no length where none does."""
    start = min(max(span[0], frame[0]), frame[1])
    return start, max(start, min(span[1], frame[1]))


def day_loads(subject: Subject) -> tuple[DayLoad, ...]:
    """How full each day is, in order."""
    return tuple(_load(subject, number, day) for number, day in enumerate(subject.programme.days, start=1))


def _load(subject: Subject, number: int, day: Day) -> DayLoad:
    frame, slots = _frame(day), subject.slots[number]
    breaks = _length(_cut(span, frame) for span in merged(map(break_span, day.breaks)))
    return DayLoad(
        day=number,
        available=frame[1] - frame[0] - breaks,
        planned=_length(merged((slot.start, slot.end) for slot in slots)),
        ends=clock(max((slot.end for slot in slots), default=frame[0])),
    )


def minutes(subject: Subject) -> Iterator[Remark]:
    """Sessions beyond the frame of their day or over its breaks, days with little in them, and time that nothing fills."""
    for number, day in enumerate(subject.programme.days, start=1):
        slots = subject.slots[number]
        for slot in slots:
            yield from _beyond(subject, day, slot)
        yield from _emptiness(subject, number, day, slots)
        yield from _idle(number, day, slots)
        yield from _misplaced_breaks(subject, number, day)
    for one, other in subject.clashes():
        if not (one.session.start and other.session.start):
            told = {"session": subject.words(one.session.title), "other": subject.words(other.session.title)}
            yield Remark("side-by-side", (one.session.id, other.session.id), told)


def _beyond(subject: Subject, day: Day, slot: Slot) -> Iterator[Remark]:
    start, end = _frame(day)
    told = {
        "session": subject.words(slot.session.title), "day": slot.day, "from": clock(slot.start), "to": clock(slot.end),
        "start": clock(start), "end": clock(end), "minutes": slot.end - end,
    }  # fmt: skip
    if slot.end > end:
        yield Remark("past-end", (slot.session.id,), told)
    if slot.start < start:
        yield Remark("before-start", (slot.session.id,), told)
    for each in day.breaks:
        begin, over = break_span(each)
        if slot.start < over and begin < slot.end:
            yield Remark("over-break", (slot.session.id,), {**told, "break": _named(subject, each)})


def _named(subject: Subject, each: Break) -> str:
    begin, over = break_span(each)
    return f"{subject.words(each.name)} {clock(begin)}–{clock(over)}".strip()


def _emptiness(subject: Subject, number: int, day: Day, slots: Sequence[Slot]) -> Iterator[Remark]:
    load = _load(subject, number, day)
    told = {"day": number, "planned": load.planned, "available": load.available}
    if not slots:
        yield Remark("day-empty", (str(number),), told)
    elif load.planned < THIN * load.available:
        yield Remark("day-thin", (str(number),), told)


def _idle(number: int, day: Day, slots: Sequence[Slot]) -> Iterator[Remark]:
    """Between the first and the last session only: what is free at the end of a day is a choice."""
    if not slots:
        return
    taken = merged([(slot.start, slot.end) for slot in slots] + [break_span(each) for each in day.breaks])
    last = max(slot.end for slot in slots)
    starts_late = [(minutes_of(day.start), slots[0].start)]
    gaps = starts_late + [(one[1], other[0]) for one, other in pairwise(taken) if other[0] <= last]
    for begin, end in gaps:
        if end - begin >= IDLE and not _is_taken(begin, taken):
            told = {"day": number, "from": clock(begin), "to": clock(end), "minutes": end - begin}
            yield Remark("idle", (str(number),), told)


def _is_taken(minute: int, spans: Iterable[Span]) -> bool:
    return any(start <= minute < end for start, end in spans)


def _misplaced_breaks(subject: Subject, number: int, day: Day) -> Iterator[Remark]:
    for each in day.breaks:
        span = break_span(each)
        if _cut(span, _frame(day)) != span:
            yield Remark("break-outside", (str(number),), {"day": number, "break": _named(subject, each)})


def breaks(subject: Subject) -> Iterator[Remark]:
    """Long stretches without a break, and long days without a meal."""
    for number, day in enumerate(subject.programme.days, start=1):
        slots = subject.slots[number]
        attended = ((slot.start, slot.end) for slot in slots if slot.session.method not in AT_OWN_PACE)
        for start, end in merged(attended, SHORTEST_BREAK):
            if end - start > LONGEST_STRETCH:
                told = {"day": number, "from": clock(start), "to": clock(end), "minutes": end - start}
                yield Remark("long-stretch", (str(number),), told)
        if _needs_meal(day, slots):
            yield Remark("no-meal", (str(number),), {"day": number})


def _needs_meal(day: Day, slots: Sequence[Slot]) -> bool:
    if not slots or max(slot.end for slot in slots) - slots[0].start < WITH_MEAL:
        return False
    return not any(each.is_meal for each in day.breaks)


def steps(subject: Subject) -> Iterator[Remark]:
    """Whether the facilitator's steps add up to the session's minutes."""
    for session in subject.programme.sessions:
        planned = sum(step.minutes for step in session.steps)
        told = {"session": subject.words(session.title), "steps": planned, "minutes": session.minutes}
        if planned > session.minutes:
            yield Remark("steps-long", (session.id,), told)
        elif session.steps and planned < session.minutes:
            yield Remark("steps-short", (session.id,), told)


def placed(subject: Subject) -> Iterator[Remark]:
    """Sessions without a day."""
    waiting = [session for session in subject.programme.sessions if session.day is None]
    if waiting:
        told = {"count": len(waiting), "sessions": subject.titles(waiting)}
        yield Remark("not-placed", tuple(session.id for session in waiting), told)


def dates(subject: Subject) -> Iterator[Remark]:
    """Dates that are missing beside others, come twice, go back, or fall on the weekend of the country."""
    dated = [(number, day.date) for number, day in enumerate(subject.programme.days, start=1) if day.date]
    undated = [number for number, day in enumerate(subject.programme.days, start=1) if not day.date]
    if undated:
        days = tuple(map(str, undated))
        yield Remark("dates-missing" if dated else "no-dates", days, {"days": subject.listed(days)})
    for (_, before), (number, date) in pairwise(dated):
        told = {"day": number, "date": _said(subject, date), "before": _said(subject, before)}
        if date == before:
            yield Remark("date-twice", (str(number),), told)
        elif date < before:
            yield Remark("dates-order", (str(number),), told)
    weekend = _weekend(subject.programme.place.country)
    for number, date in dated:
        if date.weekday() in weekend:
            yield Remark("weekend", (str(number),), {"day": number, "date": _said(subject, date)})


def _said(subject: Subject, date: dt.date) -> str:
    return str(format_date(date, "full", locale=subject.language))


@cache
def _weekend(country: str | None) -> frozenset[int]:
    """Weekdays (0 is Monday) of the weekend in a country, by CLDR; Saturday and Sunday where it does not tell."""
    try:
        spoken = Locale.parse(f"und_{country}") if country else Locale("en", "001")
    except (UnknownLocaleError, ValueError):
        return frozenset({5, 6})
    return frozenset({spoken.weekend_start, spoken.weekend_end})
