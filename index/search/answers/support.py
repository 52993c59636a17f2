"""Whether a claim is supported by the sentences that it names: by its numbers, its words of denial and its meaning.

A check, not a proof. It catches invented and changed numbers, claims on something else, and claims turned round in the sentences' own
language; it cannot catch a small untruth in words that are much like the sentence's. `casebook eval answers` prints how often it is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corpus.gazetteer import cities_named, fold
from corpus.results import EvidenceSentence
from index.encoder import Encoder

LEAST_SUPPORT = 0.845
"""Cosine with the nearest of its sentences from which a claim says what they say; chosen on the pairs of `eval/answers/claims.yaml`."""

_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)")
_REFERENCE = re.compile(r"\[\d+(?:[,;–-]\s*\d+)*\]")
_AFTER = re.compile(r"\s*([^\W\d_]+)")
_SEPARATORS = re.compile(r"[.,'’\u00a0\u202f ]")
_WORD = re.compile(r"[^\W\d_]+")
_LARGE_CITY = 300_000
"""Inhabitants; among the smaller ones there is a city for nearly every word."""
_SHORTEST_CITY = 4
_NAMES_HAVE_CAPITALS = frozenset({"en", "es", "fr", "pt"})
_GLUED = frozenset({"ko", "ja", "zh", "zh-Hant"})
"""Languages whose words of denial are parts of words."""


@dataclass(frozen=True, slots=True)
class Support:
    """What the check says of a claim."""

    cosine: float
    """With the nearest sentence."""
    foreign_numbers: frozenset[float]
    """Numbers that stand in none of the sentences."""
    foreign_names: frozenset[str]
    """Names, folded, that neither the sentences nor their cases' cities, countries and titles have."""
    is_turned_round: bool
    """Whether claim and sentences, in one language, differ in denying."""

    @property
    def is_enough(self) -> bool:
        has_nothing_foreign = not self.foreign_numbers and not self.foreign_names
        return self.cosine >= LEAST_SUPPORT and has_nothing_foreign and not self.is_turned_round


def support(claim: str, language: str, sentences: Sequence[EvidenceSentence], encoder: Encoder) -> Support:
    """Check a claim, written in the language, against the sentences that it names; at least one."""
    texts = [f"{sentence.context} {sentence.text}".strip() for sentence in sentences]
    vectors = encoder.embed_texts([claim, *(part for each in sentences for part in (each.text, each.context) if part)])
    known = numbers(" ".join([*texts, *(str(each.year or "") for each in sentences)]))
    own = [text for text, each in zip(texts, sentences, strict=True) if each.language == language]
    denials = [denies(text, language) for text in own]
    return Support(
        cosine=float((vectors[1:] @ vectors[0]).max()),
        foreign_numbers=frozenset(numbers(claim)) - frozenset(known),
        foreign_names=foreign_names(claim, language, sentences),
        is_turned_round=bool(own) and len(own) == len(sentences) and denies(claim, language) not in denials,
    )


def numbers(text: str) -> list[float]:
    """The numbers of a text: '1,500', '1.500' and '1 500' are 1500, '1.5' and '1,5' are 1.5. References such as [5] are none.

    Words of magnitude after a number multiply it: '2 million' is 2000000. Numbers in words alone are not seen.
    """
    plain = unicodedata.normalize("NFKC", _REFERENCE.sub(" ", text))
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    return [_value(match[0]) * _factor(plain[match.end() :]) for match in _NUMBER.finditer(plain)]


def _value(digits: str) -> float:
    """A separator before exactly three digits parts thousands, except after a lone 0; any other one begins decimals."""
    if _GROUPED.fullmatch(digits):
        return float(_SEPARATORS.sub("", digits))
    whole, mark, decimals = digits.rpartition("." if digits.rfind(".") > digits.rfind(",") else ",")
    return float(f"{_SEPARATORS.sub('', whole)}.{decimals}") if mark else float(digits)


def _factor(after: str) -> float:
    """The product of the words of magnitude that follow a number; of letters that follow without a space, the longest such word."""
    factor, at = 1.0, 0
    while match := _AFTER.match(after, at):
        word = fold(match[1])
        known = next((word[:size] for size in range(len(word), 0, -1) if _is_magnitude(word, size)), None)
        if known is None:
            return factor
        factor, at = factor * _magnitudes()[known], match.end()
    return factor


def _is_magnitude(word: str, size: int) -> bool:
    """Whole words, or the beginning of one in a script whose words run on."""
    return word[:size] in _magnitudes() and (size == len(word) or not word[:size].isascii())


@cache
def _magnitudes() -> Mapping[str, float]:
    return {fold(word): float(factor) for factor, words in _table("magnitudes").items() for word in words}


def foreign_names(claim: str, language: str, sentences: Sequence[EvidenceSentence]) -> frozenset[str]:
    """Words with a capital inside the claim that its sentences and their cases lack; none where the language has capitals for all nouns
    or for nothing.
    """
    if language not in _NAMES_HAVE_CAPITALS:
        return frozenset()
    told = [
        part for each in sentences for part in (each.text, each.context, each.case_title, each.city, each.country_label)
    ]
    known = set(_words(" ".join(filter(None, told))))
    first, *others = _WORD.findall(claim) or [""]
    names = {fold(word) for word in others if word[:1].isupper()}
    # The first word has a capital anyway; it is a name where it is that of a large city.
    names |= {fold(first)} if _is_large_city(first) else set()
    return frozenset(name for name in names if name not in known)


def _is_large_city(word: str) -> bool:
    return len(word) >= _SHORTEST_CITY and any(city.population >= _LARGE_CITY for city in cities_named(word))


def _words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def denies(text: str, language: str) -> bool:
    """Whether a word of denial stands in the text; False for a language whose words are not known."""
    words = _negations().get(language, _negations().get(language.partition("-")[0], frozenset()))
    folded = text.casefold().replace("’", "'")
    if language in _GLUED:
        return any(word in folded for word in words)
    found = set(re.findall(r"[^\W\d_]+'?", folded)) | {"n't" if "n't" in folded else ""}
    return bool((found | {word.rstrip("'") for word in found}) & words)


@cache
def _negations() -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in _table("negations").items()}


def _table(name: str) -> Mapping[str, Sequence[str]]:
    text = resources.files("index.search.answers").joinpath(f"{name}.yaml").read_text("utf-8")
    table: Mapping[str, Sequence[str]] = yaml.safe_load(text)
    return table
