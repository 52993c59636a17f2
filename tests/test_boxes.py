"""Passages know the lines in which they stand, as shares of the page, and lines of one column become one box."""

from __future__ import annotations

from pathlib import Path

from hostile_files import write_pdf

from corpus.passage import Box, Passage
from corpus.settings import Settings
from ingest.boxes import lines_between, merged, page_box
from ingest.headings import outline
from ingest.sandbox import parse
from ingest.split import split


def lines(*widths: float, page: int = 1, x: float = 0.1) -> tuple[Box, ...]:
    return tuple(Box(page, x, 0.1 + 0.02 * n, width, 0.015) for n, width in enumerate(widths))


def passages_of(path: Path, source: str) -> tuple[Passage, ...]:
    return split(outline(parse(write_pdf(path, source), Settings(_env_file=None))), "d")  # type: ignore[call-arg]


def test_a_box_is_cut_at_the_edges_of_its_page() -> None:
    assert page_box(2, (-10, 50, 50, 75), (100, 100)) == Box(2, 0.0, 0.5, 0.5, 0.25)
    assert page_box(2, (110, 50, 150, 75), (100, 100)) is None
    assert page_box(2, (0, 0, 1, 1), (0, 0)) is None


def test_a_part_of_a_text_has_the_lines_that_hold_it() -> None:
    whole = lines(0.8, 0.8, 0.8, 0.4)
    assert lines_between(whole, 0, 1) == whole
    assert lines_between(whole, 0, 2 / 7) == whole[:1]
    assert lines_between(whole, 2 / 7, 0.9) == whole[1:]
    assert lines_between((), 0, 1) == ()


def test_lines_of_a_column_make_one_box_and_another_column_or_page_makes_another() -> None:
    left, right = lines(0.4, 0.3), lines(0.4, page=1, x=0.6)
    (box,) = merged(left)
    assert (box.x, box.y, box.width, round(box.bottom, 3)) == (0.1, 0.1, 0.4, 0.135)
    assert len(merged((*left, *right, *lines(0.4, page=2)))) == 3


def test_passages_of_a_pdf_stand_where_their_words_do(tmp_path: Path) -> None:
    source = """#set page(width: 300pt, height: 200pt, margin: 20pt)
= Trams
#v(40pt)
The trams run on the left bank and stop at every crossing.
#pagebreak()
#place(bottom + left)[Buses run at night.]"""
    first, second = passages_of(tmp_path / "a.pdf", source)
    (top,), (bottom,) = first.boxes, second.boxes
    assert (top.page, bottom.page) == (1, 2)
    assert 0.05 < top.x < 0.1 < 0.3 < top.y < top.bottom < 0.6
    assert bottom.bottom > 0.85
    assert bottom.width < 0.5 < top.width


def test_a_passage_over_a_page_break_has_boxes_on_both_pages(tmp_path: Path) -> None:
    source = (
        """#set page(width: 260pt, height: 100pt, margin: 20pt)
#set text(12pt)
"""
        + "The council asked for a study of the trams and of the buses and of the roads, which " * 6
    )
    found = passages_of(tmp_path / "a.pdf", source)
    assert found[0].page != found[0].page_end
    assert {box.page for box in found[0].boxes} >= {found[0].page, found[0].page_end}


def test_the_halves_of_a_long_paragraph_do_not_share_their_lines(tmp_path: Path) -> None:
    source = "#set text(9pt)\n" + "The city counted the buses on the main roads in the spring of that year. " * 30
    first, second = passages_of(tmp_path / "a.pdf", source)[:2]
    assert first.boxes[-1].bottom < second.boxes[0].y + 0.03
    assert first.boxes[0].y < second.boxes[0].y
