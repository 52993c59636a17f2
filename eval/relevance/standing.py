"""Where a case stands for a query: in the answer, and in each leg before anything is fused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.results import CaseCard, Results
from index.passages import DensePlan, KeywordPlan, Plan
from index.search import SearchEngine
from index.search.retrieve import of_passages

LEG_DEPTH = 2000
"""Passages asked of a leg; a case of which none is among them counts as not found by it."""
EARLY = 10
"""A leg that has a passage of a case among its first so many has done its part."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Ranks count from 1; None is not found."""

    case: str
    place: int | None
    """Among the cases of the answer."""
    by_meaning: int | None
    """Of its best passage among all passages of the dense leg."""
    by_words: int | None
    """The same in the keyword leg."""
    section: str | None = None
    """Of the passage that the answer shows first, as are page and words."""
    page: int | None = None
    words: tuple[str, ...] = ()

    @property
    def legs(self) -> str:
        """Which leg has it early: where a wanted case is early in both, fusion is to blame for a bad place, and else the other leg."""
        early = [
            leg for leg, rank in (("meaning", self.by_meaning), ("words", self.by_words)) if rank and rank <= EARLY
        ]
        if early:
            return "both legs have it early" if len(early) == 2 else f"only {early[0]} has it early"
        return "both legs have it late" if self.by_meaning or self.by_words else "no leg finds it"


def standings(engine: SearchEngine, query: str, results: Results, ids: Iterable[str]) -> tuple[Standing, ...]:
    """Of these cases, in the order of the answer; those that it does not have come last. Asks both legs once more."""
    meaning = _best_ranks(engine, DensePlan(engine.encoder.embed_query(query), LEG_DEPTH, of_passages()))
    words = _best_ranks(engine, KeywordPlan(engine.keyword_weights(query), LEG_DEPTH))
    places = {card.id: (place, card) for place, card in enumerate(results.cases, 1)}
    found = [
        _shown(Standing(id, None, meaning.get(id), words.get(id)), places.get(id)) for id in dict.fromkeys(ids)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda standing: standing.place or len(places) + 1))


def _best_ranks(engine: SearchEngine, plan: Plan) -> Mapping[str, int]:
    ranks: dict[str, int] = {}
    for rank, candidate in enumerate(engine.index.search([plan])[0], 1):
        ranks.setdefault(candidate.case_id, rank)
    return ranks


def _shown(standing: Standing, at: tuple[int, CaseCard] | None) -> Standing:
    if at is None:
        return standing
    place, card = at
    hit = card.hits[0] if card.hits else None
    return Standing(
        standing.case, place, standing.by_meaning, standing.by_words,
        hit.section_label if hit else None, hit.page if hit else None, hit.why.words if hit else (),
    )  # fmt: skip


def sentence(standing: Standing, listed: int) -> str:
    """The same in words, for the terminal; `listed` is how many cases the answer was asked for."""
    place = f"number {standing.place}" if standing.place else f"not among the first {listed}"
    ranks = f"best passage {_rank(standing.by_meaning)} by meaning, {_rank(standing.by_words)} by words"
    shared = f", shares {' '.join(standing.words)}" if standing.words else ""
    return f"{standing.case} is {place}, {standing.legs} ({ranks}{shared})"


def _rank(rank: int | None) -> str:
    return f"number {rank}" if rank else "nowhere"


def of(found: Sequence[Standing], id: str) -> Standing:
    return next(standing for standing in found if standing.case == id)
