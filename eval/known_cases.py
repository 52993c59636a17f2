"""Does a question find the one case that answers it best? Reciprocal rank and first places, for each leg and for the real search.

The questions are data, `known_cases.yaml`. Keyword and dense stand for what each leg ranks by itself; production is
`SearchEngine.search` as the API calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from statistics import fmean

import yaml

from corpus.results import SearchQuery
from index.passages import Candidate, DensePlan, KeywordPlan, Plan
from index.search import SearchEngine
from index.search.retrieve import of_passages

DEPTH = 10
"""Cases looked at; what ranks lower counts as not found."""
CANDIDATES = 500
"""Passages taken from a leg before they are grouped by case."""
KINDS = ("same", "across", "words")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the id of the case that answers it best, and its kind: see the head of the data file."""

    query: str
    case: str
    kind: str


@dataclass(frozen=True, slots=True)
class Score:
    """Over a set of questions: mean reciprocal rank at 10, and the share in which the case came first."""

    questions: int
    reciprocal_rank: float
    first: float


Ranker = Callable[[SearchEngine, str], Sequence[str]]
"""Case ids for a query, best first."""


def read_questions() -> tuple[Question, ...]:
    text = resources.files("eval").joinpath("known_cases.yaml").read_text("utf-8")
    return tuple(Question(**entry) for entry in yaml.safe_load(text))


def _cases(candidates: Iterable[Candidate]) -> list[str]:
    return list(dict.fromkeys(candidate.case_id for candidate in candidates))


def _by_leg(plan_of: Callable[[SearchEngine, str], Plan]) -> Ranker:
    return lambda engine, query: _cases(engine.index.search([plan_of(engine, query)])[0])


RANKERS: Mapping[str, Ranker] = {
    "keyword": _by_leg(lambda engine, query: KeywordPlan(engine.keyword_weights(query), CANDIDATES)),
    "dense": _by_leg(lambda engine, query: DensePlan(engine.encoder.embed_query(query), CANDIDATES, of_passages())),
    "production": lambda engine, query: [
        card.id for card in engine.search(SearchQuery(text=query, limit=DEPTH, hits_per_case=1)).cases
    ],
}


def rank(question: Question, ranking: Sequence[str]) -> int | None:
    """Place of the case, from 1, None where it is not among the first ten."""
    top = list(ranking[:DEPTH])
    return top.index(question.case) + 1 if question.case in top else None


def score(ranks: Sequence[int | None]) -> Score:
    return Score(len(ranks), fmean(1 / r if r else 0.0 for r in ranks), fmean(r == 1 for r in ranks))


def evaluate(engine: SearchEngine, questions: Sequence[Question]) -> dict[str, dict[str, Score]]:
    """Variant -> kind of question (and 'all') -> score."""
    table: dict[str, dict[str, Score]] = {}
    for variant, ranker in RANKERS.items():
        ranks = {question: rank(question, ranker(engine, question.query)) for question in questions}
        by_kind = {kind: [r for question, r in ranks.items() if question.kind == kind] for kind in KINDS}
        table[variant] = {kind: score(found) for kind, found in {**by_kind, "all": [*ranks.values()]}.items() if found}
    return table


def missed(engine: SearchEngine, questions: Sequence[Question]) -> list[tuple[Question, int | None, str]]:
    """Questions whose case does not come first in production: with its rank, and what came first instead."""
    found = ((question, RANKERS["production"](engine, question.query)) for question in questions)
    return [(q, rank(q, cases), cases[0] if cases else "nothing") for q, cases in found if rank(q, cases) != 1]
