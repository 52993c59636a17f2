"""How near statements of a record are to passages, to their sentences and to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from corpus.passage import Passage
from index.encoder import Encoder
from index.passages import PassageIndex, Vector
from index.search.background import Background


class Likeness(Protocol):
    """Cosines, -1 to 1, above what all texts have in common; made for one comparison and not shared between threads."""

    def read(self, texts: Sequence[str]) -> None:
        """Look at many texts at once, which is faster than one by one; without it nothing changes but the time."""

    def to_passages(self, text: str, passages: Sequence[Passage]) -> Vector:
        """Shape (passages,); -1 for a passage that the index does not have."""

    def to_sentences(self, text: str, passage: Passage) -> Vector:
        """Shape (sentences of the passage,); all -1 where the index does not have it."""

    def between(self, text: str, other: str) -> float:
        """Of two texts of a record."""


class MeaningLikeness:
    """Likeness by the encoder, with the vectors that the index holds.

    What all texts of the archive and of a language share is taken out of both sides (`index.search.background`): without that, two
    texts of one language are always near and two of different languages never.
    """

    def __init__(self, encoder: Encoder, index: PassageIndex, background: Background) -> None:
        self._encoder, self._index, self._background = encoder, index, background
        self._texts: dict[str, Vector] = {}
        self._passages: dict[str, Vector] = {}
        self._sentences: dict[str, Vector] = {}

    def read(self, texts: Sequence[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        for text, vector in zip(new, self._encoder.embed_texts(new), strict=True):
            self._texts[text] = self._background.without_middle(vector, text)

    def to_passages(self, text: str, passages: Sequence[Passage]) -> Vector:
        _fetch(self._passages, [passage.id for passage in passages], self._index.dense_vectors)
        rows = [self._direction(passage) for passage in passages]
        return np.array([-1.0 if row is None else row @ self._of(text) for row in rows], np.float32)

    def to_sentences(self, text: str, passage: Passage) -> Vector:
        _fetch(self._sentences, [passage.id], self._index.sentence_vectors)
        held = self._sentences.get(passage.id)
        if held is None or len(held) != len(passage.sentences):
            return np.full(len(passage.sentences), -1.0, np.float32)
        return _unit(held - self._background.sentences.middle_of(passage.language)) @ self._of(text)

    def between(self, text: str, other: str) -> float:
        return float(self._of(text) @ self._of(other))

    def _of(self, text: str) -> Vector:
        self.read([text])
        return self._texts[text]

    def _direction(self, passage: Passage) -> Vector | None:
        held = self._passages.get(passage.id)
        return None if held is None else _unit(held - self._background.middle_of(passage.language))


def _fetch(
    known: dict[str, Vector], ids: Sequence[str], fetch: Callable[[Sequence[str]], Mapping[str, Vector]]
) -> None:
    missing = [id for id in ids if id not in known]
    if missing:
        known.update(fetch(missing))


def _unit(vectors: Vector) -> Vector:
    """The same directions with length 1."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vector = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled
