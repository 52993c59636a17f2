"""The results of a programme, from the forms that were filled in. Pure: the same answers give the same results."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, stdev

import numpy as np
from scipy import stats

from corpus.programme.answering import allowed, points, share
from corpus.programme.forms import Answers, Form, FormKind, Question, QuestionKind
from corpus.programme.results import (
    SMALLEST_GROUP,
    FormResponse,
    Gain,
    ItemResult,
    ObjectiveResult,
    OptionCount,
    PersonResult,
    ProgrammeResults,
    QuestionResult,
    SessionResult,
)
from index.programmes.answers import FilledForm, FormCount

CONFIDENCE = 0.95
DIGITS = 4
"""Decimals of figures: more would tell of the machine and not of the people."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one wording, with every form in which it was asked."""

    question: Question
    version: int
    forms: tuple[FilledForm, ...]

    @property
    def answers(self) -> list[tuple[str, ...]]:
        """Of those who answered it."""
        return [form.answers[self.question.id] for form in self.forms if self.question.id in form.answers]


@dataclass(frozen=True)
class Returned:
    """The forms that came back, by kind."""

    filled: tuple[FilledForm, ...]

    @cached_property
    def by_kind(self) -> Mapping[FormKind, tuple[FilledForm, ...]]:
        return {kind: tuple(form for form in self.filled if form.form.kind is kind) for kind in FormKind}

    def asked(self, *kinds: FormKind) -> tuple[Asked, ...]:
        """Every wording of every question of these kinds of forms, in the order in which they were asked."""
        found: dict[str, tuple[Question, int, list[FilledForm]]] = {}
        for form in (form for kind in kinds for form in self.by_kind[kind]):
            for question in form.form.questions:
                alike = found.setdefault(question.model_dump_json(), (question, form.form.version, []))
                alike[2].append(form)
        return tuple(Asked(question, version, tuple(forms)) for question, version, forms in found.values())

    def tests(self, kind: FormKind) -> Mapping[str, FilledForm]:
        """Number -> the test of this person."""
        return {form.number: form for form in self.by_kind[kind] if form.number is not None}


def outcome(
    programme_id: str, filled: tuple[FilledForm, ...], counts: Mapping[FormKind, FormCount]
) -> ProgrammeResults:
    """Everything that is told of a programme's forms."""
    returned = Returned(filled)
    tests = returned.asked(FormKind.before, FormKind.after)
    return ProgrammeResults(
        programme=programme_id,
        forms=tuple(_response(kind, counts[kind]) for kind in FormKind if kind in counts),
        sessions=tuple(_sessions(returned)),
        reaction=tuple(_question(each) for each in returned.asked(FormKind.reaction)),
        learning=_learnt(returned, lambda form: form.questions),
        objectives=tuple(_objectives(returned)),
        items=tuple(_item(each) for each in tests if each.question.points),
        essays=tuple(_question(each) for each in tests if each.question.kind is QuestionKind.words),
        follow_up=tuple(_question(each) for each in returned.asked(FormKind.follow_up)),
        people=tuple(_people(returned)),
    )


def _response(kind: FormKind, count: FormCount) -> FormResponse:
    return FormResponse(
        form=kind, issued=count.issued, answered=count.answered, opens=count.window.opens, closes=count.window.closes
    )


def _question(asked: Asked) -> QuestionResult:
    """Words are told once enough people sent the form; figures once enough answered the question."""
    question, answers = asked.question, asked.answers
    is_words = question.kind is QuestionKind.words
    is_hidden = (len(asked.forms) if is_words else len(answers)) < SMALLEST_GROUP
    is_rated = question.kind is QuestionKind.rating and not is_hidden
    return QuestionResult(
        question=question.id,
        version=asked.version,
        kind=question.kind,
        text=question.text,
        session=question.session,
        n=len(answers),
        is_hidden=is_hidden,
        mean=_rounded(fmean(int(answer[0]) for answer in answers)) if is_rated else None,
        counts=() if is_hidden or is_words else tuple(_counts(question, answers)),
        words=() if is_hidden or not is_words else tuple(sorted(answer[0] for answer in answers)),
    )


def _counts(question: Question, answers: Iterable[tuple[str, ...]]) -> Iterator[OptionCount]:
    chosen = [option for answer in answers for option in answer]
    texts = {option.id: option.text for option in question.options}
    for option in allowed(question):
        yield OptionCount(option=option, text=texts.get(option, {}), count=chosen.count(option))


def _sessions(returned: Returned) -> Iterator[SessionResult]:
    titles = {session.id: session.title for form in returned.filled for session in form.form.sessions}
    for session, title in titles.items():
        ratings = [found for form in returned.by_kind[FormKind.reaction] if (found := _rating(form, session))]
        is_hidden = len(ratings) < SMALLEST_GROUP
        mean = None if is_hidden else _rounded(fmean(ratings))
        yield SessionResult(session=session, title=title, n=len(ratings), is_hidden=is_hidden, mean=mean)


def _rating(form: FilledForm, session: str) -> float | None:
    """What one person gives a session, over the questions about it."""
    ratings = [
        int(form.answers[question.id][0])
        for question in form.form.questions
        if question.session == session and question.kind is QuestionKind.rating and question.id in form.answers
    ]
    return fmean(ratings) if ratings else None


Part = Callable[[Form], Sequence[Question]]
"""The questions of a test that are looked at."""


def _learnt(returned: Returned, part: Part) -> Gain:
    before, after = (_shares(returned.tests(kind), part) for kind in (FormKind.before, FormKind.after))
    paired = sorted(before.keys() & after.keys())
    return gain([before[number] for number in paired], [after[number] for number in paired])


def _shares(tests: Mapping[str, FilledForm], part: Part) -> dict[str, float]:
    """Number -> share of the points of this part of the test, of those to whom it was asked."""
    found = ((number, share(part(test.form), test.answers)) for number, test in tests.items())
    return {number: reached for number, reached in found if reached is not None}


def _objectives(returned: Returned) -> Iterator[ObjectiveResult]:
    tested = (form.form for form in returned.filled if form.form.kind.is_test)
    texts = {objective.id: objective.text for form in tested for objective in form.objectives}
    for objective, text in texts.items():
        learnt = _learnt(returned, lambda form, wanted=objective: [q for q in form.questions if q.objective == wanted])  # type: ignore[misc]
        yield ObjectiveResult(objective=objective, text=text, gain=learnt)


def gain(before: Sequence[float], after: Sequence[float]) -> Gain:
    """What was learnt by people whose scores stand at the same places of both; see `Gain` for what its figures mean."""
    if len(before) < SMALLEST_GROUP:
        return Gain(pairs=len(before), is_hidden=True)
    differences = [late - early for early, late in zip(before, after, strict=True)]
    early, mean = fmean(before), fmean(differences)
    margin = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(differences) - 1)) * stdev(differences)
    margin /= math.sqrt(len(differences))
    return Gain(
        pairs=len(before), is_hidden=False, before=_rounded(early), after=_rounded(fmean(after)), difference=_rounded(mean),
        low=_rounded(mean - margin), high=_rounded(mean + margin),
        normalised=_rounded(mean / (1 - early)) if early < 1 else None,
    )  # fmt: skip


def _item(asked: Asked) -> ItemResult:
    early, late = (
        [form for form in asked.forms if form.form.kind is kind] for kind in (FormKind.before, FormKind.after)
    )
    question = asked.question
    is_told = len(late) >= SMALLEST_GROUP
    return ItemResult(
        item=question.id, version=asked.version, objective=question.objective, text=question.text,
        n_before=len(early), n_after=len(late), is_hidden=max(len(early), len(late)) < SMALLEST_GROUP,
        before=_facility(question, early), after=_facility(question, late),
        discrimination=discrimination(*_item_and_rest(question, late)) if is_told else None,
    )  # fmt: skip


def _facility(question: Question, forms: Sequence[FilledForm]) -> float | None:
    if len(forms) < SMALLEST_GROUP:
        return None
    return _rounded(fmean(_is_right(question, form.answers) for form in forms))


def _is_right(question: Question, answers: Answers) -> bool:
    return points(question, answers) > 0


def _item_and_rest(question: Question, forms: Sequence[FilledForm]) -> tuple[list[float], list[float]]:
    """For each person whether the item was right, and the share of the points of all other items."""
    right, rest = [], []
    for form in forms:
        others = share([each for each in form.form.questions if each.id != question.id], form.answers)
        if others is not None:
            right.append(float(_is_right(question, form.answers)))
            rest.append(others)
    return right, rest


def discrimination(right: Sequence[float], rest: Sequence[float]) -> float | None:
    """Pearson's correlation of an item with the rest of the test, -1 to 1; None where one of them does not vary."""
    if len(right) < SMALLEST_GROUP or np.ptp(right) == 0 or np.ptp(rest) == 0:
        return None
    return _rounded(float(np.corrcoef(right, rest)[0, 1]))


def _people(returned: Returned) -> Iterator[PersonResult]:
    tests = {kind: returned.tests(kind) for kind in (FormKind.before, FormKind.after)}
    shares = {kind: _shares(found, lambda form: form.questions) for kind, found in tests.items()}
    for number in sorted(tests[FormKind.before].keys() | tests[FormKind.after].keys()):
        before, after = (shares[kind].get(number) for kind in (FormKind.before, FormKind.after))
        yield PersonResult(
            number=number,
            before=None if before is None else _rounded(before),
            after=None if after is None else _rounded(after),
            has_passed=None if after is None else after >= tests[FormKind.after][number].form.pass_share,
        )


def _rounded(figure: float) -> float:
    return round(figure, DIGITS)
