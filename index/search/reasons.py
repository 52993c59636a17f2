"""The comparison of two cities in words, in every interface language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from babel.numbers import format_compact_decimal, format_decimal

from corpus.gazetteer import language_word
from corpus.results import ComparedFactor, Comparison, Factor
from corpus.vocabulary import vocabulary
from index.search.comparable import CityProfile, Comparability, Part

ALIKE = 0.8
"""Likeness of sizes from which they are called similar: a ratio of at most 1.6."""

MILLION = 1_000_000
TEN_THOUSANDS = frozenset({"ko"})
"""Languages that count in ten thousands (410만), which needs no decimals, and for which CLDR has no long form."""
Said = Mapping[str, str]


def in_words(compared: Comparability, here: CityProfile, there: CityProfile, language: str) -> Comparison:
    """The comparison as an answer shows it, labels and reasons in the interface language."""
    parts = sorted(compared.parts, key=_telling)
    return Comparison(
        score=None if compared.score is None else round(compared.score, 4),
        known=round(compared.known, 4),
        same_city=here.geonames_id is not None and here.geonames_id == there.geonames_id,
        factors=tuple(_factor(part, here, there, language) for part in parts),
    )


def _telling(part: Part) -> tuple[bool, float, float]:
    """What speaks most for the score first; then what speaks against it by weight, then what does not count."""
    likeness = part.likeness or 0.0
    return not part.counts, -part.weight * likeness, -part.weight


def factor_label(factor: Factor, language: str) -> str:
    label: str = _texts()[factor]["label"][language]
    return label


@cache
def _texts() -> Mapping[str, Any]:
    text = resources.files("index.search").joinpath("reasons.yaml").read_text("utf-8")
    texts: Mapping[str, Any] = yaml.safe_load(text)
    return texts


def _factor(part: Part, here: CityProfile, there: CityProfile, language: str) -> ComparedFactor:
    return ComparedFactor(
        factor=part.factor,
        label=factor_label(part.factor, language),
        weight=part.weight,
        likeness=None if part.likeness is None else round(part.likeness, 4),
        reason=_reason(part, here, there, language),
    )


def _reason(part: Part, here: CityProfile, there: CityProfile, language: str) -> str:
    texts = _texts()
    if part.likeness is None:
        unknown: str = texts["unknown"][language]
        return unknown.format(label=factor_label(part.factor, language))
    template: str = texts[part.factor][_relation(part.factor, part.likeness, here, there)][language]
    return template.format(**_said(part.factor, here, there, language))


def _relation(factor: Factor, likeness: float, here: CityProfile, there: CityProfile) -> str:
    """Which of the sentences of a factor is true."""
    if factor in _AMOUNTS:
        amount = _AMOUNTS[factor]
        least = 1.0 if factor == "income" else ALIKE
        return "alike" if likeness >= least else "more" if amount(there) > amount(here) else "less"
    return "alike" if likeness == 1.0 else "partly" if likeness > 0.0 else "unlike"


_AMOUNTS: Mapping[Factor, Callable[[CityProfile], float]] = {
    "population": lambda profile: profile.population or 0,
    "density": lambda profile: profile.density or 0.0,
    "income": lambda profile: list(vocabulary("income_groups").concepts).index(profile.income_group or "low"),
}


def _said(factor: Factor, here: CityProfile, there: CityProfile, language: str) -> Said:
    """What stands in the gaps of the sentence."""
    say = _SAID.get(factor)
    if say is None:
        return {}
    shared = ", ".join(language_word(tag, language) for tag in here.languages if tag in there.languages)
    return {"here": say(here, language), "there": say(there, language), "shared": shared}


def _population(profile: CityProfile, language: str) -> str:
    size = number(profile.population or 0, language)
    return f"{size} ({profile.population_year})" if profile.population_year else size


def number(value: float, language: str) -> str:
    """A size to two or three digits: millions in words, less as a round number; more digits would claim more than is known."""
    if value >= MILLION:
        if language in TEN_THOUSANDS:
            return str(format_compact_decimal(value, locale=language))
        return str(format_compact_decimal(value, format_type="long", locale=language, fraction_digits=1))
    digits = max(0, len(str(int(value))) - 3)
    return str(format_decimal(round(value / 10**digits) * 10**digits, locale=language))


def _density(profile: CityProfile, language: str) -> str:
    return number(profile.density or 0.0, language)


def _income(profile: CityProfile, language: str) -> str:
    return vocabulary("income_groups").label(profile.income_group or "", language)


def _region(profile: CityProfile, language: str) -> str:
    return vocabulary("regions").label(profile.regions[0], language)


def _climate(profile: CityProfile, language: str) -> str:
    zone = profile.climate or ""
    return f"{vocabulary('climate_zones').label(zone, language)} ({zone})"


def _language(profile: CityProfile, language: str) -> str:
    return language_word(profile.languages[0], language)


_SAID: Mapping[Factor, Callable[[CityProfile, str], str]] = {
    "population": _population,
    "density": _density,
    "income": _income,
    "region": _region,
    "language": _language,
    "climate": _climate,
}
