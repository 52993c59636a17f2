"""Which sentences of a passage can be shown by themselves, and how: with the sentence before, or as pairs of header and value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from corpus.passage import Passage, PassageKind, Span
from index.search.background import says_something

LEAST_LETTERS = 40
"""Letters of a sentence that says something; headings, labels of lists and crumbs of tables have fewer."""
LEAST_DENSE_LETTERS = 15
"""The same in Chinese, Japanese and Korean, which say as much in fewer."""
MOST_LETTERS = 700
"""A longer 'sentence' is a list or a page that was not cut."""
LEAST_ROW_CELLS = 2
"""Filled cells of a row of a table that says something."""

_LETTER = re.compile(r"[^\W\d_]")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED = frozenset({"ja", "zh", "zh-Hant"})
_BULLET = re.compile(r"^\s*(?:[•▪◦‣·*–—-]|\(?\d{1,2}[.)])\s+")
_OPENING_WORD = re.compile(r"[\w'’]+")
_TRAILING = (":", "：", "?", "？", "؟")
"""A sentence that ends so announces or asks, and does not answer."""


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence of a passage as an answer shows it."""

    place: int
    """Which sentence of the passage, from 0: the row of its vector."""
    text: str
    context: str
    span: Span


def shown_sentences(passage: Passage) -> Iterator[ShownSentence]:
    """Sentences that make sense to somebody who has not read the document; none of lists of sources."""
    if not says_something(passage.section):
        return
    yield from _rows(passage) if passage.kind is PassageKind.table else _sentences(passage)


def _sentences(passage: Passage) -> Iterator[ShownSentence]:
    for place, span in enumerate(passage.sentences):
        span = _without_bullet(passage.text, span)
        text = passage.text[span.start : span.end]
        if not says_enough(text):
            continue
        if not needs_context(text, passage.language):
            yield ShownSentence(place, text, "", span)
        elif place > 0:
            before = passage.sentences[place - 1]
            yield ShownSentence(place, text, passage.text[before.start : before.end].strip(), span)


def _without_bullet(text: str, span: Span) -> Span:
    whole = text[span.start : span.end]
    bullet = _BULLET.match(whole)
    start = span.start + (bullet.end() if bullet else 0)
    return Span(start, span.start + len(whole.rstrip()))


def says_enough(text: str) -> bool:
    """Whether the text is long enough to state something, and neither announces what follows nor asks."""
    letters = len(_LETTER.findall(text))
    least = LEAST_DENSE_LETTERS if _DENSE.search(text) else LEAST_LETTERS
    return least <= letters <= MOST_LETTERS and not text.rstrip().endswith(_TRAILING)


def needs_context(text: str, language: str) -> bool:
    """Whether the sentence begins with a pronoun or connective that points to the one before."""
    openers = _openers().get(language, _openers().get(language.partition("-")[0], frozenset()))
    folded = text.casefold().lstrip(" \"'«“„「『(")
    if language in _UNSPACED:
        return folded.startswith(tuple(openers))
    words = _OPENING_WORD.findall(folded[:40].replace("’", "'"))
    return bool({" ".join(words[:size]) for size in (1, 2)} & openers)


@cache
def _openers() -> Mapping[str, frozenset[str]]:
    text = resources.files("index.search.answers").joinpath("openers.yaml").read_text("utf-8")
    return {language: frozenset(words) for language, words in yaml.safe_load(text).items()}


def _rows(passage: Passage) -> Iterator[ShownSentence]:
    """Rows of a table whose lines are its rows; where a row was cut over several lines, none can be told apart."""
    if len(passage.rows) != len(passage.sentences):
        return
    header, *body = passage.rows
    for place, row in enumerate(body, start=1):
        filled = [(name.strip(), value.strip()) for name, value in zip(header, row, strict=False) if _says(value)]
        if len(filled) >= LEAST_ROW_CELLS and any(_LETTER.search(value) for _, value in filled):
            text = "; ".join(f"{name}: {value}" if name else value for name, value in filled)
            yield ShownSentence(place, text, "", passage.sentences[place])


def _says(cell: str) -> bool:
    return any(character.isalnum() for character in cell)
