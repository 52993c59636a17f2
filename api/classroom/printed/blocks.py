"""What a printed programme is made of, before it is a Word document or a PDF: both are written from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from api.exports.word import Words


@dataclass(frozen=True, slots=True)
class Line:
    """Words with where they lead to, if anywhere."""

    words: Words
    url: str | None = None


class Tone(StrEnum):
    normal = "normal"
    lead = "lead"
    """What a page begins with, a little larger."""
    quiet = "quiet"
    """Small and grey: where, when, from which page."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page; `facts` are pairs of a label and what it is of this programme."""

    kicker: Words
    title: Words
    subtitle: Words
    facts: tuple[tuple[Words, Words], ...]
    foot: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, of headings of level 1."""

    title: Words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading from level 1, which begins a page, to level 3."""

    words: Words
    level: int
    is_listed: bool = True
    """Whether a table of contents that goes so deep has it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: Words
    tone: Tone = Tone.normal
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A point of a list with what it rests on below it."""

    words: Words
    below: tuple[Line, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points, numbered or not."""

    entries: tuple[Entry, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table, each of one or more lines that stand below each other."""

    cells: tuple[tuple[Line, ...], ...]
    is_shaded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table under a header; an empty header is for pairs of a label and a value. `widths` are shares of the page's width."""

    header: tuple[Words, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]


Block = Cover | Contents | Heading | Paragraph | Points | Table
