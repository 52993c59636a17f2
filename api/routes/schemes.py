"""Whole vocabularies as files of SKOS, for triple stores and vocabulary servers."""

from __future__ import annotations

import json

from fastapi import APIRouter
from fastapi.responses import Response

from api.addresses import Addresses
from api.deps import ArchiveDep
from api.linked.skos import scheme_jsonld, scheme_turtle
from api.linked.things import known_vocabulary
from api.negotiation import JSON_LD, TURTLE
from api.openapi import file_body
from api.parameters import TakesNone
from api.routes.identifiers import SchemePath

router = APIRouter(prefix="/v1/vocabularies", tags=["vocabularies"])


@router.get(
    "/{name}.ttl",
    summary="Take a vocabulary away as Turtle",
    response_class=Response,
    responses={200: file_body("A SKOS concept scheme.", TURTLE, "<…/id/scheme/topics> a skos:ConceptScheme .\n")},
)
def vocabulary_turtle(name: SchemePath, _: TakesNone, archive: ArchiveDep) -> Response:
    """The concept scheme with every concept, in SKOS."""
    text = scheme_turtle(known_vocabulary(name).name, Addresses.of(archive.settings))
    return Response(text, media_type=TURTLE)


@router.get(
    "/{name}.jsonld",
    summary="Take a vocabulary away as JSON-LD",
    response_class=Response,
    responses={200: file_body("A SKOS concept scheme.", JSON_LD, '{"@context": {}, "@graph": []}')},
)
def vocabulary_jsonld(name: SchemePath, _: TakesNone, archive: ArchiveDep) -> Response:
    """The concept scheme with every concept, in SKOS; the context stands in it."""
    found = scheme_jsonld(known_vocabulary(name).name, Addresses.of(archive.settings))
    return Response(json.dumps(found, ensure_ascii=False, indent=1), media_type=JSON_LD)
