"""Counting the cases of a search, and the graph of who learnt from whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args
from urllib.parse import urlencode

import networkx as nx
from pydantic import Field

from api.archive import Archive
from api.exports.cases import case_url
from api.parameters import SearchParameters
from api.problems import ValueProblem, WrongValues
from api.queries import search_query
from corpus.case import Case
from corpus.counts import (
    AdoptionGraph,
    AdoptionLink,
    AdoptionNode,
    CountedDimension,
    CountedValue,
    CrossRow,
    CrossTable,
    Dimension,
    StatisticsAnswer,
)
from corpus.facets import city_name, facet_label, value_label
from corpus.results import FILTERS, SearchQuery
from corpus.statistics import CASE_DIMENSIONS, case_counts
from index.adoptions import adoption_links
from index.search.cards import case_card

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
Counts = Mapping[str, frozenset[str]]
"""Value -> ids of its cases."""


class StatisticsParameters(SearchParameters):
    """The cases of a search, and what they are counted by; `limit`, `cursor` and `hits_per_case` change nothing."""

    by: Dimension | None = Field(
        default=None,
        description="count by this alone, and by `and`; by everything where it is not given",
        examples=["topic"],
    )
    and_: Dimension | None = Field(
        default=None, alias="and", description="with `by`: a second dimension, for a table of both", examples=["year"]
    )


class AdoptionParameters(SearchParameters):
    """The cases of a search; `limit`, `cursor` and `hits_per_case` change nothing."""

    neighbours: bool = Field(
        default=False,
        description="true to keep also links with only one end among these cases, and the case at the other end",
        examples=[True],
    )


def statistics(parameters: StatisticsParameters, archive: Archive) -> StatisticsAnswer:
    """Counts of the cases that the search lists. WrongValues where the two dimensions make no table."""
    _check(parameters)
    query = search_query(parameters, archive.engine)
    cases = _listed(query, archive)
    counted = _Counted(query, archive, cases)
    chosen = tuple(name for name in (parameters.by, parameters.and_) if name) or DIMENSIONS
    table = counted.table(parameters.by, parameters.and_) if parameters.by and parameters.and_ else None
    return StatisticsAnswer(
        total=len(cases),
        dimensions=tuple(counted.dimension(name) for name in chosen),
        table=table,
        snapshot=archive.catalogue.snapshot(),
    )


def _check(parameters: StatisticsParameters) -> None:
    if parameters.and_ and parameters.and_ == parameters.by:
        message = "'by' and 'and' are the same; a table takes two dimensions."
    elif parameters.and_ and not parameters.by:
        message = "'and' is the second dimension; name the first one in 'by'."
    else:
        return
    raise WrongValues([ValueProblem(parameter="and", place="query", message=message, given=parameters.and_)])


def _listed(query: SearchQuery, archive: Archive) -> dict[str, Case]:
    """The whole list of the search, in its order."""
    known = archive.catalogue.cases()
    return {card.id: known[card.id].case for card in archive.engine.every_card(query) if card.id in known}


class _Counted:
    """Cases counted by one dimension or two, with the search that lists each count."""

    def __init__(self, query: SearchQuery, archive: Archive, cases: Mapping[str, Case]) -> None:
        self._query, self._api, self._cases = query, archive.settings.public_api, cases
        self._languages = archive.catalogue.passage_languages()

    def dimension(self, name: Dimension) -> CountedDimension:
        counts = self._counts(name)
        having = frozenset[str]().union(*counts.values())
        values = tuple(self._value({name: value}, name, len(ids)) for value, ids in counts.items())
        label = facet_label(name, self._query.language)
        return CountedDimension(name=name, label=label, without=len(self._cases) - len(having), values=values)

    def _counts(self, name: Dimension) -> Counts:
        return case_counts(name, {id: self._values_of(name, case) for id, case in self._cases.items()})

    def _values_of(self, name: Dimension, case: Case) -> Iterable[str]:
        """As the filter of that name finds cases: languages are those that passages have, whatever the record says of its files."""
        if name == "language":
            return {tag for tags in self._languages.get(case.id, {}).values() for tag in tags}
        return CASE_DIMENSIONS[name](case)

    def table(self, by: Dimension, and_: Dimension) -> CrossTable:
        rows, columns = (self._counts(name) for name in (by, and_))
        made = (self._row(by, value, ids, and_, columns) for value, ids in rows.items())
        return CrossTable.model_validate({"by": by, "and": and_, "rows": tuple(made)})

    def _row(self, by: Dimension, value: str, ids: frozenset[str], and_: Dimension, columns: Counts) -> CrossRow:
        cells = (
            self._value({by: value, and_: other}, and_, len(ids & having)) for other, having in columns.items() if ids & having
        )  # fmt: skip
        return CrossRow(value=value, label=value_label(by, value, self._query.language), cells=tuple(cells))

    def _value(self, chosen: Mapping[Dimension, str], shown: Dimension, count: int) -> CountedValue:
        label = value_label(shown, chosen[shown], self._query.language)
        return CountedValue(value=chosen[shown], label=label, count=count, url=self._address(chosen))

    def _address(self, chosen: Mapping[Dimension, str]) -> str | None:
        """The search for these values within the query; None where no filter says that."""
        filters = dict(self._query.filters)
        for name, value in chosen.items():
            if name not in FILTERS or filters.get(name, (value,)) != (value,):
                return None
            filters[name] = (value,)
        told = {"q": self._query.text, "year_from": self._query.year_from, "year_to": self._query.year_to}
        given = {name: value for name, value in told.items() if value} | filters
        return f"{self._api}/v1/search?{urlencode({**given, 'lang': self._query.language}, doseq=True)}"


def adoptions(parameters: AdoptionParameters, archive: Archive) -> AdoptionGraph:
    """The links among the cases that the search lists."""
    listed = _listed(search_query(parameters, archive.engine), archive)
    known = archive.catalogue.cases()
    links = adoption_links({id: each.case for id, each in known.items()}, listed.keys(), parameters.neighbours)
    ends = sorted({end for link in links for end in (link.source, link.target)})
    nodes = tuple(
        _node(case_card(known[id], parameters.lang).title, known[id].case, archive, parameters.lang) for id in ends
    )
    return AdoptionGraph(nodes=nodes, links=tuple(links), snapshot=archive.catalogue.snapshot())


def _node(title: str, case: Case, archive: Archive, language: str) -> AdoptionNode:
    return AdoptionNode(
        id=case.id,
        title=title,
        city=city_name(case, language),
        country=case.country,
        year=case.year,
        url=case_url(archive, case.id),
    )


def graphml_lines(graph: AdoptionGraph) -> Iterator[str]:
    """The graph as GraphML, line by line; what a case has no value for is left out of its node."""
    drawn = nx.DiGraph(snapshot=graph.snapshot)
    for node in graph.nodes:
        drawn.add_node(node.id, **_known(node))
    for link in graph.links:
        drawn.add_edge(link.source, link.target, **_known(link))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield from (f"{line}\n" for line in nx.generate_graphml(drawn))


def _known(told: AdoptionNode | AdoptionLink) -> dict[str, object]:
    return told.model_dump(exclude={"id", "source", "target"}, exclude_none=True)
