"""Programmes from a brief: a proposal, other cases for a place in it, the facilitator’s notes. Nothing is kept: what is answered is sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ArchiveDep
from api.parameters import LanguageParameters
from corpus.programme.model import Session
from corpus.programme.proposal import NotesRequest, ProgrammeProposal, ProposalRequest, SwapRequest, Swaps
from index.planning.propose import propose
from index.planning.swap import swaps_for, with_notes

router = APIRouter(prefix="/v1/programme-proposals", tags=["programmes"])

Asked = Annotated[LanguageParameters, Query()]


@router.post("", summary="Propose a programme from a brief")
def propose_programme(request: ProposalRequest, parameters: Asked, archive: ArchiveDep) -> ProgrammeProposal:
    """A programme after the institute's form: days, modules by what the cases have in common, sessions with cases that differ in region,
    outcome and instrument and whose cities are like the audience's, discussion questions and key messages from the cases' own records,
    readings that fit the time, a test made of cited figures.

    The brief's text may say everything; `understood` tells what was taken from it, and which words were not understood. What is filled in
    beside the text wins over it. Every text that is taken from the archive cites the passage that says it, and every choice has reasons
    in all interface languages. The same brief on the same archive gives the same programme. With `programme`, its locked sessions stay.
    """
    return propose(archive.engine, archive.excerpts, request.brief, parameters.lang, request.programme)


@router.post("/swaps", summary="Find other cases for a place in a session")
def programme_swaps(request: SwapRequest, parameters: Asked, archive: ArchiveDep) -> Swaps:
    """The next best cases, each with the session as it would be: what the archive said of the case that goes is exchanged, what the trainer
    wrote or changed stays. Cases that the programme does not have yet come first.
    """
    return swaps_for(
        archive.engine,
        archive.excerpts,
        request.programme,
        request.session,
        request.case,
        request.limit,
        parameters.lang,
    )


@router.post("/notes", summary="Fill the facilitator's notes of a session")
def programme_notes(request: NotesRequest, archive: ArchiveDep) -> Session:
    """The session with notes on each of its cases, section by section, quoted with their page; and with questions, key messages and steps
    where it has none.
    """
    return with_notes(archive.engine, archive.excerpts, request.programme, request.session)
