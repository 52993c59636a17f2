"""What a programme can begin from: itself, a template, or another programme."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from corpus.case import LanguageTag, Record, Text
from corpus.programme.fields import Date, Whole
from corpus.programme.model import MOST_DAYS, Programme
from corpus.programme.stored import Visibility


class FromTemplate(Record):
    """A template, and what it is to be made into; what is not told is as the template has it."""

    id: str = Field(max_length=40, description="id of a template")
    days: Whole | None = Field(default=None, ge=1, le=MOST_DAYS, description="days of teaching")
    first_day: Date | None = Field(
        default=None, description="the first day; days count on from it without Saturdays and Sundays"
    )
    languages: tuple[LanguageTag, ...] = Field(
        default=("en",), min_length=1, max_length=8, description="the first is the main one"
    )
    title: Text = Field(default_factory=dict)


class FromProgramme(Record):
    """A programme that may be read with the key that came along: its texts and structure, and nobody who took part in it."""

    id: str = Field(max_length=40, pattern=r"^[A-Za-z0-9_-]+$", description="id of the programme")
    version: Whole | None = Field(default=None, ge=1, le=1_000_000, description="the newest where none is given")
    first_day: Date | None = Field(
        default=None, description="when the copy begins; its days have no dates where none is given"
    )
    title: Text = Field(default_factory=dict, description="of the copy; that of the original where none is given")


class NewProgramme(Record):
    """Exactly one of the three beginnings."""

    programme: Programme | None = None
    template: FromTemplate | None = None
    clone: FromProgramme | None = None

    @model_validator(mode="after")
    def _begins_once(self) -> Self:
        given = [name for name in ("programme", "template", "clone") if getattr(self, name) is not None]
        if len(given) != 1:
            told = " and ".join(given) or "none of them"
            raise ValueError(f"a programme begins from one of 'programme', 'template' and 'clone'; given were {told}")
        return self


class Sharing(Record):
    """Who may read a programme."""

    visibility: Visibility
