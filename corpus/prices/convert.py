"""An amount as its source gives it, in US dollars of one year.

Convert, then inflate: the amount is turned into dollars at the market rate of its price year, averaged over the year, and these dollars
into those of the target year by the US consumer price index. Databases of costs of infrastructure that span countries do so. It says
what the money would have bought in the United States and not what it bought in the city; for that, purchasing power parities would be
needed, which do not ship with Casebook.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.prices.tables import PriceTables, Quote

PRICE_YEAR = 2025
"""Year whose prices amounts are turned into where none is named: the last whole one of the shipped index. Fixed, so that an address
gives the same numbers next year."""


class Gap(StrEnum):
    """Why an amount cannot be converted."""

    no_price_year = "no_price_year"
    no_rate = "no_rate"
    no_index = "no_index"
    """The price index does not have the price year."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in US dollars, with the numbers that it was reached by."""

    amount: float
    """In dollars of `year`, unrounded."""
    year: int
    nominal: float
    """In dollars of the price year, unrounded."""
    rate: Quote
    """Units of the currency for one dollar, on average over the price year."""
    index_then: Quote
    index_target: Quote


def convert(tables: PriceTables, amount: float, currency: str, price_year: int | None, year: int) -> Conversion | Gap:
    """The amount, in units of the currency (ISO 4217), in dollars of `year`; a Gap where a number that this takes is not known.

    `year` must be one of `tables.index`.
    """
    if price_year is None:
        return Gap.no_price_year
    rate, then = tables.rate(currency, price_year), tables.index.get(price_year)
    if rate is None:
        return Gap.no_rate
    if then is None:
        return Gap.no_index
    nominal, target = amount / rate.value, tables.index[year]
    return Conversion(nominal * target.value / then.value, year, nominal, rate, then, target)
