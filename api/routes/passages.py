"""Passages, one by one: what a citation points to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers import passage_answer
from api.deps import ArchiveDep, PassagePath
from api.parameters import LanguageParameters
from corpus.errors import NotFound
from corpus.results import PassageAnswer

router = APIRouter(prefix="/v1/passages", tags=["passages"])


@router.get("/{passage_id}", summary="Read a passage")
def passage(
    passage_id: PassagePath, parameters: Annotated[LanguageParameters, Query()], archive: ArchiveDep
) -> PassageAnswer:
    """The text with its page, headings, section and sentences."""
    found = archive.catalogue.passages_by_id([passage_id])
    if passage_id not in found:
        raise NotFound(f"there is no passage {passage_id!r}")
    return passage_answer(found[passage_id], parameters.lang)
