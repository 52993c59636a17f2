"""What the lines of a PDF tell beyond its blocks: which ones run on every page, and which line breaks cut a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from ingest.text import HAN_KANA, HANGUL

if TYPE_CHECKING:
    from liteparse.types import ParsedPage, TextItem

BAND = 0.12
"""Share of a page's height, at its top and at its bottom, in which running lines are looked for."""

FEWEST_PAGES = 3
SHARE_OF_PAGES = 0.5
"""A line runs if it stands on so many pages and on this share of them. Left and right pages may have their own lines."""

_DRIFT = 4.0
"""Points by which a running line may move from page to page."""

_SAME_LINE = 3.0
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line near the top (`head`) or bottom (`foot`) of a page; lengths in points from the top left of the page."""

    page: int
    band: str
    top: float
    text: str
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def key(self) -> tuple[str, str]:
        return self.band, _DIGITS.sub("#", self.text)


def find_running_lines(pages: Sequence[ParsedPage]) -> Mapping[int, Sequence[EdgeLine]]:
    """Running heads, running feet and page numbers by page, those at the edge first.

    They are the same words, but for numbers, at the same height on most pages, or on most left or right pages. The title of
    a report, which its pages repeat in small, stands lower on the first and is none.
    """
    lines = [line for page in pages for line in _edge_lines(page)]
    heights = _running_heights(lines, len(pages), FEWEST_PAGES)
    for parity in (0, 1):
        side = [line for line in lines if line.page % 2 == parity]
        heights |= _running_heights(side, sum(page.page_num % 2 == parity for page in pages), 2 * FEWEST_PAGES)
    by_page: dict[int, list[EdgeLine]] = {}
    for line in _outermost(lines, heights):
        by_page.setdefault(line.page, []).append(line)
    return by_page


def _edge_lines(page: ParsedPage) -> list[EdgeLine]:
    """Lines in the bands of a page, from its edges inwards."""
    found: list[EdgeLine] = []
    for band, items in _bands(page).items():
        for row in _rows(items):
            text = " ".join(item.text.strip() for item in sorted(row, key=lambda item: item.x))
            left, right = min(item.x for item in row), max(item.x + item.width for item in row)
            bottom = max(item.y + item.height for item in row)
            found.append(EdgeLine(page.page_num, band, row[0].y, text, left, right, bottom))
    return found


def _bands(page: ParsedPage) -> dict[str, list[TextItem]]:
    top, bottom = BAND * page.height, (1 - BAND) * page.height
    items = [item for item in page.text_items if item.text.strip()]
    head = sorted((item for item in items if item.y + item.height < top), key=lambda item: item.y)
    foot = sorted((item for item in items if item.y > bottom), key=lambda item: -item.y)
    return {"head": head, "foot": foot}


def _rows(items: Iterable[TextItem]) -> list[list[TextItem]]:
    rows: list[list[TextItem]] = []
    for item in items:
        if rows and abs(item.y - rows[-1][0].y) < _SAME_LINE:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _running_heights(lines: Sequence[EdgeLine], pages: int, fewest: int) -> dict[tuple[str, str], float]:
    """Keys of running lines, with the height at which they stand."""
    tops: dict[tuple[str, str], list[float]] = {}
    for line in lines:
        tops.setdefault(line.key, []).append(line.top)
    needed = max(fewest, SHARE_OF_PAGES * pages)
    heights = {key: median(found) for key, found in tops.items()}
    return {key: height for key, height in heights.items() if _count_near(height, tops[key]) >= needed}


def _count_near(height: float, tops: Sequence[float]) -> int:
    return sum(abs(top - height) < _DRIFT for top in tops)


def _outermost(lines: Iterable[EdgeLine], heights: Mapping[tuple[str, str], float]) -> list[EdgeLine]:
    """Running lines with nothing but running lines between them and the edge: text does not stand outside of them."""
    kept: list[EdgeLine] = []
    closed: set[tuple[int, str]] = set()
    for line in lines:
        if not (line.key in heights and _count_near(heights[line.key], [line.top])):
            closed.add((line.page, line.band))
        elif (line.page, line.band) not in closed:
            kept.append(line)
    return kept


# Words cut by a line break ----------------------------------------------------------------------------------------------

# Up to eight characters on both sides of a line break; PDFium keeps the space that stood before the break, if one did.
_BREAK = re.compile(r"(\S{1,8})( ?)\r?\n(?=(\S{1,8}))")
_CUTTABLE = re.compile(f"[{HANGUL}{HAN_KANA}0-9]")
_HANGUL = re.compile(f"[{HANGUL}]")
_ENOUGH_SPACES = 0.05
"""Least share of line breaks with a space before them in a file that keeps those spaces."""


@dataclass(frozen=True)
class BrokenWords:
    """Where the line breaks of a Korean document cut words; empty where that is not known."""

    raw: Mapping[int, str] = field(default_factory=dict)
    """Page -> its text with its line breaks, as PDFium has it."""
    torn: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """Page -> pieces as liteparse has them ('바뀌었 고') -> the whole ('바뀌었고')."""

    def mend(self, page: int, text: str) -> str:
        """Text of a page with its words made whole."""
        for pieces, whole in self.torn.get(page, {}).items():
            text = text.replace(pieces, whole)
        return text

    def is_cut(self, page: int, end: str, start: str) -> bool:
        """Whether a page, of which `end` is the last text, ends inside the word with which `start`, on the next, begins."""
        last = end.split()[-1:]
        raw = self.raw.get(page, "")
        if not (last and start and _is_cuttable(last[0][-1], start[0])):
            return False
        at = raw.rfind(last[0][-8:])
        return at >= 0 and raw[at + len(last[0][-8:]) :][:1] != " "


def find_broken_words(path: Path, text: str) -> BrokenWords:
    """Korean breaks lines inside words, and liteparse puts a space wherever a line ends: find out where none belongs.

    PDFium tells, as most programs leave the space before a line break in the file. Where a file never has one, nothing is
    known and nothing is mended.
    """
    if not _HANGUL.search(text):
        return BrokenWords()
    raw = _raw_pages(path)
    breaks = {page: _BREAK.findall(text) for page, text in raw.items()}
    spaces = Counter(bool(space) for found in breaks.values() for _, space, _ in found)
    if spaces[True] < _ENOUGH_SPACES * spaces[False]:
        return BrokenWords()
    return BrokenWords(raw, {page: _torn(found) for page, found in breaks.items()})


def _torn(breaks: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    return {
        f"{left} {right}": left + right
        for left, space, right in breaks
        if not space and _is_cuttable(left[-1], right[0])
    }


def _is_cuttable(left: str, right: str) -> bool:
    both = left + right
    return bool(_HANGUL.search(both)) and len(_CUTTABLE.findall(both)) == 2


def _raw_pages(path: Path) -> dict[int, str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return {number: page.get_textpage().get_text_range() for number, page in enumerate(document, start=1)}
    finally:
        document.close()
