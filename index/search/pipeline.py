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
    "case_grouper": {"ranking": "fusion.ranking"},
    "results_builder": {
        "reading": "query_reader.reading",
        "query": "query_encoder.query",
        "groups": "case_grouper.groups",
        "scope": "query_reader.scope",
        "dense": "dense_retriever.leg",
        "keyword": "keyword_retriever.leg",
    },
}
"""Component -> its input -> the output that feeds it. `request` is given to every component that takes it. Components are few: Haystack
looks at all of them before it runs each, and with eleven that took as long as both legs.
"""

RERANKED: dict[str, dict[str, str]] = {
    "reranking": {"ranking": "fusion.ranking", "reading": "query_reader.reading"},
    "case_grouper": {"ranking": "reranking.ranking"},
}
"""What is joined otherwise where a cross-encoder is set up."""

ASKED = (
    "query_reader",
    "query_encoder",
    "dense_retriever",
    "keyword_retriever",
    "fusion",
    "case_grouper",
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
    if reranker:
        pipeline.add_component("reranking", steps.Reranking(catalogue, reranker))
    pipeline.add_component("case_grouper", steps.CaseGrouper())
    pipeline.add_component("results_builder", steps.ResultsBuilder(catalogue, index))
    for name, inputs in {**NEEDS, **(RERANKED if reranker else {})}.items():
        for socket, output in inputs.items():
            pipeline.connect(output, f"{name}.{socket}")
    return pipeline


RANKED = ("query_reader", "case_grouper")
"""The components that a ranking is made of."""


def run_pipeline(pipeline: Pipeline, request: Request) -> Results:
    """The results that the pipeline answers."""
    results: Results = _run(pipeline, request)["results_builder"]["results"]
    return results


def run_ranking(pipeline: Pipeline, request: Request) -> Ranked:
    """The ranking alone, by the same pipeline, so that an answer cites what the search found; ask for a page without cards."""
    answer = _run(pipeline, request, frozenset(RANKED))
    reader, grouper = (answer[name] for name in RANKED)
    return Ranked(reading=reader["reading"], groups=grouper["ranked"])


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
