"""One day of a programme on one page to hang on the door: an hour grid with the rooms side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from api.classroom.content import Classroom
from api.classroom.printed.telling import Telling
from api.classroom.printed.typesetting import Data, page_data, told, typeset
from api.exports.word import Words
from corpus.errors import NotFound
from corpus.programme.timetable import Slot, break_span, clock, minutes_of

HOUR = 60


def day_pdf(classroom: Classroom, number: int) -> bytes:
    """The page of a day, counted from 1; NotFound where the programme has no such day."""
    days = len(classroom.programme.days)
    if not 1 <= number <= days:
        raise NotFound(f"the programme has no day {number}; it has {days}")
    telling = Telling(classroom)
    slots = classroom.slots[number]
    start, end = _span(classroom, number, slots)
    columns = _columns(telling, slots)
    data = {
        **page_data(classroom, "timetable"),
        "heading": _told(telling, telling.day_heading(number)),
        "subheading": _told(telling, _subheading(telling)),
        "from": start,
        "until": end,
        "hours": [{"at": at, "clock": clock(at)} for at in range(start, end, HOUR)],
        "columns": [_told(telling, telling.said(name)) for name in columns],
        "cards": [*_pauses(telling, number), *_sessions(telling, slots, columns)],
    }
    return typeset("day.typ", data, classroom)


def _told(telling: Telling, words: Words) -> Data:
    return told(words, telling.language)


def _subheading(telling: Telling) -> Words:
    programme = telling.programme
    place = telling.words(programme.place.name).text
    return telling.said(" · ".join(filter(None, (telling.words(programme.title).text, place, programme.time_zone))))


def _span(classroom: Classroom, number: int, slots: Sequence[Slot]) -> tuple[int, int]:
    """Whole hours, in minutes after midnight, that hold the day and everything on it."""
    day = classroom.programme.days[number - 1]
    spans = [(minutes_of(day.start), minutes_of(day.end)), *((slot.start, slot.end) for slot in slots)]
    spans += map(break_span, day.breaks)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return first // HOUR * HOUR, -(-last // HOUR) * HOUR


def _columns(telling: Telling, slots: Iterable[Slot]) -> list[str]:
    """Names of the rooms in use, in the order of the programme; one without a name for sessions that have none."""
    used = {slot.session.room for slot in slots}
    named = [room.id for room in telling.programme.rooms if room.id in used]
    return [*(room.name for room in telling.programme.rooms if room.id in named), *([""] if None in used else [])] or [
        ""
    ]


def _pauses(telling: Telling, number: int) -> Iterator[Data]:
    """Breaks go across all rooms."""
    for each in telling.programme.days[number - 1].breaks:
        start, end = break_span(each)
        yield _card(telling, start, end, telling.pause(each), ()) | {"column": None, "pause": True}


def _sessions(telling: Telling, slots: Sequence[Slot], columns: Sequence[str]) -> Iterator[Data]:
    """Sessions in the column of their room; those at the same time in one room share its width."""
    for slot in slots:
        session = slot.session
        rivals = [each for each in slots if each.session.room == session.room and (each is slot or each.overlaps(slot))]
        below = (telling.method(session), telling.led_by(session))
        card = _card(telling, slot.start, slot.end, telling.words(session.title), filter(None, below))
        place = {"place": rivals.index(slot), "beside": len(rivals)}
        yield card | place | {"column": columns.index(telling.where(session)), "pause": False}


def _card(telling: Telling, start: int, end: int, title: Words, below: Iterable[str]) -> Data:
    lines = [_told(telling, telling.said(each)) for each in below]
    return {
        "start": start, "end": end, "span": telling.span(start, end), "title": _told(telling, title), "below": lines,
    }  # fmt: skip
