"""Reading packs: a Word document that opens with contents, tells each case with its evidence, and is the same every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from fake_archive import HOSTILE_TITLE
from fastapi.testclient import TestClient

from api.exports.chapters import best_sources, label
from api.exports.word import RIGHT_TO_LEFT, WordFile, Words
from corpus.case import Case
from corpus.vocabulary import INTERFACE_LANGUAGES

pytest_plugins = ("archive_client",)

CASES = ["stockholm-charge", "hostile-title", "seoul-03", "found-file"]


def ask(client: TestClient, cases: list[str], language: str = "en") -> Any:
    return client.post("/v1/reading-pack", json={"cases": cases, "language": language})


def read(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def headings(pack: Document, level: int = 1) -> list[str]:
    return [
        paragraph.text
        for paragraph in pack.paragraphs
        if paragraph.style and paragraph.style.name == f"Heading {level}"
    ]


def whole_text(pack: Document) -> str:
    cells = [cell.text for table in pack.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in pack.paragraphs] + cells)


@pytest.fixture(scope="module")
def pack(client: TestClient) -> Document:
    answer = ask(client, CASES)
    assert answer.status_code == 200
    return read(answer.content)


def test_pack_is_a_word_file_to_save(client: TestClient) -> None:
    answer = ask(client, ["seoul-01"])
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert answer.headers["content-disposition"].startswith('attachment; filename="casebook-reading-pack.docx"')


def test_chapters_keep_the_order_asked_for(pack: Document) -> None:
    assert headings(pack) == ["Congestion charge in Stockholm", HOSTILE_TITLE, "Bus reform 3", "A file that was found"]


def test_every_chapter_begins_a_page(pack: Document) -> None:
    assert pack.styles["Heading 1"].paragraph_format.page_break_before


def test_contents_are_a_field_filled_with_links_to_the_chapters(pack: Document) -> None:
    body = pack.element.body
    codes = [element.text for element in body.iter(qn("w:instrText"))]
    assert any(code and code.strip().startswith("TOC") for code in codes)
    anchored = [link for link in body.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    links = {link.get(qn("w:anchor")): "".join(text.text for text in link.iter(qn("w:t"))) for link in anchored}
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert list(links) == marks
    assert next(iter(links.values())) == "1. Congestion charge in Stockholm – Stockholm, Sweden"
    kinds = [element.get(qn("w:fldCharType")) for element in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_footer_counts_pages_but_not_on_the_title_page(pack: Document) -> None:
    section = pack.sections[0]
    codes = [element.text.strip() for element in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert section.different_first_page_header_footer
    assert section.first_page_footer.paragraphs[0].text == ""


def test_outcomes_say_who_claims_them_and_where(pack: Document) -> None:
    table = next(table for table in pack.tables if table.rows[0].cells[0].text == "Outcome")
    told = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert told == [
        ["Vehicles over the cordon", "–", "-22 %", "–", "Independently evaluated", "[1], p. 3", "confirmed"],
        ["Exhaust", "10 t", "8.6 t", "–", "Self-reported", "[2]", "unconfirmed"],
    ]


def test_sources_are_numbered_as_they_are_cited(pack: Document) -> None:
    text = whole_text(pack)
    assert "[1]\tThe Stockholm trial. 2009." in text
    assert "[2]\tCharge stays." in text
    assert "https://example.org/trial" in text
    assert "1.\tWho should pay?" in text


def test_pack_says_what_is_missing_and_what_was_guessed(pack: Document) -> None:
    text = whole_text(pack)
    assert "Not recorded: Objectives, Solution, How it was done" in text
    assert "Draft. Guessed and not confirmed: topics." in text


def test_text_in_another_language_says_so(pack: Document) -> None:
    texts = [paragraph.text for paragraph in pack.paragraphs]
    assert texts[texts.index("Votar después de probar.") - 1] == "In Spanish"


def test_markup_in_a_title_is_text(client: TestClient, pack: Document) -> None:
    assert HOSTILE_TITLE in headings(pack)
    with zipfile.ZipFile(io.BytesIO(ask(client, ["hostile-title"]).content)) as package:
        assert b"<script>" not in package.read("word/document.xml")


def test_korean_pack_is_korean_with_a_korean_font(client: TestClient) -> None:
    pack = read(ask(client, ["stockholm-charge"], "ko").content)
    assert headings(pack) == ["스톡홀름 혼잡통행료"]
    assert "주요 출처" in headings(pack, 2)
    assert "기계 번역, 검토하지 않음" in whole_text(pack)
    fonts = pack.styles["Heading 1"].element.find(qn("w:rPr")).find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == "Malgun Gothic"
    assert {found.get(qn("w:val")) for found in pack.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    languages = {found.get(qn("w:eastAsia")) for found in pack.styles.element.iter(qn("w:lang"))}
    assert languages == {"ko-KR"}


def test_same_request_gives_the_same_bytes_and_a_date_of_the_record(client: TestClient) -> None:
    first, second = (ask(client, CASES, "fr").content for _ in range(2))
    assert first == second
    core = read(first).core_properties
    assert core.created == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    assert (core.title, core.author, core.language) == ("Dossier de lecture", "Casebook", "fr-FR")


def test_unknown_case_is_named(client: TestClient) -> None:
    answer = ask(client, ["stockholm-charge", "atlantis-dikes"])
    assert answer.status_code == 404
    assert "atlantis-dikes" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ([], "at least 1"),
        ([f"seoul-{n}" for n in range(31)], "at most 30"),
        (["seoul-01", "seoul-01"], "seoul-01"),
        (["No Id"], "not a case id"),
    ],
)
def test_list_of_cases_is_checked(client: TestClient, cases: list[str], said: str) -> None:
    answer = ask(client, cases)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_language_of_a_pack_is_one_of_the_interface(client: TestClient) -> None:
    assert ask(client, ["seoul-01"], "de").status_code == 422


def test_thirty_cases_make_one_pack(client: TestClient) -> None:
    cases = [f"seoul-{number:02}" for number in range(23)] + CASES[:2]
    assert len(headings(read(ask(client, cases).content))) == 25


@pytest.mark.parametrize("name", ["reading_pack", "contents", "unconfirmed", "how_to_read", "not_recorded"])
def test_labels_are_in_every_interface_language(name: str) -> None:
    told = {label(name, language, fields="", language_name="") for language in INTERFACE_LANGUAGES}
    assert len(told) == len(INTERFACE_LANGUAGES)


def test_sources_that_confirmed_figures_cite_come_first() -> None:
    case = Case.model_validate(
        {
            "id": "a", "title": {"en": "A"}, "abstract": {"en": "A."}, "original_language": "en", "status": "draft",
            "sources": [{"id": id, "title": id, "kind": kind} for id, kind in
                        (("news", "news"), ("own", "official"), ("study", "evaluation"), ("cited", "news"), ("unsure", "report"))],
            "cost": [
                {"amount": 1, "currency": "EUR", "basis": "total", "source": "unsure", "check": "unconfirmed"},
                {"amount": 1, "currency": "EUR", "basis": "total", "source": "cited", "check": "confirmed"},
            ],
        }
    )  # fmt: skip
    assert [source.id for source in best_sources(case)] == ["cited", "unsure", "study", "own", "news"]


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
def test_right_to_left_text_turns_its_paragraph(language: str) -> None:
    word = WordFile("en", "x")
    paragraph = word.text(Words("نص", language))
    assert paragraph is not None
    assert list(paragraph._p.iter(qn("w:bidi")))
    assert paragraph.runs[0].font.rtl


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    word = WordFile("en", "x")
    paragraph = word.text(Words("a\x00b\x0bc\ud800d\uffffe😀", "en"))
    assert paragraph is not None
    assert "".join(paragraph.text.split()) == "abcde😀"
    assert word.content().startswith(b"PK")
