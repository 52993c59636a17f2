"""A programme as a Word document that a trainer goes on writing in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from docx.shared import Cm, Pt

from api.classroom.content import Classroom
from api.classroom.printed.blocks import Block, Contents, Cover, Entry, Heading, Line, Paragraph, Points, Table
from api.classroom.printed.programme import Edition, programme_blocks
from api.classroom.printed.word_design import QUIET, TONES, design, write_cover, write_table, written
from api.exports.word import WordFile, Words, property_text

INDENT = Cm(0.8)


def programme_word(classroom: Classroom, edition: Edition) -> bytes:
    """The .docx; the same version, edition and language give the same bytes."""
    blocks = list(programme_blocks(classroom, edition))
    word = new_word(classroom, classroom.words(classroom.programme.title))
    BlockWriter(word, blocks).write()
    word.page_numbers()
    return word.content()


def new_word(classroom: Classroom, title: str) -> WordFile:
    """An empty document in the language of the classroom, dated by its version."""
    word = WordFile(classroom.language, title)
    design(word)
    core = word.document.core_properties
    core.created = core.modified = classroom.moment.replace(tzinfo=None, microsecond=0)
    core.author = property_text(classroom.programme.organiser) or "Casebook"
    return word


class BlockWriter:
    """Writes blocks from top to bottom; the table of contents lists the headings of level 1 that are among them."""

    def __init__(self, word: WordFile, blocks: Sequence[Block], chapters: Iterable[tuple[str, Words]] = ()) -> None:
        self._word, self._blocks, self._chapters = word, blocks, tuple(chapters)
        """`chapters` are headings that others write behind the blocks: bookmark and words."""
        self._headings = 0
        self._writers: Mapping[type[Block], Callable[[Any], None]] = {
            Cover: lambda block: write_cover(word, block),
            Contents: self._contents,
            Heading: self._heading,
            Paragraph: self._paragraph,
            Points: self._points,
            Table: lambda block: write_table(word, block),
        }

    def write(self) -> None:
        for block in self._blocks:
            self._writers[type(block)](block)

    def _contents(self, contents: Contents) -> None:
        headings = [block.words for block in self._blocks if isinstance(block, Heading) and block.level == 1]
        entries = [(_bookmark(number), words) for number, words in enumerate(headings, 1)]
        if entries or self._chapters:
            self._word.contents(contents.title.text, [*entries, *self._chapters])

    def _heading(self, heading: Heading) -> None:
        if heading.level > 1:
            self._word.heading(heading.words, heading.level)
            return
        self._headings += 1
        self._word.heading(heading.words, 1, _bookmark(self._headings))

    def _paragraph(self, block: Paragraph) -> None:
        size, colour = TONES[block.tone]
        for line in filter(None, (line.strip() for line in block.words.text.splitlines())):
            words = Words(line, block.words.language)
            written(self._word, self._word.document.add_paragraph(), Line(words, block.url), size, colour)

    def _points(self, points: Points) -> None:
        for number, entry in enumerate(points.entries, 1):
            self._point(f"{number}." if points.is_numbered else "•", entry)

    def _point(self, mark: str, entry: Entry) -> None:
        self._word.numbered(mark, entry.words, entry.url)
        for line in entry.below:
            paragraph = self._word.document.add_paragraph()
            paragraph.paragraph_format.left_indent = INDENT
            paragraph.paragraph_format.space_after = Pt(1)
            written(self._word, paragraph, line, 8.5, QUIET)


def _bookmark(number: int) -> str:
    """As Word names the headings of a table of contents."""
    return f"_Toc{number:08d}"
