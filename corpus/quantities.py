"""Numbers and units as a reader of an interface language writes them."""

from __future__ import annotations

from babel.numbers import format_decimal

from corpus.vocabulary import vocabulary

BARE_UNITS = frozenset({"count", "ratio", "index"})
"""Units whose name behind a number would say nothing."""


def written_number(value: float, language: str) -> str:
    """With the separators of the language, and at most three decimals."""
    return str(format_decimal(value, locale=language))


def measured(value: float, unit: str, language: str) -> str:
    """A number with the symbol of its unit (an id of the vocabulary `units`), or the unit's name where it has none."""
    if unit in BARE_UNITS:
        return written_number(value, language)
    units = vocabulary("units")
    symbol = units[unit].notes.get("symbol") if unit in units else None
    return f"{written_number(value, language)} {symbol or units.label(unit, language)}"
