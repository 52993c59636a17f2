"""Asking the relevance cases and saying, for each that fails, where what was wanted ranks, in which leg, and what came before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.results import CaseCard, Hit, Results, SearchQuery
from eval.relevance.cases import RelevanceCase
from index.passages import DensePlan, KeywordPlan, Plan
from index.search import SearchEngine

PAGE = 50
"""Cases asked for: what ranks lower is as good as not found."""
LEG_DEPTH = 2000


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met."""

    expected: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a relevance case."""

    case: RelevanceCase
    failures: tuple[Failure, ...]
    top: tuple[CaseCard, ...]
    """The first cases of the answer, with their hits."""
    total: int

    @property
    def passed(self) -> bool:
        return not self.failures


def judge(engine: SearchEngine, case: RelevanceCase) -> Judged:
    """Ask the search as the API does."""
    results = engine.search(SearchQuery(text=case.query, filters=case.filter, limit=PAGE, hits_per_case=3))
    failures = tuple(_failures(engine, case, results))
    return Judged(case, failures, results.cases[:5], results.total)


def _failures(engine: SearchEngine, case: RelevanceCase, results: Results) -> Iterator[Failure]:
    ranked = [card.id for card in results.cases]
    first = ranked[: case.k]
    if case.any and not set(case.any) & set(first):
        yield Failure(
            f"one of {', '.join(case.any)} among the first {case.k}", _wheres(engine, case, results, case.any)
        )
    if missing := [id for id in case.all if id not in first]:
        yield Failure(f"{', '.join(missing)} among the first {case.k}", _wheres(engine, case, results, missing))
    for id in case.none:
        if id in first:
            yield Failure(f"{id} not among the first {case.k}", _where(engine, case, results, id))
    for one, other in case.before:
        if _place(ranked, one) >= _place(ranked, other):
            yield Failure(f"{one} before {other}", _wheres(engine, case, results, (one, other)))
    if case.cites:
        yield from _wrong_citation(engine, case, results)
    yield from _not_offered(case, results)


def _place(ranked: Sequence[str], id: str) -> int:
    """What is not found ranks behind everything; of two that are not, neither is before the other."""
    return ranked.index(id) if id in ranked else len(ranked)


def _wrong_citation(engine: SearchEngine, case: RelevanceCase, results: Results) -> Iterator[Failure]:
    assert case.cites is not None
    wanted = f"{case.cites.file} of {case.cites.case} cited on page {' or '.join(map(str, case.cites.pages))}"
    card = next((card for card in results.cases if card.id == case.cites.case), None)
    if card is None or not card.hits:
        yield Failure(wanted, _where(engine, case, results, case.cites.case))
    elif not _is_cited(engine, case, card.hits[0]):
        cited = "; ".join(f"{place} {_page(engine, hit)} ({hit.section})" for place, hit in enumerate(card.hits, 1))
        yield Failure(wanted, f"the case's best passages are {cited}")


def _is_cited(engine: SearchEngine, case: RelevanceCase, hit: Hit) -> bool:
    assert case.cites is not None
    pages = set(range(hit.page, (hit.page_end or hit.page) + 1)) if hit.page else set()
    return engine.catalogue.document(hit.document_id).file == case.cites.file and bool(pages & set(case.cites.pages))


def _page(engine: SearchEngine, hit: Hit) -> str:
    return f"{engine.catalogue.document(hit.document_id).file} p. {hit.page}"


def _not_offered(case: RelevanceCase, results: Results) -> Iterator[Failure]:
    offered = {(offer.filter, offer.value) for offer in results.offers}
    for name, value in case.offers.items():
        if (name, value) not in offered:
            said = ", ".join(f"{filter}={value}" for filter, value in sorted(offered)) or "nothing"
            yield Failure(f"the filter {name}={value} offered", f"offered: {said}")


# Explanations ----------------------------------------------------------------------------------------------------------


def _wheres(engine: SearchEngine, case: RelevanceCase, results: Results, ids: Sequence[str]) -> str:
    first = results.cases[0] if results.cases else None
    before = f"; first is {first.id} ({_why(first)})" if first and first.id not in ids else ""
    return "; ".join(_where(engine, case, results, id) for id in ids) + before


def _where(engine: SearchEngine, case: RelevanceCase, results: Results, id: str) -> str:
    for place, card in enumerate(results.cases, 1):
        if card.id == id:
            return f"{id} is number {place} ({_why(card)})"
    by_meaning = _leg_rank(engine, DensePlan(engine.encoder.embed_query(case.query), LEG_DEPTH), id)
    by_words = _leg_rank(engine, KeywordPlan(engine.keyword_weights(case.query), LEG_DEPTH), id)
    return f"{id} is not among the first {PAGE}; its best passage is {by_meaning} by meaning and {by_words} by words of all passages"


def _leg_rank(engine: SearchEngine, plan: Plan, id: str) -> str:
    for rank, candidate in enumerate(engine.index.search([plan])[0], 1):
        if candidate.case_id == id:
            return f"number {rank}"
    return "nowhere"


def _why(card: CaseCard) -> str:
    if not card.hits:
        return "without a passage"
    why = card.hits[0].why
    legs = (("meaning", why.dense_rank), ("words", why.keyword_rank))
    ranks = ", ".join(f"{name} {rank}" for name, rank in legs if rank)
    return f"{card.hits[0].section}: {ranks}" + (f", shares {' '.join(why.words)}" if why.words else "")
