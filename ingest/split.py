"""Passages: the text of a document cut along its sections and sentences, into pieces that the encoder takes whole.

A passage never crosses a heading. It never crosses a page either, unless a sentence does: then that sentence ends the
passage, and `page_end` names the page on which it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.passage import Passage, PassageKind, Span
from ingest.elements import ElementKind, ParsedElement
from ingest.headings import Outline, PlacedElement
from ingest.languages import passage_language
from ingest.sentences import cut_long, sentence_spans
from ingest.tables import table_lines
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


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the white space that stands before it in its section, and where it starts and ends."""

    before: str
    text: str
    page: int | None
    page_end: int | None
    tokens: float


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Text that belongs together, as pieces of consecutive pages."""

    text: str
    is_item: bool
    starts: tuple[tuple[int, int | None], ...]
    """(offset in the text, page) of each piece."""

    def page_at(self, offset: int) -> int | None:
        return next((page for start, page in reversed(self.starts) if start <= offset), None)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before it is numbered."""

    sentences: tuple[_Sentence, ...]
    kind: PassageKind = PassageKind.text

    @property
    def text(self) -> str:
        first, *others = self.sentences
        return first.text + "".join(sentence.before + sentence.text for sentence in others)

    @property
    def tokens(self) -> float:
        return sum(sentence.tokens for sentence in self.sentences)


def split(outline: Outline, document_id: str) -> tuple[Passage, ...]:
    """The passages of a document in order, numbered from 0. The outline must have its language."""
    language = outline.language or "en"
    passages: list[Passage] = []
    for (path, section), group in groupby(outline.elements, key=lambda placed: (placed.heading_path, placed.section)):
        for piece in _pieces(list(group), language, outline.document_type in _FLOWING):
            passage = _passage(piece, document_id, len(passages), language)
            passages.append(replace(passage, heading_path=path, section=section))
    return tuple(passages)


def _passage(piece: _Piece, document_id: str, position: int, language: str) -> Passage:
    text = piece.text
    return Passage(
        document_id=document_id,
        position=position,
        text=text,
        sentences=tuple(_spans(piece.sentences)),
        language=passage_language(text, language),
        section="",
        heading_path=(),
        page=piece.sentences[0].page,
        page_end=piece.sentences[-1].page_end,
        kind=piece.kind,
    )


def _spans(sentences: Sequence[_Sentence]) -> Iterator[Span]:
    end = 0
    for position, sentence in enumerate(sentences):
        start = end + (len(sentence.before) if position else 0)
        end = start + len(sentence.text)
        yield Span(start, end)


def _pieces(group: Sequence[PlacedElement], language: str, flowing: bool) -> Iterator[_Piece]:
    """Pieces of what stands under one heading; tables stand alone."""
    for is_table, run in groupby((placed.element for placed in group), key=lambda element: bool(element.rows)):
        if is_table:
            yield from (piece for element in run for piece in _table_pieces(element))
        else:
            paragraphs = _paragraphs(list(run), flowing)
            yield from _packed([list(_sentences(paragraph, language)) for paragraph in paragraphs], TARGET_TOKENS)


def _table_pieces(table: ParsedElement) -> Iterator[_Piece]:
    for lines in table_lines(table.rows, MOST_TOKENS):
        rows = [_Paragraph(line, True, ((0, table.page),)) for line in lines]
        for piece in _packed([list(_cut(row, [Span(0, len(row.text))])) for row in rows], MOST_TOKENS):
            yield replace(piece, kind=PassageKind.table)


# Paragraphs and sentences --------------------------------------------------------------------------------------------


def _paragraphs(elements: Sequence[ParsedElement], flowing: bool) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    for element in elements:
        if flowing and paragraphs and _goes_on(paragraphs[-1], element):
            paragraphs[-1] = _continued(paragraphs[-1], element)
        else:
            is_item = element.kind is ElementKind.list_item
            bullet = BULLET if is_item and not _MARKED.match(element.text) else ""
            paragraphs.append(_Paragraph(bullet + element.text, is_item, ((0, element.page),)))
    return paragraphs


def _goes_on(paragraph: _Paragraph, element: ParsedElement) -> bool:
    """Whether the element, on the next page, ends the sentence that the paragraph leaves open."""
    last = paragraph.starts[-1][1]
    if element.kind is not ElementKind.text or last is None or element.page != last + 1:
        return False
    if element.glued:
        return True
    is_open = paragraph.text.rstrip(_CLOSERS)[-1:] not in _TERMINATORS
    return is_open and (element.text[0].islower() or is_cjk(element.text[0]) or count_letters(paragraph.text) > 60)


def _continued(paragraph: _Paragraph, element: ParsedElement) -> _Paragraph:
    joint = "" if element.glued else " "
    start = len(paragraph.text) + len(joint)
    return replace(
        paragraph, text=paragraph.text + joint + element.text, starts=(*paragraph.starts, (start, element.page))
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
        pages = paragraph.page_at(span.start), paragraph.page_at(span.end - 1)
        yield _Sentence(before, text, *pages, estimated_tokens(text))


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
