"""Amounts of money and quantities are found in a sentence, with currency or unit, as each language writes them."""

from __future__ import annotations

import pytest

from ingest.figures import find_amounts, find_quantities


@pytest.mark.parametrize(("text", "language", "country", "amount", "currency"), [
    ("It cost US$ 1.2 million to build.", "en", "CO", 1.2e6, "USD"),
    ("costs €12m a year", "en", "FR", 12e6, "EUR"),
    ("R12 million", "en", "ZA", 12e6, "ZAR"),
    ("$5m for buses", "en", "CA", 5e6, "CAD"),
    ("38.7 million Singapore dollars", "en", "SG", 38.7e6, "SGD"),
    ("Rs 30 crore", "en", "IN", 3e8, "INR"),
    ("kostete 12,5 Mio. Euro", "de", "DE", 12.5e6, "EUR"),
    ("428.000 millones de pesos", "es", "CO", 428e9, "COP"),
    ("8 milhões de reais por ano", "pt", "BR", 8e6, "BRL"),
    ("R$ 1.130,50", "pt", "BR", 1130.5, "BRL"),
    ("50 milliards de dirhams", "fr", "MA", 50e9, "MAD"),
    ("500 francs CFA par mois", "fr", "CM", 500, "XAF"),
    ("사업비 1억 2천만 원이 들었다", "ko", "KR", 1.2e8, "KRW"),
    ("₩ 3,000", "ko", "KR", 3000, "KRW"),
    ("9.5亿元", "zh", "CN", 9.5e8, "CNY"),
    ("新臺幣 3 億元", "zh-Hant", "TW", 3e8, "TWD"),
    ("約10億円", "ja", "JP", 1e9, "JPY"),
    ("20.5 مليار درهم", "ar", "AE", 20.5e9, "AED"),
    ("نحو 66.5 مليون دولار", "ar", "LB", 66.5e6, "USD"),
])  # fmt: skip
def test_an_amount_of_money_has_its_currency(
    text: str, language: str, country: str, amount: float, currency: str
) -> None:
    assert [(found.amount, found.currency) for found in find_amounts(text, language, country)] == [(amount, currency)]


def test_an_amount_says_what_it_pays_for_and_in_which_year() -> None:
    (found,) = find_amounts("In 2009 the city invested 4 million euros.", "en")
    assert (found.year, found.basis, found.is_certain) == (2009, "capital", True)
    (unsure,) = find_amounts("They paid 4 million pesos in 2009 and 2010.", "en")
    assert (unsure.year, unsure.basis, unsure.is_certain) == (None, None, False)


@pytest.mark.parametrize("text", [
    "See pages 600 and 700.", "The team won 12 games", "le 12 mars 2019", "600 reality shows", "the R&D of 1999",
])  # fmt: skip
def test_a_number_without_a_currency_is_no_amount(text: str) -> None:
    assert find_amounts(text, "en") == []


@pytest.mark.parametrize(("text", "language", "figures"), [
    ("Traffic fell by 22 % and rose 5% in 2006", "en", [(-22, "percent"), (5, "percent")]),
    ("from 10 to 20 percent", "en", [(20, "percent")]),
    ("up 3 percentage points", "en", [(3, "percentage-point")]),
    ("bajó un 12,5 % el tráfico", "es", [(-12.5, "percent")]),
    ("교통량이 30% 감소했다", "ko", [(-30, "percent")]),
    ("cut 1.2 million tonnes of CO2 a year", "en", [(1.2e6, "tonnes-co2-per-year")]),
    ("2 500 t de CO2", "fr", [(2500, "tonnes-co2")]),
    ("3,000 tonnes a day", "en", [(3000, "tonnes-per-day")]),
    ("1 400 000 pasajeros por día", "es", [(1.4e6, "passengers-per-day")]),
    ("يحمل نحو 850,000 راكب في اليوم", "ar", [(850_000, "passengers-per-day")]),
    ("1 235 192 habitants", "fr", [(1_235_192, "people")]),
    ("5만 6천 명", "ko", [(56_000, "people")]),
    ("1.130 quilômetros", "pt", [(1130, "km")]),
    ("시속 22킬로미터", "ko", [(22, "km-per-hour")]),
    ("日量約45万立方メートル", "ja", [(450_000, "cubic-metres")]),
    ("a street 12 m wide", "en", []),
    ("It cost 12 million euros [3].", "en", []),
])  # fmt: skip
def test_a_quantity_has_its_unit_and_falls_are_negative(
    text: str, language: str, figures: list[tuple[float, str]]
) -> None:
    assert [(found.value, found.unit) for found in find_quantities(text, language)] == figures


def test_what_a_table_says_of_a_cell_makes_its_unit_narrower() -> None:
    (found,) = find_quantities("21,000 passengers", "en", "Ridership per day")
    assert found.unit == "passengers-per-day"
