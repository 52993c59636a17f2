"""What searches have read of records and passages, kept for the next ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Self

from corpus.passage import Passage
from index.passages import Vector
from index.search.kept import Kept
from index.search.sentence_terms import sentence_terms
from index.search.shared import Shared

RECORDS = 2000
"""Records whose words are kept, of some 30 KB each, and entries of records whose vectors are, of some 15 KB."""

PASSAGES = 3000
"""Passages kept with their words, of some 10 KB each, and passages whose sentences are, of some 15 KB: what a hundred different
queries show, and the whole of a small archive."""


@dataclass(frozen=True)
class ReadPassage:
    """A passage with its vector."""

    passage: Passage
    vector: Vector
    """As the index has it, shape (dimension,)."""

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
    """Safe to use from several threads."""

    record_words: Kept[frozenset[str]] = field(default_factory=partial(Kept, RECORDS))
    """By `index.records.record_id`, which changes with the texts."""
    record_vectors: Kept[RecordVectors] = field(default_factory=partial(Kept, RECORDS))
    """By the ids of `index.records.entry_ids`, which do too."""
    passages: Kept[ReadPassage] = field(default_factory=partial(Kept, PASSAGES))
    sentences: Kept[Vector] = field(default_factory=partial(Kept, PASSAGES))
    """Of passages, shape (sentences, dimension)."""

    def of_next_snapshot(self) -> Self:
        """With the records alone: a document that is read anew has other passages under the same ids."""
        return type(self)(self.record_words, self.record_vectors)
