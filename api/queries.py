"""From the parameters of a request to a `SearchQuery`, with every filter value checked, and to one page of its results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from api.cursors import digest_of, next_cursor, offset_of
from api.parameters import AnswerParameters, FilterParameters, ListParameters, SearchParameters
from api.problems import LONGEST_ECHO, AllowedValue, ValueProblem, WrongValues
from api.weights import read_weights, wrong_like, wrong_weights
from corpus.facets import value_label
from corpus.gazetteer import fold
from corpus.results import FILTERS, InterfaceLanguage, Results, SearchQuery
from index.search import SearchEngine
from index.search.scope import looks_right

MOST_NAMED = 20
"""Allowed values that an error names; beyond that, the nearest by spelling."""


class AllowsValues(Protocol):
    """The part of `SearchEngine` that knows which values a filter takes."""

    def allowed_values(self, filter_name: str, /) -> Sequence[str]: ...


def search_query(parameters: FilterParameters, allows: AllowsValues, offset: int = 0) -> SearchQuery:
    """The query that the parameters ask for; WrongValues names every wrong value together with those that are allowed."""
    # Sorted, since their order means nothing: equal searches are equal queries, with one link and one cursor.
    chosen = {name: tuple(sorted(set(getattr(parameters, name)))) for name in FILTERS}
    wrong = [problem for name in FILTERS for problem in _wrong_values(name, chosen[name], allows, parameters.lang)]
    wrong.extend(_wrong_years(parameters))
    like, weights = _comparing(parameters)
    wrong.extend(wrong_like(like, parameters.lang))
    wrong.extend(wrong_weights(weights, like, parameters.lang))
    if wrong:
        raise WrongValues(wrong)
    fields = parameters.model_dump(include={"year_from", "year_to", "limit", "hits_per_case", "like_share"})
    return SearchQuery(
        text=parameters.q.strip() if isinstance(parameters, SearchParameters | AnswerParameters) else "",
        filters={name: values for name, values in chosen.items() if values},
        cases=tuple(dict.fromkeys(parameters.case)),
        language=parameters.lang,
        offset=offset,
        like=like,
        weights=read_weights(weights),
        **fields,
    )


def _comparing(parameters: FilterParameters) -> tuple[str | None, Sequence[str]]:
    """The city to compare with and the weights; an answer compares with none."""
    if not isinstance(parameters, ListParameters):
        return None, ()
    return (parameters.like.strip() if parameters.like else None), parameters.weights


def results_page(parameters: ListParameters, engine: SearchEngine, allows: AllowsValues | None = None) -> Results:
    """The page of results that the cursor asks for, with the cursor of the next one; `allows` where not all values may be told."""
    query = search_query(parameters, allows or engine)
    digest = _list_digest(query)
    start = offset_of(parameters.cursor, digest)
    results = engine.search(query.model_copy(update={"offset": start}))
    following = (
        next_cursor(start + len(results.cases), results.total, digest, results.snapshot) if results.cases else None
    )
    return results.model_copy(update={"next_cursor": following})


def _list_digest(query: SearchQuery) -> str:
    """Labels, the size of a page and the number of hits may change from page to page: they change neither the cases nor their order."""
    return digest_of(query.model_dump_json(exclude={"offset", "limit", "language", "hits_per_case"}))


def _wrong_values(
    name: str, given: Sequence[str], allows: AllowsValues, language: InterfaceLanguage
) -> Iterator[ValueProblem]:
    allowed = allows.allowed_values(name) if given else ()
    for value in given:
        if value not in allowed and not looks_right(name, value):
            yield _wrong_value(name, value, allowed, language)


def _wrong_value(name: str, given: str, allowed: Sequence[str], language: InterfaceLanguage) -> ValueProblem:
    named = nearest(given, [AllowedValue(value=value, label=value_label(name, value, language)) for value in allowed])
    which = "Allowed are" if len(named) == len(allowed) else f"Nearest of {len(allowed)} allowed values are"
    values = ", ".join(each.value if each.value == each.label else f"{each.value} ({each.label})" for each in named)
    message = f"{given[:LONGEST_ECHO]!r} is not a value of the filter {name!r}. {which}: {values or 'none yet'}."
    return ValueProblem(
        parameter=name,
        place="query",
        message=message,
        given=given[:LONGEST_ECHO],
        allowed=tuple(named),
        allowed_total=len(allowed),
    )


def nearest(given: str, allowed: Sequence[AllowedValue]) -> list[AllowedValue]:
    """All allowed values in their order where there are few, else the `MOST_NAMED` spelt most like what was given, by value or label."""
    if len(allowed) <= MOST_NAMED:
        return list(allowed)
    wanted = SequenceMatcher(b=fold(given))

    def likeness(each: AllowedValue) -> float:
        return max(_ratio(wanted, each.value), _ratio(wanted, each.label))

    return sorted(allowed, key=likeness, reverse=True)[:MOST_NAMED]


def _ratio(wanted: SequenceMatcher[str], text: str) -> float:
    wanted.set_seq1(fold(text))
    return wanted.ratio()


def _wrong_years(parameters: FilterParameters) -> Iterator[ValueProblem]:
    first, last = parameters.year_from, parameters.year_to
    if first is not None and last is not None and first > last:
        message = f"No year lies between 'year_from' ({first}) and 'year_to' ({last}); exchange them."
        yield ValueProblem(parameter="year_from", place="query", message=message, given=str(first))
