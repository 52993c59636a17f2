"""What a session says: key messages, questions, the facilitator's steps and notes, all from what its cases offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from corpus.case import Text
from corpus.programme.model import CasePin, Citation, Reason, Session, Statement, Step
from corpus.vocabulary import vocabulary
from index.planning.candidates import Candidate
from index.planning.excerpts import NOTED, Excerpts
from index.planning.frame import Place, rests_on
from index.planning.wording import listed, say

QUESTIONS: Mapping[str, int] = {"discussion": 2, "lecture": 1, "group": 1, "simulation": 2, "visit": 2, "plan": 0}
"""Kind of session -> questions of each case's record that are put in it."""

MOST_CITATIONS = 10

KIND_OF_METHOD: Mapping[str, str] = {
    "lecture": "lecture", "online": "lecture", "case-discussion": "discussion", "group-work": "group", "field-visit": "visit",
    "simulation": "simulation", "action-planning": "plan", "presentation": "presentation", "self-study": "study",
    "assessment": "pretest", "ceremony": "opening",
}  # fmt: skip
"""Method of a session that a trainer made -> the kind of ours that is filled alike."""


def session_title(kind: str, module: Text, cases: Sequence[Excerpts]) -> Text:
    return say(f"session_{kind}", module=module, cities=_cities(cases))


def _cities(cases: Sequence[Excerpts]) -> Mapping[str, str]:
    return say("listed_cities", cities=listed(each.city for each in cases)) if cases else say("no_cities")


def messages(kind: str, cases: Iterable[Excerpts]) -> tuple[Statement, ...]:
    """What each case's record tells other cities, for sessions that teach; none for those that prepare or plan."""
    if kind not in ("lecture", "discussion", "simulation"):
        return ()
    return tuple(each.texts["lessons"] for each in cases if "lessons" in each.texts)


def questions(kind: str, cases: Iterable[Excerpts]) -> tuple[Statement, ...]:
    """Questions of the records, then one on what limited each case, in the record's words."""
    if kind not in QUESTIONS:
        return ()
    found = [(each, tuple(islice(each.questions, QUESTIONS[kind]))) for each in cases]
    asked = [question for _, own in found for question in own]
    limits = [_limit_question(each) for each, own in found if kind == "discussion" or not own]
    return (*asked, *(question for question in limits if question))


def _limit_question(excerpts: Excerpts) -> Statement | None:
    limit = excerpts.texts.get("limiting_factors")
    if limit is None:
        return None
    text = say("question_limit", city=excerpts.city, limit=limit.text)
    return Statement(text=text, citations=limit.citations)


def steps(place: Place, cases: Sequence[Excerpts]) -> tuple[Step, ...]:
    """The facilitator's steps, which together take the session's minutes; each names the pages of the sections that it works with.

    What those say stands in the notes, so that their words are not repeated here.
    """
    return tuple(
        Step(minutes=minutes, text=say(f"step_{name}", cities=_cities(cases)), citations=_sections(name, cases))
        for name, minutes in place.steps
    )


def _sections(step: str, cases: Iterable[Excerpts]) -> tuple[Citation, ...]:
    wanted = rests_on(step)
    found = (citation.model_copy(update={"words": ""}) for each in cases for citation in each.of(*wanted))
    return tuple(islice(found, MOST_CITATIONS))


def notes(cases: Iterable[Excerpts]) -> tuple[Statement, ...]:
    """What the facilitator should know of each case, section by section, quoted in the document's language with its page."""
    return tuple(_note(each, citation) for each in cases for citation in each.of(*NOTED))


def _note(excerpts: Excerpts, citation: Citation) -> Statement:
    page = say("page", page=citation.page) if citation.page else ""
    where = listed((citation.document, page)) if page else citation.document
    section = vocabulary("sections")[citation.section].labels
    text = say("note", city=excerpts.city, section=section, words=citation.words, where=where)
    return Statement(text=text, citations=(citation,))


def case_pin(kind: str, excerpts: Excerpts, reasons: Sequence[Reason]) -> CasePin:
    """The case at the version that the archive has now."""
    use = say(f"use_{kind}") if kind in ("lecture", "discussion", "group", "simulation", "visit", "plan") else {}
    return CasePin(case=excerpts.case.id, version=excerpts.case.version, use=use, reasons=tuple(reasons))


def summary(kind: str, cases: Sequence[Excerpts]) -> Text:
    if kind == "visit":
        return say("summary_visit")
    if kind != "discussion" or not cases:
        return {}
    verdicts = vocabulary("verdicts")
    told = (verdicts[each.case.verdict.value].labels for each in cases if each.case.verdict)
    return say("summary_discussion", cities=_cities(cases), verdicts=listed(told))


def make_session(
    id: str, place: Place, module: Text, cases: Sequence[Excerpts], pins: Sequence[CasePin], objectives: Sequence[str]
) -> Session:
    """A session with everything but its materials."""
    return Session(
        id=id,
        title=session_title(place.kind, module, cases),
        method=place.method,
        minutes=place.minutes,
        day=place.day,
        objectives=tuple(objectives),
        summary=summary(place.kind, cases),
        messages=messages(place.kind, cases),
        cases=tuple(pins),
        questions=questions(place.kind, cases),
        steps=steps(place, cases),
        notes=notes(cases) if place.new_cases else (),
    )


def pin_reasons(candidate: Candidate, first: Sequence[Reason], others: Iterable[Candidate]) -> tuple[Reason, ...]:
    """Why this case: what the search and the likeness say, and what it adds to the others of the programme."""
    held = [each for each in others if each.case.id != candidate.case.id]
    return (*first, *_added(candidate, held))


def _added(candidate: Candidate, others: Sequence[Candidate]) -> Iterable[Reason]:
    if candidate.region and all(each.region != candidate.region for each in others):
        yield Reason(text=say("reason_region", region=vocabulary("regions")[candidate.region].labels))
    if candidate.verdict:
        yield Reason(text=say("reason_verdict", verdict=vocabulary("verdicts")[candidate.verdict].labels))
    if candidate.case.instruments:
        labels = listed(vocabulary("instruments")[each].labels for each in candidate.case.instruments)
        yield Reason(text=say("reason_instrument", instruments=labels))
