"""Proposals for the record of a draft: what was found in its document, and what a person says of it.

Reading is for everybody, as drafts are. Confirming and rejecting take the token of whoever runs the archive and are no part of the
public API, as long as there are no accounts: who decides is recorded as the editor.
"""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path

from api.deps import ArchiveDep, CasePath
from api.proposals import ProposalsAnswer, proposals_answer
from corpus.case import Ruling
from corpus.errors import NotFound
from ingest.proposals.rulings import rule_on

EDITOR = "editor"

ProposalPath = Annotated[
    str, Path(pattern=r"^[0-9a-f]{12}$", description="id of a proposal", examples=["5f2a91bc07de"])
]


def only_the_owner(archive: ArchiveDep, authorization: Annotated[str, Header()] = "") -> None:
    """NotFound, as if there were nothing here, for anybody who does not hold the owner's token."""
    token = archive.opened.owner.token if archive.opened.owner else ""
    if not token or not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise NotFound("there is nothing at this address")


router = APIRouter(prefix="/v1/cases/{case_id}/proposals", tags=["cases"])
decisions = APIRouter(
    prefix="/v1/cases/{case_id}/proposals/{proposal_id}",
    include_in_schema=False,
    dependencies=[Depends(only_the_owner)],
)


@router.get("", summary="Read what is proposed for a draft")
def proposals(case_id: CasePath, archive: ArchiveDep) -> ProposalsAnswer:
    """Values that were found in the document of a case without a record, field by field, surest first; nothing of it is confirmed."""
    return proposals_answer(archive.catalogue.case(case_id).case, archive.catalogue)


@decisions.post("/confirm")
def confirm(case_id: CasePath, proposal_id: ProposalPath, archive: ArchiveDep) -> ProposalsAnswer:
    """Make the value a fact of the record, its source the document; answers what is left."""
    return proposals_answer(rule_on(archive.opened, case_id, proposal_id, Ruling.confirmed, EDITOR), archive.catalogue)


@decisions.post("/reject")
def reject(case_id: CasePath, proposal_id: ProposalPath, archive: ArchiveDep) -> ProposalsAnswer:
    """Drop the value, for good; answers what is left."""
    return proposals_answer(rule_on(archive.opened, case_id, proposal_id, Ruling.rejected, EDITOR), archive.catalogue)
