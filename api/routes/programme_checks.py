"""Checks of a programme: of one that is being worked on, which is sent along, and of one that is kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.archive import Archive
from api.deps import ArchiveDep
from api.programme_access import ProgrammesDep, ReadableDep
from corpus.programme.checks import check_programme
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.model import Programme
from corpus.programme.roster import Participant, Roster
from corpus.results import InterfaceLanguage
from index.programmes.facts import gather_facts

router = APIRouter(prefix="/v1", tags=["programmes"])

Language = Annotated[InterfaceLanguage, Query(description="language of sentences and labels", examples=["ko"])]
_PRIVATE = "private, no-store"


class ProgrammeCheckRequest(Roster):
    """A programme as it is now, and who takes part; nothing of either is kept."""

    programme: Programme
    lang: InterfaceLanguage = Field(default="en", description="language of sentences and labels")


@router.post("/programme-checks", summary="Check a programme as it is being made")
def check_draft(asked: ProgrammeCheckRequest, archive: ArchiveDep, response: Response) -> ProgrammeChecks:
    """What is the matter with it, gravest first: objectives that nobody teaches or assesses, minutes that do not fit, rooms and people that are
    wanted twice, reading, languages, licences, and cases and passages that have changed. Regions, outcomes, income groups and languages of the
    cases, and genders of those who teach, come as counts.

    Meant to be asked after every change: it costs a fraction of a search. Findings give participants by id and never by name.
    """
    response.headers["Cache-Control"] = _PRIVATE
    return _checks(archive, asked.programme, asked.participants, asked.lang)


@router.get("/programmes/{programme_id}/checks", summary="Check a programme that is kept")
def programme_checks(
    stored: ReadableDep, store: ProgrammesDep, archive: ArchiveDep, response: Response, lang: Language = "en"
) -> ProgrammeChecks:
    """As `POST /v1/programme-checks`. With the key for changing, its participants are reckoned with; for others, the audience that
    it describes.
    """
    response.headers["Cache-Control"] = _PRIVATE
    participants = store.roster(stored.id).participants if stored.can_edit else ()
    return _checks(archive, stored.programme, participants, lang)


def _checks(
    archive: Archive, programme: Programme, participants: tuple[Participant, ...], language: str
) -> ProgrammeChecks:
    return check_programme(programme, gather_facts(archive.catalogue, programme), participants, language)
