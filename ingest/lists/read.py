"""A list as typed rows, with everything that was wrong told by line: a row comes whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from corpus.case import Record
from corpus.errors import BadInput
from corpus.programme.imported import (
    ImportAnswer,
    ImportProblem,
    ParticipantsImport,
    PeopleImport,
    RoomsImport,
)
from corpus.programme.model import Person, Room
from corpus.programme.roster import Participant
from ingest.lists import values
from ingest.lists.columns import ListForm, list_form, sentence
from ingest.lists.table import Line, Table, read_table

FORMULA = ("=", "+", "-", "@")
"""First letters by which a spreadsheet takes a cell for a formula when the list is written out again."""
LONGEST_ECHO = 80
"""Characters of a cell that a sentence repeats."""

Answered = TypeVar("Answered", bound=ImportAnswer)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of list is read into."""

    name: str
    row: type[Record]
    prefix: str
    """Of ids that the file does not give."""


_KINDS: Mapping[type[ImportAnswer], _Kind] = {
    RoomsImport: _Kind("rooms", Room, "r"),
    PeopleImport: _Kind("people", Person, "p"),
    ParticipantsImport: _Kind("participants", Participant, "t"),
}

_BY_ERROR: Mapping[str, str] = {
    "string_too_long": "long",
    "too_long": "long",
    "greater_than_equal": "range",
    "less_than_equal": "range",
}
"""Kind of error of pydantic -> sentence; any other says that the form is wrong."""


@dataclass(slots=True)
class _Reading:
    """One reading of one file: what it has found so far."""

    kind: _Kind
    form: ListForm
    table: Table
    language: str
    rows: list[Record] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """Id -> line of the row that has it."""

    @property
    def columns(self) -> tuple[str | None, ...]:
        """What each cell of a row is for; None where the heading is not known, or names what an earlier one did."""
        found: list[str | None] = []
        for heading in self.table.header.cells:
            column = self.form.column(heading)
            found.append(None if column in found else column)
        return tuple(found)

    def tell(self, line: Line, column: str, code: str, is_left_out: bool, **told: object) -> None:
        heading = dict(zip(self.columns, self.table.header.cells, strict=True)).get(column, column)
        said = sentence(code, self.language, told)
        self.problems.append(ImportProblem(line=line.number, column=heading, sentence=said, is_left_out=is_left_out))


def read_list(data: bytes, answer: type[Answered], language: str) -> Answered:
    """The rows of a CSV as the type of the answer has them; BadInput where no row can be read for want of headings, or of any text.

    `language` is that of the sentences, and of roles, which are texts by language.
    """
    kind = _KINDS[answer]
    form = list_form(kind.name)
    reading = _Reading(kind, form, read_table(data, lambda heading: form.column(heading) is not None), language)
    _require_columns(reading)
    taken = _ids_given(reading)
    for line in reading.table.rows:
        _read_line(reading, line, taken)
    ignored = [cell for cell, column in zip(reading.table.header.cells, reading.columns, strict=True) if column is None]
    return answer.model_validate(
        {
            "rows": tuple(reading.rows),
            "problems": tuple(reading.problems),
            "ignored": tuple(filter(None, ignored)),
            "encoding": reading.table.encoding,
        }
    )


def _require_columns(reading: _Reading) -> None:
    missing = [name for name in reading.form.headings if name in reading.form.required - set(reading.columns)]
    if missing:
        named = ", ".join(reading.form.heading(each, reading.language) for each in missing)
        raise BadInput(
            f"the first line has to name the columns, and these are not among them: {named}; "
            f"an example is at /v1/programme-imports/{reading.kind.name}.csv"
        )


def _ids_given(reading: _Reading) -> set[str]:
    """Ids that the file gives, so that none of those made up is among them."""
    place = reading.columns.index("id") if "id" in reading.columns else None
    if place is None:
        return set()
    return {values.local_id(line.cells[place]) for line in reading.table.rows if place < len(line.cells)}


def _read_line(reading: _Reading, line: Line, taken: set[str]) -> None:
    """Add the row, or the problems that keep it out."""
    before = len(reading.problems)
    if len(line.cells) > len(reading.columns) and any(line.cells[len(reading.columns) :]):
        told = {"count": len(line.cells), "headings": len(reading.columns)}
        return reading.tell(line, "", "cells", True, **told)
    cells = {column: cell for column, cell in zip(reading.columns, line.cells, strict=False) if column and cell}
    found = dict(_values(reading, line, cells))
    if any(problem.is_left_out for problem in reading.problems[before:]):
        return None
    if "id" not in found:
        numbers = (f"{reading.kind.prefix}{number}" for number in range(1, len(taken) + 2))
        found["id"] = next(id for id in numbers if id not in taken)
        taken.add(found["id"])
    return _add_row(reading, line, cells, found)


def _values(reading: _Reading, line: Line, cells: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """The values of the cells that can be read; what cannot is told."""
    for column in reading.form.headings:
        if column in cells:
            yield from _value(reading, line, column, cells)
        elif column in reading.form.required:
            reading.tell(line, column, "missing", True)


def _value(reading: _Reading, line: Line, column: str, cells: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    cell = cells[column]
    if "\ufffd" in cell:
        reading.tell(line, column, "letters", True)
    if cell.startswith(FORMULA) and column not in {"capacity", "attendance", "score"}:
        reading.tell(line, column, "formula", False, value=cell[:LONGEST_ECHO])
    try:
        yield column, _parsed(column, cells, reading.language)
    except values.UnreadValue as unread:
        # A city that the gazetteer lacks is no fault of the row, which says enough without it.
        reading.tell(line, column, unread.code, unread.code != "city", value=unread.value[:LONGEST_ECHO])


def _parsed(column: str, cells: Mapping[str, str], language: str) -> object:
    cell = cells[column]
    if column == "city":
        named = cells.get("country")
        return values.city(cell, values.country(named) if named else None)
    if column == "role":
        return {language: values.text(cell)}
    return values.PARSERS.get(column, values.text)(cell)


def _add_row(reading: _Reading, line: Line, cells: Mapping[str, str], found: Mapping[str, Any]) -> None:
    try:
        row = reading.kind.row.model_validate(found)
    except ValidationError as failure:
        for error in failure.errors():
            _tell_error(reading, line, cells, error)
        return
    id = found["id"]
    if id in reading.lines:
        reading.tell(line, "id", "repeated", True, value=id, earlier=reading.lines[id])
        return
    reading.lines[id] = line.number
    reading.rows.append(row)


def _tell_error(reading: _Reading, line: Line, cells: Mapping[str, str], error: Any) -> None:
    """What the type of the row has against a value, which has its bounds."""
    column = str(error["loc"][0]) if error["loc"] else ""
    code = "id" if column == "id" else _BY_ERROR.get(error["type"], "form")
    told = {"value": cells.get(column, "")[:LONGEST_ECHO], "most": "", "least": ""} | _bounds(reading, column)
    reading.tell(line, column, code, True, **told)


def _bounds(reading: _Reading, column: str) -> dict[str, object]:
    """The least and the most that a column takes: a number, or characters."""
    constraints = reading.kind.row.model_fields[column].metadata if column in reading.kind.row.model_fields else ()
    names = {"ge": "least", "le": "most", "max_length": "most"}
    return {said: getattr(each, name) for each in constraints for name, said in names.items() if hasattr(each, name)}
