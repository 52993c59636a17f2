"""The words of a passage, sentence by sentence."""

from __future__ import annotations

from functools import lru_cache

from corpus.passage import Passage
from index.keywords import keyword_terms

REMEMBERED = 1 << 14
"""Sentences whose terms are kept: the same passages answer many queries, and cutting them takes longer than finding them."""


def sentence_terms(passage: Passage, language: str | None) -> list[tuple[str, ...]]:
    """Terms of each sentence, stemmed as in the language; without one, whole."""
    return [_terms_of(passage.text[span.start : span.end], language) for span in passage.sentences]


@lru_cache(REMEMBERED)
def _terms_of(sentence: str, language: str | None) -> tuple[str, ...]:
    return tuple(keyword_terms(sentence, language))
