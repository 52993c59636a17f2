"""Asking the relevance cases, and explaining each that fails by where the cases stand and which leg put them there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import starmap

from corpus.facets import value_label
from corpus.results import CaseCard, Hit, Results, SearchQuery
from eval.relevance.cases import Citation, RelevanceCase
from eval.relevance.standing import Standing, of, sentence, standings
from index.catalogue import Catalogue
from index.search import SearchEngine

PAGE = 50
"""Cases asked for: what ranks lower is as good as not found."""
SHOWN = 5
"""Cases of an answer that a report shows."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that was not met, and the cases that it is about."""

    expected: str
    cases: tuple[str, ...]
    detail: str = ""
    """What there is to say beside where its cases stand: the pages that were cited, the filters that were offered."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a relevance case."""

    case: RelevanceCase
    failures: tuple[Failure, ...]
    top: tuple[CaseCard, ...]
    """The first cases of the answer, with their hits."""
    total: int
    standings: tuple[Standing, ...] = field(default=())
    """Of the cases that the expectations name and those that came first; empty where all expectations are met."""

    @property
    def passed(self) -> bool:
        return not self.failures


def judge(engine: SearchEngine, case: RelevanceCase) -> Judged:
    """Ask the search as the API does; only a failure costs the questions to the legs."""
    results = engine.search(SearchQuery(text=case.query, filters=case.filter, limit=PAGE, hits_per_case=3))
    failures = tuple(_failures(engine.catalogue, case, results))
    top = results.cases[:SHOWN]
    if not failures:
        return Judged(case, (), top, results.total)
    found = standings(engine, case.query, results, (*case.named, *(card.id for card in top)))
    return Judged(case, failures, top, results.total, found)


def explanation(failure: Failure, found: Sequence[Standing]) -> str:
    """In words: its detail or else where its cases stand, and what came first instead."""
    if failure.detail:
        return failure.detail
    said = [sentence(of(found, id), PAGE) for id in failure.cases]
    first = found[0]
    ahead = [sentence(first, PAGE)] if first.place == 1 and first.case not in failure.cases else []
    return "; ".join([*said, *ahead])


def _failures(catalogue: Catalogue, case: RelevanceCase, results: Results) -> Iterator[Failure]:
    ranked = [card.id for card in results.cases]
    first = ranked[: case.k]
    if case.any and not set(case.any) & set(first):
        yield Failure(f"one of {', '.join(case.any)} among the first {case.k}", case.any)
    if missing := tuple(id for id in case.all if id not in first):
        yield Failure(f"{', '.join(missing)} among the first {case.k}", missing)
    for id in case.none:
        if id in first:
            yield Failure(f"{id} not among the first {case.k}", (id,))
    for one, other in case.before:
        if _place(ranked, one) >= _place(ranked, other):
            yield Failure(f"{one} before {other}", (one, other))
    if case.cites:
        yield from _wrong_citation(catalogue, case.cites, results)
    yield from _not_offered(case, results)


def _place(ranked: Sequence[str], id: str) -> int:
    """What is not found ranks behind everything; of two that are not, neither is before the other."""
    return ranked.index(id) if id in ranked else len(ranked)


def _wrong_citation(catalogue: Catalogue, cites: Citation, results: Results) -> Iterator[Failure]:
    hits = hits_of(cites.case, results)
    if hits and is_cited(catalogue, cites, hits[0]):
        return
    wanted = f"{cites.file} of {cites.case} cited on page {' or '.join(map(str, cites.pages))}"
    said = "; ".join(f"{place} {_cited(catalogue, hit)}" for place, hit in enumerate(hits, 1))
    yield Failure(wanted, (cites.case,), f"the case's best passages are {said}" if said else "")


def hits_of(id: str, results: Results) -> tuple[Hit, ...]:
    """Best passages of a case in an answer, none where it is not there."""
    return next((card.hits for card in results.cases if card.id == id), ())


def is_cited(catalogue: Catalogue, cites: Citation, hit: Hit) -> bool:
    """Whether the passage lies, at least in part, on one of the pages of the document."""
    pages = set(range(hit.page, (hit.page_end or hit.page) + 1)) if hit.page else set()
    return catalogue.document(hit.document_id).file == cites.file and bool(pages & set(cites.pages))


def _cited(catalogue: Catalogue, hit: Hit) -> str:
    page = f"p. {hit.page}" if hit.page else "without pages"
    return f"{catalogue.document(hit.document_id).file} {page} ({hit.section})"


def _not_offered(case: RelevanceCase, results: Results) -> Iterator[Failure]:
    offered = {(offer.filter, offer.value) for offer in results.offers}
    for wanted in case.offers.items():
        if wanted not in offered:
            said = ", ".join(starmap(_filter, sorted(offered))) or "nothing"
            yield Failure(f"the filter {_filter(*wanted)} offered", (), f"offered: {said}")


def _filter(name: str, value: str) -> str:
    return f"{name} = {value_label(name, value, 'en')}"
