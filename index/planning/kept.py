"""What a new proposal keeps of the programme before: locked sessions with what they refer to, rooms, people, place and dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.programme.model import Day, Item, Objective, Programme, Session
from corpus.programme.timetable import day_slots, minutes_of
from index.planning.frame import Frame, Place

DROPPED_FIRST = ("plan", "group", "visit", "simulation", "lecture", "discussion")
"""Kinds of our own sessions, in the order in which they make room for locked ones."""

CARRIED = ("time_zone", "place", "organiser", "award", "licence", "rooms", "people")
"""Fields of the programme that no brief speaks of."""


@dataclass(frozen=True)
class Kept:
    """The locked part of a programme."""

    sessions: tuple[Session, ...] = ()
    objectives: tuple[Objective, ...] = ()
    items: tuple[Item, ...] = ()
    fields: Mapping[str, Any] | None = None
    days: tuple[Day, ...] = ()

    @property
    def cases(self) -> frozenset[str]:
        return frozenset(pin.case for session in self.sessions for pin in session.cases)

    def first_free(self, letter: str) -> int:
        """The first number from which on ids with this letter are free."""
        ids = [each.id for kind in (self.sessions, self.objectives, self.items) for each in kind]
        numbers = [int(id[len(letter) :]) for id in ids if id.startswith(letter) and id[len(letter) :].isdecimal()]
        return max(numbers, default=0) + 1


def kept_of(programme: Programme | None) -> Kept:
    """Nothing where there is no programme; sessions that stand on no day any more keep everything but that."""
    if programme is None:
        return Kept()
    sessions = tuple(session for session in programme.sessions if session.is_locked)
    served = {objective for session in sessions for objective in session.objectives}
    return Kept(
        sessions,
        tuple(objective for objective in programme.objectives if objective.id in served),
        tuple(item for item in programme.assessment.items if item.objective in served),
        {name: getattr(programme, name) for name in CARRIED},
        programme.days,
    )


def make_room(frame: Frame, kept: Kept) -> tuple[Frame, tuple[Session, ...], tuple[int, ...]]:
    """The frame with locked sessions in the places of our own like them; those that have no day in it; days that are too full now."""
    days = _dated(frame.days, kept.days)
    unplaced = tuple(s for s in kept.sessions if not s.day or s.day > len(days))
    places = list(frame.places)
    for session in kept.sessions:
        if session not in unplaced:
            _put(session, places)
    full = []
    for number, day in enumerate(days, start=1):
        _drop_until_it_fits(number, day, places)
        full += [] if _fits(number, day, places) else [number]
    held = tuple(session.model_copy(update={"day": session.day if not session.day else None}) for session in unplaced)
    return replace(frame, days=days, places=tuple(places)), held, tuple(full)


def _dated(ours: Sequence[Day], theirs: Sequence[Day]) -> tuple[Day, ...]:
    """The trainer's own days where she has as many; else ours with her dates."""
    if len(ours) == len(theirs):
        return tuple(theirs)
    dates = [day.date for day in theirs[: len(ours)]] + [None] * max(0, len(ours) - len(theirs))
    return tuple(day.model_copy(update={"date": date}) for day, date in zip(ours, dates, strict=True))


def _put(session: Session, places: list[Place]) -> None:
    """In the place of our session of that day with the same method, else of the nearest length, else at the end of the day."""
    ours = [n for n, place in enumerate(places) if place.day == session.day and place.kept is None]
    if not ours:
        last = max((n for n, place in enumerate(places) if place.day <= (session.day or 0)), default=-1)
        places.insert(last + 1, replace(places[last], day=session.day or 0, kept=session, minutes=session.minutes))
        return

    def order(number: int) -> tuple[bool, bool, int, int]:
        place = places[number]
        return place.method != session.method, place.part != "content", abs(place.minutes - session.minutes), number

    taken = min(ours, key=order)
    places[taken] = replace(places[taken], kept=session, minutes=session.minutes)


def _drop_until_it_fits(number: int, day: Day, places: list[Place]) -> None:
    for kind in DROPPED_FIRST:
        if not any(place.kept for place in places if place.day == number) or _fits(number, day, places):
            return
        ours = [place for place in places if place.day == number and place.kind == kind and place.kept is None]
        for place in ours[-1:]:
            places.remove(place)


def _fits(number: int, day: Day, places: Iterable[Place]) -> bool:
    sessions = [place.kept or _stand_in(place) for place in places if place.day == number]
    return all(slot.end <= minutes_of(day.end) for slot in day_slots(day, number, sessions))


def _stand_in(place: Place) -> Session:
    return Session(id="s0", title={"en": place.kind}, method=place.method, minutes=place.minutes)
