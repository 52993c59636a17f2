"""Which sentences of a passage answer the query, and which of the query's words stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.passage import Passage, PassageKind
from corpus.results import Highlight
from index.keywords import keyword_terms
from index.passages import Vector
from index.search.background import Background
from index.search.parts import Reading
from index.search.sentence_terms import sentence_terms
from index.search.shared import Shared

How = Literal["similarity", "words", "phrase"]

MOST = 3
"""Highlights of a passage; where more is marked, nothing is."""

TELLING_SHARE = 0.5
"""A term of the query tells something when its rarity is at least this share of that of the rarest term that the archive has."""

WORDS_SHARE = 0.5
"""A sentence is marked for its words when they weigh at least this share of those of the best sentence of the passage."""

SIMILARITY_SHARE = 0.75
"""A sentence is marked for its meaning when it stands at least this share of the best one's height above the passage's mean. Cosines
differ by encoder and by query, so nothing absolute would do."""


@dataclass(frozen=True, slots=True)
class Sought(Shared):
    """What to look for in passages of one language, made once for a query."""

    language: str
    words: Mapping[str, tuple[str, ...]]
    """Telling word as typed -> its terms."""
    terms: Mapping[str, float]
    """Telling term of the query -> rarity."""
    phrases: Mapping[str, tuple[str, ...]]
    """Quoted phrase -> its terms in order."""
    vector: Vector


@dataclass(frozen=True, slots=True)
class Marked:
    """What was found in a passage."""

    highlights: tuple[Highlight, ...]
    words: tuple[str, ...]
    """Telling words of the query that stand in the passage, as typed; of a word in an unspaced script, the parts that do."""


def read_sought(reading: Reading, vector: Vector, background: Background, language: str) -> Sought:
    """`vector` is the query's without the middle of the archive; words go by their stems in the language of the passages."""
    rarity = {term: background.rarity(term) for term in keyword_terms(reading.text, language)}
    known = [weight for term, weight in rarity.items() if background.passages_with.get(term)]
    least = TELLING_SHARE * max(known or rarity.values(), default=0.0)
    telling = {term: weight for term, weight in rarity.items() if weight >= least}
    words = {word: tuple(keyword_terms(word, language)) for word in reading.words}
    phrases = {phrase: tuple(keyword_terms(phrase)) for phrase in reading.phrases}
    told = {word: terms for word, terms in words.items() if telling.keys() & terms}
    return Sought(language, told, telling, phrases, vector)


def mark(passage: Passage, sought: Sought, vectors: Vector | None) -> Marked:
    """At most `MOST` sentences in the order of the text: those with a phrase first, then the best by words and by meaning in turn.

    `vectors` has a row for each sentence, and is None where the passage was not found by meaning. Tables are marked for words and
    phrases only: their lines are too short to mean something.
    """
    sentences = sentence_terms(passage, sought.language)
    whole = sentence_terms(passage, None) if sought.phrases else []
    by_phrase = [place for phrase in sought.phrases.values() for place in _with_phrase(whole, phrase)]
    by_words = _best(
        [sum(sought.terms.get(term, 0.0) for term in dict.fromkeys(terms)) for terms in sentences], WORDS_SHARE
    )
    by_similarity = _similar(passage, vectors, sought.vector)
    chosen: dict[int, How] = {}
    for place, how in _in_turn(by_phrase, by_words, by_similarity):
        if len(chosen) < MOST:
            chosen.setdefault(place, how)
    spans = [(passage.sentences[place], how) for place, how in sorted(chosen.items())]
    present = {term for terms in sentences for term in terms}
    return Marked(
        tuple(Highlight(start=span.start, end=span.end, by=how) for span, how in spans),
        tuple(dict.fromkeys(part for word in sought.words for part in _standing(word, present, sought))),
    )


def _standing(word: str, present: set[str], sought: Sought) -> Iterator[str]:
    terms = sought.words[word]
    if present.issuperset(terms):
        yield word
        return
    for run in _runs(terms, present):
        if any(term in sought.terms for term in run):
            yield run[0] + "".join(term[-1] for term in run[1:])


def _runs(terms: Sequence[str], present: set[str]) -> list[list[str]]:
    """Terms that are present, neighbours together where they are overlapping bigrams."""
    runs: list[list[str]] = []
    before = ""
    for term in terms:
        if term in present:
            if before and len(before) == len(term) == 2 and before[1] == term[0]:
                runs[-1].append(term)
            else:
                runs.append([term])
        before = term if term in present else ""
    return runs


def _in_turn(phrase: Iterable[int], words: Sequence[int], similarity: Sequence[int]) -> Iterator[tuple[int, How]]:
    yield from ((place, "phrase") for place in phrase)
    yield from ((place, "words") for place in words[:1])
    yield from ((place, "similarity") for place in similarity[:1])
    yield from ((place, "words") for place in words[1:])
    yield from ((place, "similarity") for place in similarity[1:])


def _with_phrase(sentences: Sequence[Sequence[str]], phrase: Sequence[str]) -> list[int]:
    """Sentences that hold the phrase; where none does by itself, neighbours that hold it between them."""
    alone = [place for place, terms in enumerate(sentences) if _holds(terms, phrase)]
    if alone:
        return alone
    joined = (
        place for place in range(len(sentences) - 1) if _holds([*sentences[place], *sentences[place + 1]], phrase)
    )
    return [both for place in joined for both in (place, place + 1)]


def _holds(terms: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return size > 0 and any(tuple(terms[at : at + size]) == tuple(phrase) for at in range(len(terms) - size + 1))


def _similar(passage: Passage, sentences: Vector | None, vector: Vector) -> list[int]:
    """Places of the sentences nearest in meaning; none of tables, and none without a vector for each sentence."""
    if passage.kind is not PassageKind.text or sentences is None or len(sentences) != len(passage.sentences):
        return []
    cosines = [float(cosine) for cosine in sentences @ vector]
    mean = sum(cosines) / len(cosines)
    return _best([cosine - mean for cosine in cosines], SIMILARITY_SHARE) or [0]


def _best(weights: Sequence[float], share: float) -> list[int]:
    """Places of the weights above 0 that reach this share of the largest, largest first."""
    most = max(weights, default=0.0)
    kept = [place for place, weight in enumerate(weights) if weight > 0 and weight >= share * most]
    return sorted(kept, key=lambda place: (-weights[place], place))
