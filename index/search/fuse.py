"""Fusing the two legs by rank, and grouping passages by case."""

from __future__ import annotations

from collections.abc import Iterable

from index.search.facets import unit_of, unit_values
from index.search.parts import Found, Fused, Group, Leg, Ranking
from index.search.scope import Scope
from index.search.snapshot import Snapshot

K = 10
"""Constant of reciprocal rank fusion, 1 / (K + rank). 10 beat the customary 60 on five test collections of five: with few passages
to a case, the first places should count more."""

TELLING_PASSAGES = 3
"""Passages compared where the best ones of two cases are equal; a third decides what is left to the id."""


def fuse(dense: Leg, keyword: Leg, scope: Scope, snapshot: Snapshot) -> Ranking:
    """Passages that pass all filters, by the sum of their reciprocal ranks in the two legs, best first.

    Ranks are counted after filtering, so that a passage is judged against those that it is shown with.
    """
    by_meaning, by_words = (_ranked(leg.found, scope, snapshot) for leg in (dense, keyword))
    fused = [_fused(id, by_meaning.get(id), by_words.get(id)) for id in {**by_meaning, **by_words}]
    ordered = sorted(fused, key=lambda passage: (-passage.score, passage.passage_id))
    return Ranking(tuple(ordered), dense.complete and keyword.complete)


def _ranked(found: Iterable[Found], scope: Scope, snapshot: Snapshot) -> dict[str, tuple[int, Found]]:
    kept = [one for one in found if scope.passes(unit_values(unit_of(one.candidate), snapshot))]
    kept.sort(key=lambda one: (-one.score, one.candidate.passage_id))
    return {one.candidate.passage_id: (rank, one) for rank, one in enumerate(kept, start=1)}


def _fused(passage_id: str, dense: tuple[int, Found] | None, keyword: tuple[int, Found] | None) -> Fused:
    places = [place for place in (dense, keyword) if place]
    candidate = places[0][1].candidate
    return Fused(
        passage_id,
        candidate.document_id,
        candidate.case_id,
        score=sum(1 / (K + rank) for rank, _ in places),
        dense_rank=dense[0] if dense else None,
        similarity=dense[1].candidate.score if dense else None,
        keyword_rank=keyword[0] if keyword else None,
    )


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
