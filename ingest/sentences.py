"""Sentences of a paragraph as spans of characters, by yasbd, with the rules of the paragraph's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from yasbd import BoundaryDetector, get_supported_langs

from corpus.passage import Span
from ingest.text import estimated_tokens

LONGEST_PIECE = 2_000
"""Characters that are looked at at once: the rules take quadratic time on text that is made to be slow."""

_RELATED = {"ca": "es", "gl": "es", "no": "da", "sr": "bg", "hr": "sk", "sl": "sk", "ms": "id", "fi": "sv", "he": "ar"}
"""Language without rules of its own -> one that ends and abbreviates its sentences alike; English for the rest."""

# Where an overlong sentence may be cut, best first: after a clause, at a space, anywhere.
_PIECE_ENDS = (re.compile(r"[.!?؟।][\"'”’)\]]*\s|[。！？][」』）”]*"), re.compile(r"\s"))
_CUTS = (re.compile(r"(?<=[;:,、，；。])\s*"), re.compile(r"\s+"))


def sentence_spans(text: str, language: str) -> list[Span]:
    """Spans of the sentences, without the white space between them; together they cover everything else."""
    spans: list[Span] = []
    for piece in _pieces(text):
        start = piece.start
        for end in _detector(_rules(language)).detect(text[piece.start : piece.end]):
            spans += _trimmed(text, start, piece.start + int(end))
            start = piece.start + int(end)
        spans += _trimmed(text, start, piece.end)
    return spans


def cut_long(text: str, span: Span, most_tokens: float) -> list[Span]:
    """A sentence as spans of at most so many tokens, cut after clauses if it can be, else between words, else anywhere."""
    if estimated_tokens(text[span.start : span.end]) <= most_tokens:
        return [span]
    middle = (span.start + span.end) // 2
    cut = next((cut for pattern in _CUTS if (cut := _nearest(pattern, text, span, middle))), middle)
    halves = (_trimmed(text, span.start, cut), _trimmed(text, cut, span.end))
    return [piece for half in halves for whole in half for piece in cut_long(text, whole, most_tokens)]


def _nearest(pattern: re.Pattern[str], text: str, span: Span, middle: int) -> int | None:
    """The match nearest to the middle, None where there is none in the middle half: a cut elsewhere leaves scraps."""
    quarter = (span.end - span.start) // 4
    found = [match.start() for match in pattern.finditer(text, middle - quarter, middle + quarter)]
    return min(found, key=lambda place: abs(place - middle), default=None)


def _pieces(text: str) -> Iterator[Span]:
    """Pieces of at most `LONGEST_PIECE`, cut after what looks like a sentence, else after a word, else anywhere."""
    start = 0
    while len(text) - start > LONGEST_PIECE:
        window = Span(start + LONGEST_PIECE // 2, start + LONGEST_PIECE)
        ends = (_last(pattern, text, window) for pattern in _PIECE_ENDS)
        end = next((end for end in ends if end), window.end)
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def _last(pattern: re.Pattern[str], text: str, window: Span) -> int | None:
    return max((match.end() for match in pattern.finditer(text, window.start, window.end)), default=None)


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Span(start, end)] if start < end else []


def _rules(language: str) -> str:
    base = language.partition("-")[0]
    supported = base if base in _supported() else _RELATED.get(base, "en")
    return supported if supported in _supported() else "en"


@cache
def _supported() -> frozenset[str]:
    return frozenset(get_supported_langs()) - {"auto"}


@cache
def _detector(language: str) -> BoundaryDetector:
    return BoundaryDetector(lang=language)
