"""For harvesters and crawlers: OAI-PMH, the schemas of its formats, the sitemap and robots.txt.

None of them is in the OpenAPI document: their protocols say how to ask, how errors are told, and that there is nothing else to know.
"""

from __future__ import annotations

from importlib import resources
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse

from api.addresses import Addresses
from api.archive import Archive
from api.deps import ArchiveDep
from api.harvest.protocol import MEDIA_TYPE, answer
from api.harvest.repository import PAGE
from api.parameters import TakesNone
from api.sitemap import part, sitemap
from corpus.errors import NotFound
from index.catalogue import HarvestLog

router = APIRouter(include_in_schema=False)

SCHEMAS = ("casebook-1.0", "xml")
"""XML schemas of `api/schemas` that are served. Once published, a version of a schema only gains optional parts."""

ROBOTS = """\
# Everything may be read; exports make the whole archive into one file, for people and programs that ask for it.
User-agent: *
Disallow: /v1/export
Disallow: /v1/reading-pack
Allow: /

Sitemap: {sitemap}
"""


def page_size() -> int:
    """Records a page of OAI-PMH; tests ask for fewer."""
    return PAGE


async def _form(request: Request) -> str:
    return (await request.body()).decode("utf-8", "replace")


PageSize = Annotated[int, Depends(page_size)]


@router.get("/oai")
def harvest(request: Request, archive: ArchiveDep, page: PageSize) -> Response:
    return _harvested(str(request.url.query), archive, page)


@router.post("/oai")
def harvest_by_form(form: Annotated[str, Depends(_form)], archive: ArchiveDep, page: PageSize) -> Response:
    return _harvested(form, archive, page)


def _harvested(encoded: str, archive: Archive, page: int) -> Response:
    document = answer(encoded, HarvestLog(archive.catalogue.engine), archive.settings, page)
    return Response(document, media_type=f"{MEDIA_TYPE}; charset=utf-8")


@router.get("/schemas/{name}.xsd")
def schema(name: Annotated[str, Path(max_length=50)], _: TakesNone) -> Response:
    if name not in SCHEMAS:
        raise NotFound(f"there is no XML schema {name!r}; there are: {', '.join(SCHEMAS)}")
    document = resources.files("api").joinpath("schemas", f"{name}.xsd").read_bytes()
    return Response(document, media_type="application/xml", headers={"Cache-Control": "public, max-age=86400"})


@router.get("/sitemap.xml")
def sitemap_of_cases(archive: ArchiveDep) -> StreamingResponse:
    return StreamingResponse(sitemap(*_cases(archive)), media_type="application/xml")


@router.get("/sitemap-{number}.xml")
def sitemap_part(number: Annotated[int, Path(ge=1, le=50_000)], archive: ArchiveDep) -> StreamingResponse:
    return StreamingResponse(part(*_cases(archive), number), media_type="application/xml")


def _cases(archive: Archive) -> tuple[HarvestLog, Addresses]:
    return HarvestLog(archive.catalogue.engine), Addresses.of(archive.settings)


@router.get("/robots.txt")
def robots(archive: ArchiveDep) -> PlainTextResponse:
    return PlainTextResponse(ROBOTS.format(sitemap=Addresses.of(archive.settings).answer("/sitemap.xml")))
