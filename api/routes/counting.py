"""Counts of cases, and who learnt from whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from api.counting import AdoptionParameters, StatisticsParameters, adoptions, graphml_lines, statistics
from api.deps import ArchiveDep
from api.file_responses import content_disposition
from api.openapi import file_body
from corpus.counts import AdoptionGraph, StatisticsAnswer

router = APIRouter(prefix="/v1", tags=["comparison"])

GRAPHML = "application/graphml+xml"
_EXAMPLE = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed"></graph></graphml>'


@router.get("/statistics", summary="Count cases")
def case_statistics(parameters: Annotated[StatisticsParameters, Query()], archive: ArchiveDep) -> StatisticsAnswer:
    """How many of the cases that a search lists have each value: by every dimension, by one (`by`), or by two (`by` and `and`) as a table.

    Counts are of cases, and each names the search that lists them. Unlike facets, which count what a further choice would leave, they
    are of exactly the cases that all filters leave.
    """
    return statistics(parameters, archive)


@router.get("/adoptions", summary="See who learnt from whom")
def adoption_graph(parameters: Annotated[AdoptionParameters, Query()], archive: ArchiveDep) -> AdoptionGraph:
    """Cases as nodes and a link from each case to one that learnt from it, in node-link form. Filters keep links with both ends among the
    cases that they leave.
    """
    return adoptions(parameters, archive)


@router.get(
    "/adoptions.graphml",
    summary="Take the graph of who learnt from whom away",
    response_class=StreamingResponse,
    responses={200: file_body("A file to save.", GRAPHML, _EXAMPLE)},
)
def adoption_graphml(parameters: Annotated[AdoptionParameters, Query()], archive: ArchiveDep) -> StreamingResponse:
    """The same as GraphML, for Gephi, yEd, igraph or networkx."""
    graph = adoptions(parameters, archive)
    headers = {
        "Content-Disposition": content_disposition(f"casebook-adoptions-{graph.snapshot}.graphml", "attachment"),
        "X-Casebook-Snapshot": graph.snapshot,
    }
    return StreamingResponse(graphml_lines(graph), headers=headers, media_type=GRAPHML)
