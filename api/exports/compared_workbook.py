"""A comparison as an Excel workbook: the matrix, every citation, and how amounts were normalised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from api.exports.chapters import label
from api.exports.compared import address, grid
from api.exports.workbook import cell_text, dress, new_workbook, workbook_bytes
from corpus.comparison import CaseComparison

NAMED, OF_CASE = (24, 12), (46, 13, 15, 20)
"""Widths in characters: of row and unit, and of the four columns of each case."""
CITATION_WIDTHS = (24, 24, 46, 22, 30, 8, 14, 60, 40, 40)
METHOD_WIDTHS = (30, 110)
LONGEST_LINK = 2_000
"""Characters of an address; Excel repairs files with longer ones by dropping the link."""

_LINK = Font(color="0563C1", underline="single")


def comparison_workbook(comparison: CaseComparison, api: str) -> bytes:
    """The workbook; the same comparison gives the same bytes. `api` is the public address of the API."""
    book = new_workbook(label("comparison", comparison.language))
    _matrix(book.create_sheet(), comparison, api)
    _citations(book.create_sheet(label("sources", comparison.language)), comparison, api)
    _method(book.create_sheet(label("method", comparison.language)), comparison)
    return workbook_bytes(book)


def _matrix(sheet: Worksheet, comparison: CaseComparison, api: str) -> None:
    sheet.title = label("comparison", comparison.language)
    language = comparison.language
    sheet.append(["", "", *(part for case in comparison.cases for part in (cell_text(case.title), "", "", ""))])
    parts = (
        label("statement", language), label("number", language), label("in_dollars", language, year=comparison.year),
        label("rests_on", language),
    )  # fmt: skip
    sheet.append([label("field", language), label("unit", language), *parts * len(comparison.cases)])
    for column in range(len(comparison.cases)):
        start = len(NAMED) + 1 + column * len(OF_CASE)
        sheet.merge_cells(start_row=1, end_row=1, start_column=start, end_column=start + len(OF_CASE) - 1)
    for line in grid(comparison, api):
        cells = (
            part for cell in line.cells for part in (cell_text(cell.text), cell.value, cell.dollars, cell.rests_on)
        )
        sheet.append([line.row.label if line.is_first else "", line.row.unit_label or "", *cells])
        for column, cell in enumerate(line.cells):
            _link(sheet.cell(sheet.max_row, len(NAMED) + (column + 1) * len(OF_CASE)), cell.address)
    dress(sheet, (*NAMED, *OF_CASE * len(comparison.cases)), heads=2)
    sheet.freeze_panes = sheet.cell(3, len(NAMED) + 1)


def _citations(sheet: Worksheet, comparison: CaseComparison, api: str) -> None:
    language = comparison.language
    heads = ("case", "field", "statement", "evidence", "document", "page", "check", "quote", "publication", "address")
    sheet.append([label(name, language) for name in heads])
    for cells in _cited(comparison, api):
        sheet.append([cell_text(cell) if isinstance(cell, str) else cell for cell in cells])
        _link(sheet.cell(sheet.max_row, len(heads)), str(cells[-1]))
    dress(sheet, CITATION_WIDTHS, heads=1)
    sheet.freeze_panes = "A2"


def _cited(comparison: CaseComparison, api: str) -> Iterator[Sequence[str | int | None]]:
    """A line for each statement that a passage or publication speaks for."""
    language = comparison.language
    for row in comparison.rows:
        for cell in row.cells:
            for statement in cell.statements:
                evidence = statement.evidence
                passage, source = evidence.passage, evidence.source
                if passage or source:
                    page = passage.page if passage else source.page if source else None
                    yield (
                        cell.case_id, row.label, statement.text, label(f"on_{evidence.kind}", language),
                        passage.document_title if passage else "", page,
                        label(evidence.check, language) if evidence.check else "", passage.quote if passage else "",
                        source.title if source else "", address(statement, api),
                    )  # fmt: skip


def _method(sheet: Worksheet, comparison: CaseComparison) -> None:
    language = comparison.language
    sheet.append([label("method", language), comparison.convention])
    sheet.append([label("state", language, snapshot=comparison.snapshot), ""])
    for source in comparison.data:
        told = (source.title, source.publisher, source.url, source.licence, source.read, source.method)
        sheet.append([source.id, cell_text(". ".join(filter(None, told)))])
    dress(sheet, METHOD_WIDTHS, heads=0)


def _link(cell: object, url: str) -> None:
    if url and len(url) <= LONGEST_LINK and isinstance(cell, Cell):
        cell.hyperlink, cell.font = url, _LINK
