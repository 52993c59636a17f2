"""What the checks of a programme say."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from corpus.results import Answer


class Weight(StrEnum):
    """How grave a finding is: it cannot be held so, it should be looked at, or it is worth knowing."""

    error = "error"
    warning = "warning"
    note = "note"


class Check(StrEnum):
    """What was checked."""

    objective_taught = "objective-taught"
    objective_assessed = "objective-assessed"
    minutes = "minutes"
    breaks = "breaks"
    steps = "steps"
    placed = "placed"
    dates = "dates"
    room_twice = "room-twice"
    room_size = "room-size"
    person_twice = "person-twice"
    travel = "travel"
    reading = "reading"
    languages = "languages"
    licences = "licences"
    examples = "examples"
    changed_cases = "changed-cases"
    citations = "citations"
    verbs = "verbs"
    methods = "methods"
    participants = "participants"


Where = Literal["programme", "day", "module", "session", "objective", "room", "person", "material", "item", "case"]
"""Kinds of parts of a programme that something can be found in."""


class Finding(Answer):
    """One thing that the trainer should know, where it is, and what would settle it."""

    check: Check
    weight: Weight
    sentence: str = Field(description="what is the matter, in the language asked for")
    advice: str = Field(default="", description="what would settle it")
    where: Where = "programme"
    ids: tuple[str, ...] = Field(default=(), description="ids of what it is about; a day by its number, from 1")


class ExampleCount(Answer):
    """How often a kind of example is shown: cases and people of a region, cases by outcome, people by gender."""

    dimension: Literal["region", "verdict", "gender", "income", "language"]
    value: str = Field(description="id in its vocabulary; 'unknown' where it is not known")
    label: str
    count: int = Field(ge=0)


class DayLoad(Answer):
    """How full a day is."""

    day: int = Field(ge=1)
    available: int = Field(description="minutes between start and end without the breaks")
    planned: int = Field(description="minutes of its sessions, those side by side counted once")
    ends: str = Field(description="when its last session ends, HH:MM")


class ProgrammeChecks(Answer):
    """All findings, gravest first and then in the order of the programme, with the counts beside them."""

    findings: tuple[Finding, ...]
    days: tuple[DayLoad, ...] = ()
    examples: tuple[ExampleCount, ...] = ()
    reading_minutes: int = Field(default=0, ge=0, description="minutes of what is to be read before the programme")
    preparation_minutes: int = Field(default=0, ge=0, description="minutes that participants have for it")
