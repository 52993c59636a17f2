"""A programme as it is kept and sent: with its version, who may see it, and what was made of what."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from pydantic import Field

from corpus.case import Text
from corpus.programme.model import Programme
from corpus.results import Answer


class Visibility(StrEnum):
    """Who may read a programme: those who have one of its keys, or everybody. Changing it always takes the key for changing."""

    private = "private"
    public = "public"


class ProgrammeSummary(Answer):
    """A programme in a list."""

    id: str
    version: int = Field(ge=1)
    visibility: Visibility
    title: Text
    topics: tuple[str, ...]
    created: dt.datetime = Field(description="UTC")
    updated: dt.datetime = Field(description="when this version was made, UTC")
    cloned_from: str | None = Field(
        default=None, description="id and version of the programme that it is a copy of, joined by '@'"
    )


class StoredProgramme(ProgrammeSummary):
    """A programme with its content at one version."""

    programme: Programme
    newest: int = Field(ge=1, description="version of the programme now")
    can_edit: bool = Field(default=False, description="whether the key that came along permits changing it")


class CreatedProgramme(StoredProgramme):
    """A new programme with its keys, which are told this once and never again."""

    edit_key: str = Field(description="permits reading and changing; whoever has it is a co-author")
    read_key: str = Field(description="permits reading")


class ProgrammeKeys(Answer):
    """New keys; those before them open nothing any more."""

    edit_key: str = Field(description="permits reading and changing")
    read_key: str = Field(description="permits reading")


class ProgrammePage(Answer):
    """Public programmes, changed last first."""

    total: int = Field(ge=0, description="public programmes in all")
    programmes: tuple[ProgrammeSummary, ...]
    next_cursor: str | None = Field(default=None, description="pass as `cursor` to get the next page")


class ProgrammeVersion(Answer):
    version: int = Field(ge=1)
    created: dt.datetime = Field(description="UTC")


class ProgrammeVersionPage(Answer):
    """Versions of a programme that are kept, the newest first."""

    newest: int = Field(ge=1, description="number of the version now")
    versions: tuple[ProgrammeVersion, ...]
    next_cursor: str | None = Field(default=None, description="pass as `cursor` to get the next page")


class TemplateSummary(Answer):
    """A format that a programme can begin from."""

    id: str
    title: Text
    summary: Text
    least_days: int = Field(ge=1, description="days of teaching that it is made for, at least")
    usual_days: int = Field(ge=1, description="days where none are asked for")
    most_days: int = Field(ge=1, description="days of teaching that it is made for, at most")
    weeks_apart: int = Field(ge=0, description="weeks from one day to the next; 0 for days that follow one another")
    participants: int = Field(ge=1, description="that there is room for")
