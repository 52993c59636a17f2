"""The whole programme as blocks, in an edition for participants and one for whoever facilitates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from babel.numbers import format_percent

from api.classroom.content import Classroom
from api.classroom.printed.blocks import (
    Block,
    Contents,
    Cover,
    Entry,
    Heading,
    Line,
    Paragraph,
    Points,
    Row,
    Table,
    Tone,
)
from api.classroom.printed.telling import Telling, TimedRow
from api.exports.chapters import place_of
from api.exports.word import Words
from corpus.programme.model import ForWhom, Item, Module, Session, Statement, Step
from corpus.programme.timetable import SELF_STUDY


class Edition(StrEnum):
    """For whom a file is: participants, or whoever leads the sessions, with steps, notes and right answers."""

    participants = "participants"
    facilitator = "facilitator"


DAY_WIDTHS = (0.14, 0.42, 0.16, 0.18, 0.10)
FACT_WIDTHS = (0.26, 0.74)
STEP_WIDTHS = (0.12, 0.88)


def programme_blocks(classroom: Classroom, edition: Edition) -> Iterator[Block]:
    """Cover, overview, timetable, modules with their sessions, assessment, people and rooms, and the cases with their rights."""
    telling = Telling(classroom)
    yield cover(telling, "programme", edition)
    yield Contents(telling.own("contents"))
    yield from _overview(telling)
    yield from _timetable(telling)
    for module in telling.programme.modules:
        yield from _module(telling, module, edition)
    yield from _assessment(telling, edition)
    yield from _people(telling)
    yield from _rooms(telling)
    yield from _cases(telling)


def cover(telling: Telling, kind: str, edition: Edition) -> Cover:
    """The first page; `kind` is the label of what the file is."""
    programme, classroom = telling.programme, telling.classroom
    place = telling.words(programme.place.name)
    facts = [
        (telling.own("dates"), telling.said(telling.dates())),
        (telling.own("place"), place),
        (telling.own("organiser"), Words(programme.organiser, telling.language if programme.organiser else None)),
        (telling.own("languages"), telling.said(_languages(telling))),
    ]
    made = telling.date(classroom.moment.date(), "long")
    return Cover(
        kicker=telling.said(f"{telling.own(kind).text} · {telling.own(f'edition_{edition}').text}"),
        title=telling.words(programme.title),
        subtitle=telling.words(programme.theme),
        facts=tuple((name, words) for name, words in facts if words.text),
        foot=(telling.own("version", version=classroom.stored.version, date=made), telling.own("made_by")),
    )


def _languages(telling: Telling) -> str:
    return telling.listed(map(telling.language_name, telling.programme.languages))


def _overview(telling: Telling) -> Iterator[Block]:
    programme = telling.programme
    yield Heading(telling.own("overview"), 1)
    if programme.summary:
        yield Paragraph(telling.words(programme.summary), Tone.lead)
    yield facts_table(telling, _facts(telling))
    if programme.needs:
        yield Heading(telling.own("needs"), 2, is_listed=False)
        yield _statements(telling, programme.needs)
    if programme.objectives:
        yield Heading(telling.own("objectives"), 2, is_listed=False)
        yield Paragraph(telling.own("after_module"))
        yield Points(tuple(Entry(telling.objective(each)) for each in programme.objectives), is_numbered=True)


def _facts(telling: Telling) -> Iterator[tuple[str, Words]]:
    """Label -> value of what is known of the whole programme."""
    programme, audience = telling.programme, telling.programme.audience
    preparation = programme.preparation.minutes
    yield "dates", telling.said(telling.dates())
    yield "days_count", telling.said(str(len(programme.days) or ""))
    yield "place", telling.words(programme.place.name)
    yield "time_zone", telling.said(programme.time_zone)
    yield "organiser", Words(programme.organiser)
    yield "languages", telling.said(_languages(telling))
    yield "audience", telling.words(audience.description)
    yield "capacity", telling.said(str(audience.size))
    yield "entry", telling.words(audience.entry)
    yield "topics", telling.said(telling.listed(telling.concept("topics", each) for each in programme.topics))
    yield "preparation", telling.said(telling.minutes(preparation) if preparation else "")
    yield "award", telling.own(programme.award)
    yield "licence", telling.said(programme.licence or "")


def facts_table(telling: Telling, facts: Iterable[tuple[str, Words]]) -> Table:
    """Pairs of a label and what is known; those of which nothing is known are left out."""
    rows = (Row(((Line(telling.own(name)),), (Line(words),))) for name, words in facts if words.text)
    return Table((), tuple(rows), FACT_WIDTHS)


def _statements(telling: Telling, statements: Iterable[Statement], is_numbered: bool = False) -> Points:
    return Points(tuple(map(telling.statement, statements)), is_numbered)


def _timetable(telling: Telling) -> Iterator[Block]:
    """A table a day, then what is studied at home and what has no place yet."""
    yield Heading(telling.own("timetable"), 1)
    header = tuple(telling.own(name) for name in ("time", "session", "method", "lead", "room"))
    for number in range(1, len(telling.programme.days) + 1):
        yield Heading(telling.day_heading(number), 2)
        rows = tuple(_timed_row(telling, row) for row in telling.timetable(number))
        yield Table(header, rows, DAY_WIDTHS) if rows else Paragraph(telling.own("no_sessions"), Tone.quiet)
    for name, day in (("self_study", SELF_STUDY), ("not_placed", None)):
        if loose := [each for each in telling.programme.sessions if each.day == day]:
            yield Heading(telling.own(name), 2)
            rows = tuple(_session_row(telling, telling.minutes(each.minutes), each) for each in loose)
            yield Table(header, rows, DAY_WIDTHS)


def _timed_row(telling: Telling, row: TimedRow) -> Row:
    time = telling.span(row.start, row.end)
    if row.slot:
        return _session_row(telling, time, row.slot.session)
    name = telling.pause(row.pause) if row.pause else telling.own("break")
    return Row(((Line(telling.said(time)),), (Line(name),), (), (), ()), is_shaded=True)


def _session_row(telling: Telling, time: str, session: Session) -> Row:
    cells = (telling.method(session), telling.led_by(session), telling.where(session))
    told = tuple((Line(telling.said(cell)),) for cell in cells)
    return Row(((Line(telling.said(time)),), (Line(telling.words(session.title)),), *told))


def _module(telling: Telling, module: Module, edition: Edition) -> Iterator[Block]:
    yield Heading(telling.words(module.title), 1)
    if module.summary:
        yield Paragraph(telling.words(module.summary), Tone.lead)
    if module.objectives:
        yield Heading(telling.own("objectives"), 2, is_listed=False)
        yield Points(tuple(Entry(telling.objective(each)) for each in module.objectives), is_numbered=True)
    for session in module.sessions:
        yield from _session(telling, session, edition)


def _session(telling: Telling, session: Session, edition: Edition) -> Iterator[Block]:
    is_facilitators = edition is Edition.facilitator
    yield Heading(telling.words(session.title), 2)
    yield Paragraph(telling.line(session), Tone.quiet)
    if led := telling.led_by(session):
        yield Paragraph(telling.said(f"{telling.own('lead').text}: {led}"), Tone.quiet)
    if session.summary:
        yield Paragraph(telling.words(session.summary))
    yield from _part(telling, "messages", _statements(telling, session.messages))
    yield from _part(telling, "cases", Points(tuple(map(telling.case_entry, session.cases))))
    yield from _part(telling, "questions", _statements(telling, session.questions, is_numbered=True))
    if is_facilitators:
        yield from _steps(telling, session)
        yield from _part(telling, "notes", _statements(telling, session.notes))
    shown = [each for each in session.materials if is_facilitators or each.audience is ForWhom.participants]
    yield from _part(telling, "materials", Points(tuple(map(telling.material, shown))))


def _part(telling: Telling, name: str, points: Points) -> Iterator[Block]:
    """A list under its heading; nothing for an empty one."""
    if points.entries:
        yield Heading(telling.own(name), 3)
        yield points


def _steps(telling: Telling, session: Session) -> Iterator[Block]:
    if session.steps:
        yield Heading(telling.own("steps"), 3)
        header = (telling.own("minutes_head"), telling.own("step"))
        yield Table(header, tuple(_step_row(telling, each) for each in session.steps), STEP_WIDTHS)


def _step_row(telling: Telling, step: Step) -> Row:
    entry = telling.statement(step)
    return Row(((Line(telling.said(str(step.minutes))),), (Line(entry.words), *entry.below)))


def _assessment(telling: Telling, edition: Edition) -> Iterator[Block]:
    """How much there is of it; the questions with their right answers for whoever facilitates only."""
    assessment = telling.programme.assessment
    if not assessment.items:
        return
    yield Heading(telling.own("assessment"), 1)
    share, attendance = (
        format_percent(each, locale=telling.spoken) for each in (assessment.pass_share, assessment.attendance_share)
    )
    yield Paragraph(telling.own("assessment_said", count=len(assessment.items), share=share, attendance=attendance))
    if edition is Edition.facilitator:
        yield Points(tuple(_item(telling, each) for each in assessment.items), is_numbered=True)


def _item(telling: Telling, item: Item) -> Entry:
    """A question with its points and choices, right ones marked."""
    right = f" ✓ {telling.own('right_answer').text}"
    choices = (
        Words(f"{'☑' if each.is_key else '☐'} {telling.words(each.text).text}{right if each.is_key else ''}",
              telling.words(each.text).language)
        for each in item.choices
    )  # fmt: skip
    below = (telling.own("points", points=item.points), *choices)
    return Entry(telling.words(item.stem), (*map(Line, below), *telling.citations(item.citations)))


def _people(telling: Telling) -> Iterator[Block]:
    if not telling.programme.people:
        return
    yield Heading(telling.own("people"), 1)
    header = tuple(telling.own(name) for name in ("name", "role", "organisation"))
    rows = (
        Row(((Line(Words(each.name)),), (Line(telling.words(each.role)),), (Line(Words(each.organisation)),)))
        for each in telling.programme.people
    )
    yield Table(header, tuple(rows), (0.34, 0.33, 0.33))


def _rooms(telling: Telling) -> Iterator[Block]:
    if not telling.programme.rooms:
        return
    yield Heading(telling.own("rooms"), 2)
    header = tuple(telling.own(name) for name in ("room", "seats", "address"))
    rows = (
        Row(((Line(Words(each.name)),), (Line(telling.said(str(each.capacity))),), (Line(Words(each.address)),)))
        for each in telling.programme.rooms
    )
    yield Table(header, tuple(rows), (0.34, 0.16, 0.5))


def _cases(telling: Telling) -> Iterator[Block]:
    """Every case once: version, address, licence and whose it is."""
    cases = telling.classroom.cases
    if not cases:
        return
    yield Heading(telling.own("cases_used"), 1)
    yield Points(tuple(_case_entry(telling, case_id) for case_id in cases))


def _case_entry(telling: Telling, case_id: str) -> Entry:
    case = telling.classroom.cases[case_id].case
    pin = next(pin for session in telling.sessions_of(case_id) for pin in session.cases if pin.case == case_id)
    used = ", ".join(telling.words(session.title).text for session in telling.sessions_of(case_id))
    rights = ", ".join(filter(None, (case.licence, case.rights_holder)))
    lines = (
        Line(telling.said(" · ".join(filter(None, (place_of(case, telling.spoken), telling.case_state(pin), rights))))),
        Line(telling.own("worked_with", sessions=used)),
        Line(Words(telling.classroom.addresses.case(case_id)), telling.classroom.addresses.case(case_id)),
    )
    return Entry(telling.case_title(pin), lines)
