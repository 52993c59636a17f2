"""What counting cases answers, and who learnt from whom."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpus.results import Answer

Dimension = Literal["year", "topic", "region", "country", "evidence", "verdict", "stage", "language"]
"""What cases are counted by: start year, topics, UN M49 sub-region, country, evidence of their outcomes, verdict, stage, and languages of
their documents."""


class CountedValue(Answer):
    """How many cases have a value."""

    value: str
    label: str
    count: int = Field(ge=1, description="cases that have it; one with several values counts for each")
    url: str | None = Field(
        description="the search that lists these cases; None where no filter singles them out: there is none for stage and evidence, "
        "and two values of one filter are joined by 'or'"
    )


class CountedDimension(Answer):
    """The values of a dimension with their cases."""

    name: Dimension
    label: str
    without: int = Field(ge=0, description="cases without any value")
    values: tuple[CountedValue, ...] = Field(
        description="years by year, others in the order of their vocabulary, else most frequent first"
    )


class CrossRow(Answer):
    """One value of the first dimension, counted by the second."""

    value: str
    label: str
    cells: tuple[CountedValue, ...] = Field(
        description="values of the second dimension; those without a case are left out"
    )


class CrossTable(Answer):
    """Cases by two dimensions."""

    by: Dimension
    and_: Dimension = Field(serialization_alias="and", validation_alias="and", description="the second dimension")
    rows: tuple[CrossRow, ...]


class StatisticsAnswer(Answer):
    """Cases of a search, counted."""

    total: int = Field(description="cases that the filters leave")
    dimensions: tuple[CountedDimension, ...]
    table: CrossTable | None = Field(default=None, description="with `by` and `and`")
    snapshot: str = Field(description="state of the archive that was asked")


class AdoptionNode(Answer):
    """A case that learnt from another, or that another learnt from."""

    id: str
    title: str
    city: str | None
    country: str | None = Field(description="ISO 3166-1 alpha-2")
    year: int | None = Field(description="year the policy started")
    url: str = Field(description="where the case can be read")


class AdoptionLink(Answer):
    """One case took something over from another."""

    source: str = Field(description="the case that was learnt from")
    target: str = Field(description="the case that learnt")
    stated_by: Literal["target", "source", "both"] = Field(
        description="which record says so: that of the case that learnt (`adopted_from`), that of the other (`adopted_by`), or both"
    )


class AdoptionGraph(Answer):
    """Who learnt from whom, in the node-link form that networkx and D3 read."""

    directed: Literal[True] = True
    multigraph: Literal[False] = False
    nodes: tuple[AdoptionNode, ...] = Field(description="cases with a link, by id")
    links: tuple[AdoptionLink, ...] = Field(description="by source, then target")
    snapshot: str = Field(description="state of the archive that was asked")
