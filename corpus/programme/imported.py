"""What a CSV of rooms, people or participants was read as. Nothing of it is kept; the caller puts it into a programme or a roster."""

from __future__ import annotations

from pydantic import Field

from corpus.programme.model import Person, Room
from corpus.programme.roster import Participant
from corpus.results import Answer

MOST_ROWS = 1000
"""Rows of a CSV that is imported."""


class ImportProblem(Answer):
    """What could not be read, or was read with a doubt."""

    line: int = Field(ge=1, description="line of the file, from 1, in which its row begins")
    column: str = Field(description="heading as the file has it; empty where the whole row is meant")
    sentence: str = Field(description="what is the matter and what to do, in the language asked for")
    is_left_out: bool = Field(description="whether the row is missing from `rows` for it")


class ImportAnswer(Answer):
    """How the file was read."""

    problems: tuple[ImportProblem, ...] = Field(default=(), description="in the order of the file")
    ignored: tuple[str, ...] = Field(default=(), description="headings of columns that nothing was read from")
    encoding: str = Field(description="characters it was written in, as found out")


class RoomsImport(ImportAnswer):
    """Rooms, for `rooms` of a programme."""

    rows: tuple[Room, ...]


class PeopleImport(ImportAnswer):
    """People who teach, lead or host, for `people` of a programme."""

    rows: tuple[Person, ...]


class ParticipantsImport(ImportAnswer):
    """Participants, for the roster beside a programme."""

    rows: tuple[Participant, ...]
