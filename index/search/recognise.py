"""What a query names that the archive can be filtered by: cities, countries, regions, years.

Nothing is excluded on its account: what is recognised is offered as a filter, and cases that have it rank a little higher.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from corpus import gazetteer
from corpus.case import Case
from corpus.facets import value_label
from corpus.results import Offer
from corpus.vocabulary import vocabulary
from index.search.scope import VISIBLE
from index.search.shared import Shared
from index.search.snapshot import Snapshot

LANGUAGES = ("en", "es", "fr", "ko", "pt", "ar", "de", "ja", "zh", "zh-Hant", "it", "nl", "ru", "id", "tr", "vi")
"""In which names of countries and regions are known: those of the corpus and some more that large cities write in."""

MOST_WORDS = 5
"""Words in the longest name that is looked for."""

SHORTEST = 3
"""Letters of a Latin name; shorter ones are codes ('ALA') and words of other languages ('La')."""

_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_MONEY = re.compile(r"[$€£¥₩₹%]\s*\d*$|^\s*[$€£¥₩₹%]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LONGEST_ENDING = 4
"""Syllables of particles that may cling to a Korean name: 서울에서는."""
_ARABIC_PREFIXES = ("و", "ب", "ل", "ف")


_LATIN_AMERICA = ("419", ("005", "013", "029"))
"""CLDR's code, which the vocabulary lacks, and the sub-regions in it."""


@dataclass(frozen=True, slots=True)
class Names(Shared):
    """Every name in the archive that stands for the value of a filter, folded."""

    spaced: Mapping[str, tuple[tuple[str, str], ...]]
    """Words with one space between -> filter and value; a name can be that of a city and of a country."""
    unspaced: Mapping[str, tuple[tuple[str, str], ...]]
    """Names in Han, kana, Thai and their like, which stand anywhere in a text."""


def read_names(snapshot: Snapshot) -> Names:
    """The names of all places of visible cases, in every language that is known."""
    spaced: dict[str, dict[tuple[str, str], None]] = {}
    unspaced: dict[str, dict[tuple[str, str], None]] = {}
    visible = [summary.case for summary in snapshot.cases.values() if summary.case.status.value in VISIBLE]
    for name, found in _named(visible):
        folded = fold(name)
        table = unspaced if _UNSPACED.search(folded) else spaced
        if _is_telling(folded):
            table.setdefault(folded.replace(" ", "") if table is unspaced else folded, {})[found] = None
    return Names({name: tuple(found) for name, found in spaced.items()}, {n: tuple(f) for n, f in unspaced.items()})


def recognise(text: str, names: Names, snapshot: Snapshot, language: str) -> tuple[Offer, ...]:
    """Filters that the text names, in the order of their words, longer names before those within them; labels in the language."""
    offers: dict[tuple[str, str], Offer] = {}
    for words, (filter, value) in (*_places(text, names), *_years(text, snapshot)):
        label = value_label(filter, value, language)
        offers.setdefault((filter, value), Offer(filter=filter, value=value, label=label, words=words))
    return tuple(offers.values())


def fold(text: str) -> str:
    """Text without case, accents and punctuation, one space between words; Hangul stays whole."""
    plain = unicodedata.normalize("NFC", gazetteer.fold(unicodedata.normalize("NFKC", text)))
    return " ".join("".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in plain).split())


def _named(cases: Iterable[Case]) -> Iterator[tuple[str, tuple[str, str]]]:
    countries: set[str] = set()
    for case in cases:
        if case.city and case.city.geonames_id:
            city = ("city", str(case.city.geonames_id))
            known = gazetteer.city(case.city.geonames_id)
            yield from ((name, city) for name in case.city.name.values())
            yield from ((name, city) for name in (known.name, *filter(_is_name, known.names)) if known) if known else ()
        if case.country:
            countries.add(case.country)
    for country in countries:
        yield from ((gazetteer.country_name(country, language), ("country", country)) for language in LANGUAGES)
    regions = [region for country in countries if (region := gazetteer.region_of(country))]
    for id in {id for region in regions for id in (region.id, region.parent) if id}:
        yield from ((name, ("region", id)) for name in _region_names(id))
    code, parts = _LATIN_AMERICA
    yield from ((gazetteer.country_name(code, language), ("region", part)) for language in LANGUAGES for part in parts)


@cache
def _region_names(id: str) -> tuple[str, ...]:
    """Labels of the vocabulary, and the names that CLDR has for M49 codes."""
    labels = vocabulary("regions")[id].labels.values()
    return (*labels, *(name for language in LANGUAGES if (name := gazetteer.country_name(id, language)) != id))


def _is_name(name: str) -> bool:
    """Whether an alternate name of GeoNames is one that people type, and no code, transliteration or short word ("Solo")."""
    return not name[:1].islower() and not (name.isascii() and len(name) <= SHORTEST + 1)


def _is_telling(folded: str) -> bool:
    return len(folded) >= (2 if not folded.isascii() else SHORTEST) and not folded.isdecimal()


def _places(text: str, names: Names) -> Iterator[tuple[str, tuple[str, str]]]:
    words = fold(text).split()
    plain = _lower_words(text)
    at = 0
    while at < len(words):
        size = next((size for size in range(MOST_WORDS, 0, -1) if _lookup(words[at : at + size], names)), 0)
        is_word = size == 1 and words[at] in plain
        for found in _lookup(words[at : at + size], names) if size and not is_word else ():
            yield " ".join(words[at : at + size]), found
        at += size or 1
    joined = "".join(words)
    if _UNSPACED.search(joined):
        yield from _within(joined, names)


def _lower_words(text: str) -> frozenset[str]:
    """Words that are written small in a text that knows capitals: "solo" is no city where "Bogotá" has one."""
    pieces = "".join(
        c if unicodedata.category(c)[0] in "LNM" else " " for c in unicodedata.normalize("NFKC", text)
    ).split()
    if not any(piece[:1].isupper() for piece in pieces[1:]):
        return frozenset()
    return frozenset(fold(piece) for piece in pieces if piece.islower())


def _lookup(words: list[str], names: Names) -> tuple[tuple[str, str], ...]:
    name = " ".join(words)
    return next((found for form in _forms(name) if (found := names.spaced.get(form))), ())


def _forms(name: str) -> Iterator[str]:
    """The name as it stands, and without what its language glues to it: particles, prepositions, a possessive."""
    yield name
    if _HANGUL.search(name):
        yield from (name[:-cut] for cut in range(1, min(_LONGEST_ENDING, len(name) - 2) + 1))
    if name.startswith(_ARABIC_PREFIXES):
        yield name[1:]
    if name.endswith(" s"):
        yield name[:-2]


def _within(text: str, names: Names) -> Iterator[tuple[str, tuple[str, str]]]:
    """Names that stand anywhere in a text without spaces, the longest at each place."""
    longest = max(map(len, names.unspaced), default=0)
    at = 0
    while at < len(text):
        size = next((size for size in range(longest, 1, -1) if text[at : at + size] in names.unspaced), 0)
        for found in names.unspaced[text[at : at + size]] if size else ():
            yield text[at : at + size], found
        at += size or 1


def _years(text: str, snapshot: Snapshot) -> Iterator[tuple[str, tuple[str, str]]]:
    """Years in which a policy of the archive began; a sum of money is none."""
    held = {value for summary in snapshot.cases.values() for value in summary.values.get("year", ())}
    for match in _YEAR.finditer(text):
        is_money = _MONEY.search(text[: match.start()]) or _MONEY.match(text[match.end() :])
        if match[0] in held and not is_money:
            yield match[0], ("year", match[0])
