"""The sessions of a programme as CSV (RFC 4180): a row each, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from api.classroom.content import Classroom
from api.classroom.interchange.wording import leaders, room_of, slots_of
from api.exports.table import BYTE_ORDER_MARK, SEPARATOR, Cell, csv_line
from api.harvest.xml_text import allowed_text
from corpus.programme.model import Citation, Module, Session
from corpus.programme.timetable import Slot, moment
from corpus.programme.wording import objective_sentence
from corpus.vocabulary import vocabulary

MEDIA_TYPE = "text/csv"


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What a row is made of."""

    classroom: Classroom
    module: Module
    session: Session
    slot: Slot | None
    """None for self-paced study and for what is not placed yet."""

    def at(self, minutes: int | None) -> str | None:
        """A time of its day as ISO 8601 with the offset; None without a date."""
        if self.slot is None or minutes is None:
            return None
        found = moment(self.classroom.programme, self.slot.day, minutes)
        return found.isoformat(timespec="minutes") if found else None

    @property
    def citations(self) -> Iterator[Citation]:
        """Passages behind key messages and questions, each once."""
        statements = (*self.session.messages, *self.session.questions)
        found = {citation.passage: citation for statement in statements for citation in statement.citations}
        return iter(found.values())


Value = Callable[[SessionRow], Cell]

COLUMNS: tuple[tuple[str, Value], ...] = (
    ("session", lambda row: row.session.id),
    ("module", lambda row: row.classroom.words(row.module.title)),
    ("title", lambda row: row.classroom.words(row.session.title)),
    ("day", lambda row: row.session.day),
    ("start", lambda row: row.at(row.slot.start if row.slot else None)),
    ("end", lambda row: row.at(row.slot.end if row.slot else None)),
    ("time_zone", lambda row: row.classroom.programme.time_zone),
    ("minutes", lambda row: row.session.minutes),
    ("method", lambda row: vocabulary("methods").label(row.session.method, row.classroom.language)),
    ("summary", lambda row: row.classroom.words(row.session.summary)),
    ("objectives", lambda row: _joined(_objectives(row))),
    ("people", lambda row: leaders(row.classroom.programme, row.session)),
    ("room", lambda row: room_of(row.classroom.programme, row.session)),
    ("messages", lambda row: _joined(row.classroom.words(each.text) for each in row.session.messages)),
    ("questions", lambda row: _joined(row.classroom.words(each.text) for each in row.session.questions)),
    ("cases", lambda row: _joined(each.case for each in row.session.cases)),
    ("case_versions", lambda row: _joined(f"{each.case}@{each.version}" for each in row.session.cases)),
    ("case_addresses", lambda row: _joined(row.classroom.addresses.case(each.case) for each in row.session.cases)),
    ("citations", lambda row: _joined(row.classroom.addresses.passage(each.passage) for each in row.citations)),
    ("cited_pages", lambda row: _joined("–" if each.page is None else str(each.page) for each in row.citations)),
    ("materials", lambda row: _joined(_materials(row))),
)  # fmt: skip
"""Header and value of each column. Participants have none: not even those who present are named."""


def sessions_csv(classroom: Classroom) -> bytes:
    """UTF-8 with a byte order mark, a header, then sessions in the order of modules; several values of a cell are joined by `; `."""
    lines = [BYTE_ORDER_MARK + csv_line(name for name, _ in COLUMNS)]
    lines += [csv_line(_clean(value(row)) for _, value in COLUMNS) for row in _rows(classroom)]
    return "".join(lines).encode()


def _rows(classroom: Classroom) -> Iterator[SessionRow]:
    slots = slots_of(classroom)
    for module in classroom.programme.modules:
        for session in module.sessions:
            yield SessionRow(classroom, module, session, slots.get(session.id))


def _clean(cell: Cell) -> Cell:
    """Spreadsheets stop reading at some control characters."""
    return allowed_text(cell) if isinstance(cell, str) else cell


def _joined(values: Iterable[str]) -> str:
    return SEPARATOR.join(values)


def _objectives(row: SessionRow) -> Iterator[str]:
    for objective in row.classroom.programme.objectives:
        if objective.id in row.session.objectives:
            yield objective_sentence(objective, row.classroom.language)


def _materials(row: SessionRow) -> Iterator[str]:
    """What participants are given; what is for instructors only is not told."""
    for material in row.session.materials:
        if material.is_open:
            address = material.url or (material.document and row.classroom.addresses.document(material.document))
            yield " ".join(filter(None, (row.classroom.words(material.title), address)))
