"""What the gazetteer, the vocabularies and the records of cases know about a city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus import gazetteer
from corpus.case import Case, CityContext, GovernanceLevel
from corpus.climate import zone_at
from corpus.gazetteer import GazetteerCity
from corpus.vocabulary import vocabulary
from index.search.comparable import CityProfile
from index.search.shared import Shared

PART_OF_A_CITY = 0.2
"""Share of the gazetteer's inhabitants below which the figures of a record are of a quarter, and say nothing of the city's size. Of
the shipped cases these are five: four of a quarter or some favelas, and the small municipality in the middle of Melbourne."""


@dataclass(frozen=True, slots=True)
class Profiles(Shared):
    """The cities of an archive."""

    by_case: Mapping[str, CityProfile]
    """Case id -> its city at the time of the policy; cases without a city of the gazetteer are not in it."""
    recorded: Mapping[int, Sequence[CityContext]]
    """GeoNames id -> what cases there record of the city, the newest first."""

    def of_city(self, city: GazetteerCity) -> CityProfile:
        """A reader's city today: the gazetteer's inhabitants, and for the rest what cases in the same city record."""
        levels = tuple(GovernanceLevel) if gazetteer.is_city_state(city) else (GovernanceLevel.local,)
        return _profile(city, None, self.recorded.get(city.geonames_id, ()), levels)


def read_profiles(cases: Iterable[Case]) -> Profiles:
    """The profiles of the cities of these cases."""
    located = [(case, city) for case in cases if case.city and (city := gazetteer.city(case.city.geonames_id))]
    recorded: dict[int, list[CityContext]] = defaultdict(list)
    for case, city in sorted(located, key=lambda pair: -_year(pair[0])):
        if case.city_context:
            recorded[city.geonames_id].append(case.city_context)
    return Profiles({case.id: _of_case(case, city, recorded[city.geonames_id]) for case, city in located}, recorded)


def _year(case: Case) -> int:
    return (case.city_context.year if case.city_context else None) or case.year or 0


def _of_case(case: Case, city: GazetteerCity, recorded: Sequence[CityContext]) -> CityProfile:
    decided = () if case.governance_level is None else (case.governance_level,)
    levels = tuple(GovernanceLevel) if gazetteer.is_city_state(city) else decided
    return _profile(city, case.city_context, recorded, levels)


def _profile(
    city: GazetteerCity, own: CityContext | None, recorded: Sequence[CityContext], levels: tuple[GovernanceLevel, ...]
) -> CityProfile:
    """`own` is what the case itself records; what it lacks is taken from other cases in the city."""
    contexts = (own, *recorded) if own else tuple(recorded)
    incomes = (context.income_group for context in contexts if context.income_group)
    sized = own if own and own.population and _is_of_whole_city(own, city) else None
    region = gazetteer.region_of(city.country)
    return CityProfile(
        geonames_id=city.geonames_id,
        population=(sized.population if sized else city.population) or None,
        population_year=sized.year if sized else None,
        density=next(_densities(contexts, city), None),
        income_group=next(incomes, None) or income_group_of(city.country),
        regions=tuple(filter(None, (region.id, region.parent))) if region else (),
        languages=gazetteer.official_languages(city.country),
        climate=zone_at(city.latitude, city.longitude),
        levels=levels,
    )


def _is_of_whole_city(context: CityContext, city: GazetteerCity) -> bool:
    return (context.population or 0) >= PART_OF_A_CITY * city.population


def _densities(contexts: Iterable[CityContext], city: GazetteerCity) -> Iterator[float]:
    for context in contexts:
        if context.population and context.area_km2 and _is_of_whole_city(context, city):
            yield context.population / context.area_km2


def income_group_of(country: str) -> str | None:
    """The World Bank's present income group of a country (ISO 3166-1 alpha-2), None where the Bank has none for it."""
    groups = vocabulary("income_groups")
    return next((group.id for group in groups if country in group.notes["countries"]), None)
