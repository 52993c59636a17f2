"""The language of a document and of each of its passages."""

from __future__ import annotations

from collections.abc import Iterable

from index.languages import identify
from ingest.text import count_letters

FEWEST_LETTERS = 25
"""Below this many letters a guess is worth less than the language of the document."""

CONFIDENT = 0.95
"""Probability from which a passage may be said to be in another language than its document."""

_SAMPLE = 20_000
_PASSAGE_SAMPLE = 500
"""Characters that are looked at, of a document and of a passage: more make the guess slower and no better."""


def document_language(texts: Iterable[str], hint: str | None = None) -> str:
    """BCP 47 tag of a document by its text; `hint`, which a record gives, goes before any guess; English where both fail."""
    return hint or _guess("\n".join(texts)[:_SAMPLE])[0] or "en"


def passage_language(text: str, document: str) -> str:
    """Language of a passage: that of its document, unless the text is long enough and clearly in another one."""
    if count_letters(text) < FEWEST_LETTERS:
        return document
    language, probability = _guess(text[:_PASSAGE_SAMPLE])
    same = language is None or language == document.partition("-")[0]
    return document if same or probability < CONFIDENT else str(language)


def language_probability(text: str) -> float:
    """How sure the guess of a text's language is, 0 to 1."""
    return _guess(text[:_SAMPLE])[1]


def _guess(text: str) -> tuple[str | None, float]:
    if count_letters(text) < FEWEST_LETTERS:
        return None, 0.0
    return identify(text)
