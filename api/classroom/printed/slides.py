"""A programme, or one session of it, as slides: what is shown on the wall, and in the notes what whoever speaks needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.classroom.content import Classroom
from api.classroom.printed.deck import Deck, Point
from api.classroom.printed.labels import label
from api.classroom.printed.programme import Edition
from api.classroom.printed.telling import Telling, TimedRow
from api.exports.word import Words
from corpus.errors import NotFound
from corpus.programme.model import CasePin, Citation, Session, Statement, Step
from corpus.programme.timetable import SELF_STUDY

MOST_OUTCOMES = 4
"""Outcomes of a case on its slide, those that were independently evaluated first."""
AGENDA_WIDTHS = (0.17, 0.53, 0.3)


def programme_slides(classroom: Classroom, edition: Edition, session: str | None = None) -> bytes:
    """The deck of all sessions by day, or of one; NotFound where the programme has no such session.

    The facilitator's steps and notes are in the speaker's notes of that edition only.
    """
    telling = Telling(classroom)
    programme = telling.programme
    chosen = [each for each in programme.sessions if session in (None, each.id)]
    if session and not chosen:
        raise NotFound(f"the programme has no session {session!r}")
    footer = f"{classroom.words(programme.title)} · {label('made_by', classroom.language)}"
    deck = Deck(classroom, classroom.words(programme.title), footer[:120])
    writer = _Writer(telling, deck, edition)
    if session is None:
        writer.programme()
    else:
        writer.session(chosen[0])
    return deck.content()


class _Writer:
    def __init__(self, telling: Telling, deck: Deck, edition: Edition) -> None:
        self._telling, self._deck, self._edition = telling, deck, edition

    def programme(self) -> None:
        """The title, then day by day its agenda and sessions; what is studied at home or has no place comes last."""
        telling, programme = self._telling, self._telling.programme
        where = " · ".join(filter(None, (telling.words(programme.place.name).text, telling.dates())))
        lines = (telling.words(programme.theme), telling.said(where), telling.said(programme.organiser))
        self._deck.opening(telling.words(programme.title), lines)
        for number in range(1, len(programme.days) + 1):
            self._agenda(number)
            for slot in telling.classroom.slots[number]:
                self.session(slot.session)
        for session in programme.sessions:
            if session.day in (None, SELF_STUDY):
                self.session(session)

    def _agenda(self, number: int) -> None:
        rows = [list(self._agenda_row(row)) for row in self._telling.timetable(number)]
        if rows:
            self._deck.table(self._telling.day_heading(number), rows, AGENDA_WIDTHS)

    def _agenda_row(self, row: TimedRow) -> Iterator[Words]:
        telling = self._telling
        yield telling.said(telling.span(row.start, row.end))
        if row.slot is None:
            yield telling.pause(row.pause) if row.pause else telling.own("break")
            yield telling.said("")
            return
        session = row.slot.session
        yield telling.words(session.title)
        yield telling.said(" · ".join(filter(None, (telling.method(session), telling.where(session)))))

    def session(self, session: Session) -> None:
        """Title, objectives, key messages, cases, questions and sources, each where there are any."""
        telling = self._telling
        self._deck.session(telling.words(session.title), list(self._opening(session)), list(self._script(session)))
        self._statements("messages", session.messages)
        for pin in session.cases:
            self._case(pin)
        self._statements("questions", session.questions)
        self._sources(session)

    def _opening(self, session: Session) -> Iterator[Words]:
        telling = self._telling
        yield telling.line(session)
        yield telling.said(telling.led_by(session))
        for objective in telling.programme.objectives:
            if objective.id in session.objectives:
                yield telling.objective(objective)

    def _script(self, session: Session) -> Iterator[Words]:
        """The speaker's notes: the summary, and for whoever facilitates steps with their minutes, then notes."""
        telling = self._telling
        yield telling.words(session.summary)
        if self._edition is Edition.facilitator:
            for step in session.steps:
                yield self._noted(step, f"{telling.minutes(step.minutes)}: ")
            for note in session.notes:
                yield self._noted(note)

    def _noted(self, statement: Statement | Step, before: str = "") -> Words:
        entry = self._telling.statement(statement)
        cited = "; ".join(line.words.text for line in entry.below)
        return Words(f"{before}{entry.words.text}" + (f" ({cited})" if cited else ""), entry.words.language)

    def _statements(self, name: str, statements: Sequence[Statement]) -> None:
        if not statements:
            return
        points = [point for each in statements for point in self._points(each)]
        notes = [words for each in statements for cited in each.citations for words in self._quoted(cited)]
        self._deck.points(self._telling.own(name), points, notes)

    def _points(self, statement: Statement) -> Iterator[Point]:
        entry = self._telling.statement(statement)
        yield Point(entry.words)
        for line in entry.below:
            yield Point(line.words, is_quiet=True)

    def _quoted(self, citation: Citation) -> Iterator[Words]:
        """The words of a passage and where they stand, for whoever is asked for them."""
        if citation.words:
            said = label("quoted", citation.language, words=citation.words)
            yield Words(said, citation.language)
            yield self._telling.cited(citation).words

    def _case(self, pin: CasePin) -> None:
        """What a case is, what came of it and who says so, as of the version that is pinned."""
        pinned = self._telling.classroom.cases.get(pin.case)
        points = list(self._case_points(pin))
        notes = [self._telling.words(pinned.case.abstract)] if pinned else []
        self._deck.points(self._telling.case_title(pin), points, notes)

    def _case_points(self, pin: CasePin) -> Iterator[Point]:
        telling = self._telling
        pinned = telling.classroom.cases.get(pin.case)
        if pinned:
            told = (telling.case_place(pinned.case), telling.verdict(pinned.case))
            yield Point(telling.said(" · ".join(filter(None, told))))
        if pin.use:
            yield Point(telling.words(pin.use))
        if pinned:
            yield from self._outcomes(pin)
        yield Point(telling.said(telling.case_state(pin)), is_quiet=True)

    def _outcomes(self, pin: CasePin) -> Iterator[Point]:
        telling = self._telling
        case = telling.classroom.cases[pin.case].case
        outcomes = sorted(case.outcomes, key=lambda outcome: outcome.evidence != "independent")[:MOST_OUTCOMES]
        for outcome in outcomes:
            words, source = telling.outcome(case, outcome)
            yield Point(words)
            yield Point(source, is_quiet=True)
        if not outcomes:
            yield Point(telling.own("no_outcome"))

    def _sources(self, session: Session) -> None:
        """Every document and page that the session cites, and the address of every case."""
        telling = self._telling
        stated: tuple[Statement | Step, ...] = (*session.messages, *session.questions)
        if self._edition is Edition.facilitator:
            stated += (*session.steps, *session.notes)
        lines = telling.citations(citation for each in stated for citation in each.citations)
        cases = [pin for pin in session.cases if pin.case in telling.classroom.cases]
        if not (lines or cases):
            return
        points = [Point(line.words, is_quiet=True) for line in lines]
        for pin in cases:
            address = telling.classroom.addresses.case(pin.case)
            points += [Point(telling.case_title(pin), is_quiet=True), Point(Words(address), is_quiet=True)]
        self._deck.points(telling.own("thanks"), points)
