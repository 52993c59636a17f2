"""Programmes for calendars, spreadsheets and learning systems."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.classroom.content import Classroom, classroom
from api.classroom.formats import CALENDAR, SNAPSHOT_HEADER, TABLE
from api.classroom.interchange import calendar as ical
from api.classroom.interchange import qti, sessions_table
from api.classroom.interchange.cartridge import CartridgeOptions, cartridge, media_type
from api.classroom.interchange.profiles import Form
from api.deps import ArchiveDep
from api.file_responses import content_disposition
from api.openapi import file_body
from api.programme_access import KeyedDep, ReadableDep
from corpus.case import LanguageTag
from corpus.errors import NotFound

router = APIRouter(prefix="/v1/programmes/{programme_id}/files", tags=["programmes"])

_EDITIONS = (
    "With one of the programme's keys it is the instructors' edition. Whoever reads a public programme without a key gets the participants' "
    "edition: tests, answer keys, facilitator's steps and notes, and materials for instructors are not in it, and its first page says so. "
    "Participants are named in neither. The same version of a programme gives the same bytes."
)


def _classroom(
    archive: ArchiveDep,
    stored: ReadableDep,
    lang: Annotated[
        LanguageTag | None,
        Query(
            max_length=20,
            description="BCP 47 language of the file, the main one of the programme where none is given; texts without it come in another",
            examples=["ko"],
        ),
    ] = None,
) -> Classroom:
    return classroom(archive, stored, lang or stored.programme.languages[0])


ClassroomDep = Annotated[Classroom, Depends(_classroom)]


def _file(media_type: str, example: str, **schema: str) -> dict[int | str, dict[str, Any]]:
    return {200: {**file_body("A file to save.", media_type, example, **schema), "headers": SNAPSHOT_HEADER}}


def _download(content: bytes, media_type: str, shown: Classroom, name: str) -> Response:
    """The file, kept by nobody, since a key opened it."""
    headers = {
        "Content-Disposition": content_disposition(shown.file_name(name), "attachment"),
        "Cache-Control": "private, no-store",
        "X-Casebook-Snapshot": shown.snapshot,
    }
    return Response(content, headers=headers, media_type=media_type)


@router.get(
    "/calendar.ics",
    summary="Take a programme's sessions as a calendar",
    response_class=Response,
    responses=_file(ical.MEDIA_TYPE, "BEGIN:VCALENDAR..."),
)
def programme_calendar(shown: ClassroomDep) -> Response:
    """iCalendar (RFC 5545): an event a session with the rules of its time zone. Events keep their `UID` from version to version and count
    up their `SEQUENCE`, so a calendar that has them already is brought up to date. Days without a date are left out; where none has one,
    that is a problem.
    """
    return _download(ical.calendar(shown), CALENDAR, shown, "calendar.ics")


@router.get(
    "/sessions.csv",
    summary="Take a programme's sessions as a table",
    response_class=Response,
    responses=_file(sessions_table.MEDIA_TYPE, "session,module,title,day,start,end\r\n"),
)
def programme_sessions(shown: ClassroomDep) -> Response:
    """CSV (RFC 4180), UTF-8: a row a session with its times, objectives, people, room, cases by version, and the passages that are cited."""
    content = sessions_table.sessions_csv(shown)
    return _download(content, TABLE, shown, "sessions.csv")


@router.get(
    "/cartridge.imscc",
    summary="Take a programme as a Common Cartridge",
    description="The package that Moodle, Canvas, Blackboard, Brightspace and Sakai import: pages, web links, discussions, tests before and "
    "after, a bank of all questions, and facilitator's pages for instructors, by module and session. `full` holds the texts of the cases and "
    "copies of documents as far as their licences permit, up to 64 MB; `thin` links them. The thin one of 1.3 is a Thin Common Cartridge, "
    "which holds nothing but links; of 1.1 there is no such profile, so that a thin one is an ordinary cartridge without pages and copies. "
    f"Moodle imports 1.1. {_EDITIONS}",
    response_class=Response,
    responses=_file("application/vnd.ims.imsccv1p1", "PK...", format="binary"),
)
def programme_cartridge(
    shown: ClassroomDep,
    archive: ArchiveDep,
    is_keyed: KeyedDep,
    cartridge_version: Annotated[
        Literal["1.1", "1.3"],
        Query(alias="cartridge", description="version of Common Cartridge", examples=["1.1"]),
    ] = "1.1",
    form: Annotated[
        Form, Query(description="with copies of what it shows, or with links", examples=["full"])
    ] = Form.full,
) -> Response:
    options = CartridgeOptions(cartridge_version, form, is_keyed, archive.files)
    return _download(cartridge(shown, options), media_type(options), shown, "cartridge.imscc")


@router.get(
    "/qti.zip",
    summary="Take a programme's tests as QTI",
    description="Questions with one or several right answers, true/false and essays, with points, answer keys and feedback; the test before "
    "gives no feedback. One language a package. 2.1 has a file a question; 1.2 is the profile of Common Cartridge. It takes one of the "
    "programme's keys, since the answers are in it. A programme without questions is a problem.",
    response_class=Response,
    responses=_file(qti.MEDIA_TYPE, "PK...", format="binary"),
)
def programme_qti(
    shown: ClassroomDep,
    is_keyed: KeyedDep,
    qti_version: Annotated[
        Literal["1.2", "2.1"], Query(alias="qti", description="version of QTI", examples=["2.1"])
    ] = "2.1",
) -> Response:
    if not is_keyed:
        raise NotFound("the tests hold their answers, so they are given with one of the programme's keys only")
    return _download(qti.qti_package(shown, qti_version), qti.MEDIA_TYPE, shown, "qti.zip")
