"""The plan as the board shows it: where each session and each break stands in its day, in minutes from the top of the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.case import Text
from corpus.programme.model import Day, Programme, Session
from corpus.programme.timetable import SELF_STUDY, Slot, break_span, clock, minutes_of, on_day, timetable

HOUR = 60


@dataclass(frozen=True, slots=True)
class Placed:
    """A session on the board. Those that overlap stand side by side, each in a lane of its own."""

    session: Session
    at: int
    """Minutes from the top."""
    time: str
    """From and until, HH:MM."""
    lane: int
    lanes: int
    is_late: bool
    """Whether it runs past the end of the day."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A break on the board."""

    name: Text
    at: int
    minutes: int
    time: str


@dataclass(frozen=True, slots=True)
class Column:
    """One day of the board."""

    number: int
    day: Day
    sessions: tuple[Placed, ...]
    pauses: tuple[Pause, ...]
    planned: int
    """Minutes under way, those side by side counted once."""
    room: int
    """Minutes of the day without its breaks."""


@dataclass(frozen=True, slots=True)
class Board:
    """All days, on one scale of time."""

    top: int
    """The first full hour that any day needs, in minutes after midnight."""
    minutes: int
    """From `top` to the last full hour that any day needs."""
    columns: tuple[Column, ...]
    study: tuple[Session, ...]
    """Of the self-paced study before the programme."""
    shelf: tuple[Session, ...]
    """Not placed yet."""

    @property
    def hours(self) -> tuple[tuple[int, str], ...]:
        """The lines of the full hours: minutes from the top, and what stands at them."""
        return tuple((at, clock(self.top + at)) for at in range(0, self.minutes + 1, HOUR))


def board(programme: Programme) -> Board:
    """The board of a programme. Times come from `corpus.programme.timetable` and from nowhere else."""
    days = timetable(programme)
    starts = [minutes_of(day.start) for day in programme.days] + [s.start for slots in days.values() for s in slots]
    ends = [minutes_of(day.end) for day in programme.days] + [s.end for slots in days.values() for s in slots]
    top = min(starts, default=9 * HOUR) // HOUR * HOUR
    bottom = -(-max(ends, default=17 * HOUR) // HOUR) * HOUR
    columns = tuple(_column(number, programme.days[number - 1], slots, top) for number, slots in days.items())
    shelf = sorted((s for s in programme.sessions if s.day is None), key=lambda session: session.order)
    return Board(top, bottom - top, columns, on_day(programme, SELF_STUDY), tuple(shelf))


def _column(number: int, day: Day, slots: Sequence[Slot], top: int) -> Column:
    pauses = tuple(
        Pause(each.name, start - top, end - start, f"{clock(start)}–{clock(end)}")
        for each in sorted(day.breaks, key=break_span)
        for start, end in [break_span(each)]
    )
    room = minutes_of(day.end) - minutes_of(day.start) - sum(pause.minutes for pause in pauses)
    return Column(number, day, tuple(_lanes(slots, day, top)), pauses, _covered(slots), room)


def _covered(slots: Sequence[Slot]) -> int:
    """Minutes in which something is under way."""
    total, until = 0, 0
    for slot in slots:
        total += max(0, slot.end - max(slot.start, until))
        until = max(until, slot.end)
    return total


def _lanes(slots: Sequence[Slot], day: Day, top: int) -> list[Placed]:
    """Each slot in the first lane that is free, within the run of slots that hang together by overlapping."""
    placed: list[Placed] = []
    for run in _runs(slots):
        free_from: list[int] = []
        lanes: list[int] = []
        for slot in run:
            lane = next((n for n, end in enumerate(free_from) if end <= slot.start), len(free_from))
            free_from[lane : lane + 1] = [slot.end]
            lanes.append(lane)
        late = minutes_of(day.end)
        placed += [
            Placed(s.session, s.start - top, _span(s), lane, len(free_from), s.end > late)
            for s, lane in zip(run, lanes, strict=True)
        ]
    return placed


def _runs(slots: Sequence[Slot]) -> list[list[Slot]]:
    runs: list[list[Slot]] = []
    until = 0
    for slot in slots:
        if not runs or slot.start >= until:
            runs.append([])
        runs[-1].append(slot)
        until = max(until, slot.end)
    return runs


def _span(slot: Slot) -> str:
    return f"{clock(slot.start)}–{clock(slot.end)}"
