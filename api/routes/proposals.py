"""Proposals for the record of a draft: what was found in its document, and what a person says of it.

Reading is for everybody, as drafts are. Confirming and rejecting are for callers that `api.access` trusts and no part of the public
API: who decides is recorded as the editor.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.access import trusted_caller
from api.deps import ArchiveDep, CasePath
from api.proposals import ProposalsAnswer, proposals_answer
from corpus.case import Ruling
from ingest.proposals.rulings import rule_on

EDITOR = "editor"

ProposalPath = Annotated[
    str, Path(pattern=r"^[0-9a-f]{12}$", description="id of a proposal", examples=["5f2a91bc07de"])
]


router = APIRouter(prefix="/v1/cases/{case_id}/proposals", tags=["cases"])
decisions = APIRouter(
    prefix="/v1/cases/{case_id}/proposals/{proposal_id}",
    include_in_schema=False,
    dependencies=[Depends(trusted_caller)],
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
