"""What came of a programme, after Kirkpatrick: how it was received, what was learnt, and what was done with it."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from corpus.case import Text
from corpus.programme.forms import FormKind, QuestionKind
from corpus.results import Answer

SMALLEST_GROUP = 3
"""People below whom nothing is told of a group: with fewer, somebody could be told by who was there."""


class FormResponse(Answer):
    """How many answered one form."""

    form: FormKind
    issued: int = Field(ge=0, description="links that were issued")
    answered: int = Field(ge=0, description="links that were used")
    opens: dt.datetime = Field(description="UTC; the first of them")
    closes: dt.datetime = Field(description="UTC; the last of them")


class OptionCount(Answer):
    """How often one answer was chosen."""

    option: str = Field(description="id of the option; 1 to 5 for a rating; a state of progress")
    text: Text = Field(description="of the option; empty for ratings and progress")
    count: int = Field(ge=0)


class QuestionResult(Answer):
    """What was answered to one question; questions that were worded otherwise in another version stand by themselves."""

    question: str = Field(description="id of the question")
    version: int = Field(ge=1, description="version of the programme in which it was first asked so")
    kind: QuestionKind
    text: Text
    session: str | None = Field(default=None, description="id of the session that it is about")
    n: int = Field(ge=0, description="people who answered it")
    is_hidden: bool = Field(
        description=f"whether the rest is left out, since fewer than {SMALLEST_GROUP} people answered"
    )
    mean: float | None = Field(default=None, description="of a rating from 1 to 5")
    counts: tuple[OptionCount, ...] = Field(default=(), description="each option with how often it was chosen")
    words: tuple[str, ...] = Field(default=(), description="as they were written, in the order of the alphabet")


class SessionResult(Answer):
    """How one session was rated, over all questions about it."""

    session: str
    title: Text
    n: int = Field(ge=0, description="people who rated it")
    is_hidden: bool
    mean: float | None = Field(default=None, description="mean over people of their mean rating, 1 to 5")


class Gain(Answer):
    """Scores of the same people before and after, as shares of the points from 0 to 1.

    `difference` is the mean of the paired differences, with the interval that holds the true one with 95 % by Student's t distribution with
    n - 1 degrees of freedom. `normalised` is the gain as a share of what there was left to learn (Hake 1998): (after - before) / (1 - before)
    of the means; none where everybody knew everything before.
    """

    pairs: int = Field(ge=0, description="people with a score before and after")
    is_hidden: bool
    before: float | None = Field(default=None, description="mean share of the points, 0 to 1")
    after: float | None = Field(default=None, description="mean share of the points, 0 to 1")
    difference: float | None = Field(default=None, description="mean of after minus before, -1 to 1")
    low: float | None = Field(default=None, description="lower end of the 95 % interval of the difference")
    high: float | None = Field(default=None, description="upper end of the 95 % interval of the difference")
    normalised: float | None = Field(default=None, description="normalised gain; 1 where all that was left was learnt")


class ObjectiveResult(Answer):
    """What was learnt of one objective."""

    objective: str
    text: Text
    gain: Gain


class ItemResult(Answer):
    """How an item of the test worked.

    Facility is the share of the people who answered it rightly. Discrimination is the correlation of the item with the score of the rest of
    the test (corrected item-total correlation): near 0 or below, an item does not tell who knows more from who knows less.
    """

    item: str
    version: int = Field(ge=1, description="version of the programme in which it was first asked so")
    objective: str | None
    text: Text
    n_before: int = Field(ge=0)
    n_after: int = Field(ge=0)
    is_hidden: bool
    before: float | None = Field(default=None, description="facility before, 0 to 1")
    after: float | None = Field(default=None, description="facility after, 0 to 1")
    discrimination: float | None = Field(
        default=None, description="after; -1 to 1; none where everybody answered alike"
    )


class PersonResult(Answer):
    """The scores of one person, under the number that stands for them; only the trainer can tell who it is."""

    number: str
    before: float | None = Field(default=None, description="share of the points, 0 to 1; none where not answered")
    after: float | None = Field(default=None, description="share of the points, 0 to 1; none where not answered")
    has_passed: bool | None = Field(
        default=None, description="whether `after` reaches the share that completion takes; none where not answered"
    )


class ProgrammeResults(Answer):
    """Everything that participants answered, told so that nobody can be told."""

    programme: str
    smallest_group: int = Field(
        default=SMALLEST_GROUP,
        description="figures of a question that fewer people answered are left out, and words of a form that fewer sent",
    )
    forms: tuple[FormResponse, ...]
    sessions: tuple[SessionResult, ...]
    reaction: tuple[QuestionResult, ...]
    learning: Gain = Field(description="of the whole test")
    objectives: tuple[ObjectiveResult, ...]
    items: tuple[ItemResult, ...]
    essays: tuple[QuestionResult, ...] = Field(description="answers in words of the tests, which a person has to read")
    follow_up: tuple[QuestionResult, ...]
    people: tuple[PersonResult, ...] = Field(description="by number, of the tests alone")


class TaughtBy(Answer):
    """A public programme that teaches a case."""

    id: str
    title: Text
    version: int = Field(ge=1, description="of the case that it teaches")
    last_day: dt.date | None
    link: str = Field(description="its page")


class CaseTeaching(Answer):
    """In which programmes a case was taught, and how those who were there rated it."""

    case: str
    programmes: int = Field(ge=0, description="that have ended or are answered, those that are not public among them")
    last_year: int | None = Field(default=None, description="of the last one with dates")
    versions: tuple[int, ...] = Field(description="versions of the case that they teach")
    raters: int = Field(ge=0, description="people who rated sessions that teach it")
    rating: float | None = Field(
        default=None, description="mean over these people, 1 to 5; none where fewer than five rated it"
    )
    public: tuple[TaughtBy, ...] = Field(description="those that everybody may read, the last one first")
