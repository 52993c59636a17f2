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


class ProgrammeVersion(Answer):
    version: int = Field(ge=1)
    created: dt.datetime = Field(description="UTC")
