"""Ranking cases by how comparable their city is to the one that a reader names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from corpus import gazetteer
from corpus.errors import BadInput
from corpus.facets import city_name
from corpus.gazetteer import GazetteerCity
from corpus.results import CaseCard, CityAnswer, Factor, FactorWeight, LikeAnswer, SearchQuery
from corpus.vocabulary import INTERFACE_LANGUAGES
from index.search.comparable import DEFAULT_WEIGHTS, CityProfile, Comparability, compare
from index.search.parts import Group
from index.search.reasons import factor_label, in_words
from index.search.shared import Shared
from index.search.snapshot import Snapshot

MOST_OTHERS = 5
"""Cities of the same name that are told."""

HALF_RELEVANT = 10.0
"""Places after the first at which relevance counts half, as in the fusion of ranks. Places rather than scores, so that it stays
right however scores are made."""


@dataclass(frozen=True, slots=True)
class Yardstick(Shared):
    """What cases are compared with."""

    city: GazetteerCity
    others: tuple[GazetteerCity, ...]
    """Smaller ones that the same name could mean."""
    profile: CityProfile
    weights: Mapping[Factor, float]


def cities_meant(like: str) -> tuple[GazetteerCity, ...]:
    """Cities that a GeoNames id, or a name in any language, can stand for, largest first; none where the gazetteer has none.

    A name may be followed by a comma and the country, as a code or in an interface language: 'Córdoba, Spain'.
    """
    if like.isascii() and like.isdecimal():
        found = gazetteer.city(int(like))
        return (found,) if found else ()
    name, _, country = like.rpartition(",")
    cities = (city for city in gazetteer.cities_named(name.strip()) if _is_in(city, country.strip()))
    return gazetteer.cities_named(like.strip()) or tuple(cities)


def _is_in(city: GazetteerCity, country: str) -> bool:
    names = (gazetteer.country_name(city.country, language) for language in INTERFACE_LANGUAGES)
    return gazetteer.fold(country) in map(gazetteer.fold, (city.country, *names))


def read_yardstick(query: SearchQuery, snapshot: Snapshot) -> Yardstick | None:
    """What the query compares with, None where it does not; BadInput where there is no such city."""
    if query.like is None:
        return None
    meant = cities_meant(query.like)
    if not meant:
        raise BadInput(f"there is no city {query.like!r} in the gazetteer; give a GeoNames id or another name of it")
    city, *others = meant
    profile = snapshot.profiles.of_city(city)
    return Yardstick(city, tuple(others[:MOST_OTHERS]), profile, {**DEFAULT_WEIGHTS, **query.weights})


def order_by_likeness(groups: Iterable[Group], query: SearchQuery, snapshot: Snapshot) -> tuple[Group, ...]:
    """Cases of the most comparable cities first, those without a city last; as they came where the query names no city.

    Where words were asked for, comparability only moves cases among those that are relevant: the order is that of the place in
    the list and the comparability, by `like_share`. Cases that are equal keep their order.
    """
    listed, yardstick = tuple(groups), read_yardstick(query, snapshot)
    if yardstick is None:
        return listed
    share = query.like_share if any(group.passages for group in listed) else 1.0
    worth = {
        group.case_id: (1 - share) * _relevance(place) + share * _score(yardstick, snapshot, group.case_id)
        for place, group in enumerate(listed)
    }
    return tuple(sorted(listed, key=lambda group: -worth[group.case_id]))


def _relevance(place: int) -> float:
    """From 1 for the first place, 0, down to 0."""
    return HALF_RELEVANT / (HALF_RELEVANT + place)


NO_CITY = -0.01
"""Score of a case without a city, just below that of one that has nothing in common."""


def _score(yardstick: Yardstick, snapshot: Snapshot, case_id: str) -> float:
    there = _there(yardstick, snapshot, case_id)
    return NO_CITY if there is None else _compared(yardstick, there).score or 0.0


def _there(yardstick: Yardstick, snapshot: Snapshot, case_id: str) -> CityProfile | None:
    """The city of a case; the reader's own city is what it is today, and not another one because its record is old."""
    there = snapshot.profiles.by_case.get(case_id)
    if there is None or there.geonames_id != yardstick.city.geonames_id:
        return there
    return replace(yardstick.profile, levels=there.levels)


def _compared(yardstick: Yardstick, there: CityProfile) -> Comparability:
    return compare(yardstick.profile, there, yardstick.weights)


def with_comparisons(cards: Iterable[CaseCard], query: SearchQuery, snapshot: Snapshot) -> tuple[CaseCard, ...]:
    """The cards with the comparison of their cities in words; as they are where the query names no city."""
    yardstick = read_yardstick(query, snapshot)
    return tuple(cards) if yardstick is None else tuple(_with(card, yardstick, query, snapshot) for card in cards)


def _with(card: CaseCard, yardstick: Yardstick, query: SearchQuery, snapshot: Snapshot) -> CaseCard:
    there = _there(yardstick, snapshot, card.id)
    if there is None:
        return card
    comparison = in_words(_compared(yardstick, there), yardstick.profile, there, query.language)
    return card.model_copy(update={"comparison": comparison})


def like_answer(query: SearchQuery, snapshot: Snapshot) -> LikeAnswer | None:
    """Which city was understood, and which others have its name."""
    yardstick = read_yardstick(query, snapshot)
    if yardstick is None:
        return None
    city, *others = (city_answer(each, snapshot, query.language) for each in (yardstick.city, *yardstick.others))
    weights = tuple(
        FactorWeight(
            factor=factor, label=factor_label(factor, query.language), weight=weight, default=DEFAULT_WEIGHTS[factor]
        )
        for factor, weight in yardstick.weights.items()
    )
    return LikeAnswer(city=city, others=tuple(others), weights=weights)


def city_answer(city: GazetteerCity, snapshot: Snapshot, language: str) -> CityAnswer:
    """A city of the gazetteer, spelt as a case there spells it in the language, where one does."""
    case = snapshot.case_in_city.get(str(city.geonames_id))
    return CityAnswer(
        geonames_id=city.geonames_id,
        name=(city_name(case, language) if case else None) or city.name,
        country=city.country,
        country_label=gazetteer.country_name(city.country, language),
        population=city.population,
    )
