"""The controlled vocabularies: the values of filters with their labels in every interface language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.answers import summaries, vocabulary_answer
from api.linked.things import known_vocabulary
from api.parameters import LanguageParameters, TakesNone
from corpus.listings import VocabularyAnswer, VocabularySummary
from corpus.vocabulary import VOCABULARIES

router = APIRouter(prefix="/v1/vocabularies", tags=["vocabularies"])


@router.get("", summary="List vocabularies")
def vocabulary_list(_: TakesNone) -> tuple[VocabularySummary, ...]:
    """Names and sizes of all vocabularies."""
    return summaries(VOCABULARIES)


@router.get("/{name}", summary="Read a vocabulary")
def vocabulary_by_name(
    name: Annotated[str, Path(max_length=100, description="name of a vocabulary", examples=["topics"])],
    parameters: Annotated[LanguageParameters, Query()],
) -> VocabularyAnswer:
    """Every concept with its labels."""
    return vocabulary_answer(known_vocabulary(name), parameters.lang)
