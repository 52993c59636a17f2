"""Templates and the parts that they are put together from, as their files have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import Field

from corpus.case import Record, Text
from corpus.errors import BadInput
from corpus.programme.model import Award, Break, Level, Preparation

NAMES = ("institute", "workshop", "online")
"""Ids of the templates, in the order in which they are shown."""


class PartOfModule(Record):
    """A module, by the names of its objectives."""

    title: Text
    summary: Text = Field(default_factory=dict)
    objectives: tuple[str, ...] = ()


class PartOfObjective(Record):
    verb: str
    level: Level
    task: Text
    condition: Text = Field(default_factory=dict)
    standard: Text = Field(default_factory=dict)


class PartOfSession(Record):
    """A session without its place and length, which the days give it."""

    module: str
    method: str
    title: Text
    objectives: tuple[str, ...] = ()


class PartOfForm(Record):
    """A question of a form; the programme gives it its id."""

    kind: str
    text: Text
    choices: tuple[Text, ...] = ()
    is_required: bool = False


class Parts(Record):
    """Everything that templates name; keys are the names."""

    breaks: Mapping[str, Break]
    modules: Mapping[str, PartOfModule]
    objectives: Mapping[str, PartOfObjective]
    sessions: Mapping[str, PartOfSession]
    items: tuple[Mapping[str, Any], ...]
    """As `Item`, without ids."""
    each_session: PartOfForm
    """Asked of each session that is taught."""
    reaction: tuple[PartOfForm, ...]
    follow_up: tuple[PartOfForm, ...]


class DayPlan(Record):
    """What happens on a day, or before the first."""

    title: Text = Field(default_factory=dict)
    breaks: tuple[str, ...] = ()
    sessions: tuple[tuple[str, int], ...]
    """Names and minutes, in the order of their modules."""


class Template(Record):
    """A format of programmes."""

    id: str
    title: Text
    summary: Text
    least_days: int
    usual_days: int
    most_days: int
    weeks_apart: int = 0
    """0 for days that follow one another."""
    start: dt.time = dt.time(9)
    end: dt.time = dt.time(17)
    award: Award
    size: int
    """Participants that there is room for."""
    seniority: str | None = None
    preparation: Preparation
    before: DayPlan
    first: DayPlan
    middle: tuple[DayPlan, ...]
    """Repeated in this order until the last day."""
    last: DayPlan

    def plans(self, days: int) -> tuple[DayPlan, ...]:
        """One for each day; BadInput where the format is not made for so many."""
        if not self.least_days <= days <= self.most_days:
            raise BadInput(
                f"the template {self.id!r} is made for {self.least_days} to {self.most_days} days, and {days} were asked for"
            )
        between = (self.middle[n % len(self.middle)] for n in range(days - 2))
        return (self.first, *between, self.last)


@cache
def parts() -> Parts:
    return Parts.model_validate(_read("parts"))


@cache
def templates() -> Mapping[str, Template]:
    """Id -> template, in the order in which they are shown."""
    return {name: Template.model_validate({"id": name, **_read(name)}) for name in NAMES}


def template(template_id: str) -> Template:
    """The template; BadInput names those that there are."""
    if template_id not in templates():
        raise BadInput(f"there is no template {template_id!r}; there are: {', '.join(NAMES)}")
    return templates()[template_id]


def _read(name: str) -> dict[str, Any]:
    text = resources.files("corpus.programme").joinpath("templates", f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
