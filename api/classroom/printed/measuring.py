"""How much room text takes, so that what does not fit on one slide goes on to the next.

Measured with the font that ships, which is wider than those of office programs: what fits here fits there. Letters that it lacks are
taken to be as wide as they are high, which those of no script exceed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import ImageFont

from corpus.fonts import font_file

LINE_HEIGHT = 1.36
"""Of the size of the letters; Korean and Arabic fonts need more than Latin ones."""
_MEASURED = 100
"""Size in which letters are measured once."""


@dataclass(frozen=True, slots=True)
class Box:
    """Room for text, in points."""

    width: float
    height: float


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file()), _MEASURED, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advance(letter: str) -> float:
    """Width of a letter as a share of its size."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    return float(_font().getlength(letter)) / _MEASURED if letter.isprintable() else 0.0


def width(text: str, size: float) -> float:
    """Points that a line takes in letters of a size in points."""
    return sum(map(_advance, text)) * size


def wrapped(text: str, size: float, room: float) -> Iterator[str]:
    """The lines of a text in a width (points); words that are wider than a line are cut."""
    line = ""
    for word in text.split():
        tried = f"{line} {word}" if line else word
        if width(tried, size) <= room:
            line = tried
            continue
        if line:
            yield line
        *full, line = _cut(word, size, room)
        yield from full
    if line:
        yield line


def _cut(word: str, size: float, room: float) -> Sequence[str]:
    pieces, start, taken = [], 0, 0.0
    for place, letter in enumerate(word):
        advance = _advance(letter) * size
        if taken + advance > room and place > start:
            pieces.append(word[start:place])
            start, taken = place, 0.0
        taken += advance
    return [*pieces, word[start:]]


def line_height(size: float) -> float:
    """Points from line to line."""
    return size * LINE_HEIGHT


def height(text: str, size: float, room: float) -> float:
    """Points that a text takes when it is wrapped in a width."""
    return sum(1 for _ in wrapped(text, size, room)) * line_height(size)
