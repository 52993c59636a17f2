"""What a query names that the archive can be filtered by: places, years, topics, parts of a case; and what it says it does not want.

Nothing is excluded on its account: what is recognised is offered as a filter, and cases that have it rank a little higher.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.gazetteer import words_of
from corpus.results import Offer
from corpus.vocabulary import vocabulary
from index.search.facets import filter_label
from index.search.names import HANGUL, UNSPACED, Named, Names, fold
from index.search.negation import is_negated, is_negated_inside
from index.search.shared import Shared
from index.search.snapshot import Snapshot

_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_MONEY = re.compile(r"[$€£¥₩₹%]\s*\d*$|^\s*[$€£¥₩₹%]")
_LONGEST_ENDING = 4
"""Syllables of particles that may cling to a Korean name: 서울에서는."""
_ARABIC_PREFIXES = ("و", "ب", "ل", "ف")

PLACES = ("city", "country", "region")


@dataclass(frozen=True, slots=True)
class Mention(Shared):
    """Words of a query that name something."""

    kind: str
    """A filter, or `term`."""
    value: str
    words: str
    """As `fold` writes them."""
    negated: bool = False


def recognise(text: str, names: Names, snapshot: Snapshot) -> tuple[Mention, ...]:
    """What the text names, in the order of its words, each value once; longer names go before those within them."""
    found: dict[tuple[str, str], Mention] = {}
    for mention in (*mentions_in(text, names), *_years(text, snapshot)):
        found.setdefault((mention.kind, mention.value), mention)
    return tuple(found.values())


def mentions_in(text: str, names: Names) -> Iterator[Mention]:
    """Everywhere that the text uses one of the names, values that come again too; longer names go before those within them."""
    yield from _spaced(text, names)
    yield from _inside(text, names)


def offers_of(mentions: Sequence[Mention], snapshot: Snapshot, language: str) -> tuple[Offer, ...]:
    """Filters to offer, labels in the language; a term offers its topic."""
    offers: dict[tuple[str, str], Offer] = {}
    for mention in mentions:
        filter, value = mention.kind, mention.value
        if filter == "term":
            if mention.negated:
                continue
            filter, value = "topic", str(vocabulary("terms")[value].notes["topic"])
        label = filter_label(filter, value, snapshot, language)
        offer = Offer(filter=filter, value=value, label=label, words=mention.words, negated=mention.negated)
        offers.setdefault((filter, value), offer)
    return tuple(offers.values())


def _spaced(text: str, names: Names) -> Iterator[Mention]:
    words = fold(text).split()
    plain = _lower_words(text)
    at = 0
    while at < len(words):
        size = next((size for size in range(names.longest, 0, -1) if _lookup(words[at : at + size], names)), 0)
        is_word = size == 1 and words[at] in plain
        for named in _lookup(words[at : at + size], names) if size else ():
            if not (is_word and named.kind in PLACES):
                negated = is_negated(words, at, at + size)
                yield Mention(named.kind, named.value, " ".join(words[at : at + size]), negated)
        at += size or 1


def _lower_words(text: str) -> frozenset[str]:
    """Words that are written small in a text that knows capitals: "solo" is no city where "Bogotá" has one."""
    pieces = words_of(unicodedata.normalize("NFKC", text))
    if not any(piece[:1].isupper() for piece in pieces[1:]):
        return frozenset()
    return frozenset(fold(piece) for piece in pieces if piece.islower())


def _lookup(words: Sequence[str], names: Names) -> Sequence[Named]:
    name = " ".join(words)
    return next((tuple(found) for form in _forms(name) if (found := names.spaced.get(form))), ())


def _forms(name: str) -> Iterator[str]:
    """The name as it stands, and without what its language glues to it: particles, prepositions, a possessive, a plural."""
    yield name
    if HANGUL.search(name):
        last = len(name) - name.rfind(" ") - 1
        yield from (name[:-cut] for cut in range(1, min(_LONGEST_ENDING, last, len(name) - 2) + 1))
    if name.startswith(_ARABIC_PREFIXES):
        yield name[1:]
    if name.endswith(" s"):
        yield name[:-2]
    elif name.endswith("s") and len(name) > _LONGEST_ENDING:
        yield name[:-1]


def _inside(text: str, names: Names) -> Iterator[Mention]:
    """Names that stand anywhere in a text without spaces, the longest at each place."""
    joined = fold(text).replace(" ", "")
    if not (UNSPACED.search(joined) or HANGUL.search(joined)):
        return
    longest = max(map(len, names.inside), default=0)
    at = 0
    while at < len(joined):
        size = next((size for size in range(longest, 1, -1) if joined[at : at + size] in names.inside), 0)
        for named in names.inside[joined[at : at + size]] if size else ():
            yield Mention(named.kind, named.value, joined[at : at + size], is_negated_inside(joined, at, at + size))
        at += size or 1


def _years(text: str, snapshot: Snapshot) -> Iterator[Mention]:
    """Years in which a policy of the archive began; a sum of money is none."""
    for match in _YEAR.finditer(text):
        is_money = _MONEY.search(text[: match.start()]) or _MONEY.match(text[match.end() :])
        if int(match[0]) in snapshot.years and not is_money:
            yield Mention("year", match[0], match[0])
