"""Cuts a passage down to what a card has room for, around the sentences that answer the query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

CARD_CHARACTERS = 420
LEAD_IN = 110
"""Characters shown before the first marked sentence, so that it does not start out of nowhere."""
ELLIPSIS = "…"
CARD_ROWS = 5
WHOLE = 10_000
"""Rows of a table where there is room for all of them."""


class Range(Protocol):
    """Half-open characters of a text: a `corpus.passage.Span` or a `corpus.results.Highlight`."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked or not; the pieces of a text joined give the text."""

    text: str
    marked: bool = False


def pieces(text: str, marks: Iterable[Range]) -> tuple[Piece, ...]:
    """The text cut at the marks. Marks may overlap, touch or lie outside of the text: then only what is inside counts."""
    cut: list[Piece] = []
    at = 0
    for mark in sorted(marks, key=lambda m: m.start):
        start, end = max(mark.start, at), min(mark.end, len(text))
        if start < end:
            cut += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
            at = end
    cut.append(Piece(text[at:]))
    return tuple(piece for piece in cut if piece.text)


def _word_start(text: str, at: int) -> int:
    """The next start of a word at or after `at`, or `at` itself where the script sets no spaces."""
    space = text.find(" ", at, at + 30)
    return space + 1 if at > 0 and space >= 0 else at


def _word_end(text: str, at: int) -> int:
    space = text.rfind(" ", at - 30, at)
    return space if at < len(text) and space >= 0 else at


def excerpt(text: str, marks: Sequence[Range], room: int = CARD_CHARACTERS) -> tuple[Piece, ...]:
    """At most about `room` characters of the text with the first mark in it, an ellipsis where something was cut off."""
    if len(text) <= room:
        return pieces(text, marks)
    first = min((mark.start for mark in marks), default=0)
    start = _word_start(text, min(max(0, first - LEAD_IN), len(text) - room))
    end = _word_end(text, min(len(text), start + room))
    window = [piece for piece in _within(pieces(text, marks), start, end) if piece.text]
    before = (Piece(f"{ELLIPSIS} "),) if start > 0 else ()
    after = (Piece(f" {ELLIPSIS}"),) if end < len(text) else ()
    return (*before, *window, *after)


@dataclass(frozen=True, slots=True)
class TableRow:
    cells: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class TableExcerpt:
    """A table, or the rows of it for which there is room."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    is_cut: bool
    """Whether rows were left out."""


def table_excerpt(
    rows: Sequence[tuple[str, ...]], text: str, marks: Sequence[Range], room: int = CARD_ROWS
) -> TableExcerpt:
    """The header and at most `room` rows: those that the marks in the passage's text touch, then the first ones, in order.

    A line of the text is a row of the table; where a row was cut over several lines, none is marked.
    """
    header, *body = rows
    marked = _marked_lines(text, marks) if text.count("\n") + 1 == len(rows) else frozenset()
    by_worth = sorted(range(len(body)), key=lambda at: (at + 1 not in marked, at))
    chosen = sorted(by_worth[:room])
    shown = tuple(TableRow(body[at], at + 1 in marked) for at in chosen)
    return TableExcerpt(header, shown, len(chosen) < len(body))


def _marked_lines(text: str, marks: Sequence[Range]) -> frozenset[int]:
    found: set[int] = set()
    for mark in marks:
        found.update(range(text.count("\n", 0, mark.start), text.count("\n", 0, max(mark.start, mark.end - 1)) + 1))
    return frozenset(found)


def _within(whole: Iterable[Piece], start: int, end: int) -> Iterable[Piece]:
    at = 0
    for piece in whole:
        yield Piece(piece.text[max(0, start - at) : max(0, end - at)], piece.marked)
        at += len(piece.text)
