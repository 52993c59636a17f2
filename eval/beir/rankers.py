"""Four ways to rank the documents of a collection: each leg alone, both fused as textbooks do, and the search as users have it."""

from __future__ import annotations

import gc
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from corpus.garbage import settle
from corpus.results import SearchQuery
from eval.beir.archive import SetArchive
from eval.beir.collection import JudgedSet
from index.passages import Candidate, DensePlan, KeywordPlan, Plan, Vector
from index.search.retrieve import of_passages

Answer = TypeVar("Answer")

DEPTH = 1000
"""Documents ranked for a query at most."""
CANDIDATES = 2000
"""Passages taken from a leg before they are folded to documents: as many as the search takes."""
RRF_K = 60
"""Cormack, Clarke and Büttcher (2009)."""

ENCODER, RANKERS = "encoder", ("keyword", "dense", "hybrid", "production")
"""What is timed: the encoder alone, and every way to rank."""

Ranking = Mapping[str, float]
"""Document of the collection -> score."""


@dataclass(slots=True)
class Run:
    """What the rankers gave for every query, and how long they took."""

    rankings: dict[str, dict[str, Ranking]] = field(default_factory=lambda: {name: {} for name in RANKERS})
    """Ranker -> query -> ranking."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in (ENCODER, *RANKERS)})
    """For each query, in order. That of production is the first page with its hits, as a reader waits for it."""


@dataclass(frozen=True, slots=True)
class Timed:
    """Cases for a query, best first, and what it took to find them."""

    cases: Sequence[str]
    seconds: float


def rank_all(test: SetArchive, collection: JudgedSet, progress: Callable[[int], None] = lambda _: None) -> Run:
    """Ask every query of every ranker; `progress` is told of queries done."""
    run = Run()
    test.engine.warm_up()  # What only the first search of a process waits for is not timed.
    with _what_is_there_stays():
        for done, (query_id, text) in enumerate(collection.queries.items(), 1):
            vector, encoding = _timed(partial(test.archive.encoder.embed_query, text))
            run.seconds[ENCODER].append(encoding)
            for name, found in _ranked(test, text, vector, encoding).items():
                run.seconds[name].append(found.seconds)
                documents = (test.names[case] for case in found.cases)
                run.rankings[name][query_id] = _ranking(documents, collection, query_id)
            progress(done)
    return run


@contextmanager
def _what_is_there_stays() -> Iterator[None]:
    """As in the API's process, and afterwards as before."""
    settle()
    try:
        yield
    finally:
        gc.unfreeze()


def rank_one(test: SetArchive, text: str) -> dict[str, Sequence[str]]:
    """Ranker -> cases for the text, best first."""
    vector = test.archive.encoder.embed_query(text)
    return {name: found.cases for name, found in _ranked(test, text, vector, 0.0).items()}


def _ranked(test: SetArchive, text: str, vector: Vector, encoding: float) -> dict[str, Timed]:
    within = of_passages()
    words, keyword = _timed(lambda: _by_plan(test, KeywordPlan(test.engine.keyword_weights(text), CANDIDATES, within)))
    near, dense = _timed(lambda: _by_plan(test, DensePlan(vector, CANDIDATES, within)))
    both, fusing = _timed(lambda: _fused(words, near))
    _, page = _timed(lambda: test.engine.search(SearchQuery(text=text)))
    cards = test.engine.every_card(SearchQuery(text=text), most=DEPTH)
    return {
        "keyword": Timed(words, keyword),
        "dense": Timed(near, encoding + dense),
        "hybrid": Timed(both, keyword + encoding + dense + fusing),
        "production": Timed([card.id for card in cards], page),
    }


def _by_plan(test: SetArchive, plan: Plan) -> Sequence[str]:
    return _cases(test.engine.index.search([plan])[0])


def _cases(candidates: Iterable[Candidate]) -> Sequence[str]:
    """Passages folded to their documents, each at the place of its best."""
    return list(dict.fromkeys(candidate.case_id for candidate in candidates))


def _fused(*legs: Sequence[str]) -> Sequence[str]:
    """Reciprocal rank fusion, unweighted; equal scores by id."""
    scores: dict[str, float] = defaultdict(float)
    for ranked in legs:
        for rank, case in enumerate(ranked, 1):
            scores[case] += 1 / (RRF_K + rank)
    return sorted(scores, key=lambda case: (-scores[case], case))


def _timed(call: Callable[[], Answer]) -> tuple[Answer, float]:
    started = time.perf_counter()
    return call(), time.perf_counter() - started


def _ranking(documents: Iterable[str], collection: JudgedSet, query_id: str) -> Ranking:
    """Scores that fall with the rank, without the document that the query is.

    BEIR leaves out every document with the id of the query, because in some collections documents are the queries. In others both are
    numbered from 1, so the words have to be the same too.
    """
    itself = collection.documents.get(query_id)
    left_out = query_id if itself and itself.repeats(collection.queries[query_id]) else None
    found = [document for document in documents if document != left_out][:DEPTH]
    return {document: float(len(found) - place) for place, document in enumerate(found)}
