"""Each format becomes elements: headings with their level, lists, tables with their cells, pages where the format has them."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pptx
import pytest
from hostile_files import write_pdf
from pptx.util import Inches

from corpus.commands import CASES
from corpus.errors import BadInput
from corpus.passage import PassageRole
from corpus.settings import Settings
from corpus.vocabulary import vocabulary
from ingest.convert import CONVERTERS
from ingest.elements import ElementKind, ParsedElement, ParsedFile, from_json, to_json
from ingest.formats import decode
from ingest.sandbox import parse

MARKDOWN = """---
title: not part of the text
---
# Trams in Zürich

The city gave trams a green light at every crossing, and residents voted for it twice.

## Results

- Journeys became faster.
- Costs and CO<sub>2</sub> fell.

### Table of results

| Indicator | Before | After |
|---|---|---|
| Speed | 14 | 16 |
| Price \\| fare | 9 | 7 |
"""
PAGE = """<!doctype html><html><head><title>Trams &amp; trees</title><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav><header>Site of the city</header>
<main><h1>Trams</h1><p>First &lt;b&gt; paragraph.</p><h2>Résultats</h2><ul><li>un</li><li>deux</li></ul>
<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></main>
<footer>Imprint</footer><script>alert(1)</script></body></html>"""


def read(path: Path) -> ParsedFile:
    return parse(path, Settings(_env_file=None))  # type: ignore[call-arg]


def written(path: Path, text: str) -> ParsedFile:
    path.write_text(text, "utf-8")
    return read(path)


def headings(parsed: ParsedFile) -> list[tuple[str, int | None]]:
    return [(element.text, element.depth) for element in parsed.elements if element.kind is ElementKind.heading]


def texts(parsed: ParsedFile) -> list[str]:
    return [element.text for element in parsed.elements]


def tables(parsed: ParsedFile) -> list[ParsedElement]:
    return [element for element in parsed.elements if element.rows]


def test_markdown_has_levels_lists_and_tables_but_no_front_matter(tmp_path: Path) -> None:
    parsed = written(tmp_path / "case.md", MARKDOWN)
    assert (parsed.document_type, parsed.media_type, parsed.pages) == ("md", "text/markdown", None)
    assert headings(parsed) == [("Trams in Zürich", 0), ("Results", 1), ("Table of results", 2)]
    assert tables(parsed)[0].rows == (
        ("Indicator", "Before", "After"),
        ("Speed", "14", "16"),
        ("Price | fare", "9", "7"),
    )
    assert [element.text for element in parsed.elements if element.kind is ElementKind.list_item] == [
        "Journeys became faster.",
        "Costs and CO2 fell.",
    ]
    assert "not part of the text" not in " ".join(texts(parsed))


def test_a_web_page_loses_its_navigation_and_scripts(tmp_path: Path) -> None:
    parsed = written(tmp_path / "page.html", PAGE)
    assert headings(parsed) == [("Trams", 0), ("Résultats", 1)]
    assert "First <b> paragraph." in texts(parsed)
    assert tables(parsed)[0].rows == (("A", "B"), ("1", "2"))
    assert not {"Home", "Site of the city", "Imprint", "alert(1)"} & set(texts(parsed))


def test_a_web_page_without_headings_is_headed_by_its_title(tmp_path: Path) -> None:
    parsed = written(
        tmp_path / "page.htm",
        "<html><head><title>Bikes in Bonn</title></head><body><p>They are many.</p></body></html>",
    )
    assert headings(parsed) == [("Bikes in Bonn", 0)]


def test_a_word_document_has_headings_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("서울 버스", 0)
    document.add_heading("과제", 1)
    document.add_paragraph("버스는 느렸다. 승객은 줄었다.")
    document.add_paragraph("Short line")
    document.add_paragraph("하나", "List Bullet")
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"c{number}"
    document.sections[0].header.paragraphs[0].text = "running head"
    document.save(str(tmp_path / "a.docx"))
    parsed = read(tmp_path / "a.docx")
    assert [text for text, _ in headings(parsed)] == ["서울 버스", "과제"]
    assert ElementKind.list_item in {element.kind for element in parsed.elements if element.text == "하나"}
    assert tables(parsed)[0].rows == (("c0", "c1"), ("c2", "c3"))
    assert [element.text for element in parsed.elements if element.role is PassageRole.furniture] == ["running head"]


def test_slides_have_titles_pages_and_their_notes_after_them(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text, slide.placeholders[1].text = "Deck", "A subtitle"
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Results", "Fewer cars"
    slide.notes_slide.notes_text_frame.text = "Traffic fell by a fifth. It stayed there."
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Cost"
    cells = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    cells.cell(0, 0).text, cells.cell(1, 1).text = "Item", "5 million"
    deck.save(str(tmp_path / "a.pptx"))
    parsed = read(tmp_path / "a.pptx")
    assert parsed.pages == 3
    assert headings(parsed) == [("Deck", 0), ("Results", 0), ("Cost", 0)]
    assert [(e.kind, e.text) for e in parsed.elements if e.page == 2][1:] == [
        (ElementKind.list_item, "Fewer cars"),
        (ElementKind.text, "Traffic fell by a fifth. It stayed there."),
    ]
    assert tables(parsed)[0].rows == (("Item", ""), ("", "5 million"))


def test_text_is_cut_at_empty_lines_and_its_short_lines_are_headings(tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.txt", "A plan for Lima\n\nResults\n\nBuses became faster.\nMuch faster.\n\nThe end")
    assert headings(parsed) == [("A plan for Lima", 0), ("Results", 0)]
    assert texts(parsed)[2:] == ["Buses became faster.\nMuch faster.", "The end"]


def test_a_csv_file_is_a_table_whatever_its_separator(tmp_path: Path) -> None:
    parsed = written(tmp_path / "a.csv", 'city;year;note\nLima;2010;"a; b"\nQuito;2012;c\n')
    assert tables(parsed)[0].rows == (("city", "year", "note"), ("Lima", "2010", "a; b"), ("Quito", "2012", "c"))


def test_a_workbook_has_a_table_for_each_sheet_with_values(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Costs"
    book.active.append(["Item", "Cost"])
    book.active.append(["Bus", 5])
    book.create_sheet("Empty")
    book.save(tmp_path / "a.xlsx")
    parsed = read(tmp_path / "a.xlsx")
    assert [(element.text, element.page) for element in parsed.elements] == [("Costs", 1), ("Item Cost Bus 5", 1)]


# PDF -----------------------------------------------------------------------------------------------------------------

RUNNING = """#set page(width: 300pt, height: 260pt, margin: 40pt, header: [Report of the city #h(1fr) 2024],
  footer: context align(center)[#counter(page).display() / 4])
#set par(justify: true)
"""


def test_a_pdf_has_levels_lists_tables_and_pages(tmp_path: Path) -> None:
    source = """= Trams in Zürich
The city gave trams a green light.

== Results
- Journeys became faster.
- Costs fell.

#pagebreak()
== Costs
#table(columns: 2, [Item], [Cost], [Tram], [5 \\* 3], [Stop], [a | b])"""
    parsed = read(write_pdf(tmp_path / "a.pdf", source))
    assert (parsed.document_type, parsed.pages) == ("pdf", 2)
    assert headings(parsed) == [("Trams in Zürich", 0), ("Results", 1), ("Costs", 1)]
    assert [e.text for e in parsed.elements if e.kind is ElementKind.list_item] == [
        "Journeys became faster.",
        "Costs fell.",
    ]
    assert tables(parsed)[0].rows == (("Item", "Cost"), ("Tram", "5 * 3"), ("Stop", "a | b"))
    assert {element.page for element in parsed.elements} == {1, 2}


def told(parsed: ParsedFile) -> list[str]:
    """Texts without what pages repeat."""
    return [element.text for element in parsed.elements if element.role is not PassageRole.furniture]


def test_running_lines_are_told_apart_and_like_text_is_kept(tmp_path: Path) -> None:
    body = "#pagebreak()".join(
        f"Report of the city number {n} begins here and says something of its own." for n in range(4)
    )
    parsed = read(write_pdf(tmp_path / "a.pdf", RUNNING + body))
    assert parsed.pages == 4
    assert [text for text in told(parsed) if text.startswith("Report of the city number")] == told(parsed)
    running = [element for element in parsed.elements if element.role is PassageRole.furniture]
    assert {element.page for element in running} == {1, 2, 3, 4}
    assert all(len(element.boxes) == 1 for element in running)


def test_a_title_that_the_pages_repeat_in_small_is_kept(tmp_path: Path) -> None:
    source = """#set page(width: 300pt, height: 260pt, header: context if counter(page).get().first() > 1 [Trams in Zürich])
= Trams in Zürich
""" + "#pagebreak()".join("The city gave trams a green light." for _ in range(5))
    parsed = read(write_pdf(tmp_path / "a.pdf", source))
    assert told(parsed).count("Trams in Zürich") == 1
    assert headings(parsed) == [("Trams in Zürich", 0)]


def test_lines_that_bold_type_tears_apart_are_joined_without_marks_and_hyphens(tmp_path: Path) -> None:
    source = """#set page(width: 260pt, height: 300pt)
#set text(hyphenate: true, lang: "es")
#set par(justify: true)
== Qué funcionó
*Todo en negrita y de largo suficiente para ocupar varias líneas del documento.* El mecanismo de desarrollo limpio
financió parcialmente la infraestructura correspondiente, con 5 \\* 3 estaciones.

- *La ciudad midió antes y después. El mecanismo de desarrollo limpio financió la infraestructura correspondiente,* y
  la Universidad publicó los resultados y una comparación independiente.
- Otra cosa."""
    heading, paragraph, item, other = texts(read(write_pdf(tmp_path / "a.pdf", source)))
    assert heading == "Qué funcionó"
    assert paragraph.startswith("Todo en negrita")
    assert paragraph.endswith("correspondiente, con 5 * 3 estaciones.")
    assert item.startswith("La ciudad midió antes y después. El mecanismo de desarrollo limpio")
    assert item.endswith("publicó los resultados y una comparación independiente.")
    assert other == "Otra cosa."


def test_pages_without_text_are_counted(tmp_path: Path) -> None:
    source = "= Trams\nThe city gave trams a green light.\n#pagebreak()\n#rect(width: 100%, height: 100%, fill: gray)"
    parsed = read(write_pdf(tmp_path / "a.pdf", source))
    assert parsed.pages == 2
    assert parsed.pictured == (), "a filled rectangle is no picture to be read"


def test_words_that_korean_line_breaks_cut_are_whole() -> None:
    """Against the text that the shipped PDF was made from."""
    folder = CASES / "seoul-bus-reform"
    source = (folder / "source" / "report.pdf.md").read_text("utf-8")
    words = set(re.findall("[가-힣]{2,}", source))
    found = set(re.findall("[가-힣]{2,}", " ".join(texts(read(folder / "report.pdf")))))
    assert len(words) > 500
    assert len(words & found) / len(words) > 0.97


# The rest ------------------------------------------------------------------------------------------------------------


def test_every_converter_is_for_a_type_of_the_vocabulary() -> None:
    assert set(CONVERTERS) <= set(vocabulary("document_types").concepts)


@pytest.mark.parametrize(("name", "content", "says"), [
    ("a.hwp", b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05\x00", "binary data of no known kind"),
    ("a.docx", b"just words", "does not start as a .docx file does"),
    ("noending", b"just words", "without an ending"),
])  # fmt: skip
def test_a_format_that_is_not_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=says):
        read(tmp_path / name)


def test_the_type_is_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A Word document under a false name.")
    document.save(str(tmp_path / "a.docx"))
    assert read((tmp_path / "a.docx").rename(tmp_path / "a.pdf")).document_type == "docx"
    assert written(tmp_path / "page", PAGE).document_type == "html"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_text_is_decoded_as_it_was_written(encoding: str) -> None:
    text = "서울시는 2004년에 버스 노선을 모두 바꾸었다. 승객은 처음에 혼란스러워했다.\n" * 20
    assert decode(text.encode(encoding)) == text


def test_elements_survive_the_way_out_of_the_child(tmp_path: Path) -> None:
    parsed = written(tmp_path / "case.md", MARKDOWN)
    assert from_json(to_json(parsed)) == parsed
