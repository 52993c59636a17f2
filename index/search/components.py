"""The steps of a search as Haystack components: thin, each around one function of this package."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from haystack import component

from corpus.results import CaseCard, Facet, Results
from index.catalogue import Catalogue
from index.encoder import Encoder
from index.languages import query_language
from index.passages import PassageIndex
from index.reranker import Reranker
from index.search.cards import case_card
from index.search.emphasis import Emphasis, read_emphasis
from index.search.encode import encode_query
from index.search.facets import Unit, count_facets, unit_of
from index.search.fuse import fuse, group_by_case
from index.search.highlight import read_sought
from index.search.hits import HitReader
from index.search.like import like_answer, order_by_likeness, with_comparisons
from index.search.parts import NOTHING, EncodedQuery, Groups, Leg, Ranking, Reading, Request
from index.search.ranking import list_fixity
from index.search.reading import read_query, understand
from index.search.recognise import offers_of
from index.search.rerank import rerank
from index.search.retrieve import dense_leg, keyword_leg
from index.search.scope import Scope, read_scope

REMEMBERED = 256
"""Queries whose vectors are kept: choosing a facet or turning a page asks the same text again, and encoding it costs more than all
the rest."""


@component
class QueryReader:
    """Text and filters of the query -> what to search for, where, and what else it says."""

    def __init__(self, catalogue: Catalogue, index: PassageIndex) -> None:
        self.catalogue, self.index = catalogue, index

    @component.output_types(reading=Reading, scope=Scope, emphasis=Emphasis)
    def run(self, request: Request) -> dict[str, object]:
        reading = understand(read_query(request.query.text), self.index, request.snapshot)
        having = [self.catalogue.phrase_passages(phrase) for phrase in reading.phrases]
        with_phrases = frozenset.intersection(*map(frozenset, having)) if having else None
        return {
            "reading": reading,
            "scope": read_scope(request.query, request.snapshot, with_phrases),
            "emphasis": read_emphasis(reading.mentions, request.snapshot),
        }


@component
class QueryEncoder:
    """Text -> vector and words, with what is usual for them in the archive."""

    def __init__(self, encoder: Encoder) -> None:
        self.embed = lru_cache(REMEMBERED)(encoder.embed_query)

    @component.output_types(query=EncodedQuery)
    def run(self, request: Request, reading: Reading) -> dict[str, object]:
        return {"query": encode_query(reading, self.embed(reading.text), request.snapshot)}


@component
class DenseRetriever:
    """Passages near in meaning."""

    def __init__(self, index: PassageIndex) -> None:
        self.index = index

    @component.output_types(leg=Leg)
    def run(self, request: Request, query: EncodedQuery, scope: Scope) -> dict[str, object]:
        return {"leg": dense_leg(self.index, query, scope, request.snapshot)}


@component
class KeywordRetriever:
    """Passages that share words."""

    def __init__(self, index: PassageIndex) -> None:
        self.index = index

    @component.output_types(leg=Leg)
    def run(self, request: Request, query: EncodedQuery, scope: Scope) -> dict[str, object]:
        return {"leg": keyword_leg(self.index, query, scope, request.snapshot)}


@component
class Fusion:
    """Both legs -> passages that pass all filters, best first."""

    def __init__(self, index: PassageIndex) -> None:
        self.index = index

    @component.output_types(ranking=Ranking)
    def run(
        self, request: Request, query: EncodedQuery, scope: Scope, dense: Leg, keyword: Leg, emphasis: Emphasis
    ) -> dict[str, object]:
        return {"ranking": fuse(self.index, query, dense, keyword, scope, request.snapshot, emphasis)}


@component
class Reranking:
    """The best passages read again; part of the pipeline only where there is a model for it."""

    def __init__(self, catalogue: Catalogue, reranker: Reranker) -> None:
        self.catalogue, self.reranker = catalogue, reranker

    @component.output_types(ranking=Ranking)
    def run(self, ranking: Ranking, reading: Reading) -> dict[str, object]:
        return {"ranking": rerank(ranking, reading.text, self.reranker, self.catalogue)}


@component
class CaseGrouper:
    """Passages -> cases, best first; and the same with those of comparable cities moved up, where the query names a city to be like."""

    @component.output_types(ranked=Groups, groups=Groups)
    def run(self, request: Request, ranking: Ranking) -> dict[str, object]:
        ranked = Groups(tuple(group_by_case(ranking.passages)), ranking.complete)
        ordered = order_by_likeness(ranked.cases, request.query, request.snapshot)
        return {"ranked": ranked, "groups": replace(ranked, cases=ordered)}


@component
class ResultsBuilder:
    """Cases in order -> the page that is wanted, its cards with hits, marks and reasons; and the counts of everything relevant, before
    the facets restrict it.
    """

    def __init__(self, catalogue: Catalogue, index: PassageIndex) -> None:
        self.catalogue, self.index = catalogue, index

    @component.output_types(results=Results)
    def run(
        self,
        request: Request,
        reading: Reading,
        query: EncodedQuery,
        groups: Groups,
        scope: Scope,
        dense: Leg,
        keyword: Leg,
    ) -> dict[str, object]:
        cards = tuple(self._cards(request, reading, query, groups))
        units: set[Unit] = {unit_of(found.candidate) for leg in (dense, keyword) for found in leg.found}
        facets = count_facets(units, scope, request.snapshot, request.query.language)
        return {"results": build_results(request, groups, facets, cards, reading)}

    def _cards(self, request: Request, reading: Reading, query: EncodedQuery, groups: Groups) -> Iterator[CaseCard]:
        snapshot, page, language = request.snapshot, request.page, request.query.language
        shown = groups.cases[page.cases]
        sought = cache(lambda tag: read_sought(reading, query.vector, snapshot.background, tag))
        asked_in = query_language(reading.text)
        reader = HitReader(self.catalogue, self.index, snapshot, query, sought, language, asked_in)
        hits = reader.read(shown, page.hits_per_case) if page.hits_per_case else {}
        yield from (case_card(snapshot.cases[g.case_id], language, g.score, hits.get(g.case_id, ())) for g in shown)


def build_results(
    request: Request, groups: Groups, facets: tuple[Facet, ...], cards: tuple[CaseCard, ...], reading: Reading = NOTHING
) -> Results:
    """One page of results; cursor and link are the API's to set, the ranking's name the engine's."""
    return Results(
        query=request.query,
        total=len(groups.cases),
        total_is_exact=groups.complete,
        cases=with_comparisons(cards, request.query, request.snapshot),
        like=like_answer(request.query, request.snapshot),
        facets=facets,
        offers=offers_of(reading.mentions, request.snapshot, request.query.language),
        corrections=reading.corrections,
        snapshot=request.snapshot.name,
        fixity=list_fixity((group.case_id, request.snapshot.version(group.case_id)) for group in groups.cases),
        milliseconds=round(1000 * (time.perf_counter() - request.started)),
    )
