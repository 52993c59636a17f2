"""A training programme: what a trainer plans, checks and takes away.

Programme → days and modules → sessions → steps, with the assessment and the evaluation beside them. Words that a person reads are a
`Text` by language, as in the record of a case. Everything that is taken from the archive says from which passage: a `Citation` names it,
and a case is pinned to the version that the trainer read. A programme holds no participant's name; those are a `corpus.programme.roster`.

Ids (`m1`, `s12`, `o3` ...) are unique within their programme and stay when things move. Times of day are local to `time_zone`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from corpus.case import CaseId, Country, LanguageTag, Record, Text
from corpus.programme.fields import Clock, ConceptId, Date, Flag, GeoNamesId, Licence, Share, Whole
from corpus.programme.fields import TimeZone as TimeZone

MOST_DAYS = 30
MOST_SESSIONS = 200
MOST_MODULES = 40
MOST_OBJECTIVES = 60
MOST_ITEMS = 200
LONGEST_SESSION = 600
"""Minutes."""

LocalId = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9-]{0,39}$", max_length=40, description="unique in the programme, stays when things move"
    ),
]
Minutes = Annotated[Whole, Field(ge=1, le=LONGEST_SESSION, description="minutes")]


class Certificate(StrEnum):
    """What a certificate attests: having been there, or having shown what was to be learnt."""

    participation = "participation"
    completion = "completion"


Award = Certificate
"""The award of a programme. The type has a name of its own in the OpenAPI document, where `Award` is what a case was recognised by."""


class Level(StrEnum):
    """Levels of the revised taxonomy of Bloom (Anderson and Krathwohl 2001), from the lowest."""

    remember = "remember"
    understand = "understand"
    apply = "apply"
    analyse = "analyse"
    evaluate = "evaluate"
    create = "create"


class Citation(Record):
    """The passage that something rests on, with the words that say it."""

    passage: str = Field(max_length=140, description="id of a passage of the archive")
    case: CaseId
    document: str = Field(max_length=400, description="title of the document")
    page: Whole | None = Field(
        default=None, ge=1, le=1_000_000, description="first page or slide; None where the format has none"
    )
    section: str = Field(default="other", max_length=60, description="id of the sections vocabulary")
    language: LanguageTag = Field(description="language of `words`")
    words: str = Field(default="", max_length=1200, description="what the passage says, word for word")


class Reason(Record):
    """Why the archive proposed something, in the languages of the programme; what it rests on is cited."""

    text: Text
    citations: tuple[Citation, ...] = Field(default=(), max_length=10)


class Place(Record):
    """Where the programme is held."""

    name: Text = Field(default_factory=dict, description="venue and city")
    country: Country | None = None
    geonames_id: GeoNamesId | None = None


class Room(Record):
    id: LocalId
    name: str = Field(min_length=1, max_length=120)
    capacity: Whole = Field(ge=1, le=10_000, description="seats")
    address: str = Field(default="", max_length=300, description="where it is, when it is elsewhere than the programme")


class Person(Record):
    """Somebody who teaches, leads or hosts: named on the programme, unlike participants."""

    id: LocalId
    name: str = Field(min_length=1, max_length=200)
    role: Text = Field(default_factory=dict)
    organisation: str = Field(default="", max_length=200)
    languages: tuple[LanguageTag, ...] = Field(default=(), max_length=40)
    gender: str | None = Field(
        default=None,
        pattern="^(female|male|other)$",
        max_length=10,
        description="as the person states it; for the count of the examples shown",
    )


class Profession(Record):
    """A part of the audience by trade, as a share from 0 to 1."""

    name: Text
    share: Share = Field(gt=0)


class Audience(Record):
    """Who comes, and what they bring."""

    description: Text = Field(default_factory=dict)
    seniority: str | None = Field(default=None, pattern="^(junior|middle|senior|elected)$", max_length=10)
    size: Whole = Field(default=15, ge=1, le=1000, description="participants that there is room for")
    professions: tuple[Profession, ...] = Field(default=(), max_length=12)
    languages: tuple[LanguageTag, ...] = Field(
        default=(),
        max_length=40,
        description="languages that participants read and speak; those of the programme where none is named",
    )
    countries: tuple[Country, ...] = Field(default=(), max_length=200)
    regions: tuple[ConceptId, ...] = Field(
        default=(), max_length=30, description="UN M49 codes of the regions vocabulary"
    )
    cities: tuple[GeoNamesId, ...] = Field(
        default=(),
        max_length=60,
        description="GeoNames ids of the participants' cities; cases of cities like these are preferred",
    )
    is_coastal: Flag = Field(default=False, description="whether the cities lie on the coast")
    entry: Text = Field(default_factory=dict, description="what participants know and can do when they come")


class Break(Record):
    start: Clock
    minutes: Minutes
    name: Text = Field(default_factory=dict)

    @property
    def is_meal(self) -> bool:
        """Half an hour is a coffee; longer is a meal."""
        return self.minutes >= 40


class Day(Record):
    """The frame of one day; sessions fill it. `date` is None while no dates are set, and days are then only counted."""

    date: Date | None = None
    start: Clock = dt.time(9)
    end: Clock = dt.time(17)
    breaks: tuple[Break, ...] = Field(default=(), max_length=8)
    title: Text = Field(default_factory=dict)

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a day that starts at {self.start:%H:%M} cannot end at {self.end:%H:%M}")
        return self


class Objective(Record):
    """What participants can do afterwards: verb, what it is done to, under which condition, to which standard (Mager 1962)."""

    id: LocalId
    verb: str = Field(max_length=60, description="id of the verbs vocabulary")
    level: Level
    task: Text = Field(description="what follows the verb")
    condition: Text = Field(default_factory=dict, description="given what: a case, data, a template")
    standard: Text = Field(default_factory=dict, description="how well: how many, how precisely, judged by whom")
    reason: Reason | None = None


class CasePin(Record):
    """A case as the trainer read it: this version is what the files of the programme show."""

    case: CaseId
    version: Whole = Field(ge=1, le=1_000_000)
    use: Text = Field(default_factory=dict, description="what the case is here for")
    sections: tuple[ConceptId, ...] = Field(
        default=(), max_length=40, description="sections of it that are worked with; none for the whole case"
    )
    reasons: tuple[Reason, ...] = Field(default=(), max_length=12)


class Statement(Record):
    """A key message or a question, with the passages that it comes from; none where the trainer wrote it."""

    text: Text
    citations: tuple[Citation, ...] = Field(default=(), max_length=10)


class Step(Record):
    """One of the facilitator's steps."""

    minutes: Minutes
    text: Text
    citations: tuple[Citation, ...] = Field(default=(), max_length=10)


class ForWhom(StrEnum):
    participants = "participants"
    instructors = "instructors"


class Material(Record):
    """Something to read, show or fill in: a document of the archive, an address, or what the trainer brings along."""

    id: LocalId
    title: Text
    document: str | None = Field(default=None, max_length=120, description="id of a document of the archive")
    url: str | None = Field(default=None, max_length=2000, pattern=r"^https?://\S+$")
    pages: tuple[Whole, Whole] | None = Field(
        default=None, description="first and last page to read; None for all of it"
    )
    language: LanguageTag
    minutes: Whole = Field(default=0, ge=0, le=6000, description="minutes that reading it takes")
    licence: Licence | None = None
    audience: ForWhom = ForWhom.participants
    before: Flag = Field(
        default=False, description="whether it is to be read before the session, in time set aside for preparation"
    )
    is_copied: Flag = Field(
        default=False,
        description="whether the file itself is handed out, which its licence must permit; a link or a citation needs no permission",
    )
    reason: Reason | None = None

    @property
    def is_open(self) -> bool:
        """Whether participants may see it."""
        return self.audience is ForWhom.participants


class Session(Record):
    """A stretch of a day with one method. Without `start` it begins where the one before it ends; breaks are stepped over."""

    id: LocalId
    title: Text
    method: str = Field(max_length=60, description="id of the methods vocabulary")
    minutes: Minutes
    day: Whole | None = Field(
        default=None,
        ge=0,
        le=MOST_DAYS,
        description="from 1; 0 is self-paced study before the programme; None is not placed yet",
    )
    start: Clock | None = Field(
        default=None, description="only where it is fixed; sessions with fixed times can run side by side"
    )
    order: Whole = Field(
        default=0,
        ge=0,
        le=MOST_SESSIONS,
        description="place on its day; sessions of the same place follow the order of the programme",
    )
    room: LocalId | None = None
    people: tuple[LocalId, ...] = Field(default=(), max_length=20, description="who leads it")
    presenters: tuple[LocalId, ...] = Field(
        default=(), max_length=60, description="participants who present, by their ids"
    )
    objectives: tuple[LocalId, ...] = Field(default=(), max_length=12)
    summary: Text = Field(default_factory=dict)
    messages: tuple[Statement, ...] = Field(default=(), max_length=12, description="key messages")
    cases: tuple[CasePin, ...] = Field(default=(), max_length=12)
    questions: tuple[Statement, ...] = Field(default=(), max_length=20, description="for discussion")
    steps: tuple[Step, ...] = Field(default=(), max_length=30, description="the facilitator's, in order")
    notes: tuple[Statement, ...] = Field(
        default=(), max_length=40, description="the facilitator's, for instructors only"
    )
    materials: tuple[Material, ...] = Field(default=(), max_length=30)
    reasons: tuple[Reason, ...] = Field(default=(), max_length=12)
    is_locked: Flag = Field(default=False, description="whether a new proposal leaves it as it is")


class Module(Record):
    """Sessions that serve objectives of their own. Order here is order in lists; `Session.day` and order decide the timetable."""

    id: LocalId
    title: Text
    summary: Text = Field(default_factory=dict)
    objectives: tuple[Objective, ...] = Field(default=(), max_length=MOST_OBJECTIVES)
    sessions: tuple[Session, ...] = Field(default=(), max_length=MOST_SESSIONS)


class ItemKind(StrEnum):
    """Forms of an assessment item, each of which QTI has."""

    single = "single"
    multiple = "multiple"
    true_false = "true_false"
    essay = "essay"


class When(StrEnum):
    before = "before"
    after = "after"


class Choice(Record):
    id: LocalId
    text: Text
    is_key: Flag = False


class Item(Record):
    """A question of the test. Asked before and after, it measures what was learnt; `objective` says what."""

    id: LocalId
    objective: LocalId
    kind: ItemKind = ItemKind.single
    stem: Text
    choices: tuple[Choice, ...] = Field(default=(), max_length=12)
    points: Whole = Field(default=1, ge=1, le=100)
    feedback: Text = Field(default_factory=dict)
    when: tuple[When, ...] = Field(default=(When.before, When.after), min_length=1, max_length=2)
    citations: tuple[Citation, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        keys = sum(choice.is_key for choice in self.choices)
        if self.kind is ItemKind.essay:
            if self.choices:
                raise ValueError(f"item {self.id!r} is an essay and takes no choices")
        elif len(self.choices) < 2 or not keys:
            raise ValueError(f"item {self.id!r} needs at least two choices, one of which is right")
        elif self.kind is not ItemKind.multiple and keys != 1:
            raise ValueError(f"item {self.id!r} takes one right choice; it has {keys}")
        return self


class Assessment(Record):
    items: tuple[Item, ...] = Field(default=(), max_length=MOST_ITEMS)
    pass_share: Share = Field(
        default=0.6, ge=0, le=1, description="share of the points after the programme that earns completion"
    )
    attendance_share: Share = Field(
        default=0.8, ge=0, le=1, description="share of the sessions to be present at, for either award"
    )


class AskKind(StrEnum):
    rating = "rating"
    """1, strongly disagree, to 5, strongly agree."""
    choice = "choice"
    words = "words"
    progress = "progress"
    """Where an action plan stands: not started, under way, done, given up."""


class Ask(Record):
    """A question of a form that has no right answer."""

    id: LocalId
    kind: AskKind
    text: Text
    session: LocalId | None = Field(
        default=None, description="the session that it is about, whose cases are rated with it"
    )
    choices: tuple[Text, ...] = Field(default=(), max_length=12)
    is_required: Flag = False


class Evaluation(Record):
    """What is asked after Kirkpatrick's levels: reaction at the end, learning by the test, behaviour and results months later."""

    reaction: tuple[Ask, ...] = Field(default=(), max_length=80)
    follow_up: tuple[Ask, ...] = Field(default=(), max_length=80)
    follow_up_months: Whole = Field(default=6, ge=3, le=6, description="months after the last day")


class Preparation(Record):
    """Self-paced study before the programme."""

    minutes: Whole = Field(default=0, ge=0, le=6000, description="minutes that participants have for it in all")
    opens_days_before: Whole = Field(default=14, ge=0, le=365, description="days before the first day")


class Brief(Record):
    """What a trainer asked for. `text` may say everything; what was understood of it stands in the other fields."""

    text: str = Field(default="", max_length=4000)
    theme: Text = Field(default_factory=dict)
    topics: tuple[ConceptId, ...] = Field(default=(), max_length=16)
    instruments: tuple[ConceptId, ...] = Field(default=(), max_length=40)
    days: Whole | None = Field(default=None, ge=1, le=MOST_DAYS)
    languages: tuple[LanguageTag, ...] = Field(default=(), max_length=8)
    audience: Audience = Audience()


class Programme(Record):
    """All of it; what it refers to is in it, or it is refused with the names of what is missing."""

    title: Text
    theme: Text = Field(default_factory=dict)
    summary: Text = Field(default_factory=dict)
    languages: tuple[LanguageTag, ...] = Field(
        min_length=1, max_length=8, description="languages of teaching and of its texts; the first is the main one"
    )
    topics: tuple[ConceptId, ...] = Field(default=(), max_length=16)
    needs: tuple[Statement, ...] = Field(
        default=(), max_length=20, description="what the cities need, which the programme answers"
    )
    audience: Audience = Audience()
    award: Award = Award.participation
    time_zone: TimeZone = "Asia/Seoul"
    place: Place = Place()
    organiser: str = Field(default="", max_length=200)
    days: tuple[Day, ...] = Field(default=(), max_length=MOST_DAYS)
    rooms: tuple[Room, ...] = Field(default=(), max_length=100)
    people: tuple[Person, ...] = Field(default=(), max_length=200)
    preparation: Preparation = Preparation()
    modules: tuple[Module, ...] = Field(default=(), max_length=MOST_MODULES)
    assessment: Assessment = Assessment()
    evaluation: Evaluation = Evaluation()
    brief: Brief | None = None
    licence: Licence | None = Field(default=None, description="SPDX id of the trainer's own texts")

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions, in the order of modules and of their lists."""
        return tuple(session for module in self.modules for session in module.sessions)

    @property
    def objectives(self) -> tuple[Objective, ...]:
        return tuple(objective for module in self.modules for objective in module.objectives)

    @property
    def pins(self) -> Mapping[str, int]:
        """Case -> the version that is pinned; where sessions pin several, the newest."""
        found: dict[str, int] = {}
        for session in self.sessions:
            for pin in session.cases:
                found[pin.case] = max(pin.version, found.get(pin.case, 0))
        return found

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        faults = [*_repeated_ids(self), *_dangling(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _named(programme: Programme) -> Mapping[str, list[str]]:
    """Kind -> ids of it, in order; ids of different kinds may be alike."""
    return {
        "module": [each.id for each in programme.modules],
        "session": [each.id for each in programme.sessions],
        "objective": [each.id for each in programme.objectives],
        "room": [each.id for each in programme.rooms],
        "person": [each.id for each in programme.people],
        "item": [each.id for each in programme.assessment.items],
        "question of a form": [each.id for each in (*programme.evaluation.reaction, *programme.evaluation.follow_up)],
    }


def _repeated_ids(programme: Programme) -> Iterator[str]:
    for kind, ids in _named(programme).items():
        repeated = sorted({each for each in ids if ids.count(each) > 1})
        if repeated:
            yield f"each {kind} needs an id of its own; given twice: {', '.join(repeated)}"


def _dangling(programme: Programme) -> Iterator[str]:
    """What is referred to and is not there."""
    known = {kind: set(ids) for kind, ids in _named(programme).items()}
    sessions = programme.sessions
    used = {
        "room": [s.room for s in sessions if s.room],
        "person": [each for s in sessions for each in s.people],
        "objective": [each for s in sessions for each in s.objectives]
        + [i.objective for i in programme.assessment.items],
        "session": [a.session for a in (*programme.evaluation.reaction, *programme.evaluation.follow_up) if a.session],
    }
    for kind, ids in used.items():
        if missing := sorted(set(ids) - known[kind]):
            yield f"there is no {kind} {', '.join(missing)}"
    beyond = sorted({s.day for s in sessions if s.day is not None and s.day > len(programme.days)})
    if beyond:
        yield f"sessions stand on day {', '.join(map(str, beyond))}, and the programme has {len(programme.days)}"
