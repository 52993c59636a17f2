"""The passage index: what is stored for each passage, how it is asked, and the Protocol that every backend keeps.

Two backends keep it: `index.edge.EdgeIndex` (Qdrant's engine in this process) and `index.server.ServerIndex` (a Qdrant server). The
plan and filter types here are neutral; each backend has one small translator. One contract suite runs on both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector: token ids and weights of the same length, ids unique."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the index holds it. Text stays in the catalogue; the index holds vectors and filter values."""

    passage_id: str
    document_id: str
    case_id: str
    dense: Vector
    """Shape (dimension,), unit length."""
    sentences: Vector
    """Shape (sentences, dimension), unit length, one row for each sentence of the passage; at least one row."""
    keywords: Sparse
    """BM25 term weights of the text."""
    filters: Mapping[str, tuple[str, ...]]
    """Field of `corpus.results.FILTERS` -> values."""
    start_year: int | None
    """For ranges of years."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps passages that have, for every field, one of its values; and whose start year lies in the range, ends included.

    Fields are those of `corpus.results.FILTERS`, and `case_id`, `document_id`, `passage_id`. A field with no values keeps nothing.
    `excluded_cases` drops the passages of those cases.
    """

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    excluded_cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DensePlan:
    """Nearest passages by cosine. `threshold` leaves out passages below that cosine."""

    vector: Vector
    limit: int
    filter: Filter = Filter()
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class SentencePlan:
    """Passages by the cosine of their sentence nearest to the vector (MaxSim). Compares with every sentence that the filter leaves."""

    vector: Vector
    limit: int
    filter: Filter = Filter()


@dataclass(frozen=True, slots=True)
class KeywordPlan:
    """Best passages by BM25 of the query's terms; passages that share no term, or score below the threshold, are never returned."""

    terms: Sparse
    limit: int
    filter: Filter = Filter()
    threshold: float | None = None


Plan = DensePlan | SentencePlan | KeywordPlan


class Candidate(NamedTuple):
    """A retrieved passage with the filter values that facets count; a tuple, because a search makes a thousand of them."""

    passage_id: str
    document_id: str
    case_id: str
    score: float
    """Cosine for dense and sentence plans, BM25 for a keyword plan; only comparable within one answer."""
    filters: Mapping[str, tuple[str, ...]]


class PassageIndex(Protocol):
    """Vectors of passages. Adding a passage again replaces it. Errors are `corpus.errors.CasebookError`."""

    @property
    def encoder_name(self) -> str:
        """Name of the encoder that the vectors were made with, stored with the index."""

    @property
    def dimension(self) -> int:
        """Length of the dense vectors."""

    def add(self, passages: Sequence[IndexedPassage]) -> None:
        """Write passages; refuse vectors of another dimension or with values that are not finite (BadInput)."""

    def remove(self, filter: Filter) -> None:
        """Drop every passage that the filter keeps; an empty filter is refused (BadInput), so that no slip empties the archive."""

    def search(self, plans: Sequence[Plan]) -> list[list[Candidate]]:
        """Best candidates of each plan, in order of score, then of passage id, so that equal scores rank alike everywhere."""

    def dense_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        """Dense vectors by passage id; unknown ids are left out."""

    def sentence_vectors(self, passage_ids: Iterable[str]) -> dict[str, Vector]:
        """Sentence vectors, shape (sentences, dimension), by passage id; unknown ids are left out."""

    def passage_ids(self, filter: Filter) -> list[str]:
        """Ids of all passages that the filter keeps, sorted."""

    def documents(self) -> dict[str, int]:
        """Number of passages for each document id in the index."""

    def count(self) -> int:
        """Number of passages, exact."""

    def flush(self) -> None:
        """Make everything added so far durable."""

    def close(self) -> None:
        """Flush and let go; using it afterwards is an error."""
