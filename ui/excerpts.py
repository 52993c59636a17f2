"""Cuts a passage down to what a card has room for, around the sentences that answer the query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

CARD_CHARACTERS = 420
LEAD_IN = 110
"""Characters shown before the first marked sentence, so that it does not start out of nowhere."""
ELLIPSIS = "…"


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


def _within(whole: Iterable[Piece], start: int, end: int) -> Iterable[Piece]:
    at = 0
    for piece in whole:
        yield Piece(piece.text[max(0, start - at) : max(0, end - at)], piece.marked)
        at += len(piece.text)
