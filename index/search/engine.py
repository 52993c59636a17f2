"""The search engine: what the API and the command line ask."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from haystack import Pipeline

from corpus import gazetteer
from corpus.errors import NotFound
from corpus.results import CaseAnswer, CaseCard, CityAnswer, EvidenceAnswer, Results, SearchQuery, Suggestion
from index.archive import Archive
from index.catalogue import CaseSummary, Catalogue
from index.encoder import Encoder
from index.passages import PassageIndex, Sparse
from index.reranker import Reranker, open_reranker
from index.search import scope, wordlists
from index.search.answers.answer import NO_CARDS, answer_question, no_question
from index.search.browse import browse_groups, browse_units
from index.search.cards import case_answer, case_card
from index.search.components import build_results
from index.search.encode import query_weights, query_words
from index.search.facets import Unit, count_facets
from index.search.like import city_answer, order_by_likeness
from index.search.likeness import Likeness, MeaningLikeness
from index.search.listing import CaseList, list_cases
from index.search.parts import Group, Groups, Page, Request
from index.search.pipeline import build_pipeline, embedded, run_pipeline, run_ranking
from index.search.ranking import ranking_name
from index.search.reading import read_query
from index.search.similar import similar_cases
from index.search.snapshot import Snapshot, SnapshotReader
from index.search.suggest import Entry, find_suggestions, suggestion_table


@dataclass(frozen=True)
class SearchEngine:
    """Built once for a process by `open_search` and shared by its threads. Catalogue and index stay the caller's to close."""

    catalogue: Catalogue
    index: PassageIndex
    encoder: Encoder
    pipeline: Pipeline
    snapshots: SnapshotReader
    reranker: Reranker | None = None
    _tables: dict[str, tuple[str, tuple[Entry, ...]]] = field(default_factory=dict, repr=False)
    """Language -> snapshot and what can be suggested in it."""

    @property
    def ranking(self) -> str:
        """Name of what orders the results, beside the archive itself."""
        return ranking_name(self.encoder.name, self.reranker.name if self.reranker else None)

    def over(self, catalogue: Catalogue, index: PassageIndex) -> SearchEngine:
        """The same search on another archive, whose index was made with the same encoder."""
        return open_search(catalogue, index, self.encoder, self.reranker)

    def search(self, query: SearchQuery) -> Results:
        """One page of cases with hits, facets over all of them. BadInput where a filter or value does not exist."""
        return self._answer(query, Page.of(query))

    def answer(self, query: SearchQuery, threshold: float) -> EvidenceAnswer:
        """The sentences that answer the query, or the nearest cases where the archive comes less near than `threshold`."""
        request = Request(query, NO_CARDS, self.snapshots.present(), time.perf_counter())
        if not read_query(query.text).text:
            return no_question(query, request.snapshot, threshold)
        ranked = run_ranking(self.pipeline, request)
        vector = embedded(self.pipeline, ranked.reading.text)
        return answer_question(self.catalogue, self.index, request, ranked, vector, threshold)

    def every_card(self, query: SearchQuery, most: int | None = None) -> Iterator[CaseCard]:
        """The cards of `case_list`, or the first `most` of them."""
        yield from (listed.card for listed in islice(self.case_list(query), most))

    def case_list(self, query: SearchQuery, only: Sequence[str] = ()) -> CaseList:
        """The whole list that `search` pages through, in its order and without hits; with `only`, those of it that are named, in the
        order in which they are. Ignores offset and limit of the query. NotFound where a case is named that the archive does not have.
        """
        request = Request(query, NO_CARDS, self.snapshots.present(), time.perf_counter())
        return list_cases(query, request.snapshot, only, partial(self._ranked, request))

    def _ranked(self, request: Request) -> Iterable[Group]:
        """Every case that the query finds, in the order of the results."""
        query, snapshot = request.query, request.snapshot
        if read_query(query.text).text:
            return order_by_likeness(run_ranking(self.pipeline, request).groups.cases, query, snapshot)
        within = scope.read_scope(query, snapshot)
        return self._listed(browse_units(self.index, within, snapshot), within, request)

    def keyword_weights(self, text: str) -> Sparse:
        """The words of a text as the keyword leg asks for them in this archive's languages: what that leg does by itself."""
        return query_weights(query_words(text, self.snapshots.present()))

    def similar(self, case_id: str, language: str, limit: int) -> tuple[CaseCard, ...]:
        """Visible cases about the same in any language, likest first; NotFound where there is no such case."""
        snapshot = self.snapshots.present()
        _summary(snapshot, case_id)
        scores = similar_cases(self.catalogue, self.index, snapshot, case_id)
        likest = islice(scores.items(), limit)
        return tuple(case_card(snapshot.cases[id], language, score) for id, score in likest)

    def likeness(self) -> Likeness:
        """How near statements and passages are in the present archive, for one comparison."""
        return MeaningLikeness(self.encoder, self.index, self.snapshots.present().background)

    def suggest(self, text: str, language: str, limit: int) -> tuple[Suggestion, ...]:
        """Filters to set and cases to open whose name, in any language, has a word that starts with the text."""
        return find_suggestions(self._table(language), text, limit)

    def suggest_cities(self, text: str, language: str, limit: int) -> tuple[CityAnswer, ...]:
        """Cities of the gazetteer one of whose names, in any language, begins with the text."""
        snapshot = self.snapshots.present()
        return tuple(city_answer(city, snapshot, language) for city in gazetteer.cities_beginning(text, limit))

    def case_card(self, case_id: str, language: str) -> CaseCard:
        """NotFound where there is no such case; archived ones have a card too."""
        return case_card(_summary(self.snapshots.present(), case_id), language)

    def case_answer(self, case_id: str, language: str) -> CaseAnswer:
        """The case in full, labels in the language; NotFound where there is none."""
        snapshot = self.snapshots.present().name
        return case_answer(self.catalogue.case(case_id), self.case_card(case_id, language), snapshot)

    def allowed_values(self, filter_name: str) -> tuple[str, ...]:
        """Values that the filter can take, from its vocabulary or else from the archive; BadInput where there is no such filter."""
        return scope.allowed_values(filter_name, self.snapshots.present())

    def warm_up(self) -> None:
        """Do once what the first search of a process waits for: snapshot, gazetteer, encoder, lists of words. A few seconds."""
        self.search(SearchQuery(text="city", like="Singapore"))
        self.suggest("city", "en", 1)
        snapshot = self.snapshots.present()
        wordlists.load(language.partition("-")[0] for language in snapshot.spoken)
        snapshot.read_ahead(self.catalogue, self.index)

    def _answer(self, query: SearchQuery, page: Page) -> Results:
        request = Request(query, page, self.snapshots.present(), time.perf_counter())
        found = run_pipeline(self.pipeline, request) if read_query(query.text).text else self._browse(request)
        return found.model_copy(update={"ranking": self.ranking})

    def _browse(self, request: Request) -> Results:
        snapshot, language = request.snapshot, request.query.language
        within = scope.read_scope(request.query, snapshot)
        units = browse_units(self.index, within, snapshot)
        groups = Groups(self._listed(units, within, request))
        cards = tuple(case_card(snapshot.cases[g.case_id], language) for g in groups.cases[request.page.cases])
        return build_results(request, groups, count_facets(units, within, snapshot, language), cards)

    def _listed(self, units: Iterable[Unit], within: scope.Scope, request: Request) -> tuple[Group, ...]:
        query, snapshot = request.query, request.snapshot
        return order_by_likeness(browse_groups(units, within, snapshot, query.language), query, snapshot)

    def _table(self, language: str) -> tuple[Entry, ...]:
        snapshot = self.snapshots.present()
        held = self._tables.get(language)
        if held is None or held[0] != snapshot.name:
            held = self._tables[language] = (snapshot.name, suggestion_table(snapshot, language))
        return held[1]


def open_search(
    catalogue: Catalogue, index: PassageIndex, encoder: Encoder, reranker: Reranker | None = None
) -> SearchEngine:
    """A search engine on an open catalogue, index and encoder. Nothing is read until the first search."""
    pipeline = build_pipeline(catalogue, index, encoder, reranker)
    return SearchEngine(catalogue, index, encoder, pipeline, SnapshotReader(catalogue, index), reranker)


def search_in(archive: Archive) -> SearchEngine:
    """A search engine on an open archive, with the cross-encoder that its settings name; Unavailable where that cannot be opened."""
    return open_search(archive.catalogue, archive.index, archive.encoder, open_reranker(archive.settings))


def _summary(snapshot: Snapshot, case_id: str) -> CaseSummary:
    if case_id not in snapshot.cases:
        raise NotFound(f"there is no case {case_id!r}")
    return snapshot.cases[case_id]
