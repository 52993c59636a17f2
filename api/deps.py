"""What routes are given: the archive, of now or of the snapshot asked for, and the page renderer, made once by the lifespan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Path, Request

from api.archive import Archive
from api.renderer import PageRenderer
from api.repeat import archive_asked


def _archive(request: Request) -> Iterator[Archive]:
    with archive_asked(request) as archive:
        yield archive


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
