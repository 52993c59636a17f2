"""What the components of the search pipeline hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Self

from corpus.results import Adjustment, Correction, SearchQuery
from index.passages import Candidate, Sparse, Vector
from index.search.background import Standing
from index.search.recognise import Mention
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
    corrections: tuple[Correction, ...] = ()
    """What was mended in `text`; the words as typed are in it no more, but in `words`."""
    mentions: tuple[Mention, ...] = ()
    """What the text names."""


NOTHING = Reading("", (), ())
"""Of a query without words."""


@dataclass(frozen=True, slots=True)
class QueryWord(Shared):
    """A word of a query as the keyword leg looks for it."""

    terms: tuple[str, ...]
    """Any of them is the word; see `index.keywords.word_alternatives`."""
    rarity: float
    """Of its rarest term that the archive has; as if unseen where it has none."""
    weight: float = 1.0
    """What the index's own rarity of its terms is to be multiplied by, 0 to 1."""


@dataclass(frozen=True, slots=True)
class EncodedQuery(Shared):
    vector: Vector
    """Shape (dimension,), unit length, without the middle of the archive: `Background.without_middle`."""
    whole_vector: Vector
    """The encoder's own, with the middle: for the records."""
    passages: Standing
    sentences: Standing
    """What is usual for `vector` among passages, and among the best sentences of passages."""
    records: Standing
    record_texts: Standing
    """What is usual for `whole_vector` among records of cases, and among the best texts of records."""
    words: tuple[QueryWord, ...]
    weights: Sparse
    """The terms of the words as the index takes them."""
    whole: float
    """The BM25 score of a passage that has the query's most telling words; its scores are counted as shares of that."""


class Found(NamedTuple):
    """A passage that one leg retrieved. `score` orders the leg; `candidate.score` is the index's own."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, slots=True)
class Leg(Shared):
    """All relevant passages that one way of searching found, before the facets restrict them, in no order."""

    found: tuple[Found, ...]
    complete: bool = True
    """False where more relevant passages were left than were looked at."""


class Fused(NamedTuple):
    """A passage with its place in each leg; ranks count from 1 among the passages that pass all filters."""

    passage_id: str
    document_id: str
    case_id: str
    score: float
    dense_rank: int | None = None
    similarity: float | None = None
    keyword_rank: int | None = None
    meaning: float = 0.0
    """Of the passage and its best sentence alone, in standard deviations above the usual."""
    record: float = 0.0
    """What the record of its case adds."""
    adjustments: tuple[Adjustment, ...] = ()


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
class Ranked(Shared):
    """What a search knows before it draws its cards."""

    reading: Reading
    groups: Groups
