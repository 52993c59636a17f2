"""Whether the process lives and the archive answers; and what the kinds of problems mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import RedirectResponse

from api.answers import Health, Readiness
from api.deps import ArchiveDep
from api.parameters import TakesNone
from api.problems import KINDS, KindAnswer
from api.readiness import readiness
from api.version import casebook_version
from corpus.errors import NotFound

router = APIRouter(tags=["state"])


@router.get("/v1/health", summary="Ask whether the process lives")
def health(_: TakesNone) -> Health:
    """Answers without touching the archive."""
    return Health(status="ok", version=casebook_version())


@router.get("/v1/ready", summary="Ask whether the archive answers")
def ready(_: TakesNone, archive: ArchiveDep) -> Readiness:
    """Asks catalogue, index and encoder; a 503 problem says which of them does not answer."""
    return readiness(archive)


@router.get("/problems/{name}", summary="Read what a kind of problem means")
def problem_kind(
    name: Annotated[str, Path(max_length=100, description="last part of a problem's `type`", examples=["bad-input"])],
    _: TakesNone,
) -> KindAnswer:
    """Every problem document has the address of one of these as its `type`."""
    if name not in KINDS:
        raise NotFound(f"there is no kind of problem {name!r}; there are: {', '.join(KINDS)}")
    kind = KINDS[name]
    return KindAnswer(name=kind.name, status=kind.status, title=kind.title, meaning=kind.meaning)


@router.get("/", include_in_schema=False)
def root() -> RedirectResponse:
    return RedirectResponse("docs")
