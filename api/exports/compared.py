"""A comparison laid out in lines and columns, for tables: numbers as numbers, a line for each further statement of a cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from api.exports.chapters import label
from api.exports.table import BYTE_ORDER_MARK, Cell, guarded
from corpus.comparison import CaseComparison, ComparedRow, ComparedStatement, StatementEvidence
from corpus.vocabulary import vocabulary

Columns = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One statement of a case in one line; nothing where other cases have more to say."""

    text: str = ""
    value: float | None = None
    dollars: float | None = None
    """In US dollars of the comparison's year."""
    rests_on: str = ""
    address: str = ""
    """Where the passage, or else the publication, can be read."""

    @property
    def columns(self) -> Columns:
        return (self.text, self.value, self.dollars, self.rests_on, self.address)


PARTS = ("", ".number", ".usd", ".rests_on", ".address")
"""What follows the id of a case in the header of each of its columns, as `GridCell.columns`."""


@dataclass(frozen=True, slots=True)
class GridLine:
    row: ComparedRow
    is_first: bool
    """Whether it is the first line of its row."""
    cells: tuple[GridCell, ...]


def grid(comparison: CaseComparison, api: str) -> Iterator[GridLine]:
    """Lines from top to bottom; `api` is the public address of the API."""
    empty = GridCell(label("not_in_record", comparison.language))
    for row in comparison.rows:
        columns = [[_cell(s, comparison, api) for s in cell.statements] or [empty] for cell in row.cells]
        for number, cells in enumerate(zip_longest(*columns, fillvalue=GridCell())):
            yield GridLine(row, number == 0, cells)


def _cell(statement: ComparedStatement, comparison: CaseComparison, api: str) -> GridCell:
    return GridCell(
        f"{statement.text} ({statement.not_normalised})" if statement.not_normalised else statement.text,
        _plain(statement.value),
        _plain(statement.normalised.amount) if statement.normalised else None,
        rests_on(statement, comparison.language),
        address(statement, api),
    )


def _plain(value: float | None) -> float | None:
    """A whole number without `.0`, which nobody states."""
    return int(value) if value is not None and value.is_integer() else value


def rests_on(statement: ComparedStatement, language: str) -> str:
    """The kind of evidence in words, with page, check and who reports it, as far as they are known."""
    evidence = statement.evidence
    page = evidence.passage.page if evidence.passage else evidence.source.page if evidence.source else None
    parts = (
        label(f"on_{evidence.kind}", language),
        label("source_page", language, page=page) if page else "",
        *assurance(evidence, language),
    )
    return "; ".join(filter(None, parts))


def assurance(evidence: StatementEvidence, language: str) -> tuple[str, ...]:
    """Whether an editor read the source of a figure, and who reports it, as far as they are known."""
    reporter = vocabulary("evidence").label(evidence.reported_by, language) if evidence.reported_by else ""
    return tuple(filter(None, (label(evidence.check, language) if evidence.check else "", reporter)))


def address(statement: ComparedStatement, api: str) -> str:
    """Where what the statement rests on can be read; empty where there is no such place."""
    evidence = statement.evidence
    if evidence.passage:
        return f"{api}/v1/passages/{evidence.passage.passage_id}"
    return (evidence.source.url or "") if evidence.source else ""


def comparison_csv(comparison: CaseComparison, api: str) -> str:
    """The grid as CSV (RFC 4180) with a byte order mark, texts that a spreadsheet would run set off."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    stream.write(BYTE_ORDER_MARK)
    cases = (f"{case.id}{part}" for case in comparison.cases for part in PARTS)
    writer.writerow(("field", "row", "label", "unit", *cases))
    for line in grid(comparison, api):
        named = (line.row.field, line.row.id, line.row.label, line.row.unit_label)
        cells = (part for cell in line.cells for part in cell.columns)
        writer.writerow(["" if cell is None else guarded(cell) for cell in (*named, *cells)])
    return stream.getvalue()
