"""What packages say in words of their own, and the words of a programme with the language that they turned out to be in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from api.classroom.content import Classroom
from api.exports.word import Words
from api.harvest.xml_text import allowed_text
from corpus.case import Text, in_language
from corpus.programme.model import Programme, Session
from corpus.programme.timetable import SELF_STUDY, Slot, clock

LONGEST_TITLE = 160
"""Characters of a title; learning systems keep 255, some of them bytes of a shorter limit."""


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("api.classroom.interchange").joinpath("labels.yaml").read_text("utf-8")
    labels: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return labels


def label(name: str, language: str, /, **values: object) -> str:
    """Words of packages in a language, with values filled in; in English where they are not translated."""
    labels = _labels()[name]
    return labels.get(language.partition("-")[0], labels["en"]).format(**values)


def spoken(classroom: Classroom, text: Text) -> Words | None:
    """The words of a text and their language: that of the files, else the main one of the programme, else any; None for an empty text."""
    found = in_language(text, classroom.language, *classroom.programme.languages)
    return Words(found[1], found[0]) if found else None


def one_line(text: str) -> str:
    """A title: on one line, without characters that XML excludes, and not longer than learning systems keep."""
    line = " ".join(allowed_text(text).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def title_of(classroom: Classroom, text: Text, otherwise: str) -> str:
    """A text as a title; an id where it has no words."""
    return one_line(classroom.words(text)) or otherwise


def slots_of(classroom: Classroom) -> Mapping[str, Slot]:
    """Session id -> when it is, for those that are on a day."""
    return {slot.session.id: slot for slots in classroom.slots.values() for slot in slots}


def when(session: Session, slot: Slot | None, language: str) -> str:
    """The day and the time of a session in words."""
    if slot is None:
        return label("self_study" if session.day == SELF_STUDY else "not_placed", language)
    return f"{label('day', language, day=slot.day)}, {clock(slot.start)}–{clock(slot.end)}"


def leaders(programme: Programme, session: Session) -> str:
    """Who leads a session, with their organisations; participants who present are never named."""
    named = (each for person in session.people for each in programme.people if each.id == person)
    return ", ".join(f"{each.name} ({each.organisation})" if each.organisation else each.name for each in named)


def room_of(programme: Programme, session: Session) -> str:
    """Name and address of a session's room; empty where it has none."""
    found = next((each for each in programme.rooms if each.id == session.room), None)
    return ", ".join(filter(None, (found.name, found.address))) if found else ""
