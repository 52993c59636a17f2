"""PDF into elements: liteparse lays the page out in blocks, and what it leaves broken is mended here.

What is mended: running heads and page numbers are told apart (liteparse's own way of doing so loses real text), lines that it
tore off a paragraph are joined again, words that a line break cut in two are made whole, and Markdown marks are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from corpus.errors import BadInput
from ingest.conversion import table_element, title_element
from ingest.pdf_hyphens import hyphen_mender
from ingest.pdf_lines import BrokenWords, EdgeLine, find_broken_words, find_running_lines
from ingest.pdf_places import PageText, page_text, usual_size
from ingest.pdf_tables import Block, in_reading_order, merge_halves, reads_from_right, split_at_headings
from ingest.text import HAN_KANA, one_line

if TYPE_CHECKING:
    from liteparse import LiteParse
    from liteparse.types import LayoutBlock, ParsedPage
    from pypdfium2 import PdfDocument
    from unstructured.documents.elements import Element

MORE_THAN_ANY = 1_000_000
"""liteparse silently stops at 1,000 pages unless it is told a number; the real limit is checked before."""

# The wide gaps of justified lines make tables of numbered lists, of sources above all.
_NUMBERED = re.compile(r"\d{1,3}\. \w")
_MARKED = frozenset({"paragraph", "list_item"})
_CJK_MARKS = "，。、：；！？「」『』（）《》〈〉・…"
_SPACE_IN_CJK = re.compile(rf"(?<=[{HAN_KANA}{_CJK_MARKS}]) (?=[{HAN_KANA}{_CJK_MARKS}])")
_MARK = re.compile(r"(?<!\\)\*+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+.!|~-])")
# An address that goes on in the next line: it stops at a joint of its parts, and the next word looks like more of it.
_CUT_ADDRESS = re.compile(r"(https?:/\S*[/?=&._-]) (?!https?:)(?=\S*[^\W_][/.=?&%-][^\W_])")
# A full stop at the end, or within a long line: no heading has that.
_PROSE = re.compile(r"[.。]$|^(?=.{40}).{4,}[.!?。！？][\"'”’»)]* \S+ \S")
_SENTENCE_END = re.compile(r"[.!?。！？…؟][\"'”’»)\]」』]*(?:\s*\[[\d, –-]+\])*$")


def count_pages(path: Path) -> int:
    """Number of pages. BadInput for a file that is encrypted or cannot be opened."""
    from liteparse import ParseError

    try:
        return int(_parser(max_pages=1).parse(path).total_pages)
    except ParseError as error:
        if "password" in str(error):
            raise BadInput("The file is encrypted; remove the password and try again.") from error
        raise BadInput("The file is damaged or was cut off; it cannot be opened as a PDF.") from error


def convert_pdf(path: Path) -> list[Element]:
    """Elements with page numbers and levels of headings; none where all pages are pictures."""
    parsed = _parser(max_pages=MORE_THAN_ANY, extract_blocks=True).parse(path)
    if len(parsed.pages) + len(parsed.page_errors) < parsed.total_pages:
        raise BadInput(f"Only {len(parsed.pages)} of {parsed.total_pages} pages could be read; export the file again.")
    running = find_running_lines(parsed.pages)
    text = " ".join(page.text for page in parsed.pages)
    context = _Context(
        find_broken_words(path, text),
        usual_size(item for page in parsed.pages for item in page.text_items),
        reads_from_right(text),
        hyphen_mender([[item.text for item in page.text_items] for page in parsed.pages]),
    )
    pages = [_page(page, running.get(page.page_num, ()), context) for page in parsed.pages]
    elements = list(_elements(pages, context.broken))
    from unstructured.partition.common.metadata import set_element_hierarchy

    return list(set_element_hierarchy(elements))


def pictured_pages(path: Path, with_text: set[int]) -> tuple[int, ...]:
    """Pages, from 1, that hold a picture and no text; none in a file that PDFium cannot open although its text was read."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            empty = (number for number in range(1, len(document) + 1) if number not in with_text)
            return tuple(number for number in empty if _holds_picture(document, number))
    except pypdfium2.PdfiumError:
        return ()


def _holds_picture(document: PdfDocument, number: int) -> bool:
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        return any(document[number - 1].get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3))
    # One broken page must not cost the text of the others.
    except pypdfium2.PdfiumError:
        return False


def _parser(max_pages: int, extract_blocks: bool = False) -> LiteParse:
    from liteparse import LiteParse

    return LiteParse(
        ocr_enabled=False,
        max_pages=max_pages,
        extract_blocks=extract_blocks,
        extract_links=False,
        keep_headers_footers=True,
        continue_on_page_error=True,
        quiet=True,
    )


@dataclass(frozen=True, slots=True)
class _Context:
    """What a page needs to know of its document."""

    broken: BrokenWords
    usual: float
    """Usual size of type in points."""
    is_rtl: bool
    mend_hyphens: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with its blocks in reading order, its running lines apart."""

    text: PageText
    blocks: tuple[Block, ...]
    footnotes: frozenset[int]
    """Positions of blocks."""
    running: tuple[EdgeLine, ...]


def _page(page: ParsedPage, running: Sequence[EdgeLine], context: _Context) -> _Page:
    text = page_text(page, running)
    blocks = tuple(in_reading_order(block, context.is_rtl) for block in _page_blocks(page, running, context))
    return _Page(text, blocks, text.footnotes(blocks, context.usual), tuple(running))


def _page_blocks(page: ParsedPage, running: Sequence[EdgeLine], context: _Context) -> list[Block]:
    found = (_block(block) for block in page.blocks or () if block.kind != "figure")
    kept = [block for whole in found if (block := _without(running, whole))]
    whole = split_at_headings(merge_halves(kept), page.text_items)
    joined = _join(whole, line=median([item.height for item in page.text_items] or [12.0]))
    return [_mended(block, page.page_num, context) for block in joined]


def _block(block: LayoutBlock) -> Block:
    cells = [*([block.header] if block.header else []), *(block.rows or ())]
    rows = tuple(tuple(one_line(cell.text) for cell in row) for row in cells)
    is_list = bool(rows and rows[0] and _NUMBERED.match(rows[0][0]))
    box = block.bbox
    return Block(
        kind="list_item" if is_list else block.kind,
        text=" ".join(cell for row in rows for cell in row if cell) if is_list else _block_text(block),
        level=block.level or 0,
        rows=() if is_list else rows,
        left=box.x if box else 0.0,
        top=box.y if box else 0.0,
        bottom=box.y + box.height if box else 0.0,
        right=box.x + box.width if box else 0.0,
    )


def _block_text(block: LayoutBlock) -> str:
    text = block.text if block.text is not None else "\n".join(block.lines or ())
    marker = f"{block.marker} " if block.ordered and block.marker else ""
    return marker + (_unmark(text) if block.kind in _MARKED else text)


def _unmark(text: str) -> str:
    """Text without the Markdown that liteparse leaves in paragraphs and lists: marks for bold type, and escapes."""
    return _ESCAPED.sub(r"\1", _MARK.sub("", text))


def _mended(block: Block, page: int, context: _Context) -> Block:
    rows = tuple(tuple(_mend(cell, page, context) for cell in row) for row in block.rows)
    return replace(block, text=_mend(block.text, page, context), rows=rows)


def _mend(text: str, page: int, context: _Context) -> str:
    """Text with the words and addresses whole that the ends of its lines cut."""
    return _CUT_ADDRESS.sub(r"\1", context.mend_hyphens(_SPACE_IN_CJK.sub("", context.broken.mend(page, text))))


def _without(running: Sequence[EdgeLine], block: Block) -> Block | None:
    """The block without the running lines that got into it; None where nothing else is in it."""
    if block.rows or block.kind == "rule":
        return block
    text = block.text.strip()
    for line in running:
        if block.top - 1 <= line.top <= block.bottom:
            # A part of a running line, where the page was taken to have columns.
            if text in line.text:
                return None
            text = (text.removeprefix if line.band == "head" else text.removesuffix)(line.text).strip()
    return replace(block, text=text) if text else None


def _join(blocks: Iterable[Block], line: float) -> list[Block]:
    """Blocks of a page with torn-off lines put back; `line` is the usual height of a line."""
    joined: list[Block] = []
    for block in blocks:
        if joined and _goes_on(joined[-1], block, line):
            above = joined.pop()
            kind = block.kind if above.kind == "heading" else above.kind
            left, right = min(above.left, block.left), max(above.right, block.right)
            whole = replace(above, text=f"{above.text} {block.text}", kind=kind, bottom=block.bottom)
            joined.append(replace(whole, left=left, right=right))
        else:
            joined.append(block)
    return [block for block in joined if block.kind != "rule"]


def _goes_on(above: Block, block: Block, line: float) -> bool:
    """Whether a block holds the next lines of the block above it."""
    if not -line < block.top - above.bottom < 0.6 * line:
        return False
    rule = _JOINTS.get((above.kind, block.kind))
    return rule is not None and rule(above, block, line)


def _hangs(above: Block, block: Block, line: float) -> bool:
    return block.left > above.left + 0.3 * line


def _goes_on_small(above: Block, block: Block) -> bool:
    """Whether a sentence goes on in small letters; in a script without them, what begins with one is a word of another."""
    return block.text[:1].islower() and above.text[-1:].lower() != above.text[-1:].upper()


def _is_open(above: Block, _block: Block, _line: float) -> bool:
    return not _SENTENCE_END.search(above.text)


_JOINTS: Mapping[tuple[str, str], Callable[[Block, Block, float], bool]] = {
    ("paragraph", "paragraph"): _is_open,
    ("list_item", "paragraph"): lambda above, block, line: _hangs(above, block, line) or _is_open(above, block, line),
    # Bold lines pass for headings: those that hang below a bullet, and those with which a paragraph begins.
    ("list_item", "heading"): _hangs,
    ("heading", "paragraph"): lambda above, block, _: bool(_PROSE.search(above.text)) or _goes_on_small(above, block),
}
"""Kinds of two blocks, one closely below the other -> whether the lower one goes on where the upper one ended."""


def _elements(pages: Iterable[_Page], broken: BrokenWords) -> Iterator[Element]:
    """Elements in reading order. Their `glued`, `role` and `boxes` are ad-hoc fields of metadata, which `ingest.convert` reads."""
    end = ""
    for page in pages:
        number = page.text.page
        yield from _running_elements(page, "head")
        for position, block in enumerate(page.blocks):
            element = _element(block, number)
            element.metadata.glued = position == 0 and broken.is_cut(number - 1, end, block.text)
            element.metadata.role = "footnote" if position in page.footnotes else "body"
            element.metadata.boxes = page.text.lines(block)
            yield element
        yield from _running_elements(page, "foot")
        told = [block for position, block in enumerate(page.blocks) if position not in page.footnotes]
        end = told[-1].text if told else ""


def _running_elements(page: _Page, band: str) -> Iterator[Element]:
    from unstructured.documents.elements import ElementMetadata, Footer, Header

    for line in sorted((line for line in page.running if line.band == band), key=lambda line: line.top):
        metadata = ElementMetadata(page_number=page.text.page)
        element = (Header if band == "head" else Footer)(line.text, metadata=metadata)
        element.metadata.boxes = page.text.line(line)
        yield element


def _element(block: Block, page: int) -> Element:
    from unstructured.documents.elements import ElementMetadata, ListItem, NarrativeText

    if block.kind == "heading":
        return title_element(block.text, max(block.level - 1, 0), page)
    if block.kind == "table":
        return table_element(block.rows, page)
    metadata = ElementMetadata(page_number=page, category_depth=block.level if block.kind == "list_item" else None)
    return (ListItem if block.kind == "list_item" else NarrativeText)(block.text, metadata=metadata)
