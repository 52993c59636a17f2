"""What was read of records and passages, kept for the next search; the sample that stands for the archive is the first of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Self

from corpus.passage import Passage
from index.catalogue import Catalogue
from index.passages import PassageIndex, Vector
from index.search.kept import Kept
from index.search.sentence_terms import sentence_terms
from index.search.shared import Shared

RECORDS = 2000
"""Records whose words are kept, of some 30 KB each, and entries of records whose vectors are, of some 15 KB."""

PASSAGES = 3000
"""Passages kept with their words, of some 10 KB each, with their vectors, and with those of their sentences, of some 15 KB: what a hundred
different queries show, and the whole of a small archive."""


@dataclass(frozen=True)
class ReadPassage:
    """A passage with its words."""

    passage: Passage

    @cached_property
    def terms(self) -> frozenset[str]:
        """Of its own text, stemmed as in its language."""
        return frozenset(term for sentence in sentence_terms(self.passage, self.passage.language) for term in sentence)


@dataclass(frozen=True, slots=True)
class RecordVectors:
    """A record in one language, as the index has it."""

    whole: Vector
    """Shape (dimension,)."""
    texts: Vector
    """Shape (texts, dimension)."""


@dataclass(frozen=True, slots=True)
class Memory(Shared):
    """Reads from catalogue and index what it does not hold; what they lack is left out of its answers. Safe to use from several threads."""

    record_words: Kept[frozenset[str]] = field(default_factory=partial(Kept, RECORDS))
    """By `index.records.record_id`, which changes with the texts."""
    _records: Kept[RecordVectors] = field(default_factory=partial(Kept, RECORDS))
    _passages: Kept[ReadPassage] = field(default_factory=partial(Kept, PASSAGES))
    _wholes: Kept[Vector] = field(default_factory=partial(Kept, PASSAGES))
    _sentences: Kept[Vector] = field(default_factory=partial(Kept, PASSAGES))

    def records(self, ids: Iterable[str], index: PassageIndex) -> dict[str, RecordVectors]:
        """By the ids of `index.records.entry_ids`, which change with the texts."""
        return self._records.many(ids, partial(_read_records, index))

    def passages(self, ids: Iterable[str], catalogue: Catalogue) -> dict[str, ReadPassage]:
        return self._passages.many(ids, partial(_read_passages, catalogue))

    def wholes(self, ids: Iterable[str], index: PassageIndex) -> dict[str, Vector]:
        """Vectors of passages, shape (dimension,) each."""
        return self._wholes.many(ids, index.dense_vectors)

    def sentences(self, ids: Iterable[str], index: PassageIndex) -> dict[str, Vector]:
        """Vectors of the sentences of passages, shape (sentences, dimension) each."""
        return self._sentences.many(ids, index.sentence_vectors)

    def of_next_snapshot(self) -> Self:
        """With the records alone: a document that is read anew has other passages under the same ids."""
        return type(self)(self.record_words, self._records)


def _read_records(index: PassageIndex, ids: Sequence[str]) -> dict[str, RecordVectors]:
    wholes, texts = index.dense_vectors(ids), index.sentence_vectors(ids)
    return {id: RecordVectors(whole, texts[id]) for id, whole in wholes.items() if id in texts}


def _read_passages(catalogue: Catalogue, ids: Sequence[str]) -> dict[str, ReadPassage]:
    return {id: ReadPassage(passage) for id, passage in catalogue.passages_by_id(ids).items()}
