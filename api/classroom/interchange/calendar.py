"""A programme as an iCalendar file (RFC 5545): an event a session, with the rules of its time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import icalendar

from api.classroom.content import Classroom
from api.classroom.interchange.wording import label, leaders, room_of, title_of
from api.harvest.xml_text import allowed_text
from corpus.errors import BadInput
from corpus.programme.model import Session
from corpus.programme.timetable import Slot, moment
from corpus.programme.wording import objective_sentence
from corpus.vocabulary import vocabulary

MEDIA_TYPE = "text/calendar"
PRODUCER = "-//Casebook//Programme//EN"


def calendar(classroom: Classroom) -> bytes:
    """The sessions of days that have a date; BadInput where none has. Breaks and self-paced study are no events.

    The uid of an event is made of the ids of session and programme, so that a calendar which has an older version replaces it.
    """
    events = [event for slots in classroom.slots.values() for slot in slots for event in _events(classroom, slot)]
    if not events:
        raise BadInput("no day with sessions has a date yet, so there is nothing for a calendar; give the days dates")
    found = icalendar.Calendar()
    found.add("prodid", PRODUCER)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", title_of(classroom, classroom.programme.title, classroom.stored.id))
    found.add("x-wr-timezone", classroom.programme.time_zone)
    for event in events:
        found.add_component(event)
    dates = [event.DTSTART.date() for event in events]
    found.add_missing_timezones(min(dates) - dt.timedelta(days=365), max(dates) + dt.timedelta(days=365))
    written: bytes = found.to_ical()
    return written


def _events(classroom: Classroom, slot: Slot) -> Iterator[icalendar.Event]:
    """The event of a slot; none while its day has no date."""
    start, end = (moment(classroom.programme, slot.day, minutes) for minutes in (slot.start, slot.end))
    if start and end:
        yield _event(classroom, slot.session, start, end)


def _event(classroom: Classroom, session: Session, start: dt.datetime, end: dt.datetime) -> icalendar.Event:
    stored, language = classroom.stored, classroom.language
    event = icalendar.Event()
    event.add("uid", f"{session.id}.{stored.id}@casebook")
    event.add("sequence", stored.version)
    event.add("dtstamp", classroom.moment)
    event.add("last-modified", classroom.moment)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", title_of(classroom, session.title, session.id))
    event.add("categories", [vocabulary("methods").label(session.method, language)])
    if where := _where(classroom, session):
        event.add("location", allowed_text(where))
    if told := "\n".join(_description(classroom, session)):
        event.add("description", allowed_text(told))
    return event


def _where(classroom: Classroom, session: Session) -> str:
    programme = classroom.programme
    return ", ".join(filter(None, (room_of(programme, session), classroom.words(programme.place.name))))


def _description(classroom: Classroom, session: Session) -> Iterator[str]:
    """Summary, who leads it, objectives, cases with their addresses and links to read."""
    yield from filter(None, (classroom.words(session.summary),))
    if people := leaders(classroom.programme, session):
        yield f"{label('people', classroom.language)}: {people}"
    for objective in classroom.programme.objectives:
        if objective.id in session.objectives:
            yield f"• {objective_sentence(objective, classroom.language)}"
    for pin in session.cases:
        title = classroom.words(classroom.cases[pin.case].case.title) if pin.case in classroom.cases else pin.case
        yield f"{title}: {classroom.addresses.case_page(pin.case, classroom.language)}"
    yield from (f"{classroom.words(each.title)}: {each.url}" for each in session.materials if each.is_open and each.url)
