"""Misspelt words of a query, mended with the archive's own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus import gazetteer
from corpus.passage import Passage
from corpus.results import Correction
from index.keywords import embed_query, keyword_terms, word_alternatives
from index.languages import language_shares
from index.passages import KeywordPlan, PassageIndex
from index.search.names import constant_names
from index.search.shared import Shared
from index.search.wordlists import LISTED, is_word

SHORTEST = 5
"""Letters of the shortest word that is mended; shorter ones have too many neighbours."""

LONG = 8
"""Letters from which two slips are forgiven instead of one."""

LEAST_PASSAGES = 2
"""Passages of the sample that must have a word before it is taken for what was meant: the archive has slips of its own."""

MOST_WORDS = 12
"""Words of a query looked at; a pasted paragraph has enough right ones."""

LIKELY = 0.1
"""Share from which a query may be in a language: a word of any such one is no slip."""

TELLING = 25
"""Letters from which it shows that a query is in a language of whose words nothing is known; then none is mended."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ALPHABETIC = re.compile("[a-z\u00df-\u024f\u0370-\u03ff\u0400-\u04ff]+")
"""Folded words of scripts with an alphabet in which slips are of single letters."""


@dataclass(frozen=True, slots=True)
class Lexicon(Shared):
    """Words of the archive's sample."""

    passages_with: Mapping[str, int]
    """Word without case and accents -> passages that have it."""
    spelled: Mapping[str, str]
    """The same -> as it is mostly written, without case."""


def read_lexicon(passages: Iterable[Passage]) -> Lexicon:
    """The words of these passages that a slip could be mended with."""
    seen: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for passage in passages:
        for word in {word.casefold() for word in _LETTERS.findall(passage.text) if len(word) >= SHORTEST}:
            folded = gazetteer.fold(word)
            seen[folded] += 1
            written.setdefault(folded, Counter())[word] += 1
    known = {word: count for word, count in seen.items() if count >= LEAST_PASSAGES and _ALPHABETIC.fullmatch(word)}
    return Lexicon(known, {word: written[word].most_common(1)[0][0] for word in known})


def corrections(text: str, lexicon: Lexicon, index: PassageIndex, languages: Sequence[str]) -> tuple[Correction, ...]:
    """Words that neither the archive, which is in these languages, nor any language that the text may be in has, each with the nearest
    word that the archive has; none for names of places and for words of the vocabulary.
    """
    suspects = [word for word in _suspects(text) if not _is_of(lexicon, gazetteer.fold(word))]
    known = _languages_of(text, languages) if suspects else None
    if known is None:
        return ()
    strange = [word for word in suspects if not is_word(word.casefold(), known)][:MOST_WORDS]
    found = ((word, nearest(gazetteer.fold(word), lexicon)) for word in _unknown(strange, index, languages))
    return tuple(Correction(word=word, instead=lexicon.spelled[instead]) for word, instead in found if instead)


def _is_of(lexicon: Lexicon, folded: str) -> bool:
    return folded in lexicon.passages_with or folded in _named_words()


@cache
def _named_words() -> frozenset[str]:
    """Words of the names of terms and topics, and of the phrases that ask for a section."""
    return frozenset(word for name in constant_names().spaced for word in name.split())


def _languages_of(text: str, spoken: Iterable[str]) -> tuple[str, ...] | None:
    """Languages whose words are no slips in the text, the likeliest first; None where it is long enough to show that its language has no
    list.
    """
    shares = language_shares(text)
    likely = [language for language in sorted(shares, key=lambda tag: -shares[tag]) if shares[language] >= LIKELY]
    if len(text) >= TELLING and shares[likely[0]] > 0.5 and likely[0] not in LISTED:
        return None
    return tuple(dict.fromkeys((*likely, *(language.partition("-")[0] for language in spoken))))


def corrected(text: str, mended: Iterable[Correction]) -> str:
    """The text with the words put right."""
    for each in mended:
        # Both are letters only, so that nothing in the replacement means anything to `re`.
        text = re.sub(rf"(?<!\w){re.escape(each.word)}(?!\w)", each.instead, text)
    return text


def nearest(folded: str, lexicon: Lexicon) -> str | None:
    """The word of the lexicon with the fewest slips between, the commonest of equals; None where all are too far."""
    slips = 2 if len(folded) >= LONG else 1
    near = process.extract(folded, lexicon.passages_with.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None)
    kept = [(distance, -lexicon.passages_with[word], word) for word, distance, _ in near if word[0] == folded[0]]
    return min(kept)[2] if kept else None


def _suspects(text: str) -> list[str]:
    """Words long enough that are written like ordinary ones: a capital within a text of small letters marks a name."""
    words = _LETTERS.findall(text)
    is_plain = text.islower() or text.isupper()
    return [
        word
        for place, word in enumerate(dict.fromkeys(words))
        if len(word) >= SHORTEST
        and _ALPHABETIC.fullmatch(gazetteer.fold(word))
        and (is_plain or place == 0 or word.islower())
        and not gazetteer.cities_named(word)
    ]


def _unknown(words: Sequence[str], index: PassageIndex, languages: Sequence[str]) -> list[str]:
    terms = [[term for group in word_alternatives(word, languages) for term in group] for word in words]
    both = [[*found, *keyword_terms(word)] for found, word in zip(terms, words, strict=True)]
    plans = [KeywordPlan(embed_query((term, 1.0) for term in found), 1) for found in both]
    return [word for word, answer in zip(words, index.search(plans), strict=True) if not answer]
