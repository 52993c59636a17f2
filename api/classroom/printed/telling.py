"""What a programme says, in words with their languages: the one place that every printed file takes its sentences from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from babel.lists import format_list

from api.classroom.content import Classroom
from api.classroom.printed.blocks import Entry, Line
from api.classroom.printed.labels import concept_label, label, label_language
from api.exports.chapters import place_of, title_of
from api.exports.word import Words
from corpus import gazetteer
from corpus.build.blocks import is_right_to_left
from corpus.case import Case, Outcome, Text, in_language
from corpus.programme.model import Break, CasePin, Citation, Material, Objective, Person, Session, Statement, Step
from corpus.programme.timetable import Slot, break_span, clock
from corpus.programme.wording import objective_sentence
from corpus.quantities import measured

_LOCALES = {"en": "en_GB"}
"""Language -> the locale whose dates it writes, where that is not the most spoken one."""
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"
"""Marks without width: a span of time between them reads from left to right within text that does not."""


@dataclass(frozen=True, slots=True)
class TimedRow:
    """A row of a day's timetable: a session or a break."""

    start: int
    """Minutes after midnight."""
    end: int
    slot: Slot | None
    pause: Break | None = None


class Telling:
    """Puts the parts of one programme into words of one language; texts that it lacks come in the programme's own."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        self.programme = classroom.programme
        self.language = classroom.language
        self.spoken = label_language(classroom.language)
        """Language of labels."""
        self._rooms = {room.id: room for room in self.programme.rooms}
        self._people = {person.id: person for person in self.programme.people}

    def words(self, text: Text) -> Words:
        """A text with the language that it is in; no words where there are none."""
        language, words = in_language(text, self.language, *self.programme.languages) or (self.language, "")
        return Words(words, language)

    def own(self, name: str, **values: object) -> Words:
        """A label."""
        return Words(label(name, self.language, **values), self.spoken)

    def said(self, text: str) -> Words:
        """Words made of labels and numbers."""
        return Words(text, self.spoken)

    def concept(self, vocabulary: str, concept_id: str) -> str:
        return concept_label(vocabulary, concept_id, self.language)

    def listed(self, names: Iterable[str]) -> str:
        """Names one after the other, as the language joins them."""
        return format_list(tuple(names), locale=self.spoken)

    # Days and times

    def date(self, date: dt.date, style: str = "full") -> str:
        """A date as the language writes it, with the weekday where `style` is `full`."""
        return format_date(date, style, locale=_LOCALES.get(self.spoken, self.spoken))

    def dates(self) -> str:
        """From the first day to the last; '' while there are none."""
        found = sorted(day.date for day in self.programme.days if day.date)
        if not found:
            return ""
        ends = dict.fromkeys((self.date(found[0], "long"), self.date(found[-1], "long")))
        return " – ".join(ends)

    def day_name(self, number: int) -> str:
        """'Day 2', or what comes before the first day."""
        return label("day", self.language, number=number) if number else label("self_study", self.language)

    def day_heading(self, number: int) -> Words:
        """Day, date and title."""
        day = self.programme.days[number - 1]
        date = self.date(day.date) if day.date else ""
        return self.said(" · ".join(filter(None, (self.day_name(number), date, self.words(day.title).text))))

    def timetable(self, number: int) -> Sequence[TimedRow]:
        """Sessions and breaks of a day, by time."""
        rows = [TimedRow(slot.start, slot.end, slot) for slot in self.classroom.slots[number]]
        rows += [TimedRow(*break_span(each), None, each) for each in self.programme.days[number - 1].breaks]
        return sorted(rows, key=lambda row: (row.start, row.end))

    def span(self, start: int, end: int) -> str:
        """Two times of day."""
        told = f"{clock(start)}–{clock(end)}"
        return f"{LEFT_TO_RIGHT}{told}{LEFT_TO_RIGHT}{RIGHT_TO_LEFT}" if is_right_to_left(self.spoken) else told

    def minutes(self, minutes: int) -> str:
        return label("minutes", self.language, minutes=minutes)

    def pause(self, each: Break) -> Words:
        """The name of a break."""
        return self.words(each.name) if each.name else self.own("meal" if each.is_meal else "break")

    def when(self, session: Session) -> str:
        """Day and time of a session, or that it has none."""
        slots = (slot for day in self.classroom.slots.values() for slot in day)
        slot = next((slot for slot in slots if slot.session.id == session.id), None)
        if slot:
            span = self.span(slot.start, slot.end)
            return label("when", self.language, day=self.day_name(slot.day), span=span)
        return self.day_name(0) if session.day == 0 else label("not_placed", self.language)

    def where(self, session: Session) -> str:
        """The room, '' without one."""
        return self._rooms[session.room].name if session.room else ""

    def method(self, session: Session) -> str:
        return self.concept("methods", session.method)

    def line(self, session: Session) -> Words:
        """Day, time, method, room and minutes in one line."""
        parts = (self.when(session), self.minutes(session.minutes), self.method(session), self.where(session))
        return self.said(" · ".join(filter(None, parts)))

    # People

    def person(self, person: Person) -> str:
        return f"{person.name} ({person.organisation})" if person.organisation else person.name

    def leaders(self, session: Session) -> str:
        """Who leads a session; participants who present are counted, never named."""
        return "; ".join(self.person(self._people[each]) for each in session.people)

    def led_by(self, session: Session) -> str:
        """Who leads it, and whether participants present."""
        presenting = f"{label('presenters', self.language)}: {len(session.presenters)}" if session.presenters else ""
        return "; ".join(filter(None, (self.leaders(session), presenting)))

    # Statements and what they rest on

    def objective(self, objective: Objective) -> Words:
        """As one sentence; the language is that of its task."""
        language = in_language(objective.task, self.language, *self.programme.languages)
        spoken = language[0] if language else self.language
        return Words(objective_sentence(objective, spoken, self._verb(objective, spoken)), spoken)

    def _verb(self, objective: Objective, spoken: str) -> str:
        return concept_label("verbs", objective.verb, spoken)

    def cited(self, citation: Citation) -> Line:
        """Document and page of a citation, leading to the passage."""
        page = label("page", self.language, page=citation.page) if citation.page else ""
        where = ", ".join(filter(None, (citation.document, page)))
        return Line(self.said(where), self.classroom.addresses.passage(citation.passage))

    def citations(self, citations: Iterable[Citation]) -> tuple[Line, ...]:
        """Each document and page once, in order."""
        found = {line.words.text: line for line in map(self.cited, citations)}
        return tuple(found.values())

    def statement(self, statement: Statement | Step) -> Entry:
        return Entry(self.words(statement.text), self.citations(statement.citations))

    def material(self, material: Material) -> Entry:
        """Title with pages, minutes and licence; it leads to the document or the address."""
        pages = label("pages", self.language, first=material.pages[0], last=material.pages[1]) if material.pages else ""
        told = (
            pages,
            self.minutes(material.minutes) if material.minutes else "",
            self.language_name(material.language),
            label("before", self.language) if material.before else "",
            label("for_instructors", self.language) if material.audience == "instructors" else "",
            material.licence or "",
        )
        url = self.classroom.addresses.document(material.document) if material.document else material.url
        return Entry(self.words(material.title), (Line(self.said(" · ".join(filter(None, told))), url),))

    def language_name(self, tag: str) -> str:
        return gazetteer.language_name(tag, self.spoken)

    # Cases

    def case_place(self, case: Case) -> str:
        """City, country and year."""
        return " · ".join(filter(None, (place_of(case, self.spoken), str(case.year or ""))))

    def case_title(self, pin: CasePin) -> Words:
        """The title as pinned; the id where the archive has lost the case."""
        pinned = self.classroom.cases.get(pin.case)
        return title_of(pinned.case, self.language) if pinned else Words(pin.case)

    def case_state(self, pin: CasePin) -> str:
        """Of which version of the case this is, and whether that one is still held."""
        pinned = self.classroom.cases.get(pin.case)
        if pinned is None:
            return label("case_gone", self.language)
        if not pinned.is_held:
            return label("case_lost", self.language, version=pinned.version, shown=pinned.case.version)
        return label("case_version", self.language, version=pinned.version)

    def case_below(self, pin: CasePin) -> Iterator[Line]:
        """What stands below a case's title: place, what it is here for, its parts, its version."""
        pinned = self.classroom.cases.get(pin.case)
        if pinned:
            yield Line(self.said(self.case_place(pinned.case)))
        if pin.use:
            yield Line(self.words(pin.use))
        if pin.sections:
            names = self.listed(self.concept("sections", each) for each in pin.sections)
            yield Line(self.own("sections", names=names))
        yield Line(self.said(self.case_state(pin)), self.classroom.addresses.case(pin.case) if pinned else None)

    def case_entry(self, pin: CasePin) -> Entry:
        return Entry(self.case_title(pin), tuple(self.case_below(pin)))

    def outcome(self, case: Case, outcome: Outcome) -> tuple[Words, Words]:
        """An outcome, and who says so: indicator with its figures, then evidence and publication with the page."""
        indicator = self.words(outcome.indicator)
        # One sentence is in one language: figures are written in that of the indicator.
        spoken = label_language(indicator.language or self.language)
        value = measured(outcome.value, outcome.unit, spoken)
        figures = value
        if outcome.baseline is not None:
            baseline = measured(outcome.baseline, outcome.unit, spoken)
            figures = label("from_to", spoken, baseline=baseline, value=value)
        title = next((source.title for source in case.sources if source.id == outcome.source), outcome.source)
        page = label("page", self.language, page=outcome.page) if outcome.page else ""
        said = self.concept("evidence", outcome.evidence.value)
        source = ", ".join(filter(None, (title, page)))
        return Words(f"{indicator.text}: {figures}", indicator.language), self.said(f"{said} · {source}")

    def verdict(self, case: Case) -> str:
        """The editor's conclusion, '' where there is none."""
        return self.concept("verdicts", case.verdict.value) if case.verdict else ""

    def sessions_of(self, case_id: str) -> tuple[Session, ...]:
        return tuple(s for s in self.programme.sessions if any(pin.case == case_id for pin in s.cases))
