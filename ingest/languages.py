"""The language of a document and of each of its passages, by py3langid: one model for all, restricted to what we may meet."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

from ingest.text import count_letters

LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "hy", "id", "it", "ja", "ka", "km", "ko", "lt", "lv", "mk", "mn", "ms", "my", "ne", "nl", "no", "pl", "pt",
    "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""Languages in which cities publish much; with more of them, near relatives would take passages from each other."""

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
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
