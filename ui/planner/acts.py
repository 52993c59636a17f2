"""What the browser asks of the planner: acts as JSON, each either a change of the programme or something to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Base64Bytes, Field, JsonValue, TypeAdapter, ValidationError

from corpus.case import Record
from corpus.errors import BadInput
from corpus.programme import edits
from corpus.programme.model import MOST_DAYS, Programme
from corpus.vocabulary import vocabulary
from ui.planner.blanks import blank

MOST_ACTS = 50
"""At once: what a trainer does while the connection is gone for some minutes."""
LARGEST_TABLE = 1024 * 1024
"""Bytes of a CSV, as many as the API takes."""
Address = Annotated[str, Field(max_length=200)]
Id = Annotated[str, Field(max_length=80)]


class Move(Record):
    """A session to a day, before another one of it or at the end; `day` None is the shelf."""

    kind: Literal["move"]
    session: Id
    day: int | None = Field(default=None, ge=0, le=MOST_DAYS)
    before: Id | None = None
    start: dt.time | None = None

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.move_session(programme, self.session, self.day, self.before, self.start)


class Add(Record):
    """A new session at the end of a day, named after its method until the trainer names it."""

    kind: Literal["add"]
    day: int | None = Field(default=None, ge=0, le=MOST_DAYS)
    method: Id = "lecture"

    def change(self, programme: Programme, language: str) -> Programme:
        title = {language: vocabulary("methods").label(self.method, language)}
        return edits.add_session(programme, title, method=self.method, day=self.day)


class OnSession(Record):
    """Something done to a session as a whole."""

    kind: Literal["duplicate", "remove"]
    session: Id

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        do: Mapping[str, Callable[[Programme, str], Programme]] = {
            "duplicate": edits.duplicate_session,
            "remove": edits.remove_session,
        }
        return do[self.kind](programme, self.session)


class Lengthen(Record):
    kind: Literal["lengthen"]
    session: Id
    minutes: int = Field(ge=-600, le=600)

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.lengthen_session(programme, self.session, self.minutes)


class Set(Record):
    """A value at an address; `text` says that it is the words of a text in the language of writing."""

    kind: Literal["set"]
    address: Address
    value: JsonValue
    text: bool = False

    def change(self, programme: Programme, language: str) -> Programme:
        return edits.set_value(programme, self.address, self.value, language if self.text else None)


class Belong(Record):
    """A session or an objective in another part of the course."""

    kind: Literal["belong"]
    list: Literal["sessions", "objectives"]
    id: Id
    module: Id

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.move_to_module(programme, self.list, self.id, self.module)


class Verb(Record):
    """Another verb of an objective, which brings its level."""

    kind: Literal["verb"]
    objective: Id
    value: Id

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.set_verb(programme, self.objective, self.value)


class Key(Record):
    """The right choice of a question of the test."""

    kind: Literal["key"]
    item: Id
    choice: Id

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.set_key(programme, self.item, self.choice)


class Insert(Record):
    """One more in a list, blank but for the words that it is begun with."""

    kind: Literal["insert"]
    address: Address
    words: str = Field(default="", max_length=2000)

    def change(self, programme: Programme, language: str) -> Programme:
        return edits.add_value(programme, self.address, blank(programme, self.address, self.words.strip(), language))


class Drop(Record):
    kind: Literal["drop"]
    address: Address

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.remove_value(programme, self.address)


class Shift(Record):
    kind: Literal["shift"]
    address: Address
    by: int = Field(ge=-1, le=1)

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.shift_value(programme, self.address, self.by)


class AddDay(Record):
    kind: Literal["add-day"]

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.add_day(programme)


class RemoveDay(Record):
    kind: Literal["remove-day"]
    day: int

    def change(self, programme: Programme, language: str) -> Programme:  # noqa: ARG002
        return edits.remove_day(programme, self.day)


class Open(Record):
    """Show a part of the programme beside the board; without `what`, the checks."""

    kind: Literal["open"]
    what: Literal["", "session", "course", "days", "goals", "staff", "test", "forms", "files", "sharing", "people"] = ""
    id: Id = ""


class Ask(Record):
    """Something of the archive: cases that could stand in a session instead, one of them put there, a case more, notes filled."""

    kind: Literal["swaps", "swap", "pin", "notes"]
    session: Id
    case: Id = ""
    candidate: Id = ""


class Keep(Record):
    """About what is saved: one change back or forth, saved again, their version loaded, mine kept as a copy, new keys to it."""

    kind: Literal["undo", "redo", "save", "theirs", "copy", "keys"]


class Import(Record):
    kind: Literal["import"]
    what: Literal["rooms", "people", "participants"]
    content: Base64Bytes = Field(max_length=LARGEST_TABLE)
    """The file as the spreadsheet saved it; the archive finds out how it is encoded."""


class Share(Record):
    kind: Literal["share"]
    visibility: Literal["private", "public"]


Change = Move | Add | OnSession | Lengthen | Set | Belong | Verb | Key | Insert | Drop | Shift | AddDay | RemoveDay
Act = Annotated[Change | Open | Ask | Keep | Import | Share, Field(discriminator="kind")]


class Asked(Record):
    """What came from the browser at once."""

    have: int = Field(ge=0, description="revision of the page that the browser shows; 0 for none")
    number: int = Field(ge=0, description="counted up by the browser, so that what comes twice is done once")
    acts: tuple[Act, ...] = Field(max_length=MOST_ACTS)


_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def number_of(sent: Any) -> int:
    """The number of a packet whose acts cannot be read, so that it is answered all the same; -1 where it has none."""
    number = sent.get("number") if isinstance(sent, Mapping) else None
    return number if isinstance(number, int) else -1


def read_acts(sent: Any) -> Asked:
    """What the browser sent; BadInput where it is none of the acts."""
    try:
        return _ASKED.validate_python(sent)
    except ValidationError as error:
        raise BadInput(f"the page asked for something that it cannot have: {error.errors()[0]['msg']}") from None
