"""Writing slides: titles, points, tables and notes on the slides of one theme, split where they do not fit."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from api.classroom.content import Classroom
from api.classroom.printed.labels import label, label_language
from api.classroom.printed.measuring import Box, height, line_height, wrapped
from api.classroom.printed.slide_theme import (
    BODY_PLACE,
    PALE,
    QUIET,
    SESSION_LAYOUT,
    TABLE_LAYOUT,
    TEXT_LAYOUT,
    TITLE_LAYOUT,
    TITLE_PLACE,
    WHITE,
    placeholders_of,
    themed_slides,
)
from api.exports.word import LEFT_TO_RIGHT_MARK, LOCALES, Words, clean, property_text
from corpus.build.blocks import is_right_to_left
from corpus.build.zipped import with_fixed_times

POINT, BELOW = 22.0, 14.0
"""Sizes of a point and of what stands below it, in points."""
GAP = 7.0
"""Points between points."""
CELL = 15.0
"""Size of letters in tables, in points."""
CELL_PADDING = 9.0
BODY = Box(Emu(BODY_PLACE.width).pt - 40, Emu(BODY_PLACE.height).pt - 14)
"""Room for points: the frame without its padding and the space of the bullets."""
TITLE = Box(Emu(TITLE_PLACE.width).pt - 16, Emu(TITLE_PLACE.height).pt - 6)
LARGEST_TITLE, SMALLEST_TITLE = 30, 16
LINE = 18.0
"""Size of the lines below the title of a dark slide, in points."""
LINES = Box(BODY.width, line_height(LINE) * 2)
"""Room for each of them."""
CELL_LINES = 3
"""Lines that a cell of a table may take."""
LONGEST_NOTES = 20_000
"""Characters of notes on one slide."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a slide; a quiet one is small and grey and belongs to the point above it."""

    words: Words
    is_quiet: bool = False

    @property
    def size(self) -> float:
        return BELOW if self.is_quiet else POINT

    @property
    def height(self) -> float:
        return height(self.words.text, self.size, BODY.width) + (2.0 if self.is_quiet else GAP)


class Deck:
    """A deck being written from the first slide to the last."""

    def __init__(self, classroom: Classroom, title: str, footer: str) -> None:
        self._language, self._footer = classroom.language, footer
        self._is_turned = is_right_to_left(classroom.language)
        self._slides = themed_slides(self._is_turned)
        core = self._slides.core_properties
        core.title = property_text(title)
        core.author = property_text(classroom.programme.organiser) or "Casebook"
        core.language = LOCALES.get(classroom.language, classroom.language)
        core.created = core.modified = classroom.moment.replace(tzinfo=None, microsecond=0)
        core.last_modified_by, core.revision = core.author, 1

    def opening(self, title: Words, lines: Sequence[Words], notes: Sequence[Words] = ()) -> None:
        """The first slide."""
        self._dark(TITLE_LAYOUT, title, lines, notes, 40)

    def session(self, title: Words, lines: Sequence[Words], notes: Sequence[Words]) -> None:
        """The slide that a session begins with."""
        self._dark(SESSION_LAYOUT, title, lines, notes, 36)

    def points(self, title: Words, points: Sequence[Point], notes: Sequence[Words] = ()) -> None:
        """Points on as many slides as they take; the notes are on the first."""
        for number, page in enumerate(paged(points)):
            slide = self._slide(TEXT_LAYOUT, title if number == 0 else self._continued(title))
            frame = slide.placeholders[1].text_frame
            for place, point in enumerate(page):
                self._write_point(_paragraph(frame, place), point)
            self._note(slide, notes if number == 0 else ())

    def table(self, title: Words, rows: Sequence[Sequence[Words]], widths: Sequence[float]) -> None:
        """Rows under each other, the first column bold, on as many slides as they take; `widths` are shares."""
        columns = [share * Emu(BODY_PLACE.width).pt for share in widths]
        fitting = [_fitting_row(row, columns) for row in rows]
        for number, page in enumerate(_table_pages(fitting, columns)):
            slide = self._slide(TABLE_LAYOUT, title if number == 0 else self._continued(title))
            self._write_table(slide, page, columns)

    def content(self) -> bytes:
        """The .pptx; the same writing gives the same bytes."""
        stream = io.BytesIO()
        self._slides.save(stream)
        return with_fixed_times(stream.getvalue())

    def _dark(self, layout: int, title: Words, lines: Sequence[Words], notes: Sequence[Words], size: int) -> None:
        slide = self._slide(layout, title, size, WHITE)
        frame = slide.placeholders[1].text_frame
        for number, words in enumerate(filter(lambda each: each.text, lines)):
            shown = replace(words, text=cut_to_fit(words.text, LINE, LINES))
            self._write(_paragraph(frame, number), shown, LINE, PALE)
        frame.vertical_anchor = MSO_ANCHOR.TOP
        self._note(slide, notes)

    def _continued(self, title: Words) -> Words:
        return replace(title, text=label("continued", self._language, title=title.text))

    def _slide(self, layout: int, title: Words, size: int = LARGEST_TITLE, colour: RGBColor | None = None) -> Slide:
        slide: Slide = self._slides.slides.add_slide(self._slides.slide_layouts[layout])
        fitting = title_size(title.text, size)
        shown = replace(title, text=cut_to_fit(title.text, fitting))
        frame: TextFrame = placeholders_of(slide)[0].text_frame
        self._write(frame.paragraphs[0], shown, fitting, colour)
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        self._foot(slide, is_dark=colour is not None)
        return slide

    def _foot(self, slide: Slide, is_dark: bool) -> None:
        """The footer and the slide's number, which python-pptx leaves in the layout; a dark slide has its number only."""
        for shape in placeholders_of(slide.slide_layout):
            kind = shape.placeholder_format.type
            if kind == PP_PLACEHOLDER.SLIDE_NUMBER or (kind == PP_PLACEHOLDER.FOOTER and not is_dark):
                slide.shapes._spTree.append(copy.deepcopy(shape._element))
        for shape in placeholders_of(slide):
            kind, paragraph = shape.placeholder_format.type, shape.text_frame.paragraphs[0]
            if kind == PP_PLACEHOLDER.FOOTER:
                paragraph.alignment = PP_ALIGN.LEFT
                self._write(paragraph, Words(self._footer, label_language(self._language)), 10, QUIET)
            elif kind == PP_PLACEHOLDER.SLIDE_NUMBER:
                _colour_number(paragraph, PALE if is_dark else QUIET)

    def _write_point(self, paragraph: _Paragraph, point: Point) -> None:
        self._write(paragraph, point.words, point.size, QUIET if point.is_quiet else None)
        paragraph.space_before = Pt(2 if point.is_quiet else GAP)
        if point.is_quiet:
            properties = paragraph._p.get_or_add_pPr()
            properties.insert_element_before(properties.makeelement(qn("a:buNone")), "a:tabLst", "a:defRPr", "a:extLst")
            properties.set("indent", "0")

    def _write(self, paragraph: _Paragraph, words: Words, size: float, colour: RGBColor | None = None) -> None:
        """Write words into a paragraph, in their language, direction, a size in points and a colour."""
        language = words.language or label_language(self._language)
        is_turned = is_right_to_left(language)
        mark = LEFT_TO_RIGHT_MARK if self._is_turned and not is_turned else ""
        run = paragraph.add_run()
        run.text = " ".join(clean(words.text).split()) + mark
        run.font.size = Pt(size)
        if colour is not None:
            run.font.color.rgb = colour
        run._r.get_or_add_rPr().set("lang", LOCALES.get(language.partition("-")[0], language))
        if self._is_turned or is_turned:
            paragraph._p.get_or_add_pPr().set("rtl", "1")
            paragraph.alignment = PP_ALIGN.RIGHT

    def _note(self, slide: Slide, notes: Sequence[Words]) -> None:
        told = [words for words in notes if words.text]
        frame = slide.notes_slide.notes_text_frame if told else None
        room = LONGEST_NOTES
        for number, words in enumerate(told):
            assert frame is not None
            paragraph = _paragraph(frame, number)
            self._write(paragraph, replace(words, text=words.text[: max(room, 0)]), 12)
            room -= len(words.text)

    def _write_table(self, slide: Slide, rows: Sequence[Sequence[Words]], columns: Sequence[float]) -> None:
        heights = [_row_height(row, columns) for row in rows]
        shape = slide.shapes.add_table(
            len(rows), len(columns), Emu(BODY_PLACE.left), Emu(BODY_PLACE.top), Emu(BODY_PLACE.width), Pt(sum(heights))
        )
        table: Any = shape.table
        table.first_row, table.horz_banding, table.first_col = False, True, True
        if self._is_turned:
            table._tbl.tblPr.set("rtl", "1")
        for column, points in zip(table.columns, columns, strict=True):
            column.width = Pt(points)
        for number, row in enumerate(rows):
            table.rows[number].height = Pt(heights[number])
            for place, words in enumerate(row):
                self._write_cell(table.cell(number, place), words, is_first=place == 0)

    def _write_cell(self, cell: Any, words: Words, is_first: bool) -> None:
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = cell.text_frame.paragraphs[0]
        self._write(paragraph, words, CELL)
        if is_first:
            paragraph.runs[0].font.bold = True
            paragraph.runs[0].font.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def _paragraph(frame: TextFrame, number: int) -> _Paragraph:
    """The paragraph with this number, from 0; a frame begins with one."""
    if number == 0:
        return frame.paragraphs[0]
    added: _Paragraph = frame.add_paragraph()  # type: ignore[no-untyped-call]
    return added


def _colour_number(paragraph: _Paragraph, colour: RGBColor) -> None:
    """Colour the field of the slide's number: python-pptx knows of runs only."""
    field = paragraph._p.find(qn("a:fld"))
    if field is not None:
        letters = field.find(qn("a:rPr"))
        fill = letters.makeelement(qn("a:solidFill"), {})
        fill.append(fill.makeelement(qn("a:srgbClr"), {"val": str(colour)}))
        letters.insert(0, fill)


def title_size(text: str, largest: int) -> float:
    """The largest size in points in which a title fits its room."""
    sizes = range(largest, SMALLEST_TITLE, -2)
    return next((size for size in sizes if height(text, size, TITLE.width) <= TITLE.height), SMALLEST_TITLE)


def cut_to_fit(text: str, size: float, room: Box = TITLE) -> str:
    """A text that is too long for its room, cut at the end of the last line there; it is told whole elsewhere."""
    lines = list(wrapped(text, size, room.width))
    most = max(1, int(room.height // line_height(size)))
    return text if len(lines) <= most else " ".join(lines[:most])[:-1] + "…"


def paged(points: Sequence[Point]) -> Iterator[Sequence[Point]]:
    """The points slide by slide. What belongs to a point goes with it; one that is longer than a slide is cut between lines."""
    page: list[Point] = []
    for group in _groups([piece for point in points for piece in _pieces(point)]):
        if page and _height(page) + _height(group) > BODY.height:
            yield page
            page = []
        for point in group:
            if page and _height(page) + point.height > BODY.height:
                yield page
                page = []
            page.append(point)
    if page:
        yield page


def _height(points: Sequence[Point]) -> float:
    return sum(point.height for point in points)


def _groups(points: Sequence[Point]) -> Iterator[list[Point]]:
    """A point with the quiet ones below it."""
    group: list[Point] = []
    for point in points:
        if group and not point.is_quiet:
            yield group
            group = []
        group.append(point)
    if group:
        yield group


def _pieces(point: Point) -> Iterator[Point]:
    """The point, or as many as it takes for each to fit a slide."""
    most = int((BODY.height - GAP) // line_height(point.size))
    lines = list(wrapped(point.words.text, point.size, BODY.width))
    if len(lines) <= most:
        yield point
        return
    for start in range(0, len(lines), most):
        yield replace(point, words=replace(point.words, text=" ".join(lines[start : start + most])))


def _fitting_row(row: Sequence[Words], columns: Sequence[float]) -> list[Words]:
    """A row whose cells are no higher than they may be."""
    high = line_height(CELL) * CELL_LINES
    return [
        replace(words, text=cut_to_fit(words.text, CELL, Box(wide - 16, high)))
        for words, wide in zip(row, columns, strict=True)
    ]


def _row_height(row: Sequence[Words], columns: Sequence[float]) -> float:
    cells = (height(words.text, CELL, room - 16) for words, room in zip(row, columns, strict=True))
    return max(*cells, line_height(CELL)) + CELL_PADDING


def _table_pages(rows: Sequence[Sequence[Words]], columns: Sequence[float]) -> Iterator[list[Sequence[Words]]]:
    page: list[Sequence[Words]] = []
    taken = 0.0
    for row in rows:
        needed = _row_height(row, columns)
        if page and taken + needed > Emu(BODY_PLACE.height).pt:
            yield page
            page, taken = [], 0.0
        page.append(row)
        taken += needed
    if page:
        yield page
