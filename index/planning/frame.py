"""The frame of a programme after the institute's form: which session stands when, before any case is chosen.

The only place that knows the form: whoever has another one, such as a template of the institute, makes another `Frame`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.programme.model import Break, Day, Session
from index.planning.lexicon import read_words
from index.planning.wording import say

DEFAULT_DAYS = 5
"""Of a programme whose brief tells no length: the institute's are of five to ten days."""

MOST_MODULES = 8
"""Modules with content; more than a day or two for each, or none is gone into."""

STEP = 5
"""Minutes in which the facilitator's steps are counted."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands."""

    kind: str
    day: int
    """From 1; 0 is before the programme."""
    minutes: int
    part: str
    """start, content, plan or end; before for what is studied at home."""
    module: int = 0
    """Of the content modules, from 0."""
    kept: Session | None = None
    """A session of the trainer's that stands here and stays as it is."""

    @property
    def method(self) -> str:
        """Id of the methods vocabulary."""
        return str(_kind(self.kind)["method"])

    @property
    def new_cases(self) -> int:
        """Cases that nobody else has."""
        return 0 if self.kept else int(_kind(self.kind)["cases"])

    @property
    def own_cases(self) -> int:
        """Cases that it takes from those of its module."""
        return 0 if self.kept else int(_kind(self.kind).get("own", 0))

    @property
    def objective(self) -> str | None:
        """Kind of the objective that it serves; None where it serves none."""
        return None if self.kept else _kind(self.kind).get("objective")

    @property
    def steps(self) -> Sequence[tuple[str, int]]:
        """Name and minutes of each step; together those of the session."""
        named = _kind(self.kind)["steps"]
        return list(zip((name for name, _ in named), _shared(self.minutes, [share for _, share in named]), strict=True))


@dataclass(frozen=True, slots=True)
class Frame:
    days: tuple[Day, ...]
    places: tuple[Place, ...]
    """In the order of the days."""
    modules: int
    """Content modules."""

    @property
    def new_cases(self) -> int:
        return sum(place.new_cases for place in self.places)


def make_frame(days: int) -> Frame:
    """The frame for so many days of teaching, without dates."""
    names = _day_names(days)
    modules = min(MOST_MODULES, (days + 1) // 2)
    places = [
        Place(kind, number, minutes, part, (number - 1) * modules // days)
        for number, name in enumerate(names, start=1)
        for kind, minutes, part in _table()["days"][name][1:]
    ]
    return Frame(tuple(_day(name, number, days) for number, name in enumerate(names, 1)), tuple(places), modules)


def rests_on(step: str) -> Sequence[str]:
    """Sections of a case that a step works with."""
    found: Sequence[str] = _table()["rests_on"].get(step, ())
    return found


def _day_names(days: int) -> list[str]:
    if days == 1:
        return ["only"]
    cycle = _table()["cycle"]
    return ["first", *(cycle[number % len(cycle)] for number in range(days - 2)), "last"]


def _day(name: str, number: int, days: int) -> Day:
    breaks = _table()["breaks"][_table()["days"][name][0]]
    title = say("day_first") if number == 1 else say("day_last") if number == days else {}
    return Day(
        breaks=tuple(Break(start=dt.time.fromisoformat(at), minutes=long, name=say(what)) for at, long, what in breaks),
        title=title,
    )


def _table() -> Mapping[str, Any]:
    return read_words("frame.yaml")


def _kind(kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _table()["kinds"][kind]
    return found


def _shared(minutes: int, shares: Sequence[int]) -> list[int]:
    """Minutes in whole steps by shares, each at least one step; what is left over goes to the largest."""
    whole = sum(shares)
    found = [max(STEP, minutes * share // whole // STEP * STEP) for share in shares]
    found[shares.index(max(shares))] += minutes - sum(found)
    return found
