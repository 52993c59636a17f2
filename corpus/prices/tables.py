"""Annual exchange rates, a price index and fixed parities: what ships with Casebook, and what an institute sets beside it.

The shipped numbers and where each was read are in ``exchange_rates.csv``, ``price_index.csv``, ``parities.yaml`` and ``sources.yaml``
beside this file. An institute names tables of its own by the settings ``exchange_rates`` and ``price_index``; their rows come before
the shipped ones.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import yaml

from corpus.errors import Unavailable

USD = "USD"


@dataclass(frozen=True, slots=True)
class DataSource:
    """A publication that numbers come from; everything but the title may be unknown for a table that an institute set."""

    id: str
    title: str
    publisher: str = ""
    url: str = ""
    licence: str = ""
    read: str = ""
    """In what the numbers were read, and when."""
    method: str = ""
    """What was done to them."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A number of a table: units of a currency for one US dollar on average over a year, or a price index."""

    value: float
    sources: tuple[str, ...]
    """Ids of `PriceTables.sources`; two where a fixed parity and the rate of its anchor were multiplied; none for the dollar itself."""


@dataclass(frozen=True, slots=True)
class Parity:
    """A fixed rate: `units` of a currency are one unit of `anchor` in every whole year from `since` on."""

    anchor: str
    units: float
    since: int
    source: str


@dataclass(frozen=True)
class PriceTables:
    """Everything that a conversion takes. Shared between threads."""

    rates: Mapping[tuple[str, int], Quote]
    """ISO 4217 code and year -> units for one US dollar."""
    index: Mapping[int, Quote]
    """Year -> US price index; only ratios matter."""
    parities: Mapping[str, Parity]
    sources: Mapping[str, DataSource]

    def rate(self, currency: str, year: int) -> Quote | None:
        """Units of the currency for one US dollar, from the table or by a fixed parity; None where neither covers the year."""
        if currency == USD:
            return Quote(1.0, ())
        parity = self.parities.get(currency)
        known = self.rates.get((currency, year))
        if known or parity is None or year < parity.since:
            return known
        anchor = self.rate(parity.anchor, year)
        return Quote(parity.units * anchor.value, (parity.source, *anchor.sources)) if anchor else None


@cache
def read_price_tables(exchange_rates: Path | None = None, price_index: Path | None = None) -> PriceTables:
    """The shipped tables with an institute's rows before them: CSV files with the columns `currency,year,per_usd,source` and
    `year,index,source`, where `source` says in words where the number is from. Unavailable names the line that cannot be used.

    Read once per process. An own price index replaces the shipped one: two indices on different bases must not be mixed.
    """
    sources = {id: DataSource(id, **told) for id, told in _yaml("sources.yaml").items()}
    rates = dict(_rates(_shipped("exchange_rates.csv"), "exchange_rates.csv"))
    index = dict(_index(_shipped("price_index.csv"), "price_index.csv"))
    if exchange_rates:
        rates |= dict(_rates(_read(exchange_rates, "CASEBOOK_EXCHANGE_RATES"), str(exchange_rates)))
    if price_index:
        index = dict(_index(_read(price_index, "CASEBOOK_PRICE_INDEX"), str(price_index)))
    named = {id for quote in (*rates.values(), *index.values()) for id in quote.sources}
    own = {id: DataSource(id, title=id) for id in sorted(named - set(sources))}
    parities = {currency: Parity(**told) for currency, told in _yaml("parities.yaml").items()}
    return PriceTables(rates, index, parities, sources | own)


def _shipped(name: str) -> str:
    return resources.files("corpus.prices").joinpath(name).read_text("utf-8")


def _yaml(name: str) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = yaml.safe_load(_shipped(name))
    return told


def _read(path: Path, setting: str) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as failure:
        raise Unavailable(f"{setting} names {path}, which cannot be read as UTF-8 text: {failure}") from failure


def _rates(text: str, name: str) -> Iterator[tuple[tuple[str, int], Quote]]:
    return _rows(text, name, lambda row: ((row["currency"].strip(), int(row["year"])), _quote(row["per_usd"], row)))


def _index(text: str, name: str) -> Iterator[tuple[int, Quote]]:
    return _rows(text, name, lambda row: (int(row["year"]), _quote(row["index"], row)))


Key = TypeVar("Key")


def _rows(text: str, name: str, read: Callable[[dict[str, str]], tuple[Key, Quote]]) -> Iterator[tuple[Key, Quote]]:
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2):
        try:
            yield read(row)
        except (KeyError, ValueError, TypeError, AttributeError) as failure:
            raise Unavailable(
                f"line {number} of {name} is not a row of a price table: {failure}; columns are currency,year,per_usd,source "
                "for rates and year,index,source for an index"
            ) from failure


def _quote(number: str, row: Mapping[str, str]) -> Quote:
    value = float(number)
    if not 0 < value < float("inf"):
        raise ValueError(f"{number} is not above zero")
    return Quote(value, (row["source"].strip() or "source not named",))
