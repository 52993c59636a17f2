"""Four ways to rank the documents of a collection: each leg alone, both fused as textbooks do, and the search as users have it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.results import SearchQuery
from eval.beir.archive import SetArchive
from eval.beir.collection import JudgedSet
from index.passages import Candidate, DensePlan, KeywordPlan, Plan

DEPTH = 1000
"""Documents ranked for a query at most."""
CANDIDATES = 2000
"""Passages taken from a leg before they are folded to documents: as many as the search takes."""
RRF_K = 60
"""Cormack, Clarke and Büttcher (2009)."""
LONGEST_QUERY = 1000
"""Characters of a query that the API takes."""

Ranking = Mapping[str, float]
"""Document of the collection -> score."""
Ranker = Callable[[SetArchive, str], Sequence[str]]
"""Cases for a query, best first."""


@dataclass(slots=True)
class Run:
    """What one ranker gave for every query, and how long it took."""

    rankings: dict[str, Ranking] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    """For each query."""


def _by_plan(test: SetArchive, plan: Plan) -> Sequence[str]:
    return _cases(test.engine.index.search([plan])[0])


def _cases(candidates: Iterable[Candidate]) -> Sequence[str]:
    """Passages folded to their documents, each at the place of its best."""
    return list(dict.fromkeys(candidate.case_id for candidate in candidates))


def _keyword(test: SetArchive, query: str) -> Sequence[str]:
    return _by_plan(test, KeywordPlan(test.engine.keyword_weights(query), CANDIDATES))


def _dense(test: SetArchive, query: str) -> Sequence[str]:
    return _by_plan(test, DensePlan(test.archive.encoder.embed_query(query), CANDIDATES))


def _hybrid(test: SetArchive, query: str) -> Sequence[str]:
    """Reciprocal rank fusion of the two, unweighted."""
    scores: dict[str, float] = defaultdict(float)
    for ranked in (_keyword(test, query), _dense(test, query)):
        for rank, case in enumerate(ranked, 1):
            scores[case] += 1 / (RRF_K + rank)
    return sorted(scores, key=lambda case: (-scores[case], case))


def _production(test: SetArchive, query: str) -> Sequence[str]:
    return [card.id for card in test.engine.every_card(SearchQuery(text=query))]


RANKERS: Mapping[str, Ranker] = {"keyword": _keyword, "dense": _dense, "hybrid": _hybrid, "production": _production}


def rank_all(
    test: SetArchive, collection: JudgedSet, progress: Callable[[int], None] = lambda _: None
) -> tuple[dict[str, Run], list[float]]:
    """The run of every ranker, and the seconds that the encoder alone takes for each query.

    The time of production is that of the first page with its hits, as a reader waits for it; its ranking is the whole list.
    """
    runs = {name: Run() for name in RANKERS}
    encoding: list[float] = []
    test.engine.warm_up()
    for query_id, text in collection.queries.items():
        asked = text[:LONGEST_QUERY]
        encoding.append(_seconds(lambda asked=asked: test.archive.encoder.embed_query(asked)))
        page = _seconds(lambda asked=asked: test.engine.search(SearchQuery(text=asked)))
        for name, ranker in RANKERS.items():
            started = time.perf_counter()
            cases = ranker(test, asked)
            taken = time.perf_counter() - started
            runs[name].seconds.append(page if name == "production" else taken)
            runs[name].rankings[query_id] = _ranking(cases, test.names, query_id)
        progress(1)
    return runs, encoding


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _ranking(cases: Sequence[str], names: Mapping[str, str], query_id: str) -> Ranking:
    """Scores that fall with the rank; a document that is the query itself counts for nothing, as in BEIR."""
    found = [names[case] for case in cases[:DEPTH] if names[case] != query_id]
    return {document: float(len(found) - place) for place, document in enumerate(found)}
