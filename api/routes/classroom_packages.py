"""Programmes for calendars, spreadsheets and learning systems."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.classroom.answering import PrinterDep, described
from api.classroom.interchange import calendar as ical
from api.classroom.interchange import qti, sessions_table
from api.classroom.interchange.cartridge import CartridgeOptions, cartridge, media_type
from api.classroom.interchange.profiles import CARTRIDGES, Form
from api.deps import ArchiveDep
from corpus.errors import NotFound
from index.programmes import Permission

router = APIRouter(prefix="/v1/programmes/{programme_id}/files", tags=["programmes"])

_EDITIONS = (
    "With one of the programme's keys it is the instructors' edition. Whoever reads a public programme without a key gets the participants' "
    "edition: tests, answer keys, facilitator's steps and notes, and materials for instructors are not in it, and its first page says so. "
    "Participants are named in neither. The same version of a programme gives the same bytes."
)


@router.get(
    "/calendar.ics",
    summary="Take a programme's sessions as a calendar",
    **described("calendar.ics", "BEGIN:VCALENDAR..."),
)
def programme_calendar(printer: PrinterDep) -> Response:
    """iCalendar (RFC 5545): an event a session with the rules of its time zone. Events keep their `UID` from version to version and count
    up their `SEQUENCE`, so a calendar that has them already is brought up to date. Days without a date are left out; where none has one,
    that is a problem.
    """
    return printer.answer("calendar.ics", lambda: ical.calendar(printer.shown))


@router.get(
    "/sessions.csv",
    summary="Take a programme's sessions as a table",
    **described("sessions.csv", "session,module,title,day,start,end\r\n"),
)
def programme_sessions(printer: PrinterDep) -> Response:
    """CSV (RFC 4180), UTF-8: a row a session with its times, objectives, people, room, cases by version, and the passages that are cited."""
    return printer.answer("sessions.csv", lambda: sessions_table.sessions_csv(printer.shown))


@router.get(
    "/cartridge.imscc",
    summary="Take a programme as a Common Cartridge",
    description="The package that Moodle, Canvas, Blackboard, Brightspace and Sakai import: pages, web links, discussions, tests before and "
    "after, a bank of all questions, and facilitator's pages for instructors, by module and session. `full` holds the texts of the cases and "
    "copies of documents as far as their licences permit, up to 64 MB; `thin` links them. The thin one of 1.3 is a Thin Common Cartridge, "
    "which holds nothing but links; of 1.1 there is no such profile, so that a thin one is an ordinary cartridge without pages and copies. "
    f"Moodle imports 1.1. {_EDITIONS}",
    **described("cartridge.imscc", "PK...", *map(media_type, CARTRIDGES.values())),
)
def programme_cartridge(
    printer: PrinterDep,
    archive: ArchiveDep,
    cartridge_version: Annotated[
        Literal["1.1", "1.3"],
        Query(alias="cartridge", description="version of Common Cartridge", examples=["1.1"]),
    ] = "1.1",
    form: Annotated[
        Form, Query(description="with copies of what it shows, or with links", examples=["full"])
    ] = Form.full,
) -> Response:
    options = CartridgeOptions(cartridge_version, form, printer.permission >= Permission.read, archive.files)
    return printer.answer("cartridge.imscc", lambda: cartridge(printer.shown, options), media_type(options.profile))


@router.get(
    "/qti.zip",
    summary="Take a programme's tests as QTI",
    description="Questions with one or several right answers, true/false and essays, with points, answer keys and feedback; the test before "
    "gives no feedback. One language a package. 2.1 has a file a question; 1.2 is the profile of Common Cartridge. It takes one of the "
    "programme's keys, since the answers are in it. A programme without questions is a problem.",
    **described("qti.zip", "PK..."),
)
def programme_qti(
    printer: PrinterDep,
    qti_version: Annotated[
        Literal["1.2", "2.1"], Query(alias="qti", description="version of QTI", examples=["2.1"])
    ] = "2.1",
) -> Response:
    if printer.permission < Permission.read:
        raise NotFound("the tests hold their answers, so they are given with one of the programme's keys only")
    return printer.answer("qti.zip", lambda: qti.qti_package(printer.shown, qti_version))
