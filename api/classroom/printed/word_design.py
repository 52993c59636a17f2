"""What printed Word documents of a programme look like: colours and sizes of styles, the cover, and tables with a coloured head."""

from __future__ import annotations

from collections.abc import Sequence

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from api.classroom.printed.blocks import Cover, Line, Row, Table, Tone
from api.exports.word import WordFile, Words
from corpus.build.blocks import is_right_to_left

DEEP, ACCENT, QUIET, WHITE = (RGBColor.from_string(each) for each in ("0F4C5C", "B84A0C", "566770", "FFFFFF"))
FILL, SHADED, RULE, PALE = "0F4C5C", "EEF4F5", "C9D6DA", RGBColor(0xD5, 0xE6, 0xEA)
TEXT_WIDTH = 16.4
"""Centimetres between the margins of a page."""
LONGEST_SHORT = 160
"""Characters of words that keep to the side of the page; longer text is read more easily where its own lines begin."""
COVER_HEIGHT = Cm(13)

_STYLES = (("Heading 1", 21, DEEP, 0, 14), ("Heading 2", 14, DEEP, 18, 6), ("Heading 3", 10.5, ACCENT, 10, 4))
"""Style, size in points, colour, points of space before and after."""


def design(word: WordFile) -> None:
    """Give the styles of the document their colours and distances."""
    for name, size, colour, before, after in _STYLES:
        style = word.document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, colour
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
        fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
        if fonts is not None and not fonts.get(qn("w:ascii")):
            normal = word.document.styles["Normal"].element.rPr.find(qn("w:rFonts"))
            fonts.attrib.clear()
            fonts.attrib.update(normal.attrib)
    word.document.styles["Normal"].paragraph_format.space_after = Pt(5)


def align(word: WordFile, paragraph: WordParagraph, words: Words) -> None:
    """Put short words in another direction at the side where the lines of the page begin.

    Word's "right" is where lines end in a paragraph from right to left, and the right side in any other.
    """
    is_foreign = word.is_right_to_left != is_right_to_left(words.language or "")
    if is_foreign and len(words.text) <= LONGEST_SHORT:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def written(word: WordFile, paragraph: WordParagraph, line: Line, size: float, colour: RGBColor | None = None) -> None:
    """Append a line in a size (points) and colour, as a link where it leads somewhere."""
    run = word.link(paragraph, line.url, line.words) if line.url else word.write(paragraph, line.words)
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    align(word, paragraph, line.words)


TONES: dict[Tone, tuple[float, RGBColor | None]] = {
    Tone.normal: (10.5, None), Tone.lead: (12, DEEP), Tone.quiet: (9, QUIET),
}  # fmt: skip
"""Tone -> size in points and colour."""


def write_cover(word: WordFile, cover: Cover) -> None:
    """The first page: a coloured field with the title, then what is known of dates and places."""
    field = word.document.add_table(rows=1, cols=1)
    field.autofit = False
    word.turn(field)
    cell = field.cell(0, 0)
    cell.width = Cm(TEXT_WIDTH)
    field.rows[0].height = COVER_HEIGHT
    _shade(cell, FILL)
    _margins(cell, Cm(0.9))
    _cover_line(word, cell.paragraphs[0], cover.kicker, 11, PALE, after=120)
    title = cell.add_paragraph(style="Title")
    _without_border(title)
    size = 24 if len(cover.title.text) > 100 else 32
    _cover_line(word, title, cover.title, size, WHITE, after=10)
    _cover_line(word, cell.add_paragraph(), cover.subtitle, 15, PALE, after=0)
    word.document.add_paragraph().paragraph_format.space_after = Pt(10)
    rows = [Row(((Line(name),), (Line(words),))) for name, words in cover.facts]
    write_pairs(word, rows, (0.26, 0.74))
    for words in cover.foot:
        written(word, word.document.add_paragraph(), Line(words), 9, QUIET)


def _cover_line(
    word: WordFile, paragraph: WordParagraph, words: Words, size: float, colour: RGBColor, after: float
) -> None:
    written(word, paragraph, Line(words), size, colour)
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.space_before = Pt(0)


def write_table(word: WordFile, table: Table) -> None:
    """A table whose head is repeated on every page, or pairs where it has none."""
    if not table.header:
        write_pairs(word, table.rows, table.widths)
        return
    grid = word.document.add_table(rows=0, cols=len(table.widths))
    head = Row(tuple((Line(words),) for words in table.header))
    _rows(word, grid, [head, *table.rows], table.widths)
    grid.rows[0]._tr.get_or_add_trPr().append(_element("tblHeader"))
    for cell in grid.rows[0].cells:
        _shade(cell, FILL)
        for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
            run.font.bold, run.font.color.rgb = True, WHITE
    word.document.add_paragraph().paragraph_format.space_after = Pt(2)


def write_pairs(word: WordFile, rows: Sequence[Row], widths: Sequence[float]) -> None:
    """Labels with what belongs to each beside it."""
    if not rows:
        return
    grid = word.document.add_table(rows=0, cols=len(widths))
    _rows(word, grid, rows, widths)
    for row in grid.rows:
        for run in row.cells[0].paragraphs[0].runs:
            run.font.bold, run.font.color.rgb = True, DEEP
    word.document.add_paragraph().paragraph_format.space_after = Pt(2)


def _rows(word: WordFile, grid: WordTable, rows: Sequence[Row], widths: Sequence[float]) -> None:
    grid.autofit = False
    word.turn(grid)
    for column, share in zip(grid.columns, widths, strict=True):
        column.width = Cm(TEXT_WIDTH * share)
    for row in rows:
        made = grid.add_row()  # type: ignore[no-untyped-call]
        made._tr.get_or_add_trPr().append(_element("cantSplit"))
        for cell, lines, share in zip(made.cells, row.cells, widths, strict=True):
            cell.width = Cm(TEXT_WIDTH * share)
            _fill(word, cell, lines)
            _underline(cell)
            if row.is_shaded:
                _shade(cell, SHADED)


def _fill(word: WordFile, cell: _Cell, lines: Sequence[Line]) -> None:
    """The first line as text, what stands below it small."""
    for number, line in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        written(word, paragraph, line, 8.5 if number else 9.5, QUIET if number else None)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _shade(cell: _Cell, fill: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=fill))


def _underline(cell: _Cell) -> None:
    borders = _element("tcBorders")
    borders.append(_element("bottom", val="single", sz="4", space="0", color=RULE))
    cell._tc.get_or_add_tcPr().append(borders)


def _margins(cell: _Cell, width: Length) -> None:
    margins = _element("tcMar")
    for side in ("top", "start", "bottom", "end"):
        margins.append(_element(side, w=str(int(width.twips)), type="dxa"))
    cell._tc.get_or_add_tcPr().append(margins)


def _without_border(paragraph: WordParagraph) -> None:
    """Word's own title has a line below it."""
    borders = _element("pBdr")
    borders.append(_element("bottom", val="nil"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
