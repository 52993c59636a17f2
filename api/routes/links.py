"""The links of a case as a document of their own."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.addresses import Addresses
from api.deps import ArchiveDep, CasePath
from api.parameters import TakesNone
from api.signposting import LINKSET, linkset

router = APIRouter(prefix="/v1/cases", tags=["cases"])

_EXAMPLE = {
    "linkset": [
        {
            "anchor": "http://127.0.0.1:8000/id/case/stockholm-congestion-charge",
            "cite-as": [{"href": "http://127.0.0.1:8000/id/case/stockholm-congestion-charge"}],
            "license": [{"href": "https://spdx.org/licenses/CC-BY-4.0"}],
        }
    ]
}
_SCHEMA = {"type": "object", "required": ["linkset"], "properties": {"linkset": {"type": "array"}}}


class LinksetResponse(JSONResponse):
    """JSON that says it is a link set."""

    media_type = LINKSET


@router.get(
    "/{case_id}/linkset.json",
    summary="Read the typed links of a case",
    response_class=LinksetResponse,
    responses={
        200: {"description": "A link set (RFC 9264).", "content": {LINKSET: {"schema": _SCHEMA, "example": _EXAMPLE}}}
    },
)
def case_linkset(case_id: CasePath, _: TakesNone, archive: ArchiveDep) -> LinksetResponse:
    """Level 2 of signposting.org: where the case, each of its files and each of its descriptions lead, and what leads back."""
    found = archive.catalogue.case(case_id)
    links = linkset(Addresses.of(archive.settings), found.case, found.documents)
    return LinksetResponse(links)
