"""A case document as a Word file: heading styles, real lists and tables, page numbers in the footer."""

from __future__ import annotations

import datetime as dt
import io
from functools import singledispatch

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from corpus.build.blocks import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Runs,
    Table,
    font_of,
    is_right_to_left,
    plain,
    read_blocks,
    refuse_charts,
)
from corpus.build.zipped import with_fixed_times

EAST_ASIAN_FONTS = {"ko": "Malgun Gothic", "ja": "Yu Gothic", "zh": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei"}


def render_docx(text: str, title: str, language: str, footer: str) -> bytes:
    """A .docx file; its dates are fixed, so that the same text gives the same bytes."""
    document = Document()
    _set_language(document, language)
    _set_properties(document, title, language)
    for block in refuse_charts(read_blocks(text)):
        add_block(block, document)
    if is_right_to_left(language):
        _turn(document)
    _add_footer(document, footer)
    out = io.BytesIO()
    document.save(out)
    return with_fixed_times(out.getvalue())


def _set_properties(document: WordDocument, title: str, language: str) -> None:
    properties = document.core_properties
    properties.title, properties.language, properties.author = title, language, "Casebook contributors"
    properties.created = properties.modified = dt.datetime(2026, 1, 1)
    properties.last_modified_by, properties.revision = "Casebook contributors", 1


def _set_language(document: WordDocument, language: str) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(11)
    properties = style.element.get_or_add_rPr()
    marked = OxmlElement("w:lang")
    font = font_of(language, EAST_ASIAN_FONTS)
    marked.set(qn("w:eastAsia" if font else "w:val"), language)
    properties.append(marked)
    if font:
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)


@singledispatch
def add_block(block: Block, document: WordDocument) -> None:  # noqa: ARG001 - the signature of those below
    """Append one block; every kind of block has its own function below."""
    raise TypeError(f"{type(block).__name__} is not a kind of block")


@add_block.register
def _(block: Heading, document: WordDocument) -> None:
    # Level 0 is Word's Title style; python-docx counts headings from there.
    document.add_heading(plain(block.runs), level=block.level - 1)


@add_block.register
def _(block: Paragraph, document: WordDocument) -> None:
    _add_runs(document.add_paragraph(), block.runs)


@add_block.register
def _(block: ListItem, document: WordDocument) -> None:
    style = "List Bullet" if block.number is None else "List Number"
    _add_runs(document.add_paragraph(style=f"{style} 2" if block.depth else style), block.runs)


@add_block.register
def _(block: Table, document: WordDocument) -> None:
    table = document.add_table(rows=0, cols=len(block.header), style="Light Grid Accent 1")
    for row in (block.header, *block.rows):
        for cell, runs in zip(table.add_row().cells, row, strict=True):
            _add_runs(cell.paragraphs[0], runs)
    document.add_paragraph()


def _add_runs(paragraph: WordParagraph, runs: Runs) -> None:
    for run in runs:
        written = paragraph.add_run(run.text)
        written.bold, written.italic = run.bold or None, run.italic or None


def _turn(document: WordDocument) -> None:
    """Set paragraphs, their runs and tables from right to left, as Word does for Arabic."""
    for paragraph in document.element.body.iter(qn("w:p")):
        paragraph.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.iter(qn("w:r")):
            run.get_or_add_rPr().append(OxmlElement("w:rtl"))
    for table in document.element.body.iter(qn("w:tbl")):
        table.tblPr.append(OxmlElement("w:bidiVisual"))


def _add_footer(document: WordDocument, footer: str) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{footer} · ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
