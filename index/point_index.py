"""The part of a passage index that does not depend on where Qdrant's engine runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from index.passages import Candidate, Filter, IndexedPassage, KeywordPlan, Plan, Vector
from index.points import (
    DENSE,
    SENTENCES,
    Made,
    asked,
    best,
    check_filter,
    check_passages,
    check_plan,
    check_removal,
    in_batches,
    keeps_nothing,
    point_id,
)

BATCH = 64
"""Points in one write; with their sentence vectors that is a few megabytes."""


@dataclass(frozen=True, slots=True)
class Question:
    """A plan and how many candidates the engine shall bring for it."""

    plan: Plan
    limit: int


class PointIndex(ABC):
    """Keeps `index.passages.PassageIndex`; the methods with an underscore are what a backend adds.

    Backends answer in order of score, pass on only what this class has checked, and raise Unavailable for what fails in the engine.
    """

    def __init__(self, made: Made) -> None:
        self._made = made

    @property
    def encoder_name(self) -> str:
        """Of the vectors in the index."""
        return self._made.encoder

    @property
    def dimension(self) -> int:
        """Of the dense vectors and of each sentence vector."""
        return self._made.dimension

    def add(self, passages: Sequence[IndexedPassage]) -> None:
        """Write passages, replacing those with the same ids. Nothing is written where one of them is refused (BadInput)."""
        check_passages(passages, self.dimension)
        for batch in in_batches(passages, BATCH):
            self._upsert(batch)

    def remove(self, filter: Filter) -> None:
        """Drop every passage that the filter keeps; BadInput for one that keeps everything."""
        check_removal(filter)
        if not keeps_nothing(filter):
            self._delete(filter)

    def search(self, plans: Sequence[Plan]) -> list[list[Candidate]]:
        """One round trip for all plans, and more only for a plan whose limit falls among equal scores."""
        for plan in plans:
            check_plan(plan, self.dimension)
        places = [place for place, plan in enumerate(plans) if _has_answer(plan)]
        answers: list[list[Candidate]] = [[] for _ in plans]
        for place, found in zip(places, self._ask([Question(plans[i], asked(plans[i])) for i in places]), strict=True):
            answers[place] = best(plans[place], found, partial(self._ask_one, plans[place]))
        return answers

    def dense_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        """Shape (dimension,) each; unknown ids are left out."""
        return self._vectors(passage_ids, DENSE)

    def sentence_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        """Shape (sentences, dimension) each, stored in half precision; unknown ids are left out."""
        return self._vectors(passage_ids, SENTENCES)

    def passage_ids(self, filter: Filter) -> list[str]:
        """Sorted ids of all passages that the filter keeps."""
        check_filter(filter)
        return [] if keeps_nothing(filter) else sorted(self._scroll(filter))

    @abstractmethod
    def documents(self) -> dict[str, int]:
        """Exact number of passages for each document id in the index."""

    @abstractmethod
    def count(self) -> int:
        """Exact number of passages."""

    @abstractmethod
    def flush(self) -> None:
        """Make everything added so far durable."""

    @abstractmethod
    def close(self) -> None:
        """Flush and let go; any later use but closing again raises Unavailable."""

    def _ask_one(self, plan: Plan, limit: int) -> list[Candidate]:
        return self._ask([Question(plan, limit)])[0]

    def _vectors(self, passage_ids: Iterable[str], name: str) -> dict[str, Vector]:
        passages = {point_id(id): id for id in passage_ids}
        found: dict[str, Vector] = {}
        for batch in in_batches(list(passages), BATCH):
            for point, vector in self._retrieve(batch, name):
                found[passages[point]] = np.asarray(vector, np.float32)
        return found

    @abstractmethod
    def _upsert(self, passages: Sequence[IndexedPassage]) -> None: ...

    @abstractmethod
    def _delete(self, filter: Filter) -> None: ...

    @abstractmethod
    def _ask(self, questions: Sequence[Question]) -> list[list[Candidate]]: ...

    @abstractmethod
    def _retrieve(self, points: Sequence[str], vector: str) -> Iterator[tuple[str, Any]]:
        """Pairs of point id and the vector of that name as nested lists."""

    @abstractmethod
    def _scroll(self, filter: Filter) -> Iterator[str]:
        """Passage ids in any order."""


def _has_answer(plan: Plan) -> bool:
    no_terms = isinstance(plan, KeywordPlan) and not plan.terms.indices
    return plan.limit > 0 and not no_terms and not keeps_nothing(plan.filter)
