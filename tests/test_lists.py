"""Lists of rooms, people and participants come in as spreadsheets save them, whole rows only, and with every fault told by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import BadInput
from corpus.programme.imported import MOST_ROWS, ImportAnswer, ParticipantsImport, PeopleImport, RoomsImport
from corpus.vocabulary import INTERFACE_LANGUAGES
from ingest.lists import read_list, template_csv
from ingest.lists.columns import list_form

KINDS: dict[str, type[ImportAnswer]] = {
    "rooms": RoomsImport,
    "people": PeopleImport,
    "participants": ParticipantsImport,
}


def saved(rows: Sequence[Sequence[object]], encoding: str = "utf-8", separator: str = ",") -> bytes:
    """A CSV as Python's writer, which knows nothing of how it is read, saves it in the dialect of Excel."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def rooms(data: bytes, language: str = "en") -> RoomsImport:
    return read_list(data, RoomsImport, language)


def people(data: bytes, language: str = "en") -> PeopleImport:
    return read_list(data, PeopleImport, language)


def participants(data: bytes) -> ParticipantsImport:
    return read_list(data, ParticipantsImport, "en")


KOREAN = [["이름", "역할", "소속", "언어", "성별"], ["김하늘", "강사", "서울특별시", "한국어, 영어", "여"]]
SPANISH = [
    ["Nombre", "Función", "Organización", "Idiomas", "Género"],
    ["Íñigo Muñoz", "Ponente", "Alcaldía", "español", "hombre"],
]
ENGLISH_WITH_KOREAN = [
    ["Name", "Role", "Organization"],
    ["김하늘", "강사", "서울특별시청 교통정책과"],
    ["이바다", "진행", "부산광역시"],
]
ENGLISH_WITH_FRENCH = [["Name", "Role"], ["Aurélie Lefèvre", "Chargée d’études à la métropole"], ["Zoë Garçon", "Élue"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_korean_list_is_read_however_it_was_saved(encoding: str, separator: str) -> None:
    found = people(saved(KOREAN, encoding, separator), "ko")
    assert [(each.id, each.name, dict(each.role), each.languages, each.gender) for each in found.rows] == [
        ("p1", "김하늘", {"ko": "강사"}, ("ko", "en"), "female")
    ]
    assert (found.problems, found.ignored) == ((), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_spanish_list_is_read_however_it_was_saved(encoding: str, separator: str) -> None:
    [row] = people(saved(SPANISH, encoding, separator), "es").rows
    assert (row.name, row.role, row.organisation, row.languages, row.gender) == (
        "Íñigo Muñoz", {"es": "Ponente"}, "Alcaldía", ("es",), "male",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "encoding"),
    [(ENGLISH_WITH_KOREAN, "cp949"), (ENGLISH_WITH_FRENCH, "cp1252"), (ENGLISH_WITH_KOREAN, "utf-16")],
)
def test_english_headings_do_not_hide_the_code_page(rows: Sequence[Sequence[str]], encoding: str) -> None:
    found = people(saved(rows, encoding))
    assert found.encoding == encoding
    assert [each.name for each in found.rows] == [row[0] for row in rows[1:]]


def test_what_excel_shows_is_what_is_read() -> None:
    """The rows come out of a real workbook, numbers as numbers, and go through the writer as Excel's “CSV UTF-8” does."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ["Room", "Seats", "Building"],
        ["Main hall", 120, 'East "wing", 2'],
        [None, None, None],
        ["세미나실", 12, None],
    ]:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    cells = openpyxl.load_workbook(stream).active.iter_rows(values_only=True)
    found = rooms(saved([["" if cell is None else cell for cell in row] for row in cells], "utf-8-sig"))
    assert [(each.name, each.capacity, each.address) for each in found.rows] == [
        ("Main hall", 120, 'East "wing", 2'), ("세미나실", 12, ""),
    ]  # fmt: skip


def test_the_separator_that_excel_is_told_counts() -> None:
    assert rooms(b"sep=;\r\nname;capacity\r\nHall, small;30\r\n").rows[0].name == "Hall, small"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_example_is_read_back_whole(kind: str, language: str) -> None:
    found = read_list(template_csv(kind, language), KINDS[kind], language)
    assert (found.problems, found.ignored) == ((), ())
    assert len(found.rows) == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_headings_name_one_column_each(kind: str) -> None:
    form = list_form(kind)
    for column, languages in form.headings.items():
        for heading in (name for names in languages.values() for name in names):
            assert form.column(heading) == column, heading
            assert form.column(f" {heading.upper()}: ") == column


FAULTY = b"""name,capacity,id,Remarks
Hall,30,r1,fine

,20,r2,no name
Cell,many,r3,
Barn,0,r4,
"Two
lines",15,r5,
Twin,10,r1,
Odd,10,1st,
More,10,r6,x,y
"""


def test_rows_with_faults_are_told_by_line_and_the_others_taken() -> None:
    found = rooms(FAULTY)
    assert [(each.id, each.name) for each in found.rows] == [("r1", "Hall"), ("r5", "Two lines")]
    assert [(each.line, each.column, each.is_left_out) for each in found.problems] == [
        (4, "name", True), (5, "capacity", True), (6, "capacity", True), (9, "id", True), (10, "id", True), (11, "", True),
    ]  # fmt: skip
    assert found.ignored == ("Remarks",)
    assert "line 2" in found.problems[3].sentence


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_faults_are_told_in_the_language_asked_for(language: str) -> None:
    sentences = [each.sentence for each in rooms(FAULTY, language).problems]
    assert len(sentences) == 6
    assert (sentences == [each.sentence for each in rooms(FAULTY).problems]) is (language == "en")


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_what_looks_like_a_formula_stays_text_and_is_told(start: str) -> None:
    found = rooms(saved([["name", "capacity"], [f"{start}cmd|' /C calc'!A0", "3"]]))
    assert found.rows[0].name == f"{start}cmd|' /C calc'!A0"
    assert [(each.line, each.is_left_out) for each in found.problems] == [(2, False)]


def test_participants_are_placed_by_city_country_and_language() -> None:
    found = participants(
        saved(
            [
                ["Name", "City", "Country", "Languages", "Attendance", "E-mail", "Gender"],
                ["A", "Córdoba", "Argentina", "Spanish/Portuguese", "85 %", "a@example.org", "F"],
                ["B", "Cordoba", "España", "español", "0,9", "", "hombre"],
                ["C", "1835848", "대한민국", "한국어; English", "100", "", "여"],
                ["D", "Nowhere at all", "Viet Nam", "Tiếng Việt", "", "", ""],
                ["E", "", "Atlantis", "", "", "", ""],
                ["F", "", "", "Klingonese", "", "", ""],
                ["G", "", "", "", "a lot", "", ""],
                ["H", "", "", "", "", "not an address", ""],
                ["I", "", "", "", "", "", "?"],
            ]
        )
    )
    assert [
        (each.name, each.city, each.country, each.languages, each.attendance, each.gender) for each in found.rows
    ] == [
        ("A", 3860259, "AR", ("es", "pt"), 0.85, "female"),
        ("B", 2519240, "ES", ("es",), 0.9, "male"),
        ("C", 1835848, "KR", ("ko", "en"), 1.0, "female"),
        ("D", None, "VN", ("vi",), None, None),
    ]
    assert [(each.line, each.column, each.is_left_out) for each in found.problems] == [
        (5, "City", False), (6, "Country", True), (7, "Languages", True), (8, "Attendance", True), (9, "E-mail", True), (10, "Gender", True),
    ]  # fmt: skip


def test_numbers_are_grouped_as_anywhere() -> None:
    found = rooms(saved([["name", "capacity"], ["A", "1,200"], ["B", "1 200"], ["C", "1.200"], ["D", "１２"]]))
    assert [each.capacity for each in found.rows] == [1200, 1200, 1200, 12]


def test_ids_that_are_made_up_avoid_those_that_are_given() -> None:
    found = rooms(
        saved([["id", "name", "capacity"], ["", "A", "1"], ["r1", "B", "1"], ["R2", "C", "1"], ["", "D", "1"]])
    )
    assert [each.id for each in found.rows] == ["r3", "r1", "r2", "r4"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no lines"),
        (b"\xef\xbb\xbf\r\n\r\n", "no lines"),
        (b"a,b\n1,2\n", "name, capacity"),
        (b"name,address\nx,y\n", "capacity"),
        (b'name,capacity\n"Hall,3\n', "line 2"),
        (b'name,capacity\n"' + b"x" * 200_000 + b'",3\n', "line 2"),
        (b"name,capacity\n" + b"Hall,3\n" * (MOST_ROWS + 1), "1,001 rows"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        rooms(data)


def test_the_most_rows_are_taken() -> None:
    assert len(rooms(b"name,capacity\n" + b"Hall,3\n" * MOST_ROWS).rows) == MOST_ROWS


@given(st.binary(max_size=300), st.sampled_from(list(KINDS.values())))
@settings(deadline=None, derandomize=True, max_examples=150)
def test_any_bytes_end_in_rows_or_a_sentence(data: bytes, answer: type[ImportAnswer]) -> None:
    for sent in (data, b"name,capacity,languages\n" + data):
        with suppress(BadInput):
            read_list(sent, answer, "en")
