"""Converters of the formats other than PDF: Markdown, web pages, Office documents, plain text and CSV."""

from __future__ import annotations

import csv
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.conversion import partition, table_element, title_element
from ingest.formats import decode

if TYPE_CHECKING:
    from pptx.slide import Slide
    from unstructured.documents.elements import Element

MOST_COLUMNS = 100
"""Columns of a sheet or CSV file that are read; what lies beyond is rarely meant for a reader."""

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6} .*$", re.MULTILINE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# One line that says something and ends no sentence.
_TEXT_HEADING = re.compile(r"(?=.*[^\W\d_]).{1,79}[^.!?;,:。！？؟\s]")


def convert_markdown(path: Path) -> list[Element]:
    """Markdown with tables and fenced code; front matter is left out."""
    text = _FRONT_MATTER.sub("", decode(path.read_bytes()).replace("\r\n", "\n"))
    # HTML in a heading is part of what the author called it: as markup it would vanish, and a script with its content.
    return partition("md", text=_MARKDOWN_HEADING.sub(lambda line: line[0].replace("<", "&lt;"), text))


def convert_html(path: Path) -> list[Element]:
    """A web page without its navigation, header, footer and scripts; `<title>` heads a page that has no heading."""
    from lxml import etree  # type: ignore[import-untyped]

    text = _XML_DECLARATION.sub("", decode(path.read_bytes()))
    elements = partition("html", text=text)
    root = etree.HTML(text)
    title = root.findtext(".//title") if root is not None else None
    if elements and title and title.strip() and not any(element.category == "Title" for element in elements):
        return [title_element(title, 0), *elements]
    return elements


def convert_docx(path: Path) -> list[Element]:
    """A Word document; its elements have pages only where Word stored its page breaks."""
    return partition("docx", filename=str(path))


def count_slides(path: Path) -> int:
    """Number of slides, hidden ones too."""
    from pptx import Presentation

    return len(Presentation(str(path)).slides)


def convert_pptx(path: Path) -> list[Element]:
    """Slides, each followed by its speaker's notes, which often tell the story that the bullets only name."""
    from pptx import Presentation

    elements = partition("pptx", filename=str(path))
    ordered: list[Element] = []
    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        ordered += [element for element in elements if element.metadata.page_number == number]
        ordered += _notes(slide, number)
    return ordered


def _notes(slide: Slide, number: int) -> Iterator[Element]:
    from unstructured.documents.elements import ElementMetadata, NarrativeText

    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    for paragraph in frame.paragraphs if frame else ():
        if paragraph.text.strip():
            yield NarrativeText(paragraph.text, metadata=ElementMetadata(page_number=number))


def convert_xlsx(path: Path) -> list[Element]:
    """A workbook: each sheet is a page with a heading and a table of the values that were last computed."""
    # By name, because openpyxl has no types.
    book: Any = importlib.import_module("openpyxl").load_workbook(path, read_only=True, data_only=True)
    elements: list[Element] = []
    for number, sheet in enumerate(book.worksheets, start=1):
        values = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        if tables := _table((["" if cell is None else str(cell) for cell in row] for row in values), number):
            elements += [title_element(sheet.title, 0, number), *tables]
    return elements


def convert_csv(path: Path) -> list[Element]:
    """A table, with the separator that its start suggests."""
    text = decode(path.read_bytes())
    try:
        dialect: Any = csv.Sniffer().sniff(text[:10_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    return _table((row[:MOST_COLUMNS] for row in csv.reader(text.splitlines(), dialect)), None)


def _table(rows: Iterable[list[str]], page: int | None) -> list[Element]:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    return [table_element(filled, page)] if filled else []


def convert_text(path: Path) -> list[Element]:
    """Plain text: paragraphs stand between empty lines; a short line that ends no sentence heads the text below it."""
    from unstructured.documents.elements import NarrativeText

    text = decode(path.read_bytes()).replace("\r\n", "\n")
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n[ \t]*\n", text) if paragraph.strip()]
    short = [bool(_TEXT_HEADING.fullmatch(paragraph)) for paragraph in paragraphs]
    # Of two short lines in a row only the first of all, the title, is a heading for certain.
    heads = [here and (position == 0 or not below) for position, (here, below) in enumerate(_with_next(short))]
    return [
        title_element(paragraph, 0) if is_heading else NarrativeText(paragraph)
        for paragraph, is_heading in zip(paragraphs, heads, strict=True)
    ]


def _with_next(flags: list[bool]) -> Iterator[tuple[bool, bool]]:
    """Each flag with the one after it; the last, which has no text below, counts as followed by a short line."""
    return zip(flags, [*flags[1:], True], strict=True)
