"""Documents that are versions or translations of one another."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from api.deps import ArchiveDep, DocumentPath
from api.parameters import TakesNone
from corpus.results import Answer, DocumentAnswer
from index.search.cards import document_answer
from ingest.near import NearKind, near_documents

router = APIRouter(prefix="/v1/documents", tags=["documents"])


class NearAnswer(Answer):
    """A document that is nearly the same as another."""

    kind: NearKind = Field(description="version: much the same words; translation: the same in another language")
    score: float = Field(description="share of common runs of words for a version, cosine for a translation; 0 to 1")
    document: DocumentAnswer


@router.get("/{document_id}/near", summary="See versions and translations of a document")
def document_near(document_id: DocumentPath, _: TakesNone, archive: ArchiveDep) -> tuple[NearAnswer, ...]:
    """Documents that share most of its wording, or say the same in another language, the nearest first. None is merged with it."""
    counts = archive.catalogue.passage_counts()
    found = near_documents(archive.catalogue, document_id)
    return tuple(
        NearAnswer(
            kind=near.kind,
            score=round(near.score, 3),
            document=document_answer(archive.catalogue.document(near.document_id), counts.get(near.document_id, 0)),
        )
        for near in found
    )
