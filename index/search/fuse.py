"""Fusing what meaning and words say of a passage, and grouping passages by case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.results import Adjustment
from index.passages import Candidate, DensePlan, Filter, PassageIndex, Plan, SentencePlan
from index.search.background import says_something
from index.search.emphasis import Emphasis, total
from index.search.facets import unit_of, unit_values
from index.search.leaders import read_again
from index.search.parts import EncodedQuery, Found, Fused, Group, Leg, Ranking
from index.search.records import record_scores
from index.search.retrieve import language_of
from index.search.scope import Scope
from index.search.snapshot import Snapshot

COMPARED = 200
"""Passages whose sentences are compared with the query: the best by their whole meaning and their words."""

SENTENCE_SHARE = 0.4
"""Weight of a passage's best sentence against its whole meaning: one sentence answers a question, the whole says what it is about."""

WORDS_WEIGHT = 4.0
"""What sharing all telling words of the query is worth, in standard deviations of meaning. The share is squared: half of the words
is a quarter of the evidence, so that the stray words of a question in another language count for little."""

MOST_SHARED = 1.5
"""Shares count up to here: a passage that repeats the words gains, but not without end."""

SUPPORT = 0.25
"""Weight of the mean of a case's best passages beside its best one."""

SUPPORTING = 3

DECIMALS = 5
"""Scores are rounded, so that equals rank alike on every backend."""


class Place(NamedTuple):
    """Where a passage stands in a leg; a passage that the leg did not find has neither."""

    rank: int | None = None
    found: Found | None = None

    @property
    def score(self) -> float:
        """0, which is the archive's mean, where the leg did not find it."""
        return self.found.score if self.found else 0.0


NOWHERE = Place()


class Meaning(NamedTuple):
    """How far a passage stands above the usual, in standard deviations."""

    passage: float
    sentence: float

    @property
    def score(self) -> float:
        return (1 - SENTENCE_SHARE) * self.passage + SENTENCE_SHARE * self.sentence


def fuse(
    index: PassageIndex,
    query: EncodedQuery,
    dense: Leg,
    keyword: Leg,
    scope: Scope,
    snapshot: Snapshot,
    emphasis: Emphasis,
) -> Ranking:
    """Passages that pass all filters, best first: by meaning, by words, and by what else the query says.

    Ranks are counted after filtering, so that a passage is judged against those that it is shown with.
    """
    by_meaning, by_words = (_places(leg.found, scope, snapshot) for leg in (dense, keyword))
    candidates = {one.candidate.passage_id: one.candidate for leg in (dense, keyword) for one in leg.found}
    adjustments = {id: emphasis.adjustments(candidates[id]) for id in {**by_meaning, **by_words}}
    others = {id: _words_score(by_words.get(id, NOWHERE).score) + total(made) for id, made in adjustments.items()}
    first = sorted(others, key=lambda id: (-others[id] - by_meaning.get(id, NOWHERE).score, id))
    meanings = _meanings(index, query, [candidates[id] for id in first[:COMPARED]])
    records = record_scores(index, query, dict.fromkeys(candidates[id].case_id for id in first), snapshot)
    parts = Parts(others, adjustments, by_meaning, by_words, meanings, records)
    fused = _in_order(_fused(candidates[id], parts) for id in others)
    again = read_again(index, query, group_by_case(fused), snapshot)
    ordered = _in_order(_with_more(passage, again.get(passage.case_id, 0.0)) for passage in fused)
    return Ranking(tuple(ordered), dense.complete and keyword.complete)


def _in_order(passages: Iterable[Fused]) -> list[Fused]:
    return sorted(passages, key=lambda passage: (-passage.score, passage.passage_id))


def _with_more(passage: Fused, more: float) -> Fused:
    """The passage of a case to which the second look at its record adds so much."""
    if not more:
        return passage
    return Fused(
        passage.passage_id,
        passage.document_id,
        passage.case_id,
        round(passage.score + more, DECIMALS),
        passage.dense_rank,
        passage.similarity,
        passage.keyword_rank,
        passage.meaning,
        round(passage.record + more, DECIMALS),
        passage.adjustments,
    )


def _places(found: Iterable[Found], scope: Scope, snapshot: Snapshot) -> dict[str, Place]:
    kept = _passing(found, scope, snapshot) if scope.selected else found
    ranked = sorted(kept, key=lambda one: (-one.score, one.candidate.passage_id))
    return {one.candidate.passage_id: Place(rank, one) for rank, one in enumerate(ranked, start=1)}


def _passing(found: Iterable[Found], scope: Scope, snapshot: Snapshot) -> Iterator[Found]:
    """What passes the selections of facets."""
    passing: dict[object, bool] = {}
    for one in found:
        unit = unit_of(one.candidate)
        if unit not in passing:
            passing[unit] = scope.passes(unit_values(unit, snapshot))
        if passing[unit]:
            yield one


def _words_score(share: float) -> float:
    return WORDS_WEIGHT * min(share, MOST_SHARED) ** 2


def _meanings(index: PassageIndex, query: EncodedQuery, candidates: Sequence[Candidate]) -> dict[str, Meaning]:
    """Exact for these passages, also for those that only their words found; lists of sources mean nothing."""
    ids = tuple(one.passage_id for one in candidates if says_something(one.filters["section"][0]))
    if not ids:
        return {}
    within = Filter({"passage_id": ids})
    plans: list[Plan] = [kind(query.vector, len(ids), within) for kind in (DensePlan, SentencePlan)]
    whole, best = ({one.passage_id: one for one in answer} for answer in index.search(plans))
    return {
        id: Meaning(
            query.passages.score(one.score, language_of(one)), query.sentences.score(best[id].score, language_of(one))
        )
        for id, one in whole.items()
        if id in best
    }


@dataclass(frozen=True, slots=True)
class Parts:
    """What the scores of passages are added from, by passage id; the records by case id."""

    others: Mapping[str, float]
    """Words, and what else the query says."""
    adjustments: Mapping[str, tuple[Adjustment, ...]]
    """What of `others` is not of words."""
    by_meaning: Mapping[str, Place]
    by_words: Mapping[str, Place]
    meanings: Mapping[str, Meaning]
    records: Mapping[str, float]


def _fused(candidate: Candidate, parts: Parts) -> Fused:
    id = candidate.passage_id
    dense, keyword = parts.by_meaning.get(id, NOWHERE), parts.by_words.get(id, NOWHERE)
    meaning = parts.meanings.get(id) or Meaning(dense.score, dense.score)
    record = parts.records.get(candidate.case_id, 0.0)
    return Fused(
        id,
        candidate.document_id,
        candidate.case_id,
        score=round(meaning.score + parts.others[id] + record, DECIMALS),
        dense_rank=dense.rank,
        similarity=dense.found.candidate.score if dense.found else None,
        keyword_rank=keyword.rank,
        meaning=meaning.score,
        record=round(record, DECIMALS),
        adjustments=parts.adjustments[id],
    )


def group_by_case(passages: Iterable[Fused]) -> list[Group]:
    """Cases by their best passage and a little by the next ones; `passages` come best first.

    A case hardly gains by having many passages: long documents would win.
    """
    by_case: dict[str, list[Fused]] = {}
    for passage in passages:
        by_case.setdefault(passage.case_id, []).append(passage)
    groups = [Group(id, _case_score(found), tuple(found)) for id, found in by_case.items()]
    return sorted(groups, key=lambda group: (-(group.score or 0.0), group.case_id))


def _case_score(found: Sequence[Fused]) -> float:
    support = sum([passage.score for passage in found[:SUPPORTING]]) / SUPPORTING
    return round(found[0].score + SUPPORT * support, DECIMALS)
