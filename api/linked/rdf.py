"""RDF out: JSON-LD that needs nothing from the network, and the same as Turtle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from fastapi.responses import Response
from rdflib import Graph

from api.negotiation import JSON_LD

Json = dict[str, Any]

CONTEXT_FILE = "context.jsonld"
"""The terms of schema.org that we use; written into every answer, so that nobody has to fetch a context."""

SHAPES_FILE = "shapes.ttl"
"""SHACL shapes that the descriptions of cases, documents and passages keep to."""


@cache
def context() -> Mapping[str, Any]:
    """What stands under `@context` in the JSON-LD of cases, documents and passages."""
    written: Mapping[str, Any] = json.loads(resources.files("api").joinpath("static", CONTEXT_FILE).read_text("utf-8"))
    found: Mapping[str, Any] = written["@context"]
    return found


def graph_of(jsonld: Mapping[str, Any]) -> Graph:
    """The triples of a JSON-LD document that carries its own context."""
    return Graph().parse(data=json.dumps(jsonld), format="json-ld")


def jsonld_response(jsonld: Mapping[str, Any], media_type: str, headers: Mapping[str, str]) -> Response:
    """A JSON-LD document as it is, or its triples as Turtle."""
    text = json.dumps(jsonld, ensure_ascii=False, indent=1) if media_type == JSON_LD else turtle(jsonld)
    return Response(text.encode("utf-8", "replace"), headers=dict(headers), media_type=media_type)


def turtle(jsonld: Mapping[str, Any]) -> str:
    """The triples as Turtle, in an order that is always the same, with the prefixes that readers know."""
    graph = graph_of(jsonld)
    graph.bind("schema", "https://schema.org/", override=True, replace=True)
    return graph.serialize(format="turtle")
