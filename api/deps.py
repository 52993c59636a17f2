"""What routes are given: the opened archive and the page renderer, both made once by the application's lifespan."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Path, Request

from api.archive import Archive
from api.renderer import PageRenderer


def _archive(request: Request) -> Archive:
    return cast(Archive, request.state.archive)


def _renderer(request: Request) -> PageRenderer:
    return cast(PageRenderer, request.state.renderer)


ArchiveDep = Annotated[Archive, Depends(_archive)]
RendererDep = Annotated[PageRenderer, Depends(_renderer)]

ID_PATTERN = r"^[A-Za-z0-9._-]+$"

CasePath = Annotated[
    str, Path(pattern=ID_PATTERN, max_length=120, description="id of a case", examples=["stockholm-congestion-charge"])
]
DocumentPath = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        max_length=120,
        description="id of a document",
        examples=["stockholm-congestion-charge.d57170ada6da"],
    ),
]
PassagePath = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        max_length=140,
        description="id of a passage",
        examples=["stockholm-congestion-charge.d57170ada6da.14"],
    ),
]
