"""Addresses that name things for good: cases, documents, passages, concepts. Each answers in the form that the request accepts."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.addresses import Addresses
from api.deps import ArchiveDep, CasePath, DocumentPath, PassagePath
from api.file_responses import CACHE
from api.linked import things
from api.linked.rdf import CONTEXT_FILE, SHAPES_FILE
from api.negotiation import HTML, JSON_LD, TURTLE
from api.openapi import file_body
from api.parameters import TakesNone
from api.signposting import case_links, header

router = APIRouter(tags=["linked data"])

SchemePath = Annotated[str, Path(max_length=60, description="name of a vocabulary", examples=["topics"])]
ConceptPath = Annotated[
    str, Path(max_length=100, description="id of a concept of that vocabulary", examples=["transport"])
]

_EXAMPLES: Mapping[str, str] = {
    HTML: "<!doctype html><html>…</html>",
    JSON_LD: '{"@context": {"@vocab": "https://schema.org/"}, "@type": "Report"}',
    TURTLE: "@prefix schema: <https://schema.org/> .\n",
}


def _forms(*media_types: str, elsewhere: str = "") -> dict[int | str, dict[str, Any]]:
    """What the OpenAPI document says of an address whose answer depends on `Accept`."""
    content: dict[str, Any] = {}
    for media_type in media_types:
        content |= file_body("", media_type, _EXAMPLES[media_type])["content"]
    answers: dict[int | str, dict[str, Any]] = {
        200: {"description": "In the form that the `Accept` header asks for.", "content": content}
    }
    return answers | ({303: {"description": f"`Location` leads to {elsewhere}."}} if elsewhere else {})


@router.get(
    "/id/case/{case_id}",
    summary="Name a case",
    response_class=Response,
    responses=_forms(HTML, JSON_LD, TURTLE, elsewhere="the record in JSON, or the citation in the format asked for"),
)
def identified_case(request: Request, case_id: CasePath, _: TakesNone, archive: ArchiveDep) -> Response:
    """The address to cite and to link a case by. As HTML a landing page with the description of the case in schema.org's terms; as JSON-LD
    or Turtle that description; JSON, BibTeX, RIS and CSL-JSON are a 303 to where they are. A removed case is answered by 410.
    """
    stored = things.stored_case(archive, case_id)
    answer = things.answered(request, archive, stored, things.CASE_FORMS)
    answer.headers["Link"] = header(case_links(Addresses.of(archive.settings), stored.case, stored.documents))
    return answer


@router.get(
    "/id/document/{document_id}",
    summary="Name a document",
    response_class=Response,
    responses=_forms(JSON_LD, TURTLE, elsewhere="the page of the case, the record in JSON, or the file itself"),
)
def identified_document(request: Request, document_id: DocumentPath, _: TakesNone, archive: ArchiveDep) -> Response:
    """The address of a document. Its own media type in `Accept` leads to the file, HTML to the case with the document open."""
    found = things.stored_document(archive, document_id)
    return things.answered(request, archive, found, things.document_forms(found))


@router.get(
    "/id/passage/{passage_id}",
    summary="Name a passage",
    response_class=Response,
    responses=_forms(JSON_LD, TURTLE, elsewhere="the page of the case opened there, or the passage in JSON"),
)
def identified_passage(request: Request, passage_id: PassagePath, _: TakesNone, archive: ArchiveDep) -> Response:
    """The address of a passage. HTML leads to the case opened at its page with the passage marked."""
    return things.answered(request, archive, things.stored_passage(archive, passage_id), things.PASSAGE_FORMS)


@router.get(
    "/id/scheme/{scheme}",
    summary="Name a vocabulary",
    response_class=Response,
    responses=_forms(HTML, JSON_LD, TURTLE, elsewhere="the vocabulary in JSON"),
)
def identified_scheme(request: Request, scheme: SchemePath, _: TakesNone, archive: ArchiveDep) -> Response:
    """A vocabulary as a SKOS concept scheme, with all its concepts."""
    return things.answered(request, archive, things.known_vocabulary(scheme), things.SCHEME_FORMS)


@router.get(
    "/id/concept/{scheme}/{concept_id}",
    summary="Name a concept",
    response_class=Response,
    responses=_forms(HTML, JSON_LD, TURTLE),
)
def identified_concept(
    request: Request, scheme: SchemePath, concept_id: ConceptPath, _: TakesNone, archive: ArchiveDep
) -> Response:
    """A concept in SKOS: its labels in every language, its code, what is broader and narrower, and its match in other schemes."""
    return things.answered(request, archive, things.known_concept(scheme, concept_id), things.CONCEPT_FORMS)


@router.get(f"/schemas/{CONTEXT_FILE}", include_in_schema=False)
def context_file() -> Response:
    return _static(CONTEXT_FILE, JSON_LD)


@router.get(f"/schemas/{SHAPES_FILE}", include_in_schema=False)
def shapes_file() -> Response:
    return _static(SHAPES_FILE, TURTLE)


def _static(name: str, media_type: str) -> Response:
    content = resources.files("api").joinpath("static", name).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": CACHE})
