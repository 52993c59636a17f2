"""Programmes as documents to print, to show and to hand out, and the list of all files of a programme."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.classroom.answering import PrinterDep, ShownDep, described
from api.classroom.formats import programme_files
from api.classroom.printed.certificates import certificates_pdf
from api.classroom.printed.day_pdf import day_pdf
from api.classroom.printed.pack import reading_pack
from api.classroom.printed.programme import Edition
from api.classroom.printed.programme_pdf import programme_pdf
from api.classroom.printed.programme_word import programme_word
from api.classroom.printed.slides import programme_slides
from api.deps import ArchiveDep
from api.programme_access import EditableDep, PermissionDep, ProgrammesDep, known_only
from corpus.programme.files import ProgrammeFile
from corpus.programme.model import MOST_DAYS

router = APIRouter(
    prefix="/v1/programmes/{programme_id}/files", tags=["programmes"], dependencies=[Depends(known_only)]
)

EditionQuery = Annotated[
    Edition,
    Query(
        description="`facilitator` has steps, notes, instructors' materials and right answers, and takes a key of the programme",
        examples=["participants"],
    ),
]
DayQuery = Annotated[int, Query(ge=1, le=MOST_DAYS, description="day of the programme, from 1", examples=[1])]
SessionQuery = Annotated[
    str | None, Query(max_length=40, description="id of a session; all of them where none is given", examples=["s1"])
]


@router.get("", summary="List the files of a programme")
def programme_file_list(shown: ShownDep, permission: PermissionDep, response: Response) -> tuple[ProgrammeFile, ...]:
    """Those that whoever asks may have, with the parameters of each. The same version gives the same bytes."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Casebook-Snapshot"] = shown.snapshot
    return programme_files(shown, permission)


@router.get("/programme.docx", summary="Take a programme away for Word", **described("programme.docx", "PK..."))
def programme_docx(printer: PrinterDep, edition: EditionQuery = Edition.participants) -> Response:
    """Cover, overview, timetable by day, modules with objectives and sessions, cases with their versions and rights; every message and
    question with the document and page that it rests on. Participants are never named.
    """
    printer.require(edition)
    return printer.answer("programme.docx", lambda: programme_word(printer.shown, edition))


@router.get("/programme.pdf", summary="Take a programme away as PDF", **described("programme.pdf", "%PDF-1.7..."))
def programme_as_pdf(printer: PrinterDep, edition: EditionQuery = Edition.participants) -> Response:
    """The same as for Word, to print and to read: A4, tagged (PDF/UA-1), with bookmarks and fonts of our own for every script."""
    printer.require(edition)
    return printer.answer("programme.pdf", lambda: programme_pdf(printer.shown, edition))


@router.get("/day.pdf", summary="Take a day away on one page", **described("day.pdf", "%PDF-1.7..."))
def programme_day(printer: PrinterDep, day: DayQuery = 1) -> Response:
    """Landscape: an hour grid, rooms side by side, breaks across all of them."""
    return printer.answer("day.pdf", lambda: day_pdf(printer.shown, day))


@router.get("/slides.pptx", summary="Take slides away for PowerPoint", **described("slides.pptx", "PK..."))
def programme_slide_deck(
    printer: PrinterDep, edition: EditionQuery = Edition.participants, session: SessionQuery = None
) -> Response:
    """Of all sessions by day with their agenda, or of one session: title, key messages, cases with outcomes and who says so, questions,
    sources. Quotations are in the speaker's notes; so are steps and notes in the facilitator's edition.
    """
    printer.require(edition)
    return printer.answer("slides.pptx", lambda: programme_slides(printer.shown, edition, session))


@router.get("/reading-pack.docx", summary="Take the reading pack away", **described("reading-pack.docx", "PK..."))
def programme_reading_pack(printer: PrinterDep, archive: ArchiveDep) -> Response:
    """The cases at the versions that are pinned, in the sections that are worked with, and the texts of documents that are to be read, where
    their licences permit copies; otherwise where they can be read, and why they are not copied.
    """
    texts = archive.catalogue.passages
    return printer.answer("reading-pack.docx", lambda: reading_pack(printer.shown, texts))


@router.get("/certificates.pdf", summary="Take certificates away", **described("certificates.pdf", "%PDF-1.7..."))
def programme_certificates(programme_id: EditableDep, printer: PrinterDep, store: ProgrammesDep) -> Response:
    """A page for each participant whose attendance is enough: of completion where the test was passed and the programme awards it, otherwise
    of participation. Takes the key for changing the programme, since participants are named.
    """
    roster = store.roster(programme_id)
    return printer.answer("certificates.pdf", lambda: certificates_pdf(printer.shown, roster))
