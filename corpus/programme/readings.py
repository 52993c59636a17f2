"""A programme as others than its authors get it: what the public reads, and what a copy begins with."""

from __future__ import annotations

from collections.abc import Callable

from corpus.programme.dates import dated, weeks_between
from corpus.programme.model import ForWhom, Module, Programme, Session
from corpus.programme.requests import FromProgramme


def public_reading(programme: Programme) -> Programme:
    """What everybody may read of a public programme, itself a valid one.

    Left out is what is for instructors (notes, steps, their materials), the test, whose keys and questions would be of no use any more,
    the trainer's brief, the gender that people state, and who presents.
    """
    people = tuple(person.model_copy(update={"gender": None}) for person in programme.people)
    assessment = programme.assessment.model_copy(update={"items": ()})
    shown = {"people": people, "assessment": assessment, "brief": None}
    return _with_sessions(programme, _public_session).model_copy(update=shown)


def copied(programme: Programme, wanted: FromProgramme) -> Programme:
    """Texts and structure for another run: without who presents, and with the dates of that run or none."""
    days = dated(programme.days, wanted.first_day, weeks_between(programme.days))
    changed = {"days": days, "title": wanted.title or programme.title}
    return _with_sessions(programme, _without_presenters).model_copy(update=changed)


def _with_sessions(programme: Programme, change: Callable[[Session], Session]) -> Programme:
    def changed(module: Module) -> Module:
        return module.model_copy(update={"sessions": tuple(map(change, module.sessions))})

    return programme.model_copy(update={"modules": tuple(map(changed, programme.modules))})


def _public_session(session: Session) -> Session:
    materials = tuple(each for each in session.materials if each.audience is ForWhom.participants)
    shown = {"notes": (), "steps": (), "materials": materials}
    return _without_presenters(session).model_copy(update=shown)


def _without_presenters(session: Session) -> Session:
    return session.model_copy(update={"presenters": ()})
