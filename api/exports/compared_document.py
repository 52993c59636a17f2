"""A comparison as a Word document to hand out: a landscape table, and what each statement rests on at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from api.exports.chapters import label
from api.exports.compared import address, assurance
from api.exports.reading_pack import last_verified
from api.exports.word import WordFile, Words
from corpus.case import Case
from corpus.comparison import CaseComparison, ComparedCell, ComparedRow, ComparedStatement
from corpus.quantities import written_number

WIDTH, NAME_WIDTH = 26.4, 3.4
"""Centimetres of the table, and of its first column."""


@dataclass
class Citations:
    """What statements rest on, numbered in the order in which the table comes to it; the same passage or publication once."""

    language: str
    api: str
    """Public address of the API."""
    entries: dict[tuple[str, str], tuple[str, Words]] = field(default_factory=dict)
    """Address and text of a citation -> its number and itself."""

    def mark(self, statement: ComparedStatement) -> str:
        """The number to show behind a statement, in brackets; the words for it where there is nothing to list."""
        evidence, words = statement.evidence, self._told(statement)
        if words is None:
            return label(f"on_{evidence.kind}", self.language)
        key = (address(statement, self.api), words.text)
        number, _ = self.entries.setdefault(key, (f"[{len(self.entries) + 1}]", words))
        return " · ".join((number, *assurance(evidence, self.language)))

    def _told(self, statement: ComparedStatement) -> Words | None:
        passage, source = statement.evidence.passage, statement.evidence.source
        if passage:
            page = label("source_page", self.language, page=passage.page) if passage.page else ""
            where = ", ".join(filter(None, (passage.document_title, page or " › ".join(passage.heading_path[-1:]))))
            return Words(f"{where}: “{passage.quote}”", passage.language)
        if source:
            year = str(source.year) if source.year else ""
            return Words(". ".join(filter(None, (source.title, source.publisher or "", year))) + ".")
        return None


def comparison_document(comparison: CaseComparison, cases: tuple[Case, ...], api: str) -> bytes:
    """The document; the same comparison gives the same bytes. `cases` are the records compared, for the date of the file."""
    language = comparison.language
    word = WordFile(language, label("comparison", language))
    word.landscape()
    word.document.core_properties.created = word.document.core_properties.modified = last_verified(cases)
    word.heading(Words(label("comparison", language), language), 2)
    word.text(Words(label("state", language, snapshot=comparison.snapshot), language), quiet=True)
    citations = Citations(language, api)
    _table(word, comparison, citations)
    if any(row.kind == "amount" for row in comparison.rows):
        _method(word, comparison)
    _sources(word, citations)
    word.page_numbers()
    return word.content()


def _table(word: WordFile, comparison: CaseComparison, citations: Citations) -> None:
    width = (WIDTH - NAME_WIDTH) / len(comparison.cases)
    rows: list[list[Words | Sequence[Words]]] = [
        [Words(_name(row), comparison.language), *(list(_lines(cell, citations)) for cell in row.cells)]
        for row in comparison.rows
    ]
    header = [label("field", comparison.language), *(case.title for case in comparison.cases)]
    word.table(header, rows, (NAME_WIDTH, *[width] * len(comparison.cases)))


def _name(row: ComparedRow) -> str:
    return f"{row.label} ({row.unit_label})" if row.unit_label else row.label


def _lines(cell: ComparedCell, citations: Citations) -> Iterator[Words]:
    """Paragraphs of a cell: each statement, its amount in dollars or why it has none, and what it rests on, once for neighbours that
    rest on the same.
    """
    language = citations.language
    if not cell.statements:
        yield Words(f"– {label('not_in_record', language)}", language)
    marked = [(statement, citations.mark(statement)) for statement in cell.statements]
    for (statement, mark), following in zip_longest(marked, (mark for _, mark in marked[1:])):
        yield Words(statement.text, statement.language or language)
        if statement.normalised:
            unit = label("in_dollars", language, year=statement.normalised.year)
            yield Words(f"≈ {unit} {written_number(statement.normalised.amount, language)}", language)
        elif statement.not_normalised:
            yield Words(statement.not_normalised, language)
        if mark != following:
            yield Words(mark, language)


def _method(word: WordFile, comparison: CaseComparison) -> None:
    language = comparison.language
    word.heading(Words(label("method", language), language), 2)
    word.text(Words(comparison.convention, language))
    for source in comparison.data:
        told = ". ".join(filter(None, (source.title, source.publisher, source.licence, source.read, source.method)))
        word.numbered("•", Words(f"{told}."), source.url or None)


def _sources(word: WordFile, citations: Citations) -> None:
    if citations.entries:
        word.heading(Words(label("sources", citations.language), citations.language), 2)
    for (url, _), (number, words) in citations.entries.items():
        word.numbered(number, words, url or None)
