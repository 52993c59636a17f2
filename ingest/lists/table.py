"""Bytes of a CSV as lines of cells, whatever the spreadsheet and the country that it was saved in.

Encoding and separator are told by the heading: the ones under which most headings are words that are known. A spreadsheet saves in UTF-8,
in UTF-16, or in the code page of its Windows, and separates by what its country does not use in numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corpus.errors import BadInput
from corpus.programme.imported import MOST_ROWS

SEPARATORS = (",", ";", "\t")
CODE_PAGES = ("cp949", "cp1252")
"""Of Windows in Korea, and in Western Europe and America: where the interface languages are at home."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR_LINE = re.compile(r"\A\ufeff?sep=([,;\t])\r?\n", re.IGNORECASE)
"""A first line by which Excel is told the separator."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Recognises = Callable[[str], bool]
"""Whether a heading is one that is known."""


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    """In the file, from 1: of the first line of a row whose cells run over several."""
    cells: tuple[str, ...]
    """Without spaces around them and without control characters."""


@dataclass(frozen=True, slots=True)
class Table:
    header: Line
    rows: tuple[Line, ...]
    """Those in which anything stands."""
    encoding: str


def read_table(data: bytes, recognises: Recognises) -> Table:
    """The table in a CSV. BadInput for one that is empty, cannot be taken apart, or has too many rows."""
    text, encoding = _decoded(data, recognises)
    lines = list(_lines(text, recognises))
    if not lines:
        raise BadInput("the file has no lines with anything in them")
    if len(lines) - 1 > MOST_ROWS:
        raise BadInput(f"the file has {len(lines) - 1:,} rows, and at most {MOST_ROWS:,} are taken; nothing was read")
    return Table(lines[0], tuple(lines[1:]), encoding)


def _decoded(data: bytes, recognises: Recognises) -> tuple[str, str]:
    """The text and the name of its encoding."""
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        page = _code_page(data, recognises)
        return data.decode(page, "replace"), page


def _code_page(data: bytes, recognises: Recognises) -> str:
    known = {page: _known(data.decode(page, "replace"), recognises) for page in CODE_PAGES}
    best = [page for page in CODE_PAGES if known[page] == max(known.values())]
    if len(best) == 1:
        return best[0]
    found = from_bytes(data, cp_isolation=list(best)).best()
    return found.encoding if found and found.encoding in best else best[-1]


def _known(text: str, recognises: Recognises) -> int:
    """Headings of the first line that are known, under the separator that suits it best."""
    return max(_recognised(text, separator, recognises) for separator in SEPARATORS)


def _recognised(text: str, separator: str, recognises: Recognises) -> int:
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        return sum(recognises(cell) for cell in next(csv.reader([first], delimiter=separator), []))
    except csv.Error:  # a cell of more than 131,072 characters is no heading
        return 0


def _lines(text: str, recognises: Recognises) -> Iterator[Line]:
    """Lines of cells; BadInput names the line at which the file cannot be taken apart."""
    told = _SEPARATOR_LINE.match(text)
    skipped = 1 if told else 0
    body = text[told.end() :] if told else text
    best = told[1] if told else max(SEPARATORS, key=lambda each: _recognised(body, each, recognises))
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=best, strict=True)
    number = 1
    try:
        for cells in reader:
            plain = tuple(_CONTROLS.sub("", cell).strip() for cell in cells)
            if any(plain):
                yield Line(number + skipped, plain)
            number = reader.line_num + 1
    except csv.Error as failure:
        raise BadInput(
            f"line {number + skipped} cannot be taken apart into cells ({failure}); look for quotation marks that are not closed"
        ) from failure
