"""Whether what is to be read fits the time that there is for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.model import ForWhom, Material, Programme, Session
from corpus.programme.timetable import SELF_STUDY


def reading_minutes(programme: Programme) -> int:
    """Minutes of preparation: self-study sessions, each with what is read in it, and what other sessions want read before."""
    studied = [session for session in programme.sessions if session.day == SELF_STUDY]
    own = sum(max(session.minutes, _minutes(_read_in(session))) for session in studied)
    known = {_reads(each) for session in studied for each in _read_in(session)}
    before = {_reads(each): each.minutes for each in _read_before(programme) if _reads(each) not in known}
    return own + sum(before.values())


def _read_in(session: Session) -> list[Material]:
    return [each for each in session.materials if each.audience is ForWhom.participants]


def _read_before(programme: Programme) -> Iterator[Material]:
    others = (session for session in programme.sessions if session.day != SELF_STUDY)
    return (each for each in chain.from_iterable(map(_read_in, others)) if each.before)


def _reads(each: Material) -> tuple[object, ...]:
    """What is read: the same pages of the same document are read once, whichever sessions name them."""
    source = each.document or each.url
    return (source, each.pages) if source else (each.id,)


def _minutes(materials: list[Material]) -> int:
    return sum(each.minutes for each in materials)


def reading(subject: Subject) -> Iterator[Remark]:
    """Too much to prepare, too much to read within a session, and reading of unknown length."""
    programme = subject.programme
    needed, given = reading_minutes(programme), programme.preparation.minutes
    if needed > given:
        yield Remark("reading-too-much", (), {"reading": needed, "preparation": given, "minutes": needed - given})
    for session in programme.sessions:
        within = _minutes([each for each in _read_in(session) if session.day == SELF_STUDY or not each.before])
        if within > session.minutes:
            told = {"session": subject.words(session.title), "reading": within, "minutes": session.minutes}
            yield Remark("reading-in-session", (session.id,), told)
    unknown = [each for each in _read_before(programme) if not each.minutes]
    if unknown:
        told = {"materials": subject.listed(subject.words(each.title) for each in unknown)}
        yield Remark("reading-unknown", tuple(each.id for each in unknown), told)
