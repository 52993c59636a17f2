"""What somebody filled into a form: read, checked and scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.programme.forms import LONGEST_ANSWER, PROGRESS, RATINGS, Answers, Form, Question, QuestionKind


class Fault(StrEnum):
    """What is wrong with an answer."""

    missing = "missing"
    """The question has to be answered."""
    unknown = "unknown"
    """None of the answers that can be chosen."""
    too_long = "too_long"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent."""

    answers: Answers
    faults: Mapping[str, Fault]
    """Question -> what is wrong with its answer."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was filled in: such a form is sent back and not kept, since it can be sent once only."""
        return not self.answers and not self.faults


def allowed(question: Question) -> tuple[str, ...]:
    """Answers that can be chosen; none for words."""
    fixed = {QuestionKind.rating: RATINGS, QuestionKind.progress: PROGRESS}
    return fixed.get(question.kind) or tuple(option.id for option in question.options)


def filled(form: Form, given: Mapping[str, Sequence[str]]) -> Filled:
    """What the fields of a page hold, by question. Fields that the form does not have are passed over."""
    read = {question.id: _read(question, given.get(question.id, ())) for question in form.questions}
    faults = {question.id: _fault(question, read[question.id]) for question in form.questions}
    return Filled(
        {id: answer for id, answer in read.items() if answer}, {id: fault for id, fault in faults.items() if fault}
    )


def _read(question: Question, given: Sequence[str]) -> tuple[str, ...]:
    """Answers without blanks, each once. NUL is dropped: PostgreSQL keeps none."""
    texts = (text.replace("\x00", "").replace("\r\n", "\n").strip() for text in given)
    found = tuple(dict.fromkeys(filter(None, texts)))
    return found if question.kind is QuestionKind.several else found[:1]


def _fault(question: Question, answer: tuple[str, ...]) -> Fault | None:
    if not answer:
        return Fault.missing if question.is_required else None
    if question.kind is QuestionKind.words:
        return Fault.too_long if len(answer[0]) > LONGEST_ANSWER else None
    return None if set(answer) <= set(allowed(question)) else Fault.unknown


def points(question: Question, answers: Answers) -> int:
    """Points of one answer: all where exactly the right options are chosen, else none."""
    return question.points if set(answers.get(question.id, ())) == set(question.keys) else 0


def share(questions: Sequence[Question], answers: Answers) -> float | None:
    """Points as a share of those to be had, 0 to 1; what is left out counts as wrong. None where nothing is scored.

    Essays are not scored here: a person has to read them.
    """
    scored = [question for question in questions if question.points]
    most = sum(question.points for question in scored)
    return sum(points(question, answers) for question in scored) / most if most else None


def case_ratings(form: Form, answers: Answers) -> Mapping[str, float]:
    """Case -> the mean rating that this answer gives to the sessions that taught it, 1 to 5."""
    taught = {session.id: session.cases for session in form.sessions}
    found: dict[str, list[int]] = {}
    for question in form.questions:
        if question.kind is QuestionKind.rating and question.session and question.id in answers:
            for case in taught.get(question.session, ()):
                found.setdefault(case, []).append(int(answers[question.id][0]))
    return {case: sum(ratings) / len(ratings) for case, ratings in found.items()}
