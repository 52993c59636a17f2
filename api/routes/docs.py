"""Addresses of the documentation: guides, reference, Swagger UI, and the files that these pages need; nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Annotated, cast

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, Response

from api.site.guides import FIRST
from api.site.pages import Site
from corpus.errors import NotFound

router = APIRouter(prefix="/docs", include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Nothing inline, and nothing from another origin."""

WORKBENCH_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Swagger UI sets styles inline and asks the API."""

ASSETS: Mapping[str, tuple[str, str, str]] = {
    "swagger-ui.js": ("fastapi_offline", "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "swagger-ui.css", "text/css"),
    "try.js": ("api", "try.js", "text/javascript"),
    "find.js": ("api", "find.js", "text/javascript"),
    "site.css": ("api", "site.css", "text/css"),
}
"""Name in the address -> package, file in its folder `static`, media type."""


def _page(html: str, policy: str = POLICY) -> HTMLResponse:
    return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"})


def _site(request: Request) -> Site:
    return cast(Site, request.app.state.site)


@router.get("")
def overview(request: Request) -> HTMLResponse:
    return _page(_site(request).guide(FIRST, ""))


@router.get("/reference")
def reference(request: Request) -> HTMLResponse:
    return _page(_site(request).reference)


@router.get("/try")
def workbench(request: Request) -> HTMLResponse:
    return _page(_site(request).workbench("../"), WORKBENCH_POLICY)


@router.get("/assets/{name}")
def asset(name: Annotated[str, Path(max_length=50)]) -> Response:
    if name not in ASSETS:
        raise NotFound(f"the documentation has no file {name!r}")
    package, file, media_type = ASSETS[name]
    content = resources.files(package).joinpath("static", file).read_bytes()
    return Response(content, media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})


@router.get("/{name}")
def guide(request: Request, name: Annotated[str, Path(max_length=50)]) -> HTMLResponse:
    return _page(_site(request).guide(name, "../"))
