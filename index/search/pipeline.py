"""The search pipeline: its components and how they are joined."""

from __future__ import annotations

from typing import Any, cast

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from corpus.errors import CasebookError
from corpus.results import Results
from index.catalogue import Catalogue
from index.encoder import Encoder
from index.passages import PassageIndex, Vector
from index.reranker import Reranker
from index.search import components as steps
from index.search.parts import Ranked, Request

NEEDS: dict[str, dict[str, str]] = {
    "query_encoder": {"reading": "query_reader.reading"},
    "dense_retriever": {"query": "query_encoder.query", "scope": "query_reader.scope"},
    "keyword_retriever": {"query": "query_encoder.query", "scope": "query_reader.scope"},
    "fusion": {
        "dense": "dense_retriever.leg",
        "keyword": "keyword_retriever.leg",
        "query": "query_encoder.query",
        "scope": "query_reader.scope",
        "emphasis": "query_reader.emphasis",
    },
    "facet_counter": {
        "dense": "dense_retriever.leg",
        "keyword": "keyword_retriever.leg",
        "scope": "query_reader.scope",
    },
    "reranking": {"ranking": "fusion.ranking", "reading": "query_reader.reading"},
    "case_grouper": {"ranking": "reranking.ranking"},
    "city_comparer": {"groups": "case_grouper.groups"},
    "card_reader": {
        "reading": "query_reader.reading",
        "query": "query_encoder.query",
        "groups": "city_comparer.groups",
    },
    "results_builder": {
        "reading": "query_reader.reading",
        "groups": "city_comparer.groups",
        "facets": "facet_counter.facets",
        "cards": "card_reader.cards",
    },
}
"""Component -> its input -> the output that feeds it. `request` is given to every component that takes it."""

ASKED = (
    "query_reader",
    "query_encoder",
    "dense_retriever",
    "keyword_retriever",
    "fusion",
    "facet_counter",
    "city_comparer",
    "card_reader",
    "results_builder",
)


def build_pipeline(
    catalogue: Catalogue, index: PassageIndex, encoder: Encoder, reranker: Reranker | None = None
) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("query_reader", steps.QueryReader(catalogue, index))
    pipeline.add_component("query_encoder", steps.QueryEncoder(encoder))
    pipeline.add_component("dense_retriever", steps.DenseRetriever(index))
    pipeline.add_component("keyword_retriever", steps.KeywordRetriever(index))
    pipeline.add_component("fusion", steps.Fusion(index))
    pipeline.add_component("reranking", steps.Reranking(catalogue, reranker))
    pipeline.add_component("facet_counter", steps.FacetCounter())
    pipeline.add_component("case_grouper", steps.CaseGrouper())
    pipeline.add_component("city_comparer", steps.CityComparer())
    pipeline.add_component("card_reader", steps.CardReader(catalogue, index))
    pipeline.add_component("results_builder", steps.ResultsBuilder())
    for name, inputs in NEEDS.items():
        for socket, output in inputs.items():
            pipeline.connect(output, f"{name}.{socket}")
    return pipeline


RANKED = {"reading": "query_reader", "groups": "case_grouper"}
"""Output that a ranking is made of -> the component that gives it."""


def run_pipeline(pipeline: Pipeline, request: Request) -> Results:
    """The results that the pipeline answers."""
    results: Results = _run(pipeline, request)["results_builder"]["results"]
    return results


def run_ranking(pipeline: Pipeline, request: Request) -> Ranked:
    """The ranking alone, by the same pipeline, so that an answer cites what the search found; ask for a page without cards."""
    answer = _run(pipeline, request, frozenset(RANKED.values()))
    return Ranked(**{output: answer[name][output] for output, name in RANKED.items()})


def embedded(pipeline: Pipeline, text: str) -> Vector:
    """The encoder's vector for a text, unit length; that of a query that was just searched is remembered and costs nothing."""
    encoder = cast(steps.QueryEncoder, pipeline.get_component("query_encoder"))
    return encoder.embed(text)


def _run(pipeline: Pipeline, request: Request, including: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What the last components give, and those `including`. Haystack wraps what a component raises; a sentence meant for a person
    comes out as it went in.
    """
    try:
        return pipeline.run({name: {"request": request} for name in ASKED}, include_outputs_from=set(including))
    except PipelineRuntimeError as failure:
        if isinstance(failure.__cause__, CasebookError):
            raise failure.__cause__ from failure
        raise
