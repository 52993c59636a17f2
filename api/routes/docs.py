"""The reference for people: Swagger UI from the installation, so that it works without a network."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from corpus.errors import NotFound

router = APIRouter(include_in_schema=False)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'"
)
"""Swagger UI sets styles inline; nothing else is allowed, and nothing from another origin."""

ASSETS: Mapping[str, tuple[str, str, str]] = {
    "swagger-ui.js": ("fastapi_offline", "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "swagger-ui.css", "text/css"),
    "docs.js": ("api", "docs.js", "text/javascript"),
    "docs.css": ("api", "docs.css", "text/css"),
}
"""Name in the address -> package, file in its folder `static`, media type."""


def _static(package: str, file: str) -> bytes:
    return resources.files(package).joinpath("static", file).read_bytes()


@router.get("/docs")
def docs() -> HTMLResponse:
    return HTMLResponse(_static("api", "docs.html"), headers={"Content-Security-Policy": POLICY})


@router.get("/docs/{name}")
def docs_asset(name: str = Path(max_length=50)) -> Response:
    if name not in ASSETS:
        raise NotFound(f"the reference has no file {name!r}")
    package, file, media_type = ASSETS[name]
    return Response(_static(package, file), media_type=media_type, headers={"Cache-Control": "public, max-age=3600"})
