"""Whether the archive is right to answer or to refuse, and whether what it cites is what answers.

Answerable questions are the relevance cases that want a case; unanswerable ones are `unanswerable.yaml` beside this module. Every second
question of each kind is for choosing the threshold, the others for reporting, so that the report is not of what was tuned on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from statistics import fmean, median
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from corpus.results import EvidenceAnswer, SearchQuery
from eval.relevance.cases import Citation, RelevanceCase, read_relevance_cases
from index.search import SearchEngine

ALWAYS = -1.0
"""A threshold that every answer passes: confidence is then compared with as many as one likes."""
ANSWERED = 0.92
"""Share of the answerable questions that are to be answered: the threshold is the highest that leaves as many."""

Kind = Literal["answerable", "near", "far"]


class Unanswerable(BaseModel):
    """A question that the archive has no answer to; `near` ones are about cities and policies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str
    language: str
    distance: Literal["near", "far"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answer that it got when none was refused."""

    text: str
    kind: Kind
    confidence: float
    case_is_cited: bool
    """Whether a case that answers is among those cited; False for what cannot be answered."""
    case_is_first: bool
    page_is_right: bool | None
    """Whether a sentence of the right page is shown; None where no page is known to be right."""
    sentences: int
    seconds: float
    search_seconds: float
    """Of the search for the same words just before it."""
    is_for_choosing: bool


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a threshold does to a set of questions; every number is a share."""

    threshold: float
    answered: float
    refused_near: float
    refused_far: float
    precision: float
    """Of the answers that were given, those to answerable questions."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of the answers to answerable questions that pass the threshold; shares, and seconds as medians."""

    questions: int
    case_is_cited: float
    case_is_first: float
    page_is_right: float
    pages_known: int
    sentences: float
    seconds: float
    search_seconds: float


def read_unanswerable() -> tuple[Unanswerable, ...]:
    text = resources.files("eval.answers").joinpath("unanswerable.yaml").read_text("utf-8")
    return tuple(Unanswerable.model_validate(row) for row in yaml.safe_load(text))


def ask_all(engine: SearchEngine) -> list[Asked]:
    """Every question, in the order of the files; takes about a quarter of a second each."""
    return [
        _ask(engine, query, kind, case, is_for_choosing=number % 2 == 0)
        for number, (query, kind, case) in enumerate(_questions())
    ]


def _questions() -> Iterator[tuple[SearchQuery, Kind, RelevanceCase | None]]:
    for case in read_relevance_cases():
        if case.wanted and "none" not in case.traits:
            yield SearchQuery(text=case.query, filters=case.filter), "answerable", case
    for row in read_unanswerable():
        yield SearchQuery(text=row.query), row.distance, None


def _ask(
    engine: SearchEngine, query: SearchQuery, kind: Kind, case: RelevanceCase | None, *, is_for_choosing: bool
) -> Asked:
    begun = time.perf_counter()
    engine.search(query)
    searched = time.perf_counter()
    answer = engine.answer(query, ALWAYS)
    ended = time.perf_counter()
    cited = [sentence.case_id for sentence in answer.sentences]
    wanted = case.wanted if case else ()
    return Asked(
        text=query.text,
        kind=kind,
        confidence=answer.confidence,
        case_is_cited=bool(set(cited) & set(wanted)),
        case_is_first=bool(cited) and cited[0] in wanted,
        page_is_right=_cites(engine, answer, case.cites) if case and case.cites else None,
        sentences=len(cited),
        seconds=ended - searched,
        search_seconds=searched - begun,
        is_for_choosing=is_for_choosing,
    )


def _cites(engine: SearchEngine, answer: EvidenceAnswer, wanted: Citation) -> bool:
    return any(
        sentence.case_id == wanted.case
        and engine.catalogue.document(sentence.document_id).file == wanted.file
        and bool(set(_pages(sentence.page, sentence.page_end)) & set(wanted.pages))
        for sentence in answer.sentences
    )


def _pages(first: int | None, last: int | None) -> range:
    return range(first, (last or first) + 1) if first else range(0)


def verdicts(asked: Sequence[Asked], threshold: float) -> Verdicts:
    """What the threshold does; a share of nothing is 0."""
    passes = {
        kind: [one.confidence >= threshold for one in asked if one.kind == kind]
        for kind in ("answerable", "near", "far")
    }
    answers = sum(sum(found) for found in passes.values())
    return Verdicts(
        threshold,
        answered=_share(passes["answerable"]),
        refused_near=1 - _share(passes["near"]),
        refused_far=1 - _share(passes["far"]),
        precision=sum(passes["answerable"]) / answers if answers else 0.0,
    )


def _share(found: Sequence[bool]) -> float:
    return fmean(found) if found else 0.0


def best_threshold(asked: Sequence[Asked]) -> float:
    """The highest confidence that leaves the share `ANSWERED` of the answerable questions answered, to three digits below."""
    reached = sorted(one.confidence for one in asked if one.kind == "answerable")
    lost = int(len(reached) * (1 - ANSWERED))
    return int(reached[lost] * 1000) / 1000


def quality(asked: Sequence[Asked], threshold: float) -> Quality:
    """Of the answerable questions that the threshold lets pass. Cases that nobody wrote down may answer as well."""
    kept = [one for one in asked if one.kind == "answerable" and one.confidence >= threshold]
    pages = [one.page_is_right for one in kept if one.page_is_right is not None]
    return Quality(
        questions=len(kept),
        case_is_cited=_share([one.case_is_cited for one in kept]),
        case_is_first=_share([one.case_is_first for one in kept]),
        page_is_right=_share(pages),
        pages_known=len(pages),
        sentences=fmean(one.sentences for one in kept) if kept else 0.0,
        seconds=median(one.seconds for one in asked),
        search_seconds=median(one.search_seconds for one in asked),
    )
