"""Passages, one by one: what a citation points to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import passage_answer
from api.deps import ArchiveDep, PassagePath
from api.parameters import LanguageParameters
from corpus.results import PassageAnswer

router = APIRouter(prefix="/v1/passages", tags=["passages"])


@router.get("/{passage_id}", summary="Read a passage")
def passage(
    passage_id: PassagePath, parameters: Annotated[LanguageParameters, Query()], archive: ArchiveDep
) -> PassageAnswer:
    """The text with its page, headings, section and sentences. A passage that only older versions of its case had is found too."""
    found = archive.catalogue.passage(passage_id)
    case_id = archive.catalogue.document(found.document_id).case_id
    versions = archive.catalogue.history.versions_with(case_id, found.document_id)
    is_current = archive.catalogue.case(case_id).case.version in versions
    told = {"versions": versions, "is_current": is_current}
    return passage_answer(found, parameters.lang).model_copy(update=told)
