"""Reading the text of a query: exact phrases in quotation marks, words, slips, and names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from index.passages import PassageIndex
from index.search.parts import NOTHING, Reading
from index.search.recognise import recognise
from index.search.snapshot import Snapshot
from index.search.spelling import corrected, corrections

QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」|『([^』]+)』')
"""Pairs of quotation marks; one without its partner matches nothing and stays an ordinary character."""

BETWEEN_WORDS = re.compile(r"[\s\-‐‑–—/'’]+")


def read_query(text: str) -> Reading:
    """The words and phrases of a query. A text without any letter or digit asks for nothing, and reads as empty."""
    phrases = dict.fromkeys(filter(_has_words, map(_phrase, QUOTED.finditer(text))))
    plain = " ".join(QUOTED.sub(lambda match: f" {_phrase(match)} ", text).split())
    return Reading(plain, _words(plain), tuple(phrases)) if _has_words(plain) else NOTHING


def understand(reading: Reading, index: PassageIndex, snapshot: Snapshot) -> Reading:
    """The same with slips mended and with what it names; an exact phrase is left as it was typed."""
    slips = () if reading.phrases else corrections(reading.text, snapshot.background.lexicon, index, snapshot.spoken)
    text = corrected(reading.text, slips)
    return replace(reading, text=text, corrections=slips, mentions=recognise(text, snapshot.names, snapshot))


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _phrase(match: re.Match[str]) -> str:
    return " ".join(next(filter(None, match.groups())).split())


def _words(text: str) -> tuple[str, ...]:
    unique: dict[str, str] = {}
    for piece in map(_bare, BETWEEN_WORDS.split(text)):
        unique.setdefault(piece.casefold(), piece)
    return tuple(filter(None, unique.values()))


def _bare(piece: str) -> str:
    """The piece from its first to its last letter, digit or mark; many words of Thai and Hindi end in a combining mark."""
    kept = [place for place, character in enumerate(piece) if unicodedata.category(character)[0] in "LMN"]
    return piece[kept[0] : kept[-1] + 1] if kept else ""
