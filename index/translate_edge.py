"""Plans and filters of `index.passages` in the types of Qdrant Edge, the engine inside this process."""

from __future__ import annotations

from functools import lru_cache

import qdrant_edge as edge

from index.passages import Filter, KeywordPlan, Plan, SentencePlan
from index.points import DENSE, KEYWORDS, SENTENCES, START_YEAR, engine_threshold


def edge_filter(filter: Filter) -> edge.Filter | None:
    """None for the filter that keeps everything."""
    if filter == Filter():
        return None
    must: list[edge.ConditionType] = [_any_of(name, values) for name, values in filter.fields.items()]
    if (filter.year_from, filter.year_to) != (None, None):
        years = edge.RangeFloat(gte=filter.year_from, lte=filter.year_to)
        must.append(edge.FieldCondition(START_YEAR, range=years))
    must_not: list[edge.ConditionType] = [_any_of("case_id", filter.excluded_cases)] if filter.excluded_cases else []
    return edge.Filter(must=must, must_not=must_not)


def edge_query(plan: Plan, limit: int) -> edge.QueryRequest:
    """A query that answers the plan with the ids and scores of up to `limit` points."""
    return edge.QueryRequest(
        limit=limit,
        query=_query(plan),
        filter=edge_filter(plan.filter),
        score_threshold=engine_threshold(plan),
        params=_living_only() if isinstance(plan, KeywordPlan) else None,
        with_payload=False,
    )


def _living_only() -> edge.SearchParams:
    # Of its own accord the engine counts removed points too when it weighs how rare a term is; given a corpus, even all points, not.
    return edge.SearchParams(idf=edge.IdfParams(edge.Filter()))


def _query(plan: Plan) -> edge.Query:
    if isinstance(plan, KeywordPlan):
        return edge.Query.Nearest(edge.SparseVector(list(plan.terms.indices), list(plan.terms.values)), using=KEYWORDS)
    return edge.Query.Nearest(plan.vector.tolist(), using=SENTENCES if isinstance(plan, SentencePlan) else DENSE)


@lru_cache(128)
def _any_of(name: str, values: tuple[str, ...]) -> edge.FieldCondition:
    # Every search asks for the same languages, sections and statuses, and making a condition takes longer than looking it up.
    return edge.FieldCondition(name, match=edge.MatchAny(list(values)))
