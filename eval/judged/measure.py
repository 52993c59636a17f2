"""How well each search does on the queries judged by hand, and whether what it cites first is on the page that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ir_measures import RR, R, nDCG

from corpus.results import SearchQuery
from eval.beir.archive import SetArchive
from eval.beir.collection import JudgedSet
from eval.beir.measure import Scores, measure
from eval.beir.rankers import rank_all
from eval.beir.report import Made, Rankings, Report, make_report
from eval.judged.judgements import RELEVANT
from eval.judged.pool import unjudged
from eval.relevance.cases import RelevanceCase
from eval.relevance.judge import PAGE, hits_of, is_cited
from index.search import SearchEngine

MEASURES = {"nDCG@10": nDCG @ 10, "MRR@10": RR(rel=RELEVANT) @ 10, "recall@20": R(rel=RELEVANT) @ 20}
"""nDCG takes the grades as gains; the others ask whether a case answers."""
UNJUDGED = "unjudged@10"


@dataclass(frozen=True, slots=True)
class Citations:
    """Ids of the queries with cited pages, by whether the first passage shown of their case is on one."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """0 to 1; None where no query has pages."""
        asked = len(self.right) + len(self.wrong)
        return len(self.right) / asked if asked else None


def judge_all(archive: SetArchive, judged: JudgedSet, progress: Callable[[int], None] = lambda _: None) -> Report:
    """Every ranker on every judged query, in the form of a report on a test collection."""
    made = Made(archive.archive.encoder.name, sum(archive.archive.catalogue.searched_counts().values()), 0, 0.0)
    return make_report(judged, made, rank_all(archive, judged, progress), _scores)


def _scores(rankings: Rankings, judged: JudgedSet) -> Scores:
    lacking = {query: unjudged(list(rankings[query]), grades, depth=10) for query, grades in judged.qrels.items()}
    return {**measure(rankings, judged.qrels, MEASURES), UNJUDGED: lacking}


def check_citations(engine: SearchEngine, cases: Iterable[RelevanceCase]) -> Citations:
    """Ask the search for each that has pages; a case that is not found cites nothing, which is wrong."""
    shown = {case.id: _is_right(engine, case) for case in cases if case.cites}
    return Citations(tuple(id for id, right in shown.items() if right), tuple(id for id in shown if not shown[id]))


def _is_right(engine: SearchEngine, case: RelevanceCase) -> bool:
    assert case.cites is not None
    asked = SearchQuery(text=case.query, filters=case.filter, limit=PAGE, hits_per_case=1)
    hits = hits_of(case.cites.case, engine.search(asked))
    return bool(hits) and is_cited(engine.catalogue, case.cites, hits[0])
