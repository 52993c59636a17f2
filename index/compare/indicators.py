"""What an outcome measures, told from the words of its indicator."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

SPANS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:a|per|each|every|one|in the|in a|of the) {name}\b|\b{adverb}\b", re.IGNORECASE)
    for name, adverb in (
        ("day", "daily"),
        ("week", "weekly"),
        ("month", "monthly"),
        ("year", "(?:yearly|annual(?:ly)?)"),
    )
}
"""Span of time that a number counts for -> words that say so."""

_CHANGE = re.compile(r"^(?:change|growth|rise|fall|reduction|increase|decrease|decline)\b", re.IGNORECASE)
UNITS_WITH_SPAN = frozenset(
    {
        "percent",
        "passengers-per-day",
        "passengers-per-hour",
        "trips-per-day",
        "vehicles-per-day",
        "tonnes-co2-per-year",
        "km-per-hour",
    }
)
"""Units that name the span of time that a number counts for, or that need none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of indicators.yaml."""

    id: str
    pattern: re.Pattern[str]
    units: frozenset[str]
    labels: Mapping[str, str]
    is_counted: bool
    """Whether two numbers of it, in a unit that names no span of time, can only be compared if their indicators name the same."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What makes two outcomes comparable; equal for those that are."""

    kind: str
    unit: str
    is_change: bool
    """Whether it says by how much something changed, and not how much there is."""
    span: str | None
    """day, week, month or year, where the indicator says that it counts one and the unit does not."""

    @property
    def id(self) -> str:
        """The same in every comparison: kind, unit, and what else tells it from others."""
        parts = (self.kind, self.unit, "change" if self.is_change else None, self.span)
        return "-".join(filter(None, parts))


def measure_of(indicator: str, unit: str) -> Measure | None:
    """What an indicator (in English) in a unit of the vocabulary measures; None where no kind fits, or no span of time is named for it."""
    kind = next((kind for kind in kinds() if unit in kind.units and kind.pattern.search(indicator)), None)
    names_span = unit in UNITS_WITH_SPAN
    span = None if names_span else next((name for name, said in SPANS.items() if said.search(indicator)), None)
    if kind is None or (kind.is_counted and not (span or names_span)):
        return None
    return Measure(kind.id, unit, _CHANGE.match(indicator) is not None, span)


def kind_label(kind: str, language: str) -> str:
    """What a kind of outcome is called in an interface language."""
    return next(each.labels[language] for each in kinds() if each.id == kind)


@cache
def kinds() -> Sequence[Kind]:
    """Every kind, in the order in which they are tried. Read once per process."""
    text = resources.files("index.compare").joinpath("indicators.yaml").read_text("utf-8")
    return tuple(
        Kind(
            each["id"],
            re.compile(each["pattern"], re.IGNORECASE),
            frozenset(each["units"]),
            each["labels"],
            each.get("counted", False),
        )
        for each in yaml.safe_load(text)
    )
