"""The passages of a document as statements: sentences, and cells of tables with what their row and column say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pydantic import JsonValue

from corpus.case import Case, Guess, in_language
from corpus.passage import Passage, PassageKind, Span
from index.passages import Vector
from ingest.tables import BAR

MOST_CHARACTERS = 200_000
"""From the start of a document: what a long report says later is seldom about the whole."""

LONGEST_FOUND_IN = 120
LONGEST_STATEMENT = 600
"""Characters of a sentence that is looked at; what is longer is a list that lost its breaks."""

SOURCES = "sources"
_BARE_NUMBER = re.compile(r"^[^\w\[(]{0,4}(?!(?:19|20)\d\d$)\d[\d\s.,'’]*(?:[^\W\d_]{1,9}\s?)?$")
_BRACKETED = re.compile(r"[(（]([^)）]{1,40})[)）]")


class TextEncoder(Protocol):
    """What proposing needs of `index.encoder.Encoder`."""

    def embed_texts(self, texts: Sequence[str]) -> Vector:
        """Shape (texts, dimension), unit length."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or a cell of a table."""

    passage: Passage
    span: Span
    """Characters of the passage's text that say it: the sentence, or the row."""
    text: str
    """What is looked at: the sentence; or the cell, followed by the unit that its row or column names."""
    context: str = ""
    """Of a cell, what its row and column say."""

    @property
    def quote(self) -> str:
        return self.passage.text[self.span.start : self.span.end]

    @property
    def is_cell(self) -> bool:
        return self.passage.kind is PassageKind.table


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as proposers read it, lists of sources and running heads left out."""

    title: str
    abstract: str
    language: str
    """BCP 47."""
    passages: tuple[Passage, ...]
    statements: tuple[Statement, ...]
    encoder: TextEncoder
    country: str | None = None
    """ISO 3166-1 alpha-2, once a city was found."""

    @property
    def sentences(self) -> tuple[Statement, ...]:
        return tuple(statement for statement in self.statements if not statement.is_cell)

    def first(self, words: str) -> Statement | None:
        """The first sentence that holds the words as they stand."""
        return next((statement for statement in self.sentences if words in statement.text), None)


def read_passages(case: Case, passages: Iterable[Passage], encoder: TextEncoder) -> Reading:
    """The passages of a draft's document, up to `MOST_CHARACTERS`."""
    kept = tuple(_opening([each for each in passages if each.is_searched and each.section != SOURCES]))
    return Reading(
        title=_said(case.title, case.original_language),
        abstract=_said(case.abstract, case.original_language),
        language=case.original_language,
        passages=kept,
        statements=tuple(statement for passage in kept for statement in _statements(passage)),
        encoder=encoder,
    )


def _said(text: object, language: str) -> str:
    found = in_language(text, language) if isinstance(text, dict) else None
    return found[1] if found else ""


def guess(field: str, value: JsonValue, confidence: float, statement: Statement | None, found_in: str = "") -> Guess:
    """A guess that the statement gives ground for; without `found_in` the statement itself says where it was found."""
    said = found_in or (statement.quote if statement else "")
    passage = statement.passage if statement else None
    return Guess(
        field=field,
        value=value,
        confidence=round(min(0.99, max(0.01, float(confidence))), 2),
        found_in=said if len(said) <= LONGEST_FOUND_IN else f"{said[: LONGEST_FOUND_IN - 1]}…",
        passage=passage.id if passage else None,
        span=(statement.span.start, statement.span.end) if statement else None,
        page=passage.page if passage else None,
    )


def _opening(passages: Sequence[Passage]) -> Iterator[Passage]:
    length = 0
    for passage in passages:
        length += len(passage.text)
        if length > MOST_CHARACTERS:
            return
        yield passage


def _statements(passage: Passage) -> Iterator[Statement]:
    if passage.kind is PassageKind.table:
        yield from _cells(passage)
        return
    for span in passage.sentences:
        yield Statement(passage, span, passage.text[span.start : span.end][:LONGEST_STATEMENT])


def _cells(passage: Passage) -> Iterator[Statement]:
    """Cells below the header that hold digits."""
    rows = [(span, passage.text[span.start : span.end].split(BAR)) for span in passage.sentences]
    header = rows[0][1] if rows else []
    for span, cells in rows[1:]:
        for column, cell in enumerate(cells):
            if any(map(str.isdigit, cell)):
                labels = [label for label in (cells[0] if column else "", *header[column : column + 1]) if label]
                yield with_unit(Statement(passage, span, cell.strip(), " · ".join(labels)), labels)


def with_unit(cell: Statement, labels: Sequence[str]) -> Statement:
    """The cell followed by the unit that a label names in brackets, or begins with, where the cell is a bare number."""
    if not _BARE_NUMBER.match(cell.text):
        return cell
    units = [unit for label in labels for unit in _BRACKETED.findall(label)]
    return replace(cell, text=" ".join([cell.text, *(units[:1] or labels[:1])]))
