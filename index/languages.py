"""Which language a text is in, by py3langid: one model for all, restricted to what we may meet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "hy", "id", "it", "ja", "ka", "km", "ko", "lt", "lv", "mk", "mn", "ms", "my", "ne", "nl", "no", "pl", "pt",
    "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
"""Languages in which cities publish much; with more of them, near relatives would take texts from each other."""


REMEMBERED = 256
"""Queries whose languages are kept."""


def identify(text: str) -> tuple[str, float]:
    """The likeliest of `LANGUAGES` and its probability, 0 to 1; worth little below some 25 letters."""
    language, probability = _identifier().classify(text)
    return str(language), float(probability)


@lru_cache(REMEMBERED)
def language_shares(text: str) -> Mapping[str, float]:
    """Probability of each of `LANGUAGES` for a short text; they add up to 1."""
    return {str(tag): float(share) for tag, share in _identifier().rank(text)}


def query_language(text: str) -> str | None:
    """The language of a short text where one is likelier than all others together."""
    language, probability = max(language_shares(text).items(), key=lambda pair: pair[1])
    return language if probability > 0.5 else None


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
