"""The relevance cases, which are data: the YAML files beside this module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.errors import BadInput

TRAITS = (
    "same", "across", "none", "misspelt", "acronym", "city", "country", "region", "year", "price", "negation", "vague", "section",
    "failure", "unit",
)  # fmt: skip
"""`same`: a right answer is in the language of the query; `across`: it is not; `none`: the archive has no answer."""

Trait = Literal[
    "same", "across", "none", "misspelt", "acronym", "city", "country", "region", "year", "price", "negation", "vague", "section",
    "failure", "unit",
]  # fmt: skip


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citation(_Data):
    """The best passage of the case has to lie on one of these pages of this document."""

    case: str
    file: str
    pages: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1)


class RelevanceCase(_Data):
    """A query and its expectations; at least one of those from `any` to `offers`."""

    id: str
    query: str
    language: str
    user: Literal["official", "trainer", "researcher"]
    form: Literal["question", "keywords", "paragraph", "phrase"]
    traits: tuple[Trait, ...] = Field(min_length=1)
    filter: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="filters that the user has set")
    k: int = Field(default=10, ge=1, le=50, description="how many of the first cases `any`, `all` and `none` look at")
    any: tuple[str, ...] = Field(default=(), description="one of these cases is there")
    all: tuple[str, ...] = Field(default=(), description="all of these are there")
    none: tuple[str, ...] = Field(default=(), description="none of these is there")
    before: tuple[tuple[str, str], ...] = Field(default=(), description="the one ranks before the other")
    cites: Citation | None = None
    offers: dict[str, str] = Field(default_factory=dict, description="filters that the search recognises and offers")
    why: str | None = Field(default=None, description="for an expert who wonders")

    @model_validator(mode="after")
    def _expects_something(self) -> RelevanceCase:
        if not (self.any or self.all or self.none or self.before or self.cites or self.offers):
            raise ValueError(f"{self.id} expects nothing")
        return self

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every case that some expectation wants to be found."""
        cited = (self.cites.case,) if self.cites else ()
        return tuple(dict.fromkeys((*self.any, *self.all, *(first for first, _ in self.before), *cited)))

    @property
    def named(self) -> tuple[str, ...]:
        """Every case that an expectation is about, wanted or not."""
        return tuple(dict.fromkeys((*self.wanted, *self.none, *(id for pair in self.before for id in pair))))


def read_relevance_cases() -> tuple[RelevanceCase, ...]:
    """All of them, by file and then in its order; BadInput names the file of one that is wrong, or has another's id."""
    files = sorted(
        (file for file in resources.files("eval.relevance").iterdir() if file.name.endswith(".yaml")),
        key=lambda file: file.name,
    )
    found: list[RelevanceCase] = []
    for file in files:
        try:
            found += [RelevanceCase.model_validate(row) for row in yaml.safe_load(file.read_text("utf-8"))]
        except (ValidationError, yaml.YAMLError) as error:
            raise BadInput(f"{file.name}: {error}") from None
    _check_ids(found)
    return tuple(found)


def _check_ids(cases: Sequence[RelevanceCase]) -> None:
    twice = [id for id, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise BadInput(f"two relevance cases have the id {twice[0]}")
