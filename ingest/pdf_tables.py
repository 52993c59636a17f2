"""Tables of a PDF page as they were set: halves put together again, and two tables told apart that were taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from ingest.text import count_letters

if TYPE_CHECKING:
    from liteparse.types import TextItem

_SAME_HEIGHT = 3.0
"""Points by which the halves of a table may differ in height."""
_SAME_LINE = 3.0
_RIGHT_TO_LEFT = re.compile(
    "[\u05d0-\u05ea\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0710-\u07ff\ufb1d-\ufdff\ufe70-\ufefc]"
)
"""Letters of Hebrew, Arabic, Syriac, Thaana and N'Ko."""
_HEADING_SIZE = 1.2
"""Times the size of a table's type from which a line in it is a heading that stands between two tables."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page; lengths in points from the top left corner."""

    kind: str
    text: str
    level: int
    rows: tuple[tuple[str, ...], ...]
    left: float
    top: float
    bottom: float
    right: float = 0.0


def merge_halves(blocks: Iterable[Block]) -> list[Block]:
    """Tables put together again that liteparse took for two because it saw columns: side by side, with as many rows."""
    merged: list[Block] = []
    for block in blocks:
        half = next((above for above in merged if block.rows and _is_beside(above, block)), None)
        if half:
            rows = tuple((*left, *right) for left, right in zip(_filled(half.rows), _filled(block.rows), strict=True))
            left, right = min(half.left, block.left), max(half.right, block.right)
            merged[merged.index(half)] = replace(half, rows=rows, left=left, right=right)
        else:
            merged.append(replace(block, rows=_filled(block.rows)))
    return merged


def _is_beside(above: Block, block: Block) -> bool:
    same_height = abs(above.top - block.top) < _SAME_HEIGHT and abs(above.bottom - block.bottom) < _SAME_HEIGHT
    return same_height and len(above.rows) == len(block.rows)


def _filled(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """A table without the columns in which nothing stands."""
    width = max(map(len, rows), default=0)
    full = [tuple(row) + ("",) * (width - len(row)) for row in rows]
    columns = [column for column in zip(*full, strict=True) if any(column)]
    return tuple(zip(*columns, strict=True))


def in_reading_order(block: Block, is_rtl: bool) -> Block:
    """The block with the columns of its table as they are read: liteparse has them from left to right in every script.

    `is_rtl` is the direction of the document, which decides for a table without letters.
    """
    cells = "".join(cell for row in block.rows for cell in row)
    if not block.rows or not reads_from_right(cells, is_rtl):
        return block
    return replace(block, rows=tuple(row[::-1] for row in block.rows))


def reads_from_right(text: str, otherwise: bool = False) -> bool:
    """Whether most letters of the text are of a script that runs from right to left; `otherwise` where it has no letters."""
    letters = count_letters(text)
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > letters if letters else otherwise


def split_at_headings(blocks: Sequence[Block], items: Sequence[TextItem]) -> list[Block]:
    """Paragraphs without the heading that got into them, and tables cut where a heading stands between two of them.

    Much larger type shows it. `items` are the pieces of text on the page with their places: a cell is one of them, so the cells
    of each part, which were cut by the columns of the other, are read from them again.
    """
    level = min((block.level for block in blocks if block.kind == "heading"), default=2)
    return [part for block in blocks for part in _parts(block, items, level)]


def _parts(block: Block, items: Sequence[TextItem], level: int) -> Iterator[Block]:
    inside = [item for item in items if block.top - 1 <= item.y <= block.bottom and item.text.strip()]
    usual = median([item.font_size or item.height for item in inside] or [0.0])
    headings = [item for item in inside if (item.font_size or item.height) > _HEADING_SIZE * usual]
    if not headings or block.kind not in {"table", "paragraph"}:
        yield block
    elif block.kind == "paragraph":
        yield from _opened(block, headings[0], level)
    else:
        yield from _told_apart(block, inside, headings, level)


def _opened(block: Block, heading: TextItem, level: int) -> Iterator[Block]:
    """A paragraph without the heading with which it begins."""
    rest = block.text.strip().removeprefix(heading.text.strip())
    if rest == block.text.strip():
        yield block
        return
    bottom = heading.y + heading.height
    yield _heading_block(heading, level)
    if rest.strip():
        yield replace(block, text=rest.strip(), top=bottom)


def _told_apart(block: Block, inside: Sequence[TextItem], headings: Sequence[TextItem], level: int) -> Iterator[Block]:
    top = block.top
    for heading in [*headings, None]:
        bottom = heading.y if heading else block.bottom + 1
        between = [item for item in inside if top <= item.y < bottom and item not in headings]
        if rows := _filled(_rows(between)):
            yield replace(block, rows=rows, text="", top=top, bottom=bottom)
        if heading:
            yield _heading_block(heading, level)
            top = heading.y


def _heading_block(item: TextItem, level: int) -> Block:
    right, bottom = item.x + item.width, item.y + item.height
    return Block("heading", item.text.strip(), level, (), item.x, item.y, bottom, right)


def _rows(items: Sequence[TextItem]) -> list[list[str]]:
    """Cells by their places: items on one line are a row, and stand in the column of the first row at which they start."""
    lines: list[list[TextItem]] = []
    for item in sorted(items, key=lambda item: (item.y, item.x)):
        if lines and abs(item.y - lines[-1][0].y) < _SAME_LINE:
            lines[-1].append(item)
        else:
            lines.append([item])
    starts = sorted(item.x for item in max(lines, key=len)) if lines else []
    return [_cells(line, starts) for line in lines]


def _cells(line: Sequence[TextItem], starts: Sequence[float]) -> list[str]:
    cells = [""] * len(starts)
    for item in sorted(line, key=lambda item: item.x):
        column = max((at for at, start in enumerate(starts) if item.x >= start - _SAME_LINE), default=0)
        cells[column] = f"{cells[column]} {item.text.strip()}".strip()
    return cells
