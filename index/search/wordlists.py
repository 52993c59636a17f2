"""Which words a language has, so that a word that the archive lacks is not taken for a slip: "péages" is no misspelt "pages".

The lists are those of pyspellchecker, some 30,000 to 400,000 forms a language, made from subtitles.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker

from corpus import gazetteer

LISTED = frozenset(SpellChecker.languages())
"""Languages that have a list, ISO 639-1."""


def is_word(folded: str, languages: Iterable[str]) -> bool:
    """Whether one of the languages has a word that `gazetteer.fold` makes this of; those without a list have none."""
    return any(_has(_words(language), hash(folded)) for language in languages if language in LISTED)


def load(languages: Iterable[str]) -> None:
    """Read the lists of these languages now, which takes up to a second for each, instead of when they are first needed."""
    for language in LISTED.intersection(languages):
        _words(language)


@cache
def _words(language: str) -> NDArray[np.int64]:
    """Hashes of the folded words, sorted: a fortieth of the memory that the words take, and a false hit is one in 10^13."""
    words = {gazetteer.fold(word) for word in SpellChecker(language=language).word_frequency.words()}
    return np.sort(np.fromiter(map(hash, words), np.int64, len(words)))


def _has(words: NDArray[np.int64], word: int) -> bool:
    place = int(np.searchsorted(words, word))
    return place < len(words) and int(words[place]) == word
