"""The terms of a text for the keyword leg, and their BM25 weights: the same for passages and queries, on every backend.

Words are cut to their stems by the Snowball stemmer of their language, where there is one. A passage knows its language; a query of
a few words does not, so each of its words stands for its stems in every language that the archive speaks. On CISI and Cranfield that
took nDCG@10 of this leg from 0.335 to 0.36 and from 0.34 to 0.37; on Spanish paragraphs from 0.948 to 0.955.

Scripts without spaces between words (Chinese, Japanese, Thai, Khmer, Lao, Burmese), and Korean, whose endings cling to its words,
are cut into overlapping pairs of characters, so that '버스전용차로' is found inside '중앙버스전용차로'. Measured on Korean municipal law,
that took nDCG@10 of this leg from 0.33 to 0.62.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import qdrant_edge
import Stemmer  # type: ignore[import-not-found]
from opencc import OpenCC

from index.passages import Sparse

AVERAGE_LENGTH = 200.0
"""Terms in a usual passage with its context; BM25 weighs longer ones down."""

SATURATION = 1.5
"""BM25's k1: how much a word gains by standing in a passage again. 1.5 beat 1.2 on four test collections of five."""

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""BCP 47 primary language -> Snowball algorithm. Other languages, and those without inflection, go by whole words."""

IRREGULAR = {"buses": "bus", "busses": "bus", "minibuses": "minibus", "gases": "gas"}
"""Plurals of our field that the English stemmer leaves apart from their singulars; other languages' stems of them are the same."""

STOP_WORDS = {
    "ar": "Arabic", "bn": "Bengali", "ca": "Catalan", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "eu": "Basque", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sl": "Slovene", "sv": "Swedish", "tr": "Turkish",
}  # fmt: skip
"""BCP 47 primary language -> the engine's list of its stop words."""

REMEMBERED = 1 << 17
"""Stems that are kept: a language's common words come again and again."""

_PAIRED = re.compile(
    "(["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Hangul
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana and iteration marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "]+)"
)
_MARKS = "".join(chr(c) for c in range(0x300, 0x10000) if unicodedata.category(chr(c))[0] == "M")
"""Of the first plane only: with the others, which few living scripts need, a search for them takes a hundred times as long."""
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CHARACTER = re.compile(r"\w\W*|\W+")
"""A letter with the marks on it, which Python does not count among `\\w`, where there is nothing but letters, digits and marks."""

_ACCENT = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
"""Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel signs and stretching of Arabic. Marks of other scripts are letters."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Soft hyphens and joiners, which layout programs leave inside words."""

_PLAIN = re.compile(r"[^\W_]+")
_HAS_MARK = re.compile(f"[{_MARKS}]")
_MARKED = re.compile(f"(?:[^\\W_]|[{_MARKS}])+")
"""Python does not count marks among `\\w`; texts without any are cut faster."""

_WITHOUT_STROKE = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not take apart but people type plainly."""


def keyword_terms(text: str, language: str | None = None) -> list[str]:
    """Terms in order: words without case and accents (NFKC first), runs of unspaced scripts as overlapping pairs.

    With a language (BCP 47), words are cut to their stems; without one they stay whole, as exact phrases need them.
    """
    stemmed = _stemmed_in(language)
    return [term for word in _words(text) for term in _word_terms(word, stemmed)]


def word_alternatives(text: str, languages: Iterable[str], own: str | None = None) -> list[tuple[str, ...]]:
    """For each word of a query the terms that it may be in passages of these languages; a pair of letters has one.

    Stop words of `own`, the language of the query where that is known, are left out, unless there are only such.
    """
    stemmed = tuple(dict.fromkeys(map(_stemmed_in, languages))) or (None,)
    words = _words(text)
    telling = [word for word in words if not is_stop_word(word, own)] or words
    return [found for word in telling for found in _alternatives(word, stemmed)]


def embed_passage(texts: Iterable[tuple[str, str]]) -> Sparse:
    """Weights of the terms of a passage's texts, each given with its language; with the backend's IDF they make BM25."""
    terms = [term for text, language in texts for term in keyword_terms(text, language)]
    vector = _bm25().embed_document(" ".join(terms))
    return Sparse(tuple(vector.indices), tuple(vector.values))


def embed_query(terms: Iterable[tuple[str, float]]) -> Sparse:
    """Terms with their weights, those of a term that comes again added up; empty where there is none.

    Counted because long queries repeat what they are about: that took nDCG@10 of this leg on CISI from 0.29 to 0.35.
    """
    weights: dict[int, float] = {}
    for term, weight in terms:
        for index in _term_ids(term):
            weights[index] = weights.get(index, 0.0) + weight
    return Sparse(tuple(weights), tuple(weights.values()))


@lru_cache(REMEMBERED)
def _term_ids(term: str) -> tuple[int, ...]:
    return tuple(_bm25().embed_query(term).indices)


def _alternatives(word: str, stemmed: Sequence[str | None]) -> list[tuple[str, ...]]:
    forms = list(dict.fromkeys(_word_terms(word, language) for language in stemmed))
    if any(len(form) > 1 for form in forms):
        return [(term,) for term in forms[0]]
    return [tuple(dict.fromkeys(term for form in forms for term in form))]


@lru_cache(REMEMBERED)
def _word_terms(word: str, stemmed: str | None) -> tuple[str, ...]:
    """Terms of one word, with the stemmer of that language; runs of unspaced scripts in it have no stem."""
    runs = [run for run in _PAIRED.split(_folded(word)) if run]
    if stemmed is None or len(runs) != 1 or _PAIRED.match(runs[0]):
        return tuple(term for run in runs for term in _terms(run))
    # Without its accents, on which some rules depend: people leave them out, and their words would get other stems.
    return (IRREGULAR.get(runs[0]) or _stemmer(stemmed).stemWord(runs[0]) or runs[0],)


@lru_cache(REMEMBERED)
def is_stop_word(word: str, language: str | None) -> bool:
    """Whether the engine's list for the language (BCP 47) leaves the word out; never where it has no list."""
    name = STOP_WORDS.get(language.partition("-")[0]) if language else None
    return name is not None and not _with_stop_words(name).embed_query(word).indices


@cache
def _with_stop_words(name: str) -> qdrant_edge.Bm25:
    # The engine gives its lists to nobody, but leaves out their words.
    return _bm25(qdrant_edge.StopwordsSet({getattr(qdrant_edge.Language, name)}))


def _stemmed_in(language: str | None) -> str | None:
    primary = language.partition("-")[0] if language else None
    return primary if primary in STEMMERS else None


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMERS[language])


def _words(text: str) -> list[str]:
    """Runs of letters, digits and marks, without case, with their accents."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return _MARKED.findall(plain) if _HAS_MARK.search(plain) else _PLAIN.findall(plain)


def simplified(text: str) -> str:
    """Text with simplified Chinese characters, so that 臺北捷運 is found by 台北捷运; kanji that both have become the same too."""
    return str(_to_simplified().convert(text))


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _folded(word: str) -> str:
    """A word of `_words` without accents and strokes."""
    if word.isascii():
        return word
    if _HAN.search(word):
        word = simplified(word)
    # Composed again, because Hangul falls apart into its letters too.
    decomposed = unicodedata.normalize("NFKD", word.translate(_WITHOUT_STROKE))
    return unicodedata.normalize("NFC", _ACCENT.sub("", decomposed))


def _terms(run: str) -> list[str]:
    if not _PAIRED.match(run):
        return [run]
    characters = _CHARACTER.findall(run)
    return [a + b for a, b in pairwise(characters)] or [run]


@cache
def _bm25(left_out: qdrant_edge.StopwordsSet | None = None) -> qdrant_edge.Bm25:
    # Told to cut at spaces and to change nothing: the terms are made here, where highlights and phrases get the same ones.
    return qdrant_edge.Bm25(
        qdrant_edge.Bm25Config(
            k=SATURATION,
            avg_len=AVERAGE_LENGTH,
            tokenizer=qdrant_edge.TokenizerType.Whitespace,
            lowercase=False,
            stopwords=left_out or qdrant_edge.StopwordsSet(),
            stemmer=qdrant_edge.DisabledStemmer(),
        )
    )
