"""Passages made by hand for tests of the passage index, in four dimensions, and short ways to ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from index.keywords import embed_passage, embed_query, keyword_terms
from index.passages import (
    Candidate,
    DensePlan,
    Filter,
    IndexedPassage,
    KeywordPlan,
    PassageIndex,
    SentencePlan,
    Sparse,
    Vector,
)  # fmt: skip

ENCODER, DIMENSION = "hand-made@1", 4
EAST, NORTH, UP = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0))
UNSTEMMED = "und"
"""BCP 47 for a language that is not known, which has no stems: queries here find the words that they have."""


def words(text: str) -> Sparse:
    """Every word of a text, each with the weight 1."""
    return embed_query((term, 1.0) for term in keyword_terms(text))


def unit(*values: float) -> Vector:
    vector = np.array(values, np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def passage(
    id: str,
    dense: Iterable[float] = EAST,
    text: str = "bus",
    year: int | None = 2004,
    sentences: Vector | None = None,
    **filters: str,
) -> IndexedPassage:
    """Ids are 'case.document.position'; a filter's values are given as one string with spaces between them."""
    vector = unit(*dense)
    return IndexedPassage(
        passage_id=id,
        document_id=id.rpartition(".")[0],
        case_id=id.partition(".")[0],
        dense=vector,
        sentences=vector[None] if sentences is None else sentences,
        keywords=embed_passage([(text, UNSTEMMED)]),
        filters={name: tuple(values.split()) for name, values in filters.items()},
        start_year=year,
    )


def ids(candidates: Sequence[Candidate]) -> list[str]:
    return [candidate.passage_id for candidate in candidates]


def nearest(
    index: PassageIndex, vector: Sequence[float] = EAST, limit: int = 10, filter: Filter | None = None
) -> list[str]:
    return ids(index.search([DensePlan(unit(*vector), limit, filter or Filter())])[0])


def best_sentences(
    index: PassageIndex, vector: Sequence[float] = EAST, limit: int = 10, filter: Filter | None = None
) -> list[str]:
    return ids(index.search([SentencePlan(unit(*vector), limit, filter or Filter())])[0])


def with_words(index: PassageIndex, text: str, limit: int = 10, filter: Filter | None = None) -> list[str]:
    return ids(index.search([KeywordPlan(words(text), limit, filter or Filter())])[0])
