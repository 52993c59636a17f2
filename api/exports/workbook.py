"""What all Excel workbooks share: how they are dressed, that texts stay texts, and that the same content is the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.exports.word import EPOCH
from corpus.build.zipped import with_fixed_times

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMAT = "#,##0.###"

_TOP = Alignment(vertical="top", wrap_text=True)
_HEAD = PatternFill("solid", fgColor="E9EEF3")
_BOLD = Font(bold=True)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def new_workbook(title: str) -> Workbook:
    """A workbook without sheets."""
    book = Workbook()
    book.properties.title, book.properties.creator, book.properties.created = title, "Casebook", EPOCH
    assert book.active is not None
    book.remove(book.active)
    return book


def dress(sheet: Worksheet, widths: Sequence[float], heads: int) -> None:
    """Widths, wrapped text from the top, bold heads, numbers with separators; texts stay texts whatever they begin with."""
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = _TOP
            if isinstance(cell.value, str) and isinstance(cell, Cell):
                cell.data_type = "s"
            elif cell.value is not None:
                cell.number_format = NUMBER_FORMAT
            if cell.row is not None and cell.row <= heads:
                cell.font, cell.fill = _BOLD, _HEAD


def cell_text(text: str) -> str:
    """The text without characters that a workbook cannot hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def workbook_bytes(book: Workbook) -> bytes:
    """The file; the same content gives the same bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return with_fixed_times(_undated(stream.getvalue()))


def _undated(package: bytes) -> bytes:
    """The workbook without the time of writing, which openpyxl puts into it at last."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + EPOCH.isoformat().encode() + b"Z", content)
            new.writestr(name, content)
    return stream.getvalue()
