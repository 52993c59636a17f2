"""Passages: the text of a document cut along its sections and sentences, into pieces that the encoder takes whole.

A passage never crosses a heading. It never crosses a page either, unless a sentence does: then that sentence ends the
passage, and `page_end` names the page on which it ends. Each role is cut by itself, so that a running head or a footnote between
two pages does not tear the sentence that goes on below it; the passages then stand in the order of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.passage import Box, Passage, PassageKind, PassageRole, Span
from ingest.boxes import lines_between, merged
from ingest.elements import ElementKind, ParsedElement
from ingest.headings import Outline, PlacedElement
from ingest.languages import passage_language
from ingest.sentences import cut_long, sentence_spans
from ingest.tables import Row, row_line, table_parts
from ingest.text import count_letters, estimated_tokens, is_cjk

TARGET_TOKENS = 240
MOST_TOKENS = 350
FEWEST_TOKENS = 100
"""Lengths of a passage: about 1,000 characters of English or 450 of Korean wanted, 1,450 or 650 at most, so that title,
city and headings fit before it. A shorter rest than the fewest goes to its neighbour where that has room."""

BULLET = "• "
_TERMINATORS = ".!?。！？؟।…"
_CLOSERS = "\"'”’»)]」』 0123456789,–-["
_MARKED = re.compile(r"(?:\d{1,3}[.)]|[•▪◦‣·–—*-])\s")
_FLOWING = frozenset({"pdf", "docx"})
"""Document types in which a paragraph goes on from page to page."""
_RUNNING_ON = frozenset({PassageRole.body, PassageRole.reference})
"""Roles of text that does so."""

_Numbered = tuple[int, PlacedElement]
"""An element after its place in the document."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the white space that stands before it in its section, and where it starts and ends."""

    before: str
    text: str
    page: int | None
    page_end: int | None
    tokens: float
    order: int
    """Place in the document of the element in which it starts."""
    boxes: tuple[Box, ...] = ()
    """The lines that hold it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one element gave to a paragraph; `start` is an offset in the paragraph's text."""

    start: int
    element: ParsedElement
    order: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Text that belongs together, as parts on consecutive pages."""

    text: str
    is_item: bool
    parts: tuple[_Part, ...]

    def part_at(self, offset: int) -> _Part:
        return next((part for part in reversed(self.parts) if part.start <= offset), self.parts[0])

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """The lines in which the characters of the span stand."""
        ends = [*(part.start for part in self.parts[1:]), len(self.text)]
        return tuple(box for part, end in zip(self.parts, ends, strict=True) for box in _lines(part, end, span))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before it is numbered."""

    sentences: tuple[_Sentence, ...]
    kind: PassageKind = PassageKind.text
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        first, *others = self.sentences
        return first.text + "".join(sentence.before + sentence.text for sentence in others)

    @property
    def tokens(self) -> float:
        return sum(sentence.tokens for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Place:
    """What a passage has from its document: its id, the number of the passage in it, and its language."""

    document_id: str
    position: int
    language: str


def split(outline: Outline, document_id: str) -> tuple[Passage, ...]:
    """The passages of a document in order, numbered from 0. The outline must have its language."""
    numbered = list(enumerate(outline.elements))
    found = [
        (piece, placed) for role in PassageRole for piece, placed in _pieces_of(role, numbered, outline)
    ]  # fmt: skip
    in_order = sorted(found, key=lambda pair: pair[0].sentences[0].order)
    language = outline.language or "en"
    return tuple(
        _passage(piece, placed, Place(document_id, at, language)) for at, (piece, placed) in enumerate(in_order)
    )


def _pieces_of(
    role: PassageRole, numbered: Sequence[_Numbered], outline: Outline
) -> Iterator[tuple[_Piece, PlacedElement]]:
    """The pieces of all elements of a role, each with an element that stands where it stands."""
    chosen = [(at, placed) for at, placed in numbered if placed.element.role is role]
    flowing = outline.document_type in _FLOWING and role in _RUNNING_ON
    for _, group in groupby(chosen, key=lambda pair: _stretch(role, *pair)):
        stretch = list(group)
        for piece in _pieces(stretch, outline.language or "en", flowing):
            yield piece, stretch[0][1]


def _stretch(role: PassageRole, at: int, placed: PlacedElement) -> tuple[object, ...]:
    """Elements in a row with the same stretch may share a passage; each caption stands for itself."""
    return placed.heading_path, placed.section, at if role is PassageRole.caption else None


def _passage(piece: _Piece, placed: PlacedElement, place: Place) -> Passage:
    text = piece.text
    return Passage(
        document_id=place.document_id,
        position=place.position,
        text=text,
        sentences=tuple(_spans(piece.sentences)),
        language=passage_language(text, place.language),
        section=placed.section,
        heading_path=placed.heading_path,
        page=piece.sentences[0].page,
        page_end=piece.sentences[-1].page_end,
        kind=piece.kind,
        role=placed.element.role,
        boxes=merged(box for sentence in piece.sentences for box in sentence.boxes),
        rows=piece.rows,
    )


def _spans(sentences: Sequence[_Sentence]) -> Iterator[Span]:
    end = 0
    for position, sentence in enumerate(sentences):
        start = end + (len(sentence.before) if position else 0)
        end = start + len(sentence.text)
        yield Span(start, end)


def _pieces(group: Sequence[_Numbered], language: str, flowing: bool) -> Iterator[_Piece]:
    """Pieces of what stands under one heading; tables stand alone."""
    for is_table, run in groupby(group, key=lambda pair: bool(pair[1].element.rows)):
        if is_table:
            yield from (piece for at, placed in run for piece in _table_pieces(placed.element, at))
        else:
            paragraphs = _paragraphs(list(run), flowing)
            yield from _packed([list(_sentences(paragraph, language)) for paragraph in paragraphs], TARGET_TOKENS)


def _table_pieces(table: ParsedElement, order: int) -> Iterator[_Piece]:
    """Parts of a table, each with its header and with the lines on the page that its rows take, by their length."""
    parts = list(table_parts(table.rows, MOST_TOKENS))
    whole = sum(len(row_line(row)) for part in parts for row in part.rows)
    at = 0
    for part in parts:
        start, at = at, at + sum(len(row_line(row)) for row in part.rows)
        boxes = lines_between(table.boxes, start / whole, at / whole) if whole else table.boxes
        whole_part = replace(table, boxes=boxes)
        rows = [_Paragraph(row_line(row), True, (_Part(0, whole_part, order),)) for row in part.shown]
        for piece in _packed([list(_cut(row, [Span(0, len(row.text))])) for row in rows], MOST_TOKENS):
            sentences = tuple(replace(sentence, boxes=boxes) for sentence in piece.sentences)
            yield _Piece(sentences, PassageKind.table, part.shown)


# Paragraphs and sentences --------------------------------------------------------------------------------------------


def _paragraphs(elements: Sequence[_Numbered], flowing: bool) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    for order, placed in elements:
        element = placed.element
        if flowing and paragraphs and _goes_on(paragraphs[-1], element):
            paragraphs[-1] = _continued(paragraphs[-1], element, order)
        else:
            is_item = element.kind is ElementKind.list_item
            bullet = BULLET if is_item and not _MARKED.match(element.text) else ""
            paragraphs.append(_Paragraph(bullet + element.text, is_item, (_Part(0, element, order),)))
    return paragraphs


def _lines(part: _Part, end: int, span: Span) -> tuple[Box, ...]:
    """The lines of a part, which ends at `end` in its paragraph, that hold characters of the span."""
    length = end - part.start
    first, last = max(span.start, part.start) - part.start, min(span.end, end) - part.start
    return lines_between(part.element.boxes, first / length, last / length) if first < last else ()


def _goes_on(paragraph: _Paragraph, element: ParsedElement) -> bool:
    """Whether the element, on the next page, ends the sentence that the paragraph leaves open."""
    last = paragraph.parts[-1].element.page
    if element.kind is not ElementKind.text or last is None or element.page != last + 1:
        return False
    if element.glued:
        return True
    is_open = paragraph.text.rstrip(_CLOSERS)[-1:] not in _TERMINATORS
    return is_open and (element.text[0].islower() or is_cjk(element.text[0]) or count_letters(paragraph.text) > 60)


def _continued(paragraph: _Paragraph, element: ParsedElement, order: int) -> _Paragraph:
    joint = "" if element.glued else " "
    start = len(paragraph.text) + len(joint)
    return replace(
        paragraph, text=paragraph.text + joint + element.text, parts=(*paragraph.parts, _Part(start, element, order))
    )


def _sentences(paragraph: _Paragraph, language: str) -> Iterator[_Sentence]:
    return _cut(paragraph, sentence_spans(paragraph.text, passage_language(paragraph.text, language)))


def _cut(paragraph: _Paragraph, sentences: Iterable[Span]) -> Iterator[_Sentence]:
    """The sentences of a paragraph, those that are too long for the encoder in parts."""
    end = 0
    for span in (part for whole in sentences for part in cut_long(paragraph.text, whole, MOST_TOKENS)):
        before = paragraph.text[end : span.start] if span.start else ("\n" if paragraph.is_item else "\n\n")
        end = span.end
        text = paragraph.text[span.start : span.end]
        first, last = paragraph.part_at(span.start), paragraph.part_at(span.end - 1)
        pages = first.element.page, last.element.page
        yield _Sentence(before, text, *pages, estimated_tokens(text), first.order, paragraph.boxes(span))


# Packing -------------------------------------------------------------------------------------------------------------


def _packed(paragraphs: Iterable[Sequence[_Sentence]], target: float) -> list[_Piece]:
    """Paragraphs packed into pieces of about `target` tokens; only one that is longer than that is itself divided."""
    pieces: list[_Piece] = []
    for paragraph in paragraphs:
        whole = _Piece(tuple(paragraph))
        if pieces and _joins(pieces[-1], whole) and pieces[-1].tokens + whole.tokens <= target:
            pieces[-1] = _Piece(pieces[-1].sentences + whole.sentences)
        else:
            pieces += _divided(whole, target)
    return _without_scraps(pieces)


def _divided(paragraph: _Piece, target: float) -> list[_Piece]:
    pieces: list[_Piece] = []
    for sentence in (_Piece((sentence,)) for sentence in paragraph.sentences):
        if pieces and _joins(pieces[-1], sentence) and pieces[-1].tokens + sentence.tokens <= target:
            pieces[-1] = _Piece(pieces[-1].sentences + sentence.sentences)
        else:
            pieces.append(sentence)
    return _without_scraps(pieces)


def _joins(above: _Piece, below: _Piece) -> bool:
    """Whether both lie on one page; `below` may end on the next, and then nothing joins it any more."""
    pages = {sentence.page for sentence in (*above.sentences, *below.sentences)}
    return len(pages) == 1 and above.sentences[-1].page_end in pages


def _without_scraps(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Short pieces joined to the one before, or the one after to a short one, where they lie on one page and have room."""
    kept: list[_Piece] = []
    for piece in pieces:
        is_scrap = bool(kept) and min(kept[-1].tokens, piece.tokens) < FEWEST_TOKENS
        if is_scrap and _joins(kept[-1], piece) and kept[-1].tokens + piece.tokens <= MOST_TOKENS:
            kept[-1] = _Piece(kept[-1].sentences + piece.sentences)
        else:
            kept.append(piece)
    return kept
