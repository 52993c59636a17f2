"""The other names of the terms of art in a query, in every language of the archive: BRT, bus rapid transit, 간선급행버스."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from index.keywords import word_alternatives
from index.search.background import Background
from index.search.names import fold, term_names
from index.search.recognise import Mention

EXPANDED = 0.5
"""What another name of a term weighs against the name that was typed."""


def other_names(
    mentions: Iterable[Mention], background: Background, languages: Sequence[str]
) -> Iterator[tuple[str, float]]:
    """Terms with weights for the keyword leg. Each name as a whole weighs what was typed does, times `EXPANDED`."""
    for mention in mentions:
        if mention.kind == "term" and not mention.negated:
            typed = _rarity(mention.words, background, languages)
            for name, language in _names(mention.value, languages):
                if fold(name) != mention.words:
                    yield from _weighted(_name_terms(name, language), EXPANDED * typed, background)


def _names(term: str, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    spoken = {language.partition("-")[0] for language in languages}
    for language, names in term_names()[term].items():
        if language.partition("-")[0] in spoken:
            yield from ((name, language) for name in names)


@cache
def _name_terms(name: str, language: str) -> tuple[str, ...]:
    return tuple(term for terms in word_alternatives(name, (language,), language) for term in terms)


def _rarity(words: str, background: Background, languages: Sequence[str]) -> float:
    return sum(max(map(background.rarity, terms)) for terms in word_alternatives(words, languages))


def _weighted(terms: Sequence[str], whole: float, background: Background) -> Iterator[tuple[str, float]]:
    """The terms with one weight, such that a passage with all of them scores `whole`."""
    total = sum(map(background.rarity, terms))
    if total:
        yield from ((term, min(1.0, whole / total)) for term in terms)
