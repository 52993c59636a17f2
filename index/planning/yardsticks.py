"""The cities of the audience, which cases are compared with.

Where the trainer names cities, those. Where she names countries or regions only, one city stands for each country: that nearest, by ratio,
to the middle size of its cities from `SMALLEST` inhabitants on (of those on the coast, or of the size, that she asks for). The middle one
and not the largest, because a capital is like no other city of its country. Countries with most people in such cities come first.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median_low

from corpus import gazetteer
from corpus.climate import is_coastal
from corpus.errors import NotFound
from corpus.gazetteer import GazetteerCity
from corpus.programme.model import Audience, Reason
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.planning.wording import listed, say
from index.search.comparable import DEFAULT_WEIGHTS, CityProfile, Comparability, compare
from index.search.reasons import in_words
from index.search.snapshot import Snapshot

SMALLEST = 100_000
"""Inhabitants."""

MOST = 12
"""Cities that cases are compared with; more say nothing new, and each costs a comparison with every case."""

SIZES: Mapping[str, tuple[int, float]] = {
    "small": (15_000, 100_000),
    "middle": (100_000, 1_000_000),
    "large": (1_000_000, math.inf),
}
"""Inhabitants from and below, after the classes of the OECD and of UN-Habitat, rounded."""

TOLD = 2
"""Factors of a comparison that a reason tells."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How like a case's city is to the audience's."""

    score: float
    """Mean over the yardsticks, 0 to 1."""
    nearest: GazetteerCity
    """The yardstick that it is likest to."""
    compared: Comparability
    there: CityProfile


@dataclass(frozen=True)
class Yardsticks:
    """The cities to compare with; none where the brief names no place."""

    cities: tuple[GazetteerCity, ...]
    are_named: bool
    """Whether the trainer named them; else they stand for her countries."""
    snapshot: Snapshot
    is_coastal: bool = False

    def fit(self, case_id: str) -> Fit | None:
        """None where there is nothing to compare with, or the case has no city."""
        there = self.snapshot.profiles.by_case.get(case_id)
        if there is None or not self.cities:
            return None
        found = [(compare(self._profile(city), there, DEFAULT_WEIGHTS), city) for city in self.cities]
        compared, nearest = max(found, key=lambda pair: (pair[0].score or 0.0, -pair[1].geonames_id))
        mean = sum(each.score or 0.0 for each, _ in found) / len(found)
        return Fit(mean, nearest, compared, there)

    def reason(self, fit: Fit) -> Reason:
        """What makes the case's city like the audience's, in every interface language."""
        here = self._profile(fit.nearest)
        why = {tag: _why(fit, here, tag) for tag in INTERFACE_LANGUAGES}
        return Reason(text=say("reason_like", score=round(100 * fit.score), other=fit.nearest.name, why=why))

    def told(self) -> tuple[Reason, ...]:
        """Which cities stand for the audience's, where the trainer named none."""
        if self.are_named or not self.cities:
            return ()
        names = (_named(city) for city in self.cities)
        where = say("where_coast") if self.is_coastal else ""
        return (Reason(text=say("reason_yardstick", cities=listed(names), where=where)),)

    def _profile(self, city: GazetteerCity) -> CityProfile:
        return self.snapshot.profiles.of_city(city)


def _named(city: GazetteerCity) -> Mapping[str, str]:
    return {tag: f"{city.name} ({gazetteer.country_name(city.country, tag)})" for tag in INTERFACE_LANGUAGES}


def _why(fit: Fit, here: CityProfile, language: str) -> str:
    factors = in_words(fit.compared, here, fit.there, language).factors
    return "; ".join(factor.reason for factor in factors[:TOLD])


def yardsticks_of(audience: Audience, city_size: str | None, snapshot: Snapshot) -> Yardsticks:
    """The audience's own cities, or those that stand for its countries and regions. NotFound names a city that the gazetteer lacks."""
    named = tuple(_city(id) for id in audience.cities)
    if named:
        return Yardsticks(named[:MOST], True, snapshot)
    countries = dict.fromkeys((*audience.countries, *_countries_of(audience.regions)))
    found = [_middle_city(country, city_size, audience.is_coastal) for country in countries]
    ordered = sorted((each for each in found if each), key=lambda each: (-each[1], each[0].geonames_id))
    cities = tuple(city for city, _ in ordered[:MOST])
    return Yardsticks(cities, False, snapshot, audience.is_coastal)


def _city(geonames_id: int) -> GazetteerCity:
    found = gazetteer.city(geonames_id)
    if found is None:
        raise NotFound(f"the gazetteer has no city {geonames_id}; give the GeoNames id of one above 15,000 inhabitants")
    return found


def _countries_of(regions: Collection[str]) -> Iterable[str]:
    for concept in vocabulary("regions"):
        if concept.id in regions or concept.parent in regions:
            yield from concept.notes.get("countries", ())


def _middle_city(country: str, size: str | None, on_coast: bool) -> tuple[GazetteerCity, int] | None:
    """The city that stands for a country, and how many people live in such cities of it; None where it has none."""
    least, below = SIZES[size] if size else (SMALLEST, math.inf)
    large = gazetteer.cities_in(country)
    cities = [city for city in large if least <= city.population < below and not _is_suburb(city, large)]
    if on_coast:
        cities = [city for city in cities[:MOST_LOOKED_AT] if is_coastal(city.latitude, city.longitude)]
    if not cities:
        return None
    middle = median_low(city.population for city in cities)
    return _nearest(cities, middle), sum(city.population for city in cities)


MOST_LOOKED_AT = 60
"""Largest cities of a country that are looked up on the map of coasts."""


SUBURB_KM, SUBURB_RATIO = 30.0, 3.0
"""A place this near to one so many times larger is a part of it: GeoNames lists districts of Bangkok and Singapore as cities."""


def _is_suburb(city: GazetteerCity, cities: Iterable[GazetteerCity]) -> bool:
    larger = takewhile(lambda each: each.population >= SUBURB_RATIO * city.population, cities)
    return any(_kilometres(city, each) < SUBURB_KM for each in larger)


def _kilometres(one: GazetteerCity, other: GazetteerCity) -> float:
    """On a plane, which is near enough for neighbours."""
    east = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return KM_A_DEGREE * math.hypot(east, one.latitude - other.latitude)


KM_A_DEGREE = 111.2


def _nearest(cities: Sequence[GazetteerCity], population: int) -> GazetteerCity:
    return min(cities, key=lambda city: (abs(math.log(city.population / population)), city.geonames_id))
