"""What the components of the search pipeline hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from corpus.results import CaseCard, Facet, SearchQuery
from index.passages import Candidate, Sparse, Vector
from index.search.shared import Shared
from index.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Page(Shared):
    """Which cases of the ordered list are wanted, and with how many hits each; no limit means all of them."""

    offset: int
    limit: int | None
    hits_per_case: int

    @classmethod
    def of(cls, query: SearchQuery) -> Self:
        return cls(query.offset, query.limit, query.hits_per_case)

    @property
    def cases(self) -> slice:
        return slice(self.offset, None if self.limit is None else self.offset + self.limit)


@dataclass(frozen=True, slots=True)
class Request(Shared):
    """A search with the state of the archive that it asks, so that every component sees the same one."""

    query: SearchQuery
    page: Page
    snapshot: Snapshot
    started: float
    """`time.perf_counter` when the search began, in seconds."""


@dataclass(frozen=True, slots=True)
class Reading(Shared):
    """What the text of a query says."""

    text: str
    """All of its words without the quotation marks: what both legs search for."""
    words: tuple[str, ...]
    """The words of `text` as typed, each once, without the punctuation around them."""
    phrases: tuple[str, ...]
    """What stood in quotation marks; every one has to stand in a passage."""


@dataclass(frozen=True, slots=True)
class EncodedQuery(Shared):
    vector: Vector
    """Shape (dimension,), unit length."""
    terms: tuple[str, ...]
    """Its words as the keyword leg cuts them."""
    weights: Sparse
    """The same as the index takes them."""


@dataclass(frozen=True, slots=True)
class Found(Shared):
    """A passage that one leg retrieved. `score` orders the leg; `candidate.score` is the index's own."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True)
class Leg(Shared):
    """All relevant passages that one way of searching found, before the facets restrict them, in no order."""

    found: tuple[Found, ...]
    complete: bool = True
    """False where more relevant passages were left than were looked at."""
    weight: float = 1.0
    """How much its ranks count when they are fused, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Fused(Shared):
    """A passage with its place in each leg; ranks count from 1 among the passages that pass all filters."""

    passage_id: str
    document_id: str
    case_id: str
    score: float
    dense_rank: int | None = None
    similarity: float | None = None
    keyword_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Group(Shared):
    """A case with its passages, best first; a case that is listed without a query has neither score nor passages."""

    case_id: str
    score: float | None = None
    passages: tuple[Fused, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking(Shared):
    """Passages that pass all filters, best first."""

    passages: tuple[Fused, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Groups(Shared):
    """Every case that passes all filters, in the order of the results."""

    cases: tuple[Group, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Counts(Shared):
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Cards(Shared):
    """The cards of one page."""

    cards: tuple[CaseCard, ...]


@dataclass(frozen=True, slots=True)
class Ranked(Shared):
    """What a search knows before it draws its cards."""

    reading: Reading
    groups: Groups
