"""Converters of tables: workbooks of Excel and OpenDocument, and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import BadInput
from ingest.containers import ENCRYPTED
from ingest.conversion import table_element, title_element
from ingest.formats import decode

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

MOST_COLUMNS = 100
"""Columns of a sheet or CSV file that are read; what lies beyond is rarely meant for a reader."""


def convert_workbook(path: Path) -> list[Element]:
    """A workbook (XLSX, XLS, ODS): each sheet is a page with a heading and a table of the values that were last computed.

    By calamine, one reader for all three, which is six times faster than openpyxl and reads no links, macros or entities.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        raise BadInput(ENCRYPTED) from None
    elements: list[Element] = []
    for number, sheet in enumerate(book.sheets_metadata, start=1):
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_index(number - 1).to_python(skip_empty_area=True)
            elements += _sheet(sheet.name, number, rows)
    return elements


def count_sheets(path: Path) -> int:
    """Number of sheets, hidden and empty ones too."""
    import python_calamine

    try:
        return len(python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names)
    except python_calamine.PasswordError:
        raise BadInput(ENCRYPTED) from None


def _sheet(name: str, number: int, rows: Iterable[Iterable[Any]]) -> list[Element]:
    cells = ([_cell(value) for value in list(row)[:MOST_COLUMNS]] for row in rows)
    tables = table_elements(cells, number)
    return [title_element(name, 0, number), *tables] if tables else []


def _cell(value: Any) -> str:
    """A value as a sheet shows it at its plainest: whole numbers without a point, days without a time."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ") if isinstance(value, datetime) else _plain(value)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value) if value != timedelta() else "0:00:00"


def convert_csv(path: Path) -> list[Element]:
    """A table, with the separator that its start suggests."""
    text = decode(path.read_bytes())
    try:
        dialect: Any = csv.Sniffer().sniff(text[:10_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    return table_elements((row[:MOST_COLUMNS] for row in csv.reader(text.splitlines(), dialect)), None)


def table_elements(rows: Iterable[list[str]], page: int | None = None) -> list[Element]:
    """A table of the rows in which anything stands; nothing where none does."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    return [table_element(filled, page)] if filled else []
