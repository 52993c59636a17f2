"""The checks of a programme: small functions that look at it and say what they find, fast enough to run after every change.

Weights, places and words of what can be found are one table, sentences.yaml; the checks find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.programme.checks import (
    archive,
    days,
    languages,
    licences,
    methods,
    objectives,
    participants,
    places,
    reading,
)
from corpus.programme.checks import examples as shown
from corpus.programme.checks.facts import CaseFact, DocumentFact, Facts
from corpus.programme.checks.sentences import finding
from corpus.programme.checks.subject import CheckOne, Subject, subject_of
from corpus.programme.findings import Check, Finding, ProgrammeChecks, Weight
from corpus.programme.model import Programme
from corpus.programme.roster import Participant

__all__ = ["CHECKS", "CaseFact", "DocumentFact", "Facts", "check_programme"]

CHECKS: Mapping[Check, CheckOne] = {
    Check.objective_taught: objectives.objective_taught,
    Check.objective_assessed: objectives.objective_assessed,
    Check.minutes: days.minutes,
    Check.breaks: days.breaks,
    Check.steps: days.steps,
    Check.placed: days.placed,
    Check.dates: days.dates,
    Check.room_twice: places.room_twice,
    Check.room_size: places.room_size,
    Check.person_twice: places.person_twice,
    Check.travel: places.travel,
    Check.reading: reading.reading,
    Check.languages: languages.languages,
    Check.licences: licences.licences,
    Check.examples: shown.examples,
    Check.changed_cases: archive.changed_cases,
    Check.citations: archive.cited,
    Check.verbs: objectives.verbs,
    Check.methods: methods.methods,
    Check.participants: participants.participants,
}
"""What is checked -> what checks it."""


def check_programme(
    programme: Programme, facts: Facts, participants: tuple[Participant, ...] = (), language: str = "en"
) -> ProgrammeChecks:
    """Everything that there is to say of the programme, in one of the interface languages.

    Without participants, those that `programme.audience` describes are reckoned with.
    """
    subject = subject_of(programme, facts, participants, language)
    places_of = _places(subject)
    found = sorted(_findings(subject), key=lambda each: (_GRAVEST.index(each.weight), _place(each, places_of)))
    return ProgrammeChecks(
        findings=tuple(found),
        days=days.day_loads(subject),
        examples=shown.example_counts(subject),
        reading_minutes=reading.reading_minutes(programme),
        preparation_minutes=programme.preparation.minutes,
    )


_GRAVEST = (Weight.error, Weight.warning, Weight.note)


def _findings(subject: Subject) -> Iterator[Finding]:
    for check in CHECKS.values():
        yield from (finding(remark, subject.language) for remark in check(subject))


def _places(subject: Subject) -> Mapping[tuple[str, str], int]:
    """Kind and id of days and sessions -> their place in the course of the programme; what is not placed comes last."""
    ordered: list[tuple[str, str]] = [("session", each.id) for each in subject.programme.sessions if each.day == 0]
    for day, slots in subject.slots.items():
        ordered += [("day", str(day)), *(("session", slot.session.id) for slot in slots)]
    ordered += [("session", each.id) for each in subject.programme.sessions if each.day is None]
    return {each: number for number, each in enumerate(ordered)}


def _place(found: Finding, places_of: Mapping[tuple[str, str], int]) -> int:
    """What is of no day comes first."""
    return places_of.get((found.where, found.ids[0]), -1) if found.ids else -1
