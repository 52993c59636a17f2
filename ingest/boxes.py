"""Places on a page: which of an element's lines hold a part of its text, and lines that lie together taken as one box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from corpus.passage import Box

_NEAR = 1.2
"""Times its height by which the next line of a text may lie below a line."""
_DECIMALS = 5
"""Of a share of a page: far below the width of a stroke, and short as JSON."""


def page_box(page: int, corners: tuple[float, float, float, float], size: tuple[float, float]) -> Box | None:
    """The box between corners (left, top, right, bottom) on a page of that width and height, in the same unit, cut at its edges.

    None where nothing of it lies on the page.
    """
    shares = [min(max(corner / size[at % 2], 0.0), 1.0) if size[at % 2] else 0.0 for at, corner in enumerate(corners)]
    left, top, right, bottom = (round(share, _DECIMALS) for share in shares)
    if right <= left or bottom <= top:
        return None
    return Box(page, left, top, round(right - left, _DECIMALS), round(bottom - top, _DECIMALS))


def lines_between(lines: Sequence[Box], start: float, end: float) -> tuple[Box, ...]:
    """The lines that hold the text between two shares (0 to 1) of the whole, as if every line were set equally tightly."""
    ends = list(accumulate(line.width for line in lines))
    if not ends or not ends[-1]:
        return tuple(lines)
    starts = [0.0, *ends[:-1]]
    low, high = start * ends[-1], end * ends[-1]
    # Half a letter of tolerance, so that a part which ends with its line does not take the next.
    slack = 0.004 * ends[-1] / len(ends)
    return tuple(line for line, a, b in zip(lines, starts, ends, strict=True) if a < high - slack and b > low + slack)


def merged(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Boxes with those joined that follow each other down a column of a page."""
    joined: list[Box] = []
    height = 0.0
    for box in dict.fromkeys(boxes):
        if joined and _is_below(joined[-1], box, min(height, box.height)):
            joined[-1] = _around(joined[-1], box)
        else:
            joined.append(box)
        height = box.height
    return tuple(joined)


def _is_below(above: Box, box: Box, height: float) -> bool:
    overlaps = box.x < above.right and above.x < box.right
    return above.page == box.page and overlaps and -height < box.y - above.bottom < _NEAR * height


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.x, other.x), min(one.y, other.y)
    width, height = max(one.right, other.right) - left, max(one.bottom, other.bottom) - top
    return Box(one.page, left, top, round(width, _DECIMALS), round(height, _DECIMALS))
