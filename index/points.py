"""What the backends of the passage index share: how a passage lies in a Qdrant point, what is refused, how equal scores rank.

A point's id is made of the passage's. Its payload holds the passage's ids, its filter values as lists and its start year: no
booleans, which the embedded engine takes for numbers.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from corpus.errors import BadInput, EncoderMismatch, Unavailable
from corpus.results import FILTERS
from index.passages import Candidate, Filter, IndexedPassage, KeywordPlan, Plan, SentencePlan, Vector

DENSE, SENTENCES, KEYWORDS = "dense", "sentences", "keywords"
"""Names of a point's vectors. Sentences are compared for few passages at a time, so no graph is built over them."""

IDS = ("passage_id", "document_id", "case_id")
LISTED = (*FILTERS, *IDS)
"""Payload fields with words in them; a filter may name any. They are indexed before the first point comes."""
START_YEAR = "start_year"

FORMAT = 3
"""Raised when points are laid out otherwise, so that an index made before is refused and not misread."""

SCORE_DECIMALS = 5
"""Scores are rounded: the engines compute in single precision, each in its own order, and would rank equals by the last digit."""

SPARE = 16
"""Candidates asked for beyond the limit, to see whether equal scores were cut off at it."""

_NAMESPACE = uuid.UUID("5d3c8a0e-7f3b-5b0e-9a51-2f1d6c1f9b11")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Made:
    """What is stored beside the points about their making."""

    format: int
    encoder: str
    dimension: int

    def require(self, encoder: str, dimension: int) -> None:
        """Refuse an index that was made otherwise than it would be now: EncoderMismatch, or Unavailable for another format."""
        if self.format != FORMAT:
            raise Unavailable(
                f"the index has format {self.format}, this Casebook reads {FORMAT}; make it anew: casebook reindex"
            )
        if (self.encoder, self.dimension) != (encoder, dimension):
            raise EncoderMismatch(
                f"the index was made with the encoder {self.encoder} ({self.dimension} dimensions), the settings name {encoder} "
                f"({dimension}); set CASEBOOK_ENCODER back, or make the index anew: casebook reindex"
            )


def point_id(passage_id: str) -> str:
    """The same for the same passage everywhere, so that adding it again replaces it."""
    return str(uuid.uuid5(_NAMESPACE, passage_id))


def payload(passage: IndexedPassage) -> dict[str, Any]:
    ids = {"passage_id": passage.passage_id, "document_id": passage.document_id, "case_id": passage.case_id}
    year = {} if passage.start_year is None else {START_YEAR: passage.start_year}
    return {**{name: list(values) for name, values in passage.filters.items()}, **ids, **year}


def candidate(payload: Mapping[str, Any] | None) -> Candidate:
    """Read a point's payload back, with a score of 0."""
    stored = payload or {}
    filters = {name: tuple(stored[name]) for name in FILTERS if name in stored}
    return Candidate(stored["passage_id"], stored["document_id"], stored["case_id"], 0.0, filters)


def scored(found: Candidate, score: float) -> Candidate:
    return Candidate(found.passage_id, found.document_id, found.case_id, round(score, SCORE_DECIMALS), found.filters)


def check_passages(passages: Sequence[IndexedPassage], dimension: int) -> None:
    """BadInput for the first passage with a vector of another shape, a value that is not finite, or an unknown filter."""
    for passage in passages:
        _check_vector(passage.dense, (dimension,), f"the vector of passage {passage.passage_id}")
        rows = max(1, len(passage.sentences))
        _check_vector(passage.sentences, (rows, dimension), f"the sentence vectors of passage {passage.passage_id}")
        if not np.isfinite(passage.keywords.values).all():
            raise BadInput(f"the keyword weights of passage {passage.passage_id} are not all finite numbers")
        _check_fields(passage.filters, FILTERS)


def check_plan(plan: Plan, dimension: int) -> None:
    """BadInput for a vector that the index cannot compare with its own, or an unknown filter."""
    if not isinstance(plan, KeywordPlan):
        _check_vector(plan.vector, (dimension,), "the vector of the query")
    _check_fields(plan.filter.fields, LISTED)


def check_filter(filter: Filter) -> None:
    """BadInput for a field that passages do not have."""
    _check_fields(filter.fields, LISTED)


def check_removal(filter: Filter) -> None:
    """BadInput for a filter that keeps everything, or has a field that passages do not have."""
    check_filter(filter)
    if filter == Filter():
        raise BadInput("refused to remove passages by an empty filter, which would empty the index")


def keeps_nothing(filter: Filter) -> bool:
    """Whether a field has no values; the engines differ in what they make of that, so they are not asked."""
    return not all(filter.fields.values())


def in_batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def asked(plan: Plan) -> int:
    """Candidates to ask the engine for, so that `best` can cut at the plan's limit."""
    return plan.limit + SPARE


def best(plan: Plan, found: list[Candidate], ask: Callable[[int], list[Candidate]]) -> list[Candidate]:
    """The plan's candidates, by score and then by passage id.

    `found` is what the engine answered to `asked(plan)`, best first. Engines cut a run of equal scores where they like; so while the
    run at the limit reaches the end of the answer, `ask` is called for more.
    """
    size = asked(plan)
    while len(found) == size and found[plan.limit - 1].score == found[-1].score:
        size *= 2
        found = ask(size)
    least = _least(plan)
    kept = [one for one in found if least is None or one.score >= least]
    return sorted(kept, key=lambda one: (-one.score, one.passage_id))[: plan.limit]


def engine_threshold(plan: Plan) -> float | None:
    """A little below the plan's: the engine compares before rounding, `best` after."""
    least = _least(plan)
    return None if least is None else least - 10.0**-SCORE_DECIMALS


def _least(plan: Plan) -> float | None:
    if isinstance(plan, SentencePlan) or plan.threshold is None:
        return None
    return round(plan.threshold, SCORE_DECIMALS)


def _check_vector(vector: Vector, shape: tuple[int, ...], what: str) -> None:
    if vector.shape != shape:
        raise BadInput(f"{what} has shape {vector.shape}, the index holds {shape}")
    if not np.isfinite(vector).all():
        raise BadInput(f"{what} has values that are not finite numbers")


def _check_fields(fields: Mapping[str, Sequence[str]], known: Sequence[str]) -> None:
    unknown = sorted(set(fields) - set(known))
    if unknown:
        raise BadInput(f"{unknown[0]!r} is not a filter; the filters are: {', '.join(known)}")
