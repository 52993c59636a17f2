"""Where the blocks of a PDF page stand, line by line, and which of them the place and the size of their type make footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.passage import Box
from ingest.boxes import page_box
from ingest.pdf_lines import EdgeLine
from ingest.pdf_tables import Block
from ingest.text import count_letters

if TYPE_CHECKING:
    from liteparse.types import ParsedPage, TextItem

_SAME_LINE = 0.5
"""Share of its height by which a piece of text may lie below the one before it in the same line."""
_SLACK = 1.0
"""Points by which letters reach over the edge of their block."""
_SMALL = 0.93
"""Times the usual size of type in a document below which type is small."""
_LOWER_PART = 0.5
"""Share of the page's height below which its footnotes stand."""
_FEWEST_LETTERS = 10
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]{1,3}|\[\d{1,3}\]|\(\d{1,3}\))[.)]?\s*\S")


@dataclass(frozen=True, slots=True)
class PageText:
    """The pieces of text on a page that no running line holds, and the size of the page in points."""

    page: int
    width: float
    height: float
    items: tuple[TextItem, ...]

    def lines(self, block: Block) -> tuple[Box, ...]:
        """The lines of a block from top to bottom; the whole block where it has no text of its own."""
        rows = _rows(item for item in self.items if _is_inside(item, block))
        found = (self._box(*_corners(row)) for row in rows)
        return tuple(box for box in found if box) or tuple(filter(None, [self._box(*_block_corners(block))]))

    def line(self, line: EdgeLine) -> tuple[Box, ...]:
        """The place of a running line."""
        return tuple(filter(None, [self._box(line.left, line.top, line.right, line.bottom)]))

    def type_size(self, block: Block) -> float:
        """Size of most of the block's type in points, 0 where it has no text of its own."""
        return usual_size(item for item in self.items if _is_inside(item, block))

    def footnotes(self, blocks: Sequence[Block], usual: float) -> frozenset[int]:
        """Positions of the blocks that are footnotes: small type at the foot of the page that starts with a mark.

        What follows a note in the same small type is more of it.
        """
        found: set[int] = set()
        for at, block in enumerate(blocks):
            is_small = 0 < self.type_size(block) < _SMALL * usual
            is_low = block.top > _LOWER_PART * self.height and not block.rows and block.kind != "heading"
            starts = bool(_NOTE.match(block.text)) and count_letters(block.text) >= _FEWEST_LETTERS
            if is_small and is_low and (starts or at - 1 in found):
                found.add(at)
            elif not block.rows:
                # Text in the usual type below is no page's foot: what was found above it is something else.
                found.clear()
        return frozenset(found)

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box | None:
        return page_box(self.page, (left, top, right, bottom), (self.width, self.height))


def page_text(page: ParsedPage, running: Sequence[EdgeLine]) -> PageText:
    """What the page says between its running lines."""
    tops = [line.top for line in running]
    items = tuple(item for item in page.text_items if item.text.strip() and not _near(item.y, tops))
    return PageText(page.page_num, page.width, page.height, items)


def usual_size(items: Iterable[TextItem]) -> float:
    """The size in points, to half a point, in which most characters are set; 0 for no text."""
    sizes: Counter[float] = Counter()
    for item in items:
        sizes[round(2 * (item.font_size or item.height)) / 2] += len(item.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def _near(top: float, tops: Sequence[float]) -> bool:
    return any(abs(top - other) < _SLACK for other in tops)


def _is_inside(item: TextItem, block: Block) -> bool:
    across, down = item.x + item.width / 2, item.y + item.height / 2
    return block.left - _SLACK <= across <= block.right + _SLACK and block.top - _SLACK <= down <= block.bottom + _SLACK


def _rows(items: Iterable[TextItem]) -> list[list[TextItem]]:
    rows: list[list[TextItem]] = []
    for item in sorted(items, key=lambda item: (item.y, item.x)):
        if rows and item.y - rows[-1][0].y < _SAME_LINE * rows[-1][0].height:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _corners(row: Sequence[TextItem]) -> tuple[float, float, float, float]:
    left, top = min(item.x for item in row), min(item.y for item in row)
    return left, top, max(item.x + item.width for item in row), max(item.y + item.height for item in row)


def _block_corners(block: Block) -> tuple[float, float, float, float]:
    return block.left, block.top, block.right, block.bottom
