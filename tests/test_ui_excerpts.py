"""What a card has room for, and how figures are written."""

from __future__ import annotations

import pytest

from corpus.case import Check, Evidence, Money, Outcome
from corpus.passage import Span
from ui import formats
from ui.excerpts import Piece, TableRow, excerpt, pieces, table_excerpt

LONG = "word " * 300


def test_pieces_put_together_give_the_text() -> None:
    text = "One. Two. Three."
    marks = [Span(5, 9), Span(0, 4), Span(7, 40), Span(90, 95)]
    assert "".join(piece.text for piece in pieces(text, marks)) == text
    assert [piece.text for piece in pieces(text, marks) if piece.marked] == ["One.", "Two.", " Three."]


def test_short_passage_is_shown_whole() -> None:
    assert excerpt("Short.", []) == (Piece("Short."),)


def test_excerpt_has_the_first_mark_in_it_and_says_what_was_cut() -> None:
    found = excerpt(LONG, [Span(900, 904)], room=200)
    assert [piece.text for piece in found if piece.marked] == ["word"]
    assert found[0].text == "… "
    assert found[-1].text == " …"
    assert sum(len(piece.text) for piece in found) <= 210


def test_excerpt_keeps_whole_words() -> None:
    shown = "".join(piece.text for piece in excerpt(LONG, [Span(900, 904)], room=200)).strip("… ")
    assert set(shown.split()) == {"word"}


def test_excerpt_of_a_script_without_spaces_is_not_empty() -> None:
    found = excerpt("漢" * 2000, [Span(1000, 1010)], room=100)
    assert 90 <= sum(len(piece.text) for piece in found) <= 110


def outcome(unit: str) -> Outcome:
    evidence, check = Evidence.independent, Check.confirmed
    return Outcome(indicator={"en": "x"}, value=1, unit=unit, evidence=evidence, source="s", check=check)


@pytest.mark.parametrize(
    ("value", "unit", "language", "written"),
    [
        (-32.5, "percent", "fr", "-32,5\N{NO-BREAK SPACE}%"),
        (43000, "people", "en", "43,000"),
        (1234.567, "km", "es", "1.234,57\N{NO-BREAK SPACE}km"),
        (None, "km", "en", ""),
    ],
)
def test_measured_value_is_written_as_the_reader_writes_numbers(
    value: float | None, unit: str, language: str, written: str
) -> None:
    assert formats.measured(value, outcome(unit), language) == written


def test_money_names_its_currency_by_code() -> None:
    cost = Money(amount=240000000, currency="USD", basis="capital", source="s", check=Check.confirmed)
    assert formats.money(cost, "en").replace("\N{NO-BREAK SPACE}", " ") == "USD 240,000,000"


@pytest.mark.parametrize(
    ("date", "written"), [("2004", "2004"), ("2004-07", "July 2004"), ("2004-07-01", "July 1, 2004")]
)
def test_date_is_as_precise_as_it_is_known(date: str, written: str) -> None:
    assert formats.partial_date(date, "en") == written


@pytest.mark.parametrize(("size", "written"), [(999, "999 B"), (120_500, "120.5 kB"), (3_000_000, "3 MB")])
def test_file_size_is_read_at_a_glance(size: int, written: str) -> None:
    assert formats.file_size(size, "en").replace("\N{NO-BREAK SPACE}", " ") == written


ROWS = (("Year", "Speed"), *((str(2000 + n), f"{n} km/h") for n in range(9)))
TABLE = "\n".join(" | ".join(row) for row in ROWS)


def test_a_table_is_shown_with_its_header_and_the_rows_that_answer() -> None:
    start = TABLE.index("2008")
    shown = table_excerpt(ROWS, TABLE, [Span(start, start + 4)], room=2)
    assert shown.header == ("Year", "Speed")
    assert shown.rows == (TableRow(("2000", "0 km/h"), False), TableRow(("2008", "8 km/h"), True))
    assert shown.is_cut


def test_a_table_with_room_for_all_of_it_is_not_cut() -> None:
    assert not table_excerpt(ROWS, TABLE, []).rows[0].marked
    assert not table_excerpt(ROWS[:3], TABLE, []).is_cut
    assert table_excerpt(ROWS[:1], "Year | Speed", []).rows == ()
