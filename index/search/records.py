"""How near the record of a case is to a query, beside the passages of its documents.

Four queries in ten ask for something that no passage says in one place, or in a language in which the archive says it elsewhere: the
record says it in a few sentences, mostly in several languages. What it brings is in ``eval/README.md``.
"""

from __future__ import annotations

from collections.abc import Iterable

from index.passages import Candidate, DensePlan, PassageIndex, SentencePlan
from index.records import of_records
from index.search.background import Standing
from index.search.parts import EncodedQuery
from index.search.retrieve import language_of

COMPARED = 500
"""Cases whose records are compared with the query."""

LANGUAGES = 4
"""Languages of a record that are allowed for on average."""

WHOLE_WEIGHT = 1.2
TEXT_WEIGHT = 0.8
"""Of the record as a whole and of its nearest text, beside 1 for a passage."""


def record_scores(index: PassageIndex, query: EncodedQuery, case_ids: Iterable[str]) -> dict[str, float]:
    """Case -> what its record adds to each of its passages, in standard deviations above the usual; cases without one are not in it.

    Of a record in several languages the nearest one counts. The query keeps its middle here: texts of records are of one make, and what is
    usual in their language is taken off anyway. Without the middle, 0.03 fewer of the relevance cases were answered.
    """
    within, limit = of_records(list(case_ids)[:COMPARED]), COMPARED * LANGUAGES
    whole, texts = index.search([kind(query.whole_vector, limit, within) for kind in (DensePlan, SentencePlan)])
    by_text = _best(texts, query.record_texts)
    by_whole = _best(whole, query.records)
    return {id: WHOLE_WEIGHT * by_whole[id] + TEXT_WEIGHT * by_text[id] for id in by_whole.keys() & by_text.keys()}


def _best(candidates: Iterable[Candidate], usual: Standing) -> dict[str, float]:
    found: dict[str, float] = {}
    for one in candidates:
        score = usual.score(one.score, language_of(one))
        found[one.case_id] = max(score, found.get(one.case_id, score))
    return found
