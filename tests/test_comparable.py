"""How comparable two cities are: what every comparison must keep to, whatever is known of them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from corpus.case import GovernanceLevel
from corpus.climate import ZONES
from corpus.results import Factor
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.search.comparable import DEFAULT_WEIGHTS, CityProfile, compare
from index.search.reasons import factor_label, in_words, number

FACTORS = get_args(Factor)
KNOWN_BY: dict[str, dict[str, Any]] = {
    "population": {"population": None}, "income": {"income_group": None}, "region": {"regions": ()}, "density": {"density": None},
    "language": {"languages": ()}, "climate": {"climate": None}, "governance": {"levels": ()},
}  # fmt: skip
"""Factor -> what a profile looks like of which it is not known."""

REGIONS = some.sampled_from([(r.id, r.parent) for r in vocabulary("regions") if r.parent])
WHOLE = some.builds(
    CityProfile,
    geonames_id=some.integers(1, 10**7),
    population=some.integers(1, 40_000_000),
    density=some.floats(0.1, 60_000),
    income_group=some.sampled_from(list(vocabulary("income_groups").concepts)),
    regions=REGIONS,
    languages=some.lists(some.sampled_from(["en", "es", "fr", "ko", "sm", "zh"]), min_size=1, unique=True).map(tuple),
    climate=some.sampled_from(ZONES),
    levels=some.sampled_from(list(GovernanceLevel)).map(lambda level: (level,)),
)
WEIGHTS = some.fixed_dictionaries({factor: some.floats(0.1, 10) for factor in FACTORS})
QUICK = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def lacking(profile: CityProfile, *factors: str) -> CityProfile:
    return replace(profile, **{name: value for factor in factors for name, value in KNOWN_BY[factor].items()})


def test_every_factor_has_a_weight_a_label_and_a_way_not_to_be_known() -> None:
    assert set(DEFAULT_WEIGHTS) == set(FACTORS) == set(KNOWN_BY)
    assert {name for lack in KNOWN_BY.values() for name in lack} <= {field.name for field in fields(CityProfile)}
    assert all(factor_label(factor, language) for factor in FACTORS for language in INTERFACE_LANGUAGES)


@QUICK
@given(WHOLE, WEIGHTS)
def test_a_city_is_wholly_comparable_to_itself(city: CityProfile, weights: dict[Factor, float]) -> None:
    compared = compare(city, city, weights)
    assert compared.score == pytest.approx(1)
    assert compared.known == pytest.approx(1)


@QUICK
@given(WHOLE, WHOLE, WEIGHTS)
def test_a_comparison_is_the_same_from_either_side(
    one: CityProfile, other: CityProfile, weights: dict[Factor, float]
) -> None:
    forth, back = compare(one, other, weights), compare(other, one, weights)
    assert forth.score is not None
    assert 0 <= forth.score <= 1
    assert back.score == pytest.approx(forth.score)


@QUICK
@given(WHOLE, WHOLE, WEIGHTS, some.sampled_from(FACTORS))
def test_a_weight_of_nothing_drops_the_factor(
    one: CityProfile, other: CityProfile, weights: dict[Factor, float], factor: Factor
) -> None:
    without = {**weights, factor: 0.0}
    assert compare(one, other, without).score == pytest.approx(compare(lacking(one, factor), other, weights).score)


@QUICK
@given(WHOLE, WHOLE, WEIGHTS, some.sampled_from(FACTORS))
def test_what_is_not_known_neither_helps_nor_hurts(
    one: CityProfile, other: CityProfile, weights: dict[Factor, float], factor: Factor
) -> None:
    compared = compare(one, lacking(other, factor), weights)
    rest = [part for part in compare(one, other, weights).parts if part.factor != factor]
    total = sum(part.weight for part in rest)
    assert compared.score == pytest.approx(sum(part.weight * (part.likeness or 0) for part in rest) / total)
    assert compared.known == pytest.approx(total / sum(weights.values()))


def test_nothing_known_is_no_score() -> None:
    compared = compare(CityProfile(), CityProfile(), DEFAULT_WEIGHTS)
    assert (compared.score, compared.known) == (None, 0)


@pytest.mark.parametrize(
    ("factor", "here", "there", "likeness"),
    [
        ("population", {"population": 2_000_000}, {"population": 1_000_000}, 0.699),
        ("population", {"population": 50_000}, {"population": 5_000_000}, 0),
        ("density", {"density": 5_000}, {"density": 5_000}, 1),
        ("income", {"income_group": "low"}, {"income_group": "lower-middle"}, 2 / 3),
        ("income", {"income_group": "low"}, {"income_group": "high"}, 0),
        ("income", {"income_group": "low"}, {"income_group": "unheard of"}, None),
        ("region", {"regions": ("155", "150")}, {"regions": ("154", "150")}, 0.5),
        ("region", {"regions": ("155", "150")}, {"regions": ("030", "142")}, 0),
        ("language", {"languages": ("en", "fr")}, {"languages": ("fr",)}, 0.5),
        ("language", {"languages": ("ko",)}, {"languages": ("ko", "en")}, 1),
        ("climate", {"climate": "Cfa"}, {"climate": "Cfb"}, 0.7),
        ("climate", {"climate": "Csa"}, {"climate": "Cfb"}, 0.4),
        ("climate", {"climate": "ET"}, {"climate": "EF"}, 0.4),
        ("climate", {"climate": "Af"}, {"climate": "BWh"}, 0),
        ("governance", {"levels": tuple(GovernanceLevel)}, {"levels": (GovernanceLevel.national,)}, 1),
        ("governance", {"levels": (GovernanceLevel.local,)}, {"levels": (GovernanceLevel.national,)}, 0),
    ],
)  # fmt: skip
def test_likeness_of_each_factor(factor: str, here: Any, there: Any, likeness: float | None) -> None:
    compared = compare(CityProfile(**here), CityProfile(**there), DEFAULT_WEIGHTS)
    found = {part.factor: part.likeness for part in compared.parts}
    assert found.pop(factor) == pytest.approx(likeness, abs=0.001)  # type: ignore[arg-type]
    assert set(found.values()) == {None}


BOGOTA = CityProfile(
    1, 4_100_000, 2005, 21_000.0, "upper-middle", ("005", "019"), ("es",), "Cfb", (GovernanceLevel.local,)
)
LYON = CityProfile(2, 3_800_000, None, None, "high", ("155", "150"), ("fr",), "Cfb", (GovernanceLevel.local,))


def test_reasons_say_both_sides_the_case_first_and_the_telling_ones_first() -> None:
    comparison = in_words(compare(LYON, BOGOTA, DEFAULT_WEIGHTS), LYON, BOGOTA, "en")
    assert [factor.reason for factor in comparison.factors] == [
        "similar size: 4.1 million (2005) against 3.8 million",
        "poorer country: upper-middle income against high income",
        "same climate: temperate, no dry season, warm summer (Cfb)",
        "decided at a level that the city has",
        "another continent: South America against Western Europe",
        "another language: Spanish against French",
        "Density: not known",
    ]
    assert (comparison.same_city, comparison.known) == (False, pytest.approx(0.8947))


def test_reasons_are_in_the_language_asked_for() -> None:
    first = {
        language: in_words(compare(LYON, BOGOTA, DEFAULT_WEIGHTS), LYON, BOGOTA, language).factors[0].reason
        for language in INTERFACE_LANGUAGES
    }
    assert first == {
        "en": "similar size: 4.1 million (2005) against 3.8 million",
        "es": "tamaño similar: 4,1 millones (2005) frente a 3,8 millones",
        "fr": "taille comparable : 4,1 millions (2005) contre 3,8 millions",
        "ko": "비슷한 규모: 410만 (2005) 대 380만",
    }


@QUICK
@given(WHOLE, WHOLE, some.sets(some.sampled_from(FACTORS)), some.sampled_from(INTERFACE_LANGUAGES))
def test_every_comparison_can_be_said(one: CityProfile, other: CityProfile, gone: set[str], language: str) -> None:
    here = lacking(one, *gone)
    comparison = in_words(compare(here, other, DEFAULT_WEIGHTS), here, other, language)
    assert len(comparison.factors) == len(FACTORS)
    assert all(factor.reason and "{" not in factor.reason for factor in comparison.factors)
    assert {factor.factor for factor in comparison.factors if factor.likeness is None} == gone


def test_sizes_claim_no_more_digits_than_are_known() -> None:
    assert [number(value, "en") for value in (12_294_193, 830_412, 26_357, 950)] == [
        "12.3 million",
        "830,000",
        "26,400",
        "950",
    ]
