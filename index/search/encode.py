"""From the text of a query to what both legs search for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from index.keywords import embed_query, word_alternatives
from index.languages import query_language
from index.passages import Sparse, Vector
from index.search.background import Background
from index.search.expand import other_names
from index.search.parts import EncodedQuery, QueryWord, Reading
from index.search.snapshot import Snapshot

TELLING_WORDS = 10
"""Words that the whole of a query is counted by, the rarest ones: no passage has all the words of a long question."""


def encode_query(reading: Reading, vector: Vector, snapshot: Snapshot) -> EncodedQuery:
    """`vector` is the encoder's for the text, shape (dimension,), unit length."""
    background = snapshot.background
    centred = background.without_middle(vector, reading.text)
    words = query_words(reading.text, snapshot)
    others = other_names(reading.mentions, background, snapshot.spoken)
    return EncodedQuery(
        centred,
        whole_vector=vector,
        passages=background.passages.standing(centred),
        sentences=background.sentences.standing(centred),
        records=background.records.standing(vector),
        record_texts=background.record_texts.standing(vector),
        words=words,
        weights=embed_query((*_weighed(words), *others)),
        whole=_whole(words),
    )


def query_words(text: str, snapshot: Snapshot) -> tuple[QueryWord, ...]:
    """The words of a query in order, without stop words; one that comes twice is there twice."""
    own = query_language(text)
    return tuple(_word(terms, own, snapshot.background) for terms in word_alternatives(text, snapshot.spoken, own))


def query_weights(words: Iterable[QueryWord]) -> Sparse:
    """Every term of every word; the index weighs each by how rare it is."""
    return embed_query(_weighed(words))


def word_share(terms: Set[str], words: Sequence[QueryWord]) -> float:
    """Share of a query, by the rarity of its words, that stands among these terms: 0 to 1."""
    shared = sum(word.rarity for word in words if not terms.isdisjoint(word.terms))
    return shared / (sum(word.rarity for word in words) or 1.0)


def _weighed(words: Iterable[QueryWord]) -> Iterator[tuple[str, float]]:
    return ((term, word.weight) for word in words for term in word.terms)


def _word(terms: tuple[str, ...], language: str | None, background: Background) -> QueryWord:
    """A word that is rare only because its language is, as "aucune" among few French passages, weighs as it does in its language."""
    known = [term for term in terms if background.passages_with.get(term)]
    rarity = max(map(background.rarity, known), default=background.rarest)
    own = max((background.rarity_within(term, language) for term in known), default=rarity) if language else rarity
    return QueryWord(terms, min(rarity, own), min(1.0, own / rarity) if rarity else 1.0)


def _whole(words: Sequence[QueryWord]) -> float:
    unique = {word.terms: word.rarity for word in words}
    return sum(sorted(unique.values(), reverse=True)[:TELLING_WORDS]) or 1.0
