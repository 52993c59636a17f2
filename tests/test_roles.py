"""Captions, footnotes, references, tables of contents and what pages repeat are told apart from what a document says."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from hostile_files import write_pdf

from corpus.commands import CASES
from corpus.passage import Passage, PassageRole
from corpus.settings import Settings
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.headings import outline
from ingest.roles import is_caption, with_roles
from ingest.sandbox import parse
from ingest.split import split


def element(text: str, kind: ElementKind = ElementKind.text, page: int | None = None) -> ParsedElement:
    return ParsedElement(kind, text, 1 if kind is ElementKind.heading else None, page)


def heading(text: str) -> ParsedElement:
    return element(text, ElementKind.heading)


def item(text: str) -> ParsedElement:
    return element(text, ElementKind.list_item)


def roles(*elements: ParsedElement) -> list[str]:
    placed = outline(ParsedFile(elements, "docx", "", None))
    return [each.element.role.value for each in placed.elements]


def read(path: Path) -> tuple[Passage, ...]:
    return split(outline(parse(path, Settings(_env_file=None))), "d")  # type: ignore[call-arg]


@pytest.mark.parametrize("text", [
    "Figure 3. Speed of the buses", "Fig. 2: Emissions by sector, 2001 to 2010", "Tabla 12: Los costos", "표 1: 열 가지 숫자",
    "그림 2", "图3 公交速度", "Tableau 4 – Coûts", "Abbildung 1: Radwege", "شكل 2: السرعة", "1998 10 2002 8.6 Figure 1: Speed in km/h",
])  # fmt: skip
def test_captions_are_known_in_many_languages(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize("text", [
    "Table 2 shows that buses were faster.", "Figures rose in 2004.", "표를 사는 사람이 줄었다.", "Tables and chairs",
    "Buses were slow. Figure 1: they had no lanes.", "Figure 1: " + "long " * 100, "Map makers met.",
])  # fmt: skip
def test_sentences_about_figures_are_no_captions(text: str) -> None:
    assert not is_caption(text)


def test_a_table_of_contents_is_known_by_its_leaders() -> None:
    found = with_roles([
        heading("A report on trams Contents"), element("Summary . . . . . . . . . 3 Trams . . . . . . . . 14"),
        heading("Summary"), element("It went well... or so they said in 2004."),
    ])  # fmt: skip
    assert found[0].text == "A report on trams"
    assert found[1].role is PassageRole.contents
    assert found[1].text == "Summary … 3\nTrams … 14"
    assert found[3].role is PassageRole.body


def test_a_table_of_contents_is_known_by_its_title_or_by_the_headings_that_it_lists() -> None:
    titled = (
        heading("Índice"),
        item("Desafío"),
        element("Costos 12"),
        heading("Desafío"),
        element("El tráfico creció."),
    )
    assert roles(*titled) == ["contents", "contents", "body"]
    bare = (item("1. Challenge"), item("2. Solution"), item("3. Results"))
    rest = (heading("Challenge"), element("A."), heading("Solution"), element("B."), heading("Results"), element("C."))
    assert roles(*bare, *rest) == ["contents"] * 3 + ["body"] * 3


def test_lists_under_sources_are_references_and_prose_there_is_not() -> None:
    assert roles(
        heading("Sources"), element("The figures were checked in 2026."), item("City of Riverton, Trams, 2004."),
        element("[3] Smith, Buses, 2001."), element("Trams. https://example.org/a/long/address"),
    ) == ["body", "reference", "reference", "reference"]  # fmt: skip
    assert roles(heading("Results"), item("Trams are faster.")) == ["body"]


def test_what_every_slide_repeats_is_furniture() -> None:
    slides = [
        element(text, page=n) for n in range(1, 5) for text in (f"City of Riverton | {n}", f"Idea {'abcd'[n - 1]}.")
    ]
    found = with_roles(slides)
    assert [each.role.value for each in found] == ["furniture", "body"] * 4


def test_a_running_head_does_not_tear_the_sentence_that_crosses_the_page() -> None:
    head = ParsedElement(ElementKind.text, "Report", page=2, role=PassageRole.furniture)
    placed = outline(
        ParsedFile(
            (element("It began well. The tram that", page=1), head, element("came was late.", page=2)), "pdf", "", 2
        )
    )
    body, furniture = split(placed, "d")
    assert body.text == "It began well. The tram that came was late."
    assert (furniture.role, furniture.text, furniture.is_searched) == (PassageRole.furniture, "Report", False)


def test_footnotes_of_a_pdf_stand_apart(tmp_path: Path) -> None:
    source = """#set page(width: 300pt, height: 240pt)
The trams were bought second-hand from Vienna#footnote[The council paid 4 million crowns for thirty of them.] and ran for
ten years. Then new ones came, and with them a depot.
#pagebreak()
Nobody missed the old ones, which had no doors in the middle."""
    found = read(write_pdf(tmp_path / "a.pdf", source))
    notes = [passage for passage in found if passage.role is PassageRole.footnote]
    assert ["4 million crowns" in note.text for note in notes] == [True]
    assert not any("4 million" in passage.text for passage in found if passage.is_searched)


def test_heads_of_a_word_document_are_kept_but_not_searched(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Buses were slow in those years, and trams were full.")
    document.sections[0].header.paragraphs[0].text = "City of Riverton"
    document.save(str(tmp_path / "a.docx"))
    assert {passage.role.value: passage.text for passage in read(tmp_path / "a.docx")} == {
        "body": "Buses were slow in those years, and trams were full.", "furniture": "City of Riverton",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "entry"), [
    ("london-congestion-charge/full-report.pdf", "The zone … "),
    ("bogota-transmilenio/informe-completo.pdf", "13. Lecciones para otras ciudades … "),
])  # fmt: skip
def test_a_long_report_is_read_by_its_parts(name: str, entry: str) -> None:
    found = read(CASES / name)
    by_role = {role: [passage for passage in found if passage.role is role] for role in PassageRole}
    assert any(entry in passage.text for passage in by_role[PassageRole.contents])
    assert {passage.page for passage in by_role[PassageRole.contents]} == {1, 2}
    assert len(by_role[PassageRole.caption]) > 20
    assert len(by_role[PassageRole.furniture]) == found[-1].page
    assert all(passage.section == "sources" for passage in by_role[PassageRole.reference])
    assert all(passage.boxes for passage in found)
    assert not any(". . . ." in passage.text for passage in found if passage.is_searched)


def test_tables_of_a_right_to_left_document_have_their_first_column_first() -> None:
    tables = [passage for passage in read(CASES / "masdar-city" / "taqrir.pdf") if passage.rows]
    assert tables[0].rows[0] == ("السنة", "ما حدث")
    assert tables[0].rows[1][0] == "2006"
