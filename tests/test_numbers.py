"""A number of the record is recognised in a text however the text's language writes it."""

from __future__ import annotations

import pytest

from corpus.numbers import find_numbers, numbers_in, states


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("used 1,130 Ml a day", 1130),
        ("1.130 km de carriles", 1130),
        ("1 200 000 € par an", 1_200_000),
        ("1'200'000 Franken", 1_200_000),
        ("1,234,567.89", 1_234_567.89),
        ("1.234,5 Hektar", 1234.5),
        ("12,34,567 rupees", 1_234_567),
        ("12.5 %", 12.5),
        ("fell by −32 %", -32),
        ("2,5 millones de dólares", 2_500_000),
        ("3 mil millones", 3e9),
        ("1,2 Mio. Euro", 1_200_000),
        ("€12m for the works", 12e6),
        ("30 crore", 3e8),
        ("1억 2,000만 원", 120_000_000),
        ("5만6천 명", 56_000),
        ("15만 1234대", 151_234),
        ("12亿元", 1.2e9),
        ("2億5千万円", 250_000_000),
        ("٣٥ كيلومترا", 35),
        ("نحو 1,2 مليون", 1_200_000),
    ],
)
def test_a_number_is_read_as_the_language_writes_it(text: str, value: float) -> None:
    assert states(numbers_in(text), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 metres", 12e6),
        ("in 2004 400 km", 2_004_400),
        ("111 and 068", 111_068),
        ("1,130", 1131),
        ("11억 그리고 5만", 1_100_050_000),
    ],
)
def test_a_number_that_is_not_there_is_not_read_into_the_text(text: str, value: float) -> None:
    assert not states(numbers_in(text), value)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1.130 km", "es", [1130]),
        ("1.130 km", "en", [1.13]),
        ("1,130 km", "de", [1.13]),
        ("1,130 km", "es", [1130]),
        ("0,125 %", "fr", [0.125]),
        ("in 2004 400 km", "en", [2004, 400]),
        ("3 mil millones", "es", [3e9]),
        ("국비 56억, 시비 21억 5천만", "ko", [5.6e9, 2.15e9]),
        ("1.1 million", "en", [1_100_000]),
        ("٣٥ كيلومترا", "ar", [35]),
    ],
)
def test_each_number_is_read_once_as_its_language_means_it(text: str, language: str, values: list[float]) -> None:
    assert [number.value for number in find_numbers(text, language)] == values


def test_a_number_is_found_at_its_place_with_its_multiplier() -> None:
    text = "total de 2,5 millones de pesos"
    (number,) = find_numbers(text, "es")
    assert text[number.start : number.end] == "2,5 millones"
