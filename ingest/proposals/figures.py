"""Costs and outcomes that a document states, as proposals. How sure: by the section that states them and by how they are said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pydantic import JsonValue

from corpus.case import Guess
from ingest.figures import Amount, Quantity, find_amounts, find_quantities
from ingest.proposals.reading import Reading, Statement, guess

MOST_AMOUNTS = 15
MOST_QUANTITIES = 30
"""Proposals of a document, the surest first: more than a person looks through in one sitting would hide the good ones."""

LONGEST_INDICATOR = 200
NO_BASIS = "not stated"
SMALL_AMOUNT = 10_000
"""Below it an amount is mostly a fare, a fee or a fine, and seldom what a policy cost."""

COST_SECTION: Mapping[str, float] = {"cost": 0.25, "results": 0.05, "challenge": -0.1, "lessons": -0.1}
RESULTS_SECTION: Mapping[str, float] = {"results": 0.3, "challenge": -0.1, "cost": -0.15, "lessons": -0.05}
"""What the section of a figure adds to the confidence that it is one for the record."""

AMOUNT, QUANTITY, IN_TABLE, CHANGE, CAPITAL, SMALL, UNSURE_CURRENCY = 0.35, 0.2, 0.1, 0.1, 0.1, -0.2, -0.1


def propose_costs(reading: Reading) -> Iterator[Guess]:
    """Each amount once, from where it is said surest."""
    found = [
        guess("cost", _cost(amount), _amount_confidence(amount, statement), statement)
        for statement in reading.statements
        for amount in find_amounts(statement.text, reading.language, reading.country)
    ]
    yield from _surest(found, ("amount", "currency"), MOST_AMOUNTS)


def propose_outcomes(reading: Reading) -> Iterator[Guess]:
    """Each value of a unit once, from where it is said surest."""
    found = chain.from_iterable(_outcomes(statement, reading) for statement in reading.statements)
    yield from _surest(found, ("value", "unit"), MOST_QUANTITIES)


def _outcomes(statement: Statement, reading: Reading) -> Iterator[Guess]:
    for quantity in find_quantities(statement.text, reading.language, statement.context):
        value = _outcome(quantity, statement, reading.language)
        yield guess("outcomes", value, _quantity_confidence(quantity, statement), statement)


def _cost(amount: Amount) -> dict[str, JsonValue]:
    year: dict[str, JsonValue] = {"price_year": amount.year} if amount.year else {}
    return {"amount": amount.amount, "currency": amount.currency, "basis": amount.basis or NO_BASIS, **year}


def _outcome(quantity: Quantity, statement: Statement, language: str) -> dict[str, JsonValue]:
    said = statement.context or statement.quote
    indicator = said if len(said) <= LONGEST_INDICATOR else f"{said[: LONGEST_INDICATOR - 1]}…"
    period: dict[str, JsonValue] = {"period": str(quantity.year)} if quantity.year else {}
    return {"indicator": {language: indicator}, "value": quantity.value, "unit": quantity.unit, **period}


def _amount_confidence(amount: Amount, statement: Statement) -> float:
    return (
        AMOUNT
        + COST_SECTION.get(statement.passage.section, 0)
        + (IN_TABLE if statement.is_cell else 0)
        + (CAPITAL if amount.basis == "capital" else 0)
        + (SMALL if amount.amount < SMALL_AMOUNT else 0)
        + (0 if amount.is_certain else UNSURE_CURRENCY)
    )


def _quantity_confidence(quantity: Quantity, statement: Statement) -> float:
    return (
        QUANTITY
        + RESULTS_SECTION.get(statement.passage.section, 0)
        + (IN_TABLE if statement.is_cell else 0)
        + (CHANGE if quantity.value < 0 else 0)
    )


def _surest(found: Iterable[Guess], keys: tuple[str, ...], most: int) -> list[Guess]:
    """The surest guess for each value of the keys, surest first, in the order of the document where they are as sure."""
    kept: dict[tuple[object, ...], Guess] = {}
    for each in sorted(found, key=lambda each: -each.confidence):
        assert isinstance(each.value, dict)
        kept.setdefault(tuple(each.value[key] for key in keys), each)
    return list(kept.values())[:most]
