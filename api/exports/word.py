"""A Word document as the exports need it: language-true text, headings that a table of contents finds, tables, page numbers.

python-docx writes the package; what it has no words for (fields, bookmarks, languages, right-to-left text) is written as WordprocessingML.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LOCALES = {"en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ko": "ko-KR", "ja": "ja-JP", "zh": "zh-CN", "ar": "ar-SA"}
"""Language -> the locale that Word's spelling checker and line breaking know; a language that is not here is its own."""

EAST_ASIAN_FONTS = {"ko": "Malgun Gothic", "ja": "Yu Gothic", "zh": "Microsoft YaHei"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
LATIN_FONT = "Calibri"
COMPLEX_FONTS = {"th": "Leelawadee UI", "hi": "Nirmala UI", "ne": "Nirmala UI"}
COMPLEX_FONT = "Arial"
"""Of scripts that Word counts as complex, Arabic among them, unless their language is in `COMPLEX_FONTS`."""
INK, QUIET, SHADE = RGBColor(0x1D, 0x2B, 0x3A), RGBColor(0x5C, 0x6B, 0x7A), "E9EEF3"
_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr", "w:sectPr")
"""Properties of a paragraph that the schema wants behind `w:bidi`; Word refuses files with another order."""

LEFT_TO_RIGHT_MARK = "\u200e"
"""Keeps a closing mark at the end of words that run from left to right, in a paragraph that does not."""

A4 = (Cm(21), Cm(29.7))

EPOCH = dt.datetime(2000, 1, 1)
"""Date of a document that has none: the clock would make every file differ."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text in a language (BCP 47); None where the language is not known, as for titles of sources."""

    text: str
    language: str | None = None


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return "".join(
        c for c in text if c in "\t\n" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD or ord(c) > 0xFFFF
    )


def property_text(text: str) -> str:
    """The text as a property of the file can hold it: 255 characters at most."""
    return clean(text)[:255]


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


class WordFile:
    """A document being written from top to bottom in one main language."""

    def __init__(self, language: str, title: str) -> None:
        self._language = language
        self._bookmarks = 0
        self.document: Document = docx.Document()
        self._style(title)

    def _style(self, title: str) -> None:
        styles = self.document.styles
        _set_language(styles.element, self._language)
        styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        for name, size in (("Normal", 10.5), ("Title", 30), ("Heading 1", 20), ("Heading 2", 14), ("TOC 1", 11)):
            font = styles[name].font
            font.size, font.color.rgb = Pt(size), INK
            _set_fonts(styles[name].element.get_or_add_rPr(), self._language)
        styles["Heading 1"].paragraph_format.page_break_before = True
        for section in self.document.sections:
            section.page_width, section.page_height = A4
            section.left_margin = section.right_margin = Cm(2.3)
            section.different_first_page_header_footer = True
            if self.is_right_to_left:
                section._sectPr.insert_element_before(_element("bidi"), "w:rtlGutter", "w:docGrid")
        core = self.document.core_properties
        core.title, core.author, core.last_modified_by, core.comments = property_text(title), "Casebook", "Casebook", ""
        core.language = LOCALES.get(self._language, self._language)
        core.created = core.modified = EPOCH

    @property
    def is_right_to_left(self) -> bool:
        """Whether the main language is written from right to left; tables and short lines then begin at the right."""
        return self._language.partition("-")[0] in RIGHT_TO_LEFT

    def title(self, text: str) -> None:
        """The title of the whole file, a third of the way down its first page."""
        paragraph = self.document.add_paragraph(style="Title")
        paragraph.paragraph_format.space_before = Pt(140)
        self.write(paragraph, Words(text, self._language))

    def heading(self, words: Words, level: int, bookmark: str | None = None) -> None:
        """A heading; level 1 is what the table of contents lists, and `bookmark` is what its entry leads to."""
        paragraph = self._paragraph(f"Heading {level}")
        if bookmark is None:
            self.write(paragraph, words)
            return
        self._bookmarks += 1
        start = _element("bookmarkStart", id=str(self._bookmarks), name=bookmark)
        paragraph._p.append(start)
        self.write(paragraph, words)
        paragraph._p.append(_element("bookmarkEnd", id=str(self._bookmarks)))

    def text(self, words: Words, quiet: bool = False) -> Paragraph | None:
        """One paragraph for each line of the text, the last of which is returned; `quiet` ones are small and grey."""
        paragraph = None
        for line in filter(None, (line.strip() for line in clean(words.text).splitlines())):
            paragraph = self.document.add_paragraph()
            run = self.write(paragraph, Words(line, words.language))
            if quiet:
                run.font.size, run.font.color.rgb, run.italic = Pt(9), QUIET, True
        return paragraph

    def numbered(self, number: str, words: Words, url: str | None = None) -> None:
        """A paragraph with a hanging number. The number is text: Word's own would run on from chapter to chapter."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(0.9), Cm(-0.9)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.9))
        self.write(paragraph, Words(f"{number}\t"))
        self.write(paragraph, words)
        if url:
            paragraph.add_run().add_break()
            self.link(paragraph, url)

    def landscape(self) -> None:
        """Turn every page on its side, with narrow margins."""
        for section in self.document.sections:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_height, section.page_width = A4
            section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.5)

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[Words | Sequence[Words]]], widths: Sequence[float]
    ) -> None:
        """A table with a header row that is repeated on every page; `widths` in centimetres.

        A cell of several words has a paragraph for each, so that each runs in the direction of its language.
        """
        table = self.document.add_table(rows=0, cols=len(header))
        table.style = "Table Grid"
        table.autofit = False
        self.turn(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        self._row(table, [Words(name, self._language) for name in header], widths, is_header=True)
        for row in rows:
            self._row(table, row, widths)
        self.document.add_paragraph()

    def turn(self, table: Table) -> None:
        """Let its first column be the right one, where the main language is written from right to left."""
        if self.is_right_to_left:
            table.table_direction = WD_TABLE_DIRECTION.RTL

    def _row(
        self, table: Table, cells: Sequence[Words | Sequence[Words]], widths: Sequence[float], is_header: bool = False
    ) -> None:
        row = table.add_row()  # type: ignore[no-untyped-call]
        properties = row._tr.get_or_add_trPr()
        properties.append(_element("cantSplit"))
        if is_header:
            properties.append(_element("tblHeader"))
        for cell, words, width in zip(row.cells, cells, widths, strict=True):
            cell.width = Cm(width)
            self._cell(cell, [words] if isinstance(words, Words) else words, is_header)

    def _cell(self, cell: _Cell, lines: Sequence[Words], is_header: bool) -> None:
        for number, words in enumerate(lines):
            run = self.write(cell.add_paragraph() if number else cell.paragraphs[0], words)
            run.font.size, run.bold = Pt(9), is_header
        if is_header:
            cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=SHADE))

    def contents(self, title: str, entries: Sequence[tuple[str, Words]]) -> None:
        """A page with a table of contents of the level 1 headings: a field that Word updates, filled beforehand with links.

        Entries are (bookmark, words), at least one.
        """
        heading = self.document.add_paragraph(style="TOC Heading")
        heading.paragraph_format.page_break_before = True
        self.write(heading, Words(title, self._language))
        paragraphs = [self._paragraph("TOC 1") for _ in entries]
        _begin_field(paragraphs[0], r'TOC \o "1-1" \h \z \u')
        for paragraph, (bookmark, words) in zip(paragraphs, entries, strict=True):
            link = _element("hyperlink", anchor=bookmark, history="1")
            paragraph._p.append(link)
            link.append(self.write(paragraph, words)._r)
        _end_field(paragraphs[-1])

    def page_numbers(self) -> None:
        """A footer "page / pages" on every page but the first."""
        footer = self.document.sections[0].footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _field(footer, "PAGE")
        footer.add_run(" / ")
        _field(footer, "NUMPAGES")

    def _paragraph(self, style: str | None = None) -> Paragraph:
        """A paragraph that begins at the side where those of the main language do, whatever language its words are in."""
        paragraph = self.document.add_paragraph(style=style)
        if self.is_right_to_left:
            _turn(paragraph)
        return paragraph

    def write(self, paragraph: Paragraph, words: Words) -> Run:
        """Append words to a paragraph, marked with their language; right-to-left ones turn the paragraph as well."""
        is_foreign = _is_turned(paragraph) and (words.language or "").partition("-")[0] not in RIGHT_TO_LEFT
        run = paragraph.add_run(clean(words.text) + (LEFT_TO_RIGHT_MARK if is_foreign and words.text.strip() else ""))
        language = words.language or ""
        if language:
            run._r.get_or_add_rPr().append(_language_element(language))
        if language.partition("-")[0] in {*EAST_ASIAN_FONTS, *COMPLEX_FONTS}:
            _set_fonts(run._r.get_or_add_rPr(), language)
        if language.partition("-")[0] in RIGHT_TO_LEFT:
            run.font.rtl = True
            _turn(paragraph)
        return run

    def link(self, paragraph: Paragraph, url: str, words: Words | None = None) -> Run:
        """Append a link, by default shown as its own address."""
        relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        paragraph._p.append(link)
        run = self.write(paragraph, words or Words(url))
        run.font.size, run.font.color.rgb = Pt(9), QUIET
        link.append(run._r)
        return run

    def content(self) -> bytes:
        """The file; the same writing gives the same bytes."""
        for part in (self.document.element, self.document.styles.element):
            _mirror_complex(part)
        stream = io.BytesIO()
        self.document.save(stream)
        return _without_dates(stream.getvalue())


def _without_dates(package: bytes) -> bytes:
    """The same zip with every entry dated to zip's first day instead of now."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _is_turned(paragraph: Paragraph) -> bool:
    return paragraph._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None


def _turn(paragraph: Paragraph) -> None:
    """Let a paragraph run from right to left."""
    if not _is_turned(paragraph):
        paragraph._p.get_or_add_pPr().insert_element_before(_element("bidi"), *_AFTER_BIDI)


def _mirror_complex(part: BaseOxmlElement) -> None:
    """Give text of complex scripts the size and weight of the other: Word keeps them apart, and python-docx sets the other only."""
    for name in ("b", "i", "sz"):
        for element in list(part.iter(qn(f"w:{name}"))):
            twin = qn(f"w:{name}Cs")
            for old in element.getparent().findall(twin):
                element.getparent().remove(old)
            element.addnext(element.makeelement(twin, dict(element.attrib)))


def _language_element(language: str) -> BaseOxmlElement:
    base = language.partition("-")[0]
    locale = LOCALES.get(base, language)
    kind = "eastAsia" if base in EAST_ASIAN_FONTS else "bidi" if base in RIGHT_TO_LEFT else "val"
    return _element("lang", **{kind: locale})


def _set_language(styles: BaseOxmlElement, language: str) -> None:
    """The language of all text that is not marked otherwise; Latin letters in an East Asian text are taken to be English."""
    base = language.partition("-")[0]
    is_east_asian, is_right_to_left = base in EAST_ASIAN_FONTS, base in RIGHT_TO_LEFT
    for found in styles.iter(qn("w:lang")):
        found.set(qn("w:val"), LOCALES["en"] if is_east_asian or is_right_to_left else LOCALES.get(base, language))
        found.set(qn("w:eastAsia"), LOCALES[base if is_east_asian else "ko"])
        if is_right_to_left:
            found.set(qn("w:bidi"), LOCALES.get(base, language))


def _set_fonts(properties: BaseOxmlElement, language: str) -> None:
    """Name fonts outright, for Latin and East Asian script each: the template's theme fonts have no Korean letters."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = _element("rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{script}"), LATIN_FONT)
    base = language.partition("-")[0]
    fonts.set(qn("w:cs"), COMPLEX_FONTS.get(base, COMPLEX_FONT))
    fonts.set(qn("w:eastAsia"), EAST_ASIAN_FONTS.get(base, EAST_ASIAN_FONTS["ko"]))


def _field(paragraph: Paragraph, instruction: str, shown: str = "1") -> None:
    """A field with what it shows until it is updated."""
    _begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    _end_field(paragraph)


def _begin_field(paragraph: Paragraph, instruction: str) -> None:
    code = _element("instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    for element in (_element("fldChar", fldCharType="begin"), code, _element("fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(element)


def _end_field(paragraph: Paragraph) -> None:
    paragraph.add_run()._r.append(_element("fldChar", fldCharType="end"))
