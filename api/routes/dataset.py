"""Descriptions of the whole archive as one data set, for catalogues of data and for machine learning."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from api.addresses import Addresses
from api.archive import Archive
from api.deps import ArchiveDep
from api.linked.croissant import croissant_jsonld
from api.linked.dataset import read_dataset
from api.linked.dcat import dcat_jsonld
from api.linked.rdf import jsonld_response
from api.negotiation import JSON_LD, TURTLE
from api.openapi import file_body
from api.parameters import TakesNone

router = APIRouter(prefix="/v1", tags=["linked data"])


def _dcat(archive: Archive, media_type: str) -> Response:
    return jsonld_response(dcat_jsonld(read_dataset(archive), Addresses.of(archive.settings)), media_type, {})


@router.get(
    "/dataset.dcat.ttl",
    summary="Describe the archive in DCAT, as Turtle",
    response_class=Response,
    responses={200: file_body("A DCAT 3 description.", TURTLE, "<#archive> a dcat:Dataset .\n")},
)
def dataset_dcat_turtle(_: TakesNone, archive: ArchiveDep) -> Response:
    """The archive as a data set: what it covers, its licences, its files, its services; `dcat:version` is the snapshot."""
    return _dcat(archive, TURTLE)


@router.get(
    "/dataset.dcat.jsonld",
    summary="Describe the archive in DCAT, as JSON-LD",
    response_class=Response,
    responses={200: file_body("A DCAT 3 description.", JSON_LD, '{"@context": {}, "@graph": []}')},
)
def dataset_dcat_jsonld(_: TakesNone, archive: ArchiveDep) -> Response:
    """The same description as JSON-LD."""
    return _dcat(archive, JSON_LD)


@router.get(
    "/dataset.croissant.json",
    summary="Describe the archive in Croissant",
    response_class=Response,
    responses={200: file_body("A Croissant 1.0 description.", JSON_LD, '{"@type": "sc:Dataset"}')},
)
def dataset_croissant(_: TakesNone, archive: ArchiveDep) -> Response:
    """The archive as a data set for machine learning: its files, and the fields of the table of cases with their types."""
    found = croissant_jsonld(read_dataset(archive), Addresses.of(archive.settings))
    return jsonld_response(found, JSON_LD, {})
