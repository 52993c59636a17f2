"""Which part of a case a heading announces: its words looked up in the sections vocabulary, in every interface language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.gazetteer import fold
from corpus.vocabulary import Concept, vocabulary
from ingest.text import is_cjk

OTHER = "other"

_LONGEST_HEADING = 12
"""Words; in Korean three characters count as one. What is longer is a sentence that may mention anything."""

_SHORTEST_INSIDE = 4
"""Letters of a single word that may stand anywhere in a heading. Shorter ones ('why', French 'but') must be all of it."""

_NUMBER = re.compile(
    # 3. / 3.2 / 3) / IV. / B. / ① / 제3장 / 가. / Chapter 3:
    r"^\s*(?:(?:chapter|part|section|cap[ií]tulo|parte|secci[oó]n|chapitre|partie)\s+)?"
    r"(?:\d+(?:[.\-]\d+)*\s*[.):\-–]?\s+|\d+(?:\.\d+)*[.)]\s*|[ivxlc]+[.)]\s+|[a-z][.)]\s+|제\s*\d+\s*[장절항편]\s*|[가-하][.)]\s+|[①-⑳Ⅰ-Ⅻ]\s*[.)]?\s*)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Term:
    """Words that announce a section: folded, and without spaces where the script is Korean, which sets them freely."""

    section: str
    words: tuple[str, ...]

    @property
    def length(self) -> int:
        return sum(map(len, self.words))


@lru_cache(maxsize=1024)
def section_of(heading: str) -> str | None:
    """Id of the section that a heading announces, None where it announces none: '3. Results' is `results`.

    The longest term that stands in the heading in whole words decides, and of equally long ones the first.
    """
    words = _words(_NUMBER.sub("", heading))
    compact = "".join(words)
    if not words or len(words) + sum(map(is_cjk, compact)) / 3 > _LONGEST_HEADING:
        return None
    found = [
        (-term.length, place, term.section) for term in _terms() if (place := _place(term, words, compact)) is not None
    ]
    return min(found)[2] if found else None


def section_of_path(headings: Sequence[str]) -> str:
    """Section of what stands below these headings, outermost first: the innermost one that announces a section decides."""
    return next((section for heading in reversed(headings) if (section := section_of(heading))), OTHER)


def _place(term: _Term, words: Sequence[str], compact: str) -> int | None:
    """Where in the heading the term starts, None where it does not stand in it."""
    if is_cjk(term.words[0][0]):
        place = compact.find(term.words[0])
        return place if place >= 0 else None
    if len(term.words) == 1 and term.length < _SHORTEST_INSIDE:
        return 0 if tuple(words) == term.words else None
    size = len(term.words)
    return next((at for at in range(len(words) - size + 1) if tuple(words[at : at + size]) == term.words), None)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


@cache
def _terms() -> tuple[_Term, ...]:
    return tuple(
        _term(section.id, text) for section in vocabulary("sections") if section.id != OTHER for text in _texts(section)
    )


def _term(section: str, text: str) -> _Term:
    words = _words(text)
    return _Term(section, ("".join(words),) if is_cjk(words[0][0]) else tuple(words))


def _texts(section: Concept) -> Iterator[str]:
    yield from section.labels.values()
    for terms in section.notes["headings"].values():
        yield from terms
