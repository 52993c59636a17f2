"""How near the record of a case is to a query, beside the passages of its documents.

Four queries in ten ask for something that no passage says in one place, or in a language in which the archive says it elsewhere: the
record says it in a few sentences, mostly in several languages. What it brings is in ``eval/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from index.passages import Candidate, DensePlan, Filter, PassageIndex
from index.search.background import Standing
from index.search.parts import EncodedQuery
from index.search.retrieve import language_of
from index.search.snapshot import Snapshot

COMPARED = 500
"""Cases whose records are compared with the query."""

LANGUAGES = 4
"""Languages of a record that are allowed for on average."""

WHOLE_WEIGHT = 1.2
"""Of the record as a whole, beside 1 for a passage."""


def record_scores(
    index: PassageIndex, query: EncodedQuery, case_ids: Iterable[str], snapshot: Snapshot
) -> dict[str, float]:
    """Case -> what its record adds to each of its passages, in standard deviations above the usual; cases without one are not in it.

    Of a record in several languages the nearest one counts. The query keeps its middle here: texts of records are of one make, and what is
    usual in their language is taken off anyway. Without the middle, 0.03 fewer of the relevance cases were answered.

    Only records that the snapshot has are asked for: the index holds the next one of a case before that is published.
    """
    compared = islice((snapshot.records[id] for id in case_ids if id in snapshot.records), COMPARED)
    within = Filter({"document_id": tuple(sorted(compared))})
    [wholes] = index.search([DensePlan(query.whole_vector, COMPARED * LANGUAGES, within)])
    return {id: WHOLE_WEIGHT * score for id, score in _best(wholes, query.records).items()}


def _best(candidates: Iterable[Candidate], usual: Standing) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in candidates:
        score = usual.score(one.score, language_of(one))
        found[one.case_id] = max(score, found.get(one.case_id, score))
    return found
