"""Plans and filters of `index.passages` in the types of qdrant-client, for a Qdrant server."""

from __future__ import annotations

from qdrant_client import models

from index.passages import DensePlan, Filter, KeywordPlan, Plan, SentencePlan
from index.points import DENSE, KEYWORDS, SENTENCES, START_YEAR, engine_threshold

_USING = {DensePlan: DENSE, SentencePlan: SENTENCES, KeywordPlan: KEYWORDS}


def server_filter(filter: Filter) -> models.Filter | None:
    """None for the filter that keeps everything."""
    if filter == Filter():
        return None
    must: list[models.Condition] = [_any_of(name, values) for name, values in filter.fields.items()]
    if (filter.year_from, filter.year_to) != (None, None):
        years = models.Range(gte=filter.year_from, lte=filter.year_to)
        must.append(models.FieldCondition(key=START_YEAR, range=years))
    must_not: list[models.Condition] = [_any_of("case_id", filter.excluded_cases)] if filter.excluded_cases else []
    return models.Filter(must=must, must_not=must_not)


def server_query(plan: Plan, limit: int) -> models.QueryRequest:
    """A query that answers the plan with up to `limit` points and their payload."""
    return models.QueryRequest(
        query=_query(plan),
        using=_USING[type(plan)],
        limit=limit,
        filter=server_filter(plan.filter),
        score_threshold=engine_threshold(plan),
        with_payload=True,
    )


def _query(plan: Plan) -> models.NearestQuery:
    if isinstance(plan, KeywordPlan):
        terms = models.SparseVector(indices=list(plan.terms.indices), values=list(plan.terms.values))
        return models.NearestQuery(nearest=terms)
    vector = plan.vector.tolist()
    return models.NearestQuery(nearest=[vector] if isinstance(plan, SentencePlan) else vector)


def _any_of(name: str, values: tuple[str, ...]) -> models.FieldCondition:
    return models.FieldCondition(key=name, match=models.MatchAny(any=list(values)))
