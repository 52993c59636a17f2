"""Forms that participants fill in: the test before and after, the reaction at the end, the follow-up months later.

A form is frozen when its links are issued: what somebody was asked stays what they were asked, however the programme is edited. Answers are
lists of texts by question: ids of choices, a rating from 1 to 5, a state of progress, or words.
"""

from __future__ import annotations

import base64
import calendar
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from corpus.case import LanguageTag, Record, Text
from corpus.errors import BadInput
from corpus.programme.fields import Flag, Whole
from corpus.programme.model import Ask, AskKind, Award, Item, ItemKind, LocalId, Objective, Programme, TimeZone, When
from corpus.programme.wording import objective_sentence
from corpus.results import Answer

OPEN_DAYS = 30
"""Days for which the test after the programme and the reaction form stay open after the last day."""
FOLLOW_UP_DAYS = 60
"""Days for which the follow-up stays open."""
UNDATED_DAYS = 365
"""Days for which forms of a programme without dates stay open."""
LONGEST_ANSWER = 2000
"""Characters of one answer in words."""
RATINGS = ("1", "2", "3", "4", "5")
PROGRESS = ("not-started", "under-way", "done", "given-up")
"""Where an action plan stands."""


class FormKind(StrEnum):
    before = "before"
    """The test before the programme."""
    after = "after"
    """The same afterwards."""
    reaction = "reaction"
    follow_up = "follow-up"

    @property
    def is_test(self) -> bool:
        """Whether answers are kept under a number, so that those of before and after can be paired. Others are kept under none."""
        return self in (FormKind.before, FormKind.after)


class QuestionKind(StrEnum):
    """How a question is answered."""

    one = "one"
    several = "several"
    words = "words"
    rating = "rating"
    progress = "progress"


class Option(Record):
    id: str
    text: Text


class Question(Record):
    """A question as it was asked, of a test or of a form without right answers."""

    id: LocalId
    kind: QuestionKind
    text: Text
    options: tuple[Option, ...] = ()
    keys: tuple[str, ...] = Field(default=(), description="ids of the right options; they never leave the server")
    points: int = Field(default=0, ge=0, description="for the right answer; 0 where nothing is scored by itself")
    objective: LocalId | None = None
    session: LocalId | None = None
    is_required: bool = False


class AskedSession(Record):
    """A session that a form asks about."""

    id: LocalId
    title: Text
    cases: tuple[str, ...] = Field(default=(), description="ids of the cases that it taught")


class AskedObjective(Record):
    id: LocalId
    text: Text


class Form(Record):
    """One form of a programme at one version."""

    kind: FormKind
    version: int = Field(ge=1)
    title: Text
    organiser: str = ""
    languages: tuple[LanguageTag, ...]
    time_zone: TimeZone = Field(default="Etc/UTC", description="in which the page tells until when it is open")
    questions: tuple[Question, ...]
    sessions: tuple[AskedSession, ...] = ()
    objectives: tuple[AskedObjective, ...] = ()
    pass_share: float = 0
    tells_score: bool = Field(
        default=False, description="whether a participant is told the score: where completion needs it"
    )


Answers = Mapping[str, tuple[str, ...]]
"""Question -> what was answered; questions left out are missing."""


class FormsRequest(Record):
    """Whom to issue links to: so many people without names, or every participant of the programme."""

    form: FormKind
    count: Whole | None = Field(
        default=None, ge=1, le=1000, description="so many links for people whose names are not told here"
    )
    participants: Literal["all"] | None = Field(
        default=None, description="`all` for one link to each participant of the programme"
    )
    renew: Flag = Field(
        default=False,
        description="whether links that are issued and not used are replaced; the old ones then open nothing",
    )


class FormLink(Answer):
    """A link that opens one form once."""

    number: str = Field(description="stands for the person in results; the same on every form of the same person")
    participant: str | None = Field(default=None, description="id of the participant; None for people without names")
    name: str = Field(default="", description="of the participant; not kept with the link")
    email: str = Field(default="", description="of the participant")
    link: str = Field(description="opens the form; told this once, since only its digest is kept")


class IssuedForms(Answer):
    """New links to a form."""

    programme: str = Field(description="id of the programme")
    form: FormKind
    version: int = Field(ge=1, description="version of the programme whose questions are asked")
    opens: dt.datetime = Field(description="UTC")
    closes: dt.datetime = Field(description="UTC")
    links: tuple[FormLink, ...]
    kept: tuple[str, ...] = Field(
        default=(), description="numbers of those who have a link or an answer already and got no new one"
    )


def person_number(edit_key: str, participant: str) -> str:
    """The number that stands for a participant: the same on each form, and told from the name only by who has the key for changing.

    A keyed digest (HMAC, RFC 2104) of the participant's id. The catalogue holds neither the key nor the pairs, so nobody can tell from
    the catalogue alone whose number it is. A renewed key gives other numbers.
    """
    digest = hmac.new(edit_key.encode(), participant.encode(), hashlib.sha256).digest()
    code = base64.b32encode(digest)[:8].decode().lower()
    return f"{code[:4]}-{code[4:]}"


def frozen(programme: Programme, version: int, kind: FormKind) -> Form:
    """The form as it is to be asked. BadInput where the programme has no question for it."""
    questions = tuple(_QUESTIONS[kind](programme))
    if not questions:
        raise BadInput(f"this programme has no questions for the form {kind.value!r}; add {_WHERE[kind]} first")
    about = {question.session for question in questions}
    asked = {question.objective for question in questions}
    return Form(
        kind=kind, version=version, title=programme.title, organiser=programme.organiser, languages=programme.languages,
        time_zone=programme.time_zone,
        questions=questions,
        sessions=tuple(
            AskedSession(id=each.id, title=each.title, cases=tuple(dict.fromkeys(pin.case for pin in each.cases)))
            for each in programme.sessions if each.id in about
        ),
        objectives=tuple(_asked_objective(each, programme) for each in programme.objectives if each.id in asked),
        pass_share=programme.assessment.pass_share,
        tells_score=kind is FormKind.after and programme.award is Award.completion,
    )  # fmt: skip


def _asked_objective(objective: Objective, programme: Programme) -> AskedObjective:
    return AskedObjective(
        id=objective.id, text={tag: objective_sentence(objective, tag) for tag in programme.languages}
    )


_OF_ITEM: Mapping[ItemKind, QuestionKind] = {
    ItemKind.single: QuestionKind.one,
    ItemKind.true_false: QuestionKind.one,
    ItemKind.multiple: QuestionKind.several,
    ItemKind.essay: QuestionKind.words,
}
_OF_ASK: Mapping[AskKind, QuestionKind] = {
    AskKind.rating: QuestionKind.rating,
    AskKind.choice: QuestionKind.one,
    AskKind.words: QuestionKind.words,
    AskKind.progress: QuestionKind.progress,
}


def _of_item(item: Item) -> Question:
    return Question(
        id=item.id,
        kind=_OF_ITEM[item.kind],
        text=item.stem,
        options=tuple(Option(id=choice.id, text=choice.text) for choice in item.choices),
        keys=tuple(choice.id for choice in item.choices if choice.is_key),
        points=item.points if item.choices else 0,
        objective=item.objective,
    )


def _of_ask(ask: Ask) -> Question:
    return Question(
        id=ask.id,
        kind=_OF_ASK[ask.kind],
        text=ask.text,
        options=tuple(Option(id=str(number), text=text) for number, text in enumerate(ask.choices, 1)),
        session=ask.session,
        is_required=ask.is_required,
    )


def _tested(when: When) -> Callable[[Programme], Iterator[Question]]:
    return lambda programme: (_of_item(item) for item in programme.assessment.items if when in item.when)


_QUESTIONS: Mapping[FormKind, Callable[[Programme], Iterator[Question]]] = {
    FormKind.before: _tested(When.before),
    FormKind.after: _tested(When.after),
    FormKind.reaction: lambda programme: map(_of_ask, programme.evaluation.reaction),
    FormKind.follow_up: lambda programme: map(_of_ask, programme.evaluation.follow_up),
}
_WHERE: Mapping[FormKind, str] = {
    FormKind.before: "items that are asked before to its assessment",
    FormKind.after: "items that are asked after to its assessment",
    FormKind.reaction: "questions to the reaction form of its evaluation",
    FormKind.follow_up: "questions to the follow-up of its evaluation",
}


@dataclass(frozen=True, slots=True)
class Window:
    """When a form can be answered, UTC."""

    opens: dt.datetime
    closes: dt.datetime


def window(programme: Programme, kind: FormKind, now: dt.datetime) -> Window:
    """From when to when links issued `now` open the form. BadInput where that is over by the dates of the programme.

    The test before: from now to the end of the first day. The reaction form: from the first day to `OPEN_DAYS` after the last; the test
    after: from the last day on, to the same. The follow-up: from `follow_up_months` after the last day, for `FOLLOW_UP_DAYS`.
    """
    dates = sorted(day.date for day in programme.days if day.date)
    if not dates:
        return Window(now, now + dt.timedelta(days=UNDATED_DAYS))
    first, last = dates[0], dates[-1]
    later = _months_after(last, programme.evaluation.follow_up_months)
    after = last + dt.timedelta(days=OPEN_DAYS)
    spans: Mapping[FormKind, tuple[dt.date | None, dt.date]] = {
        FormKind.before: (None, first),
        FormKind.reaction: (first, after),
        FormKind.after: (last, after),
        FormKind.follow_up: (later, later + dt.timedelta(days=FOLLOW_UP_DAYS)),
    }
    opens, closes = spans[kind]
    end = _midnight(closes + dt.timedelta(days=1), programme)
    if end <= now:
        raise BadInput(f"by the dates of the programme this form closed on {closes.isoformat()}; no link was issued")
    return Window(_midnight(opens, programme) if opens else now, end)


def _midnight(date: dt.date, programme: Programme) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), ZoneInfo(programme.time_zone)).astimezone(dt.UTC)


def _months_after(date: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day of that month where it is shorter."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return date.replace(year=year, month=month + 1, day=min(date.day, calendar.monthrange(year, month + 1)[1]))
