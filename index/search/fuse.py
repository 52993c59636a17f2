"""Fusing the two legs by rank, and grouping passages by case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.passages import Candidate
from index.search.facets import unit_of, unit_values
from index.search.parts import Found, Fused, Group, Leg, Ranking
from index.search.scope import Scope
from index.search.snapshot import Snapshot

K = 10
"""Constant of reciprocal rank fusion, 1 / (K + rank). 10 beat the customary 60 on five test collections of five: with few passages
to a case, the first places should count more."""

TELLING_PASSAGES = 3
"""Passages compared where the best ones of two cases are equal; a third decides what is left to the id."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in a leg; a passage that the leg did not find has neither."""

    rank: int | None = None
    found: Found | None = None


def fuse(dense: Leg, keyword: Leg, scope: Scope, snapshot: Snapshot) -> Ranking:
    """Passages that pass all filters, by the weighted sum of their reciprocal ranks in the two legs, best first.

    Ranks are counted after filtering, so that a passage is judged against those that it is shown with.
    """
    by_meaning, by_words = (_places(leg.found, scope, snapshot) for leg in (dense, keyword))
    candidates = {one.candidate.passage_id: one.candidate for leg in (dense, keyword) for one in leg.found}
    fused = [
        _fused(candidates[id], by_meaning.get(id, Place()), by_words.get(id, Place()), dense.weight, keyword.weight)
        for id in {**by_meaning, **by_words}
    ]
    ordered = sorted(fused, key=lambda passage: (-passage.score, passage.passage_id))
    return Ranking(tuple(ordered), dense.complete and keyword.complete)


def _places(found: Iterable[Found], scope: Scope, snapshot: Snapshot) -> dict[str, Place]:
    kept = [one for one in found if scope.passes(unit_values(unit_of(one.candidate), snapshot))]
    kept.sort(key=lambda one: (-one.score, one.candidate.passage_id))
    return {one.candidate.passage_id: Place(rank, one) for rank, one in enumerate(kept, start=1)}


def _fused(candidate: Candidate, dense: Place, keyword: Place, dense_weight: float, keyword_weight: float) -> Fused:
    return Fused(
        candidate.passage_id,
        candidate.document_id,
        candidate.case_id,
        score=_reciprocal(dense, dense_weight) + _reciprocal(keyword, keyword_weight),
        dense_rank=dense.rank,
        similarity=dense.found.candidate.score if dense.found else None,
        keyword_rank=keyword.rank,
    )


def _reciprocal(place: Place, weight: float) -> float:
    return weight / (K + place.rank) if place.rank else 0.0


def group_by_case(passages: Iterable[Fused]) -> list[Group]:
    """Cases in order of their best passage; `passages` come best first.

    A case does not gain by having many passages: long documents would win. Only where the best are equal, which rank fusion makes
    frequent, the next ones decide, and then the id.
    """
    by_case: dict[str, list[Fused]] = {}
    for passage in passages:
        by_case.setdefault(passage.case_id, []).append(passage)
    groups = [Group(id, found[0].score, tuple(found)) for id, found in by_case.items()]
    return sorted(groups, key=lambda group: (*_best_scores(group), group.case_id))


def _best_scores(group: Group) -> tuple[float, ...]:
    best = [-passage.score for passage in group.passages[:TELLING_PASSAGES]]
    return (*best, *[0.0] * (TELLING_PASSAGES - len(best)))
