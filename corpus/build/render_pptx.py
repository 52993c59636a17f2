"""A case document as slides: one for each heading, bullets or a table on it, the full story in the speaker's notes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide, SlideLayout
from pptx.util import Inches, Pt

from corpus.build.blocks import (
    NOTES,
    Block,
    Heading,
    ListItem,
    Paragraph,
    Table,
    is_right_to_left,
    plain,
    read_blocks,
    refuse_charts,
)
from corpus.build.zipped import with_fixed_times

TITLE_LAYOUT, TEXT_LAYOUT, TITLE_ONLY_LAYOUT = 0, 1, 5
"""Positions in python-pptx's default template."""


@dataclass
class Content:
    """What one slide holds."""

    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def render_pptx(text: str, title: str, language: str, footer: str) -> bytes:
    """A .pptx file, 16:9; its dates are fixed, so that the same text gives the same bytes."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = Inches(13.333), Inches(7.5)
    for content in _contents(refuse_charts(read_blocks(text))):
        _add_slide(slides, content, footer)
    if is_right_to_left(language):
        _turn(slides)
    properties = slides.core_properties
    properties.title, properties.language, properties.author = title, language, "Casebook contributors"
    properties.created = properties.modified = dt.datetime(2026, 1, 1)
    properties.last_modified_by, properties.revision = "Casebook contributors", 1
    out = io.BytesIO()
    slides.save(out)
    return with_fixed_times(out.getvalue())


def _contents(blocks: Sequence[Block]) -> list[Content]:
    contents: list[Content] = []
    for block in blocks:
        if isinstance(block, Heading):
            contents.append(Content(plain(block.runs), block.level))
        elif isinstance(block, Paragraph) and plain(block.runs).startswith(NOTES):
            contents[-1].notes.append(plain(block.runs).removeprefix(NOTES).strip())
        elif contents[-1].notes and isinstance(block, Paragraph):
            contents[-1].notes.append(plain(block.runs))
        else:
            contents[-1].blocks.append(block)
    return [content for content in contents if content.level == 1 or content.blocks or content.notes]


def _add_slide(slides: Slides, content: Content, footer: str) -> None:
    tables = [block for block in content.blocks if isinstance(block, Table)]
    texts = [block for block in content.blocks if isinstance(block, ListItem | Paragraph)]
    layout = _layout(slides, content, has_table=bool(tables))
    slide = slides.slides.add_slide(layout)
    slide.shapes.title.text = content.title
    _fit(slides, slide)
    if content.level == 1:
        slide.placeholders[1].text = "\n".join(plain(block.runs) for block in texts) or footer
    elif tables:
        _add_table(slides, slide, tables[0])
        content.notes[:0] = [plain(block.runs) for block in texts]
    else:
        _add_bullets(slide, texts)
    if content.notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(content.notes)


def _layout(slides: Slides, content: Content, *, has_table: bool) -> SlideLayout:
    if content.level == 1:
        return slides.slide_layouts[TITLE_LAYOUT]
    return slides.slide_layouts[TITLE_ONLY_LAYOUT if has_table else TEXT_LAYOUT]


def _fit(slides: Slides, slide: Slide) -> None:
    """The default template is 4:3; spread its placeholders over the wide slide."""
    for shape in slide.placeholders:
        shape.left, shape.width = Inches(0.8), slides.slide_width - Inches(1.6)


def _add_bullets(slide: Slide, texts: Sequence[ListItem | Paragraph]) -> None:
    frame = slide.placeholders[1].text_frame
    for number, block in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.level = block.depth if isinstance(block, ListItem) else 0
        paragraph.text = plain(block.runs)
        paragraph.font.size = Pt(20)


def _turn(slides: Slides) -> None:
    """Set every paragraph from right to left."""
    for slide in slides.slides:
        for paragraph in slide.element.iter(qn("a:p")):
            paragraph.get_or_add_pPr().set("rtl", "1")


def _add_table(slides: Slides, slide: Slide, table: Table) -> None:
    rows = (table.header, *table.rows)
    width = slides.slide_width - Inches(1.6)
    shape = slide.shapes.add_table(
        len(rows), len(table.header), Inches(0.8), Inches(1.8), width, Inches(0.5 * len(rows))
    )
    for row, cells in enumerate(rows):
        for column, runs in enumerate(cells):
            cell = shape.table.cell(row, column)
            cell.text = plain(runs)
            cell.text_frame.paragraphs[0].font.size = Pt(16)
