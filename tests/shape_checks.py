"""Whether descriptions keep to the SHACL shapes that we ship, as pyshacl reads them: nothing of our own judges them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import pyshacl  # type: ignore[import-untyped]
from rdflib import Graph

from api.linked.rdf import graph_of


@cache
def shapes() -> Graph:
    return Graph().parse(data=resources.files("api").joinpath("static", "shapes.ttl").read_text("utf-8"))


def faults(graph: Graph) -> str:
    """The validation report, empty where the graph conforms."""
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes(), inplace=True)
    return "" if conforms else str(report)


def faults_of(documents: Iterable[Mapping[str, Any]]) -> str:
    """The report on JSON-LD documents, taken together."""
    graph = Graph()
    for document in documents:
        graph += graph_of(document)
    return faults(graph)
