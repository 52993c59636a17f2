"""Figures in a sentence: amounts of money and quantities with a unit, in the languages of the archive.

What stands around a number is data, `figures.yaml`. A number without currency or unit is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml
from babel.numbers import get_territory_currencies

from corpus.numbers import FoundNumber, find_numbers
from corpus.passage import Span
from ingest.years import years_in

BEFORE = 14
AFTER = 34
"""Characters before and after a number in which its currency or unit stands: 'million Singapore dollars'."""

CLAUSE = 60
"""Characters on either side in which 'per day' or 'of CO2' belongs to the number."""

_LINK = r"\.?\s?(?:de |d['’]|of |von |ال)?"
_NOTHING = "(?!)"
"""A pattern that never fits."""
_BARE_M = re.compile(r"\d\s+m$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as the text gives it."""

    span: Span
    """Characters of the text that hold number and currency."""
    amount: float
    """In units of the currency."""
    currency: str
    """ISO 4217."""
    is_certain: bool
    """Whether the sign leaves no doubt of the currency: '€' does not, '$' does."""
    year: int | None
    """The one year that the sentence names."""
    basis: str | None
    """What it pays for, in English, as records say it; None where no word of the sentence tells."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit of the vocabulary, negative where the text says that something fell by so many per cent."""

    span: Span
    value: float
    unit: str
    year: int | None


@dataclass(frozen=True, slots=True)
class _Currency:
    before: re.Pattern[str]
    after: re.Pattern[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    units: Mapping[str, re.Pattern[str]]
    per: Mapping[str, Mapping[str, str]]
    of: Mapping[str, str]
    gases: re.Pattern[str]
    periods: Mapping[str, re.Pattern[str]]
    fall_before: re.Pattern[str]
    fall_after: re.Pattern[str]
    bases: Mapping[str, re.Pattern[str]]
    currencies: tuple[_Currency, ...]


def find_amounts(sentence: str, language: str, country: str | None = None) -> list[Amount]:
    """Amounts of money in a sentence, in order; `country` (ISO 3166-1 alpha-2) tells whose pesos, francs or dollars they are."""
    numbers = find_numbers(sentence, language)
    found = ((number, _currency(sentence, number, country)) for number in numbers if number.value > 0)
    year, basis = _only_year(sentence), _first(_rules().bases, sentence)
    return [
        Amount(span, number.value, code, is_certain, year, basis)
        for number, sign in found
        if sign
        for span, code, is_certain in [sign]
    ]


def find_quantities(sentence: str, language: str, context: str = "") -> list[Quantity]:
    """Numbers with units in a sentence, in order; money is left out.

    `context` is what stands elsewhere and belongs to it, as the row and column of a cell: it may say 'per day'.
    """
    numbers = find_numbers(sentence, language)
    money = [number for number in numbers if _currency(sentence, number, None)]
    found = [(number, _unit(sentence, number, context)) for number in numbers if number not in money]
    return [
        Quantity(Span(number.start, end), _signed(sentence, number, unit), unit, _only_year(sentence))
        for number, named in found
        if named
        for unit, end in [named]
    ]


def _signed(text: str, number: FoundNumber, unit: str) -> float:
    if unit != "percent":
        return number.value
    rules = _rules()
    fell = (
        text[number.start - 1 : number.start] in {"-", "−", "–"}
        and not text[: number.start - 1].rstrip()[-1:].isdigit()
    )
    says_so = rules.fall_before.search(text[: number.start][-CLAUSE:]) or rules.fall_after.search(
        _without_unit(text[number.end :])
    )
    return -number.value if fell or says_so else number.value


def _without_unit(after: str) -> str:
    unit = _rules().units["percent"].match(after.lstrip())
    return after.lstrip()[unit.end() :] if unit else after


def _only_year(sentence: str) -> int | None:
    years = set(years_in(sentence))
    return years.pop() if len(years) == 1 else None


def _first(patterns: Mapping[str, re.Pattern[str]], text: str) -> str | None:
    return next((name for name, pattern in patterns.items() if pattern.search(text)), None)


# Units ---------------------------------------------------------------------------------------------------------------


def _unit(text: str, number: FoundNumber, context: str) -> tuple[str, int] | None:
    """The unit of a number and where it ends in the text."""
    if _BARE_M.search(text[number.start : number.end]):
        # '12 m' are metres, and no million of anything.
        return None
    after = text[number.end : number.end + AFTER]
    named = _unit_after(after)
    if named is None:
        return None
    clause = f"{context} {text[max(0, number.start - CLAUSE) : number.end + CLAUSE]}"
    return _narrowed(named[0], clause), number.end + named[1]


def _unit_after(after: str) -> tuple[str, int] | None:
    space = re.match(r"\s?(?:de |d['’]|of |的|の)?", after)
    start = space.end() if space else 0
    for unit, pattern in _rules().units.items():
        if match := pattern.match(after, start):
            return unit, match.end()
    return None


def _narrowed(unit: str, clause: str) -> str:
    rules = _rules()
    if unit in rules.of and rules.gases.search(clause):
        unit = rules.of[unit]
    choices = rules.per.get(unit, {})
    period = next((name for name in rules.periods if name in choices and rules.periods[name].search(clause)), "none")
    return choices.get(period, unit)


# Currencies ----------------------------------------------------------------------------------------------------------


def _currency(text: str, number: FoundNumber, country: str | None) -> tuple[Span, str, bool] | None:
    """Where number and currency stand, the code, and whether the sign can mean no other."""
    before = text[max(0, number.start - BEFORE) : number.start]
    after = text[number.end : number.end + AFTER]
    for currency in _rules().currencies:
        if match := currency.before.search(before):
            start = number.start - len(before) + match.start()
            return Span(start, number.end), *_code(currency.codes, country)
        if match := currency.after.match(after):
            return Span(number.start, number.end + match.end()), *_code(currency.codes, country)
    return None


def _code(codes: Sequence[str], country: str | None) -> tuple[str, bool]:
    if len(codes) == 1:
        return codes[0], True
    used = get_territory_currencies(country) if country else []
    return next((code for code in codes if code in used), codes[0]), False


# The data ------------------------------------------------------------------------------------------------------------


@cache
def _rules() -> _Rules:
    read = yaml.safe_load(resources.files("ingest").joinpath("figures.yaml").read_text("utf-8"))
    fall = read["fall"]
    return _Rules(
        units=_compiled(read["units"]),
        per=read["per"],
        of=read["of"],
        gases=re.compile(read["gases"], re.IGNORECASE),
        periods=_compiled(read["periods"]),
        fall_before=re.compile(fall["before"], re.IGNORECASE),
        fall_after=re.compile(fall["after"], re.IGNORECASE),
        bases=_compiled(read["bases"]),
        currencies=tuple(_currencies(read["currencies"])),
    )


def _compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}


def _currencies(entries: Sequence[Mapping[str, Any]]) -> Iterator[_Currency]:
    """A word of letters must not be a part of a longer one; in scripts without spaces words may touch."""
    for entry in entries:
        sign = entry.get("sign", _NOTHING)
        before = re.compile(rf"(?<![A-Za-zÀ-ÿ$])(?:{sign})\s?$")
        after = re.compile(rf"{_LINK}(?:{sign}|{entry.get('word', _NOTHING)})(?![A-Za-zÀ-ÿ])")
        yield _Currency(before, after, tuple(entry["codes"]))
