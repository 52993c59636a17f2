"""The parameters of a comparison of cities, `like` and `weights`, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from api.problems import LONGEST_ECHO, AllowedValue, ValueProblem
from corpus import gazetteer
from corpus.gazetteer import GazetteerCity
from corpus.results import Factor, InterfaceLanguage
from index.search.comparable import DEFAULT_WEIGHTS
from index.search.like import cities_meant
from index.search.reasons import factor_label

HEAVIEST = 10.0
MOST_CITIES = 4
"""Cities that are suggested for a name that the gazetteer does not have."""

_NUMBER = re.compile(r"^\d{1,3}(\.\d{1,6})?$")


def wrong_like(like: str | None, language: InterfaceLanguage) -> Iterator[ValueProblem]:
    """Nothing where the city is known; else what was wrong, with the cities whose names are spelt like it."""
    if like is None or cities_meant(like):
        return
    near = [_suggested(city, language) for city in gazetteer.cities_spelt_like(like, MOST_CITIES)]
    named = ", ".join(f"{each.value} ({each.label})" for each in near) or "none"
    message = f"The gazetteer has no city {like[:LONGEST_ECHO]!r}. Names that are spelt like it: {named}."
    yield ValueProblem(
        parameter="like",
        place="query",
        message=message,
        given=like[:LONGEST_ECHO],
        allowed=tuple(near),
        allowed_total=len(near),
    )


def _suggested(city: GazetteerCity, language: InterfaceLanguage) -> AllowedValue:
    label = f"{city.name}, {gazetteer.country_name(city.country, language)}"
    return AllowedValue(value=str(city.geonames_id), label=label)


def read_weights(given: Sequence[str]) -> dict[Factor, float]:
    """Factor -> weight, for those that can be read; `wrong_weights` names the others."""
    return dict(weight for each in _split(given) if (weight := _weight(each)))


def wrong_weights(given: Sequence[str], like: str | None, language: InterfaceLanguage) -> Iterator[ValueProblem]:
    """What cannot be read of the weights; also where there is nothing to weigh."""
    allowed = tuple(AllowedValue(value=factor, label=factor_label(factor, language)) for factor in DEFAULT_WEIGHTS)
    names = ", ".join(DEFAULT_WEIGHTS)
    for each in _split(given):
        if _weight(each) is None:
            what = (
                f"{each[:LONGEST_ECHO]!r} is not a weight. Write factor:number, 0 to {HEAVIEST:g}; factors are {names}."
            )
            yield _problem(what, each, allowed)
    if given and like is None:
        yield _problem("There is nothing to weigh: say which city to compare with in 'like'.", ",".join(given), ())
    if not any({**DEFAULT_WEIGHTS, **read_weights(given)}.values()):
        yield _problem("Every factor has the weight 0; leave one above it.", ",".join(given), allowed)


def _split(given: Sequence[str]) -> list[str]:
    return [part.strip() for each in given for part in each.split(",") if part.strip()]


def _weight(text: str) -> tuple[Factor, float] | None:
    """'climate:2' read; None where there is no such factor, or the number is none or above the heaviest."""
    name, _, number = (part.strip() for part in text.partition(":"))
    factor = next((each for each in DEFAULT_WEIGHTS if each == name), None)
    if factor is None or not _NUMBER.match(number) or float(number) > HEAVIEST:
        return None
    return factor, float(number)


def _problem(message: str, given: str, allowed: tuple[AllowedValue, ...]) -> ValueProblem:
    return ValueProblem(
        parameter="weights",
        place="query",
        message=message,
        given=given[:LONGEST_ECHO],
        allowed=allowed,
        allowed_total=len(allowed),
    )
