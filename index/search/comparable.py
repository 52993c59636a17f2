"""How comparable two cities are: pure functions of what is known about each.

Each factor has a likeness from 0 (nothing alike) to 1 (alike), or none where it is not known of one side. The score is the mean of
the likenesses by weight. A factor that is not known is left out of that mean, so that it neither helps nor hurts, and `known` says
how much of the weight was left to judge by.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from corpus.case import GovernanceLevel
from corpus.results import Factor
from corpus.vocabulary import vocabulary
from index.search.shared import Shared

DEFAULT_WEIGHTS: Mapping[Factor, float] = MappingProxyType(
    {
        # The scale of services and of the administration: what fits a city of ten millions rarely fits one of fifty thousand.
        "population": 3.0,
        # What the city and its inhabitants can pay, and what the state around them can do.
        "income": 2.0,
        # Law, history and networks that neighbours share; coarse, so it counts less.
        "region": 1.0,
        # Whether people live near enough to each other for a bus, a pipe, a market. Known of few cities.
        "density": 1.0,
        # Whether officials can read each other's documents and talk.
        "language": 1.0,
        # Heat, frost and rain; decisive for trees, water and houses, and of no matter for a budget.
        "climate": 1.0,
        # Whether a city can decide it alone. It says more of the policy than of the city.
        "governance": 0.5,
    }
)
"""Judgements, not measurements: there is no data on which cities learn well from which. So readers can set their own."""

TENFOLD = 10.0
"""Ratio of sizes or densities at which nothing is alike any more; twice as large is a likeness of 0.7, half as large too."""

SAME_SUB_REGION, SAME_REGION = 1.0, 0.5
SAME_MAIN_LANGUAGE, SHARED_LANGUAGE = 1.0, 0.5
SHARED_LETTERS = (0.0, 0.4, 0.7, 1.0)
"""Likeness of two climate zones by the letters that they begin with in common: the group, then rain, then heat."""


@dataclass(frozen=True, slots=True)
class CityProfile(Shared):
    """What is known of a city; what is not is None or empty."""

    geonames_id: int | None = None
    population: int | None = None
    population_year: int | None = None
    """Year of the population, where it is from the record of a case."""
    density: float | None = None
    """Inhabitants a square kilometre."""
    income_group: str | None = None
    """Id of the vocabulary `income_groups`."""
    regions: tuple[str, ...] = ()
    """UN M49 codes of the sub-region and the region around it."""
    languages: tuple[str, ...] = ()
    """Official languages, most spoken first."""
    climate: str | None = None
    """Id of the vocabulary `climate_zones`."""
    levels: tuple[GovernanceLevel, ...] = ()
    """Levels of government that decide: of a case the one that did, of a reader's city those that she can decide at."""


@dataclass(frozen=True, slots=True)
class Part(Shared):
    """One factor of a comparison."""

    factor: Factor
    weight: float
    likeness: float | None
    """0 to 1, None where it is not known."""

    @property
    def counts(self) -> bool:
        return self.likeness is not None and self.weight > 0


@dataclass(frozen=True, slots=True)
class Comparability(Shared):
    """How comparable two cities are, and of what that is made."""

    score: float | None
    """0 to 1, None where nothing that counts is known."""
    known: float
    """Share of the weights, 0 to 1, of which the likeness is known."""
    parts: tuple[Part, ...]


def compare(here: CityProfile, there: CityProfile, weights: Mapping[Factor, float]) -> Comparability:
    """The comparison of two cities, the same from either side; `weights` has every factor that counts, none below 0."""
    parts = tuple(
        Part(factor, weights.get(factor, 0.0), likeness(here, there)) for factor, likeness in _LIKENESS.items()
    )
    judged = [(part.weight, part.likeness) for part in parts if part.likeness is not None]
    weight = sum(weight for weight, _ in judged)
    score = sum(weight * likeness for weight, likeness in judged) / weight if weight else None
    return Comparability(score, weight / (sum(weights.values()) or 1.0), parts)


def _by_ratio(here: float | None, there: float | None) -> float | None:
    if not here or not there:
        return None
    return max(0.0, 1.0 - abs(math.log(there / here)) / math.log(TENFOLD))


def _population(here: CityProfile, there: CityProfile) -> float | None:
    return _by_ratio(here.population, there.population)


def _density(here: CityProfile, there: CityProfile) -> float | None:
    return _by_ratio(here.density, there.density)


def _income(here: CityProfile, there: CityProfile) -> float | None:
    groups = list(vocabulary("income_groups").concepts)
    if here.income_group not in groups or there.income_group not in groups:
        return None
    return 1.0 - abs(groups.index(here.income_group) - groups.index(there.income_group)) / (len(groups) - 1)


def _region(here: CityProfile, there: CityProfile) -> float | None:
    if not here.regions or not there.regions:
        return None
    if here.regions == there.regions:
        return SAME_SUB_REGION
    return SAME_REGION if here.regions[-1] == there.regions[-1] else 0.0


def _language(here: CityProfile, there: CityProfile) -> float | None:
    if not here.languages or not there.languages:
        return None
    if here.languages[0] == there.languages[0]:
        return SAME_MAIN_LANGUAGE
    return SHARED_LANGUAGE if set(here.languages) & set(there.languages) else 0.0


def _climate(here: CityProfile, there: CityProfile) -> float | None:
    if here.climate is None or there.climate is None:
        return None
    if here.climate == there.climate:
        return SHARED_LETTERS[-1]
    letters = zip(here.climate, there.climate, strict=False)
    return SHARED_LETTERS[sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], letters))]


def _governance(here: CityProfile, there: CityProfile) -> float | None:
    if not here.levels or not there.levels:
        return None
    return 1.0 - min(_steps(one, other) for one in here.levels for other in there.levels) / (len(_LEVELS) - 1)


_LEVELS: Sequence[GovernanceLevel] = tuple(GovernanceLevel)


def _steps(one: GovernanceLevel, other: GovernanceLevel) -> int:
    return abs(_LEVELS.index(one) - _LEVELS.index(other))


_LIKENESS: Mapping[Factor, Callable[[CityProfile, CityProfile], float | None]] = {
    "population": _population,
    "income": _income,
    "region": _region,
    "density": _density,
    "language": _language,
    "climate": _climate,
    "governance": _governance,
}
