"""Amounts of other years and currencies in US dollars of one year, and the tables that this takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import Unavailable
from corpus.prices import PRICE_YEAR, Conversion, Gap, PriceTables, convert, read_price_tables

FEDERAL_RESERVE = {
    ("SEK", 2006): 7.3718, ("KRW", 2013): 1094.67, ("BRL", 2012): 1.9535, ("JPY", 2011): 79.70, ("CHF", 2015): 0.9628,
    ("CNY", 2010): 6.7696, ("EUR", 2008): 0.6791, ("INR", 2016): 67.16, ("ZAR", 2014): 10.8420, ("NZD", 2011): 1.2626,
}  # fmt: skip
"""Annual averages of another publisher for years of which the European Central Bank's are shipped. It averages dollars per euro and we
euros per dollar, which in the restless year 2008 is two thirds of a per cent apart."""


@pytest.fixture(scope="module")
def tables() -> PriceTables:
    return read_price_tables()


def converted(tables: PriceTables, amount: float, currency: str, price_year: int, year: int = PRICE_YEAR) -> Conversion:
    found = convert(tables, amount, currency, price_year, year)
    assert isinstance(found, Conversion)
    return found


def test_rates_agree_with_those_of_another_publisher(tables: PriceTables) -> None:
    for (currency, year), known in FEDERAL_RESERVE.items():
        rate = tables.rate(currency, year)
        assert rate is not None
        assert rate.sources == ("ecb",)
        assert rate.value == pytest.approx(known, rel=0.007), (currency, year)


def test_no_rate_jumps_where_one_publisher_follows_the_other(tables: PriceTables) -> None:
    for (currency, year), rate in tables.rates.items():
        before = tables.rates.get((currency, year - 1))
        if before and before.sources != rate.sources:
            assert 0.7 < rate.value / before.value < 1.5, (currency, year)


def test_every_number_names_a_publication_with_its_licence(tables: PriceTables) -> None:
    named = {id for quote in (*tables.rates.values(), *tables.index.values()) for id in quote.sources}
    named |= {parity.source for parity in tables.parities.values()}
    assert named == set(tables.sources)
    assert all(source.title and source.url and source.licence and source.method for source in tables.sources.values())


def test_an_amount_is_converted_in_its_price_year_and_then_inflated(tables: PriceTables) -> None:
    found = converted(tables, 3_800_000_000, "SEK", 2006)
    assert found.nominal == pytest.approx(3_800_000_000 / 7.3793)
    assert found.amount == pytest.approx(found.nominal * 321.943 / 201.6)
    assert (found.rate.sources, found.index_then.sources, found.year) == (("ecb",), ("bls",), PRICE_YEAR)


def test_dollars_of_the_target_year_stay_what_they_are(tables: PriceTables) -> None:
    assert converted(tables, 12.5, "USD", PRICE_YEAR).amount == 12.5
    assert converted(tables, 12.5, "USD", 2009, 2009).amount == 12.5


def test_currencies_with_a_fixed_rate_follow_their_anchor(tables: PriceTables) -> None:
    euro, franc = tables.rate("EUR", 2022), tables.rate("XOF", 2022)
    assert euro is not None
    assert franc is not None
    assert franc.value == pytest.approx(655.957 * euro.value)
    assert franc.sources == ("xof", "ecb")
    assert tables.rate("NAD", 2017) is not None
    assert converted(tables, 36_725, "AED", 2009, 2009).amount == pytest.approx(10_000)


@pytest.mark.parametrize(
    ("currency", "price_year", "gap"),
    [
        ("SEK", None, Gap.no_price_year),
        ("NPR", 2011, Gap.no_rate),
        ("XOF", 1994, Gap.no_rate),
        ("USD", 2026, Gap.no_index),
    ],
)
def test_what_is_not_known_is_a_gap_and_no_number(
    tables: PriceTables, currency: str, price_year: int | None, gap: Gap
) -> None:
    assert convert(tables, 100, currency, price_year, PRICE_YEAR) is gap


def test_tables_of_an_institute_come_before_the_shipped_ones(tmp_path: Path) -> None:
    rates, index = tmp_path / "rates.csv", tmp_path / "index.csv"
    rates.write_text(
        "\ufeffcurrency,year,per_usd,source\nNPR,2011,74.02,Nepal Rastra Bank\nSEK,2006,7,our bank\n", "utf-8"
    )
    index.write_text("year,index,source\n2006,1,deflator\n2011,1.5,deflator\n", "utf-8")
    own = read_price_tables(rates, index)
    assert converted(own, 74.02, "NPR", 2011, 2011).amount == 1
    assert converted(own, 7, "SEK", 2006, 2011).amount == 1.5
    assert own.sources["Nepal Rastra Bank"].title == "Nepal Rastra Bank"
    assert set(own.index) == {2006, 2011}


@pytest.mark.parametrize(
    "row",
    ["NPR,2011,none,x", "NPR,year,74,x", "NPR,2011,0,x", "NPR,2011,-3,x", "NPR,2011,nan,x", "NPR", "NPR,2011,inf,x"],
)
def test_a_broken_row_is_named_with_its_line(tmp_path: Path, row: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"currency,year,per_usd,source\nSEK,2006,7,x\n{row}\n", "utf-8")
    with pytest.raises(Unavailable, match=r"line 3 of .*rates\.csv"):
        read_price_tables(path)


def test_a_table_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="CASEBOOK_PRICE_INDEX"):
        read_price_tables(None, tmp_path / "missing.csv")
