"""Numbers, money, dates and names of languages as a reader of an interface language writes them, by Unicode CLDR."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent

from corpus.case import Money, Outcome
from corpus.vocabulary import vocabulary


def number(value: float, language: str) -> str:
    """Up to two decimals: more would claim a precision that policy figures do not have."""
    return format_decimal(round(value, 2), locale=language)


def money(cost: Money, language: str) -> str:
    """The amount with its ISO 4217 code, which is unmistakable where a symbol such as $ is not."""
    return _currency(cost.amount, cost.currency, language)


def dollars(amount: float, language: str) -> str:
    """US dollars, named by their code as other amounts are."""
    return _currency(amount, "USD", language)


def _currency(amount: float, currency: str, language: str) -> str:
    decimals = 0 if float(amount).is_integer() else 2
    pattern = "¤¤ #,##0" + ("." + "0" * decimals if decimals else "")
    return format_currency(amount, currency, format=pattern, locale=language, currency_digits=False)


def percent(share: float, language: str) -> str:
    return format_percent(share, locale=language)


def measured(value: float | None, outcome: Outcome, language: str) -> str:
    """A value of an outcome with its unit's symbol, or bare where the unit has none (it is then written in words)."""
    if value is None:
        return ""
    symbol = unit_symbol(outcome)
    return f"{number(value, language)}\N{NO-BREAK SPACE}{symbol}" if symbol else number(value, language)


def unit_symbol(outcome: Outcome) -> str:
    units = vocabulary("units")
    return str(units[outcome.unit].notes.get("symbol", "")) if outcome.unit in units else ""


def partial_date(date: str, language: str) -> str:
    """A date as precise as it is known: '2004', '2004-07' or '2004-07-01'."""
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 1:
        return date
    day = dt.date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    return (
        format_date(day, "long", locale=language) if len(parts) == 3 else format_skeleton("yMMMM", day, locale=language)
    )


def day_date(date: dt.date, language: str) -> str:
    """A day as short as it is clear within one year: weekday, day, month."""
    return format_skeleton("MMMEd", date, locale=language)


def file_size(size: int, language: str) -> str:
    """Bytes in the largest decimal unit that leaves a number above 1."""
    for unit, width in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= width:
            return f"{format_decimal(round(size / width, 1), locale=language)}\N{NO-BREAK SPACE}{unit}"
    return f"{size}\N{NO-BREAK SPACE}B"
