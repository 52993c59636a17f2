"""Programmes as documents to print, to show and to hand out, and the list of all files of a programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.classroom.content import Classroom, classroom
from api.classroom.formats import FORMATS, SNAPSHOT_HEADER, programme_files
from api.classroom.press import Press
from api.classroom.printed.certificates import certificates_pdf
from api.classroom.printed.day_pdf import day_pdf
from api.classroom.printed.labels import LABEL_LANGUAGES
from api.classroom.printed.pack import reading_pack
from api.classroom.printed.programme import Edition
from api.classroom.printed.programme_pdf import programme_pdf
from api.classroom.printed.programme_word import programme_word
from api.classroom.printed.slides import programme_slides
from api.deps import ArchiveDep
from api.file_responses import content_disposition
from api.openapi import file_body
from api.problems import AllowedValue, ValueProblem, WrongValues
from api.programme_access import EditableDep, PermissionDep, ProgrammesDep, ReadableDep, known_only
from corpus import gazetteer
from corpus.errors import NotFound
from corpus.programme.files import ProgrammeFile
from corpus.programme.model import MOST_DAYS
from index.programmes import Permission

router = APIRouter(
    prefix="/v1/programmes/{programme_id}/files", tags=["programmes"], dependencies=[Depends(known_only)]
)

LangQuery = Annotated[
    str | None,
    Query(
        max_length=20,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="language of the file (BCP 47): one of the interface, Arabic, or one of the programme, whose main one it is unless given; "
        "texts that are not in it come in another, marked as such",
        examples=["ko"],
    ),
]
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


def _shown(archive: ArchiveDep, stored: ReadableDep, lang: LangQuery = None) -> Classroom:
    """The programme with its cases, in the language asked for; WrongValues where files do not come in it."""
    allowed = dict.fromkeys((*stored.programme.languages, *LABEL_LANGUAGES))
    if lang is not None and lang not in allowed:
        values = tuple(AllowedValue(value=tag, label=gazetteer.language_name(tag, "en")) for tag in allowed)
        message = f"Files of this programme come in {', '.join(allowed)}."
        raise WrongValues(
            [
                ValueProblem(
                    parameter="lang",
                    place="query",
                    message=message,
                    given=lang,
                    allowed=values,
                    allowed_total=len(values),
                )
            ]
        )
    return classroom(archive, stored, lang or stored.programme.languages[0])


def _press(request: Request) -> Press:
    return cast(Press, request.state.press)


ShownDep = Annotated[Classroom, Depends(_shown)]


@dataclass(frozen=True, slots=True)
class Printer:
    """What every file of a programme is answered with."""

    shown: Annotated[Classroom, Depends(_shown)]
    permission: PermissionDep
    press: Annotated[Press, Depends(_press)]

    def answer(self, name: str, maker: Callable[[], bytes]) -> Response:
        """The file under a name that tells programme, version and language. Nobody in between keeps what a key opened."""
        file = self.shown.file_name(name)
        headers = {
            "Content-Disposition": content_disposition(file, "attachment"),
            "Cache-Control": "private, no-store",
            "X-Casebook-Snapshot": self.shown.snapshot,
        }
        return Response(self.press.make(maker), headers=headers, media_type=_FORMATS[name].media_type)

    def require(self, edition: Edition) -> None:
        """NotFound where the edition takes a key and none came along."""
        if edition is Edition.facilitator and self.permission < Permission.read:
            raise NotFound("there is no facilitator's edition without a key of the programme")


_FORMATS = {each.name: each for each in FORMATS}
PrinterDep = Annotated[Printer, Depends(Printer)]


def _described(name: str, example: str) -> dict[str, Any]:
    """What the document says of a file."""
    body = file_body("A file to save.", _FORMATS[name].media_type, example, format="binary")
    return {"response_class": Response, "responses": {200: {**body, "headers": SNAPSHOT_HEADER}}}


@router.get("", summary="List the files of a programme")
def programme_file_list(shown: ShownDep, permission: PermissionDep, response: Response) -> tuple[ProgrammeFile, ...]:
    """Those that whoever asks may have, with the parameters of each. The same version gives the same bytes."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Casebook-Snapshot"] = shown.snapshot
    return programme_files(shown, permission)


@router.get("/programme.docx", summary="Take a programme away for Word", **_described("programme.docx", "PK..."))
def programme_docx(printer: PrinterDep, edition: EditionQuery = Edition.participants) -> Response:
    """Cover, overview, timetable by day, modules with objectives and sessions, cases with their versions and rights; every message and
    question with the document and page that it rests on. Participants are never named.
    """
    printer.require(edition)
    return printer.answer("programme.docx", lambda: programme_word(printer.shown, edition))


@router.get("/programme.pdf", summary="Take a programme away as PDF", **_described("programme.pdf", "%PDF-1.7..."))
def programme_as_pdf(printer: PrinterDep, edition: EditionQuery = Edition.participants) -> Response:
    """The same as for Word, to print and to read: A4, tagged (PDF/UA-1), with bookmarks and fonts of our own for every script."""
    printer.require(edition)
    return printer.answer("programme.pdf", lambda: programme_pdf(printer.shown, edition))


@router.get("/day.pdf", summary="Take a day away on one page", **_described("day.pdf", "%PDF-1.7..."))
def programme_day(printer: PrinterDep, day: DayQuery = 1) -> Response:
    """Landscape: an hour grid, rooms side by side, breaks across all of them."""
    return printer.answer("day.pdf", lambda: day_pdf(printer.shown, day))


@router.get("/slides.pptx", summary="Take slides away for PowerPoint", **_described("slides.pptx", "PK..."))
def programme_slide_deck(
    printer: PrinterDep, edition: EditionQuery = Edition.participants, session: SessionQuery = None
) -> Response:
    """Of all sessions by day with their agenda, or of one session: title, key messages, cases with outcomes and who says so, questions,
    sources. Quotations are in the speaker's notes; so are steps and notes in the facilitator's edition.
    """
    printer.require(edition)
    return printer.answer("slides.pptx", lambda: programme_slides(printer.shown, edition, session))


@router.get("/reading-pack.docx", summary="Take the reading pack away", **_described("reading-pack.docx", "PK..."))
def programme_reading_pack(printer: PrinterDep, archive: ArchiveDep) -> Response:
    """The cases at the versions that are pinned, in the sections that are worked with, and the texts of documents that are to be read, where
    their licences permit copies; otherwise where they can be read, and why they are not copied.
    """
    texts = archive.catalogue.passages
    return printer.answer("reading-pack.docx", lambda: reading_pack(printer.shown, texts))


@router.get("/certificates.pdf", summary="Take certificates away", **_described("certificates.pdf", "%PDF-1.7..."))
def programme_certificates(programme_id: EditableDep, printer: PrinterDep, store: ProgrammesDep) -> Response:
    """A page for each participant whose attendance is enough: of completion where the test was passed and the programme awards it, otherwise
    of participation. Takes the key for changing the programme, since participants are named.
    """
    roster = store.roster(programme_id)
    return printer.answer("certificates.pdf", lambda: certificates_pdf(printer.shown, roster))
