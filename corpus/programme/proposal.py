"""What the archive proposes to a trainer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpus.case import CaseId, Record
from corpus.programme.fields import Whole
from corpus.programme.model import Ask, Brief, CasePin, Item, LocalId, Programme, Reason, Session
from corpus.results import Answer, CaseCard


class Understood(Answer):
    """A part of the brief's text and what it was taken for; whatever was not understood is told too."""

    words: str = Field(description="the words of the brief")
    field: Literal[
        "days",
        "topic",
        "instrument",
        "theme",
        "seniority",
        "profession",
        "language",
        "region",
        "country",
        "city",
        "coastal",
        "city_size",
        "size",
        "nothing",
    ]
    value: str = Field(default="", description="the value in its vocabulary; empty where nothing was understood")
    label: str = Field(default="", description="the value in the language asked for")


class ProgrammeProposal(Answer):
    """A programme from a brief: complete enough to be held, every choice of it explained and changeable."""

    brief: Brief = Field(description="the brief with what was understood of its text filled in")
    understood: tuple[Understood, ...] = ()
    programme: Programme
    remarks: tuple[Reason, ...] = Field(
        default=(), description="what the archive could not do, such as too few cases of a region"
    )


class Swap(Answer):
    """A case that can stand where another one does, with the session as it would be then."""

    card: CaseCard
    pin: CasePin
    session: Session
    items: tuple[Item, ...] = Field(
        default=(), description="items of the test about the case that goes, as they would be then, by their ids"
    )
    asks: tuple[Ask, ...] = Field(
        default=(),
        description="questions of the reaction form that name the session, as they would be then, by their ids",
    )
    reasons: tuple[Reason, ...]


class Swaps(Answer):
    """The next best cases for a place in a session, best first."""

    session: str
    case: str = Field(description="the one that they could replace")
    candidates: tuple[Swap, ...]


class ProposalRequest(Record):
    """A brief, and the programme that a new proposal is to go on from."""

    brief: Brief
    programme: Programme | None = Field(
        default=None,
        description="a programme whose locked sessions stay as they are, with its rooms, people, place and dates",
    )


class SwapRequest(Record):
    """A place in a session whose case is to be another one."""

    programme: Programme
    session: LocalId
    case: CaseId = Field(description="the case to be replaced")
    limit: Whole = Field(default=3, ge=1, le=10, description="candidates wanted")


class NotesRequest(Record):
    """A session to be filled from its cases."""

    programme: Programme
    session: LocalId
