"""The names in an archive that a query may use: places, terms of art, and phrases that ask for a part of a case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from corpus import gazetteer
from corpus.case import Case
from corpus.vocabulary import Concept, vocabulary
from index.keywords import simplified
from index.search.shared import Shared

LANGUAGES = ("en", "es", "fr", "ko", "pt", "ar", "de", "ja", "zh", "zh-Hant", "it", "nl", "ru", "id", "tr", "vi")
"""In which names of countries and regions are known: those of the corpus and some more that large cities write in."""

SHORTEST = 3
"""Letters of a Latin name; shorter ones are codes ('ALA') and words of other languages ('La')."""

SHORTEST_INSIDE = 3
"""Syllables of a Korean term that is found inside a longer word: 준공영제 in 버스준공영제는."""

_ASCII_WORDS = re.compile("[0-9a-z]+")
HANGUL = re.compile("[\uac00-\ud7a3]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

_LATIN_AMERICA = ("419", ("005", "013", "029"))
"""CLDR's code, which the vocabulary lacks, and the sub-regions in it."""
_ALSO_LATIN_AMERICA = (
    "América Latina",
    "Latin American",
    "latinoamericano",
    "latinoamericana",
    "중남미",
    "lateinamerikanische",
)

ALSO_COUNTRIES = {
    "KR": ("한국", "Korea", "Corea", "Corée", "Coreia", "Coréia", "كوريا"), "US": ("USA", "EE. UU.", "EEUU", "États-Unis", "EUA", "미국"),
    "GB": ("UK", "Britain", "Gran Bretaña", "Großbritannien", "Inglaterra", "Angleterre", "영국"), "NL": ("Holland", "Holanda"),
    "CN": ("中国",), "AE": ("UAE", "Emiratos", "Émirats"),
}  # fmt: skip
"""What people call countries beside the names in CLDR."""


@dataclass(frozen=True, slots=True)
class Named(Shared):
    """What a name stands for: the value of a filter, or a term of the vocabulary `terms`."""

    kind: str
    """A filter of the search, `term`, or what else the reader of a text looks for."""
    value: str


@dataclass(slots=True)
class Names(Shared):
    """Names, folded by `fold`; one may stand for a city and a country."""

    spaced: dict[str, dict[Named, None]] = field(default_factory=dict)
    """Words with one space between."""
    inside: dict[str, dict[Named, None]] = field(default_factory=dict)
    """Names in Han, kana, Thai and their like, and Korean terms, without spaces: they stand anywhere in a text."""
    longest: int = 1
    """Words in the longest of `spaced`."""

    def copy(self) -> Names:
        """The same names, to add others to."""
        spaced, inside = ({name: dict(found) for name, found in table.items()} for table in (self.spaced, self.inside))
        return Names(spaced, inside, self.longest)

    def add(self, name: str, named: Named) -> None:
        """Put a name in, unless it is too short to tell anything."""
        folded = fold(name)
        if not _is_telling(folded):
            return
        joined = folded.replace(" ", "")
        if UNSPACED.search(folded) or (_is_korean_term(named, joined)):
            self.inside.setdefault(joined, {})[named] = None
        else:
            self.spaced.setdefault(folded, {})[named] = None
            self.longest = max(self.longest, folded.count(" ") + 1)


def fold(text: str) -> str:
    """Text without case, accents and punctuation, one space between words, Chinese simplified; Hangul stays whole."""
    if text.isascii():
        return " ".join(_ASCII_WORDS.findall(text.casefold()))
    plain = unicodedata.normalize("NFC", gazetteer.fold(_with_simple_han(unicodedata.normalize("NFKC", text))))
    return " ".join(gazetteer.words_of(plain))


def _with_simple_han(text: str) -> str:
    return simplified(text) if UNSPACED.search(text) else text


def read_names(cases: Iterable[Case]) -> Names:
    """The names of all places of these cases, of all terms and topics, and the phrases for sections, in every language known."""
    names = constant_names().copy()
    for name, named in _places(cases):
        names.add(name, named)
    return names


@cache
def constant_names() -> Names:
    """Those that do not depend on the archive; shared, so copy them before adding others."""
    names = Names()
    for name, named in (*_subjects(), *_sections()):
        names.add(name, named)
    return names


@cache
def term_names() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Term -> language -> the names that it goes by."""
    return {term.id: term.notes["names"] for term in vocabulary("terms")}


def _places(cases: Iterable[Case]) -> Iterator[tuple[str, Named]]:
    countries: set[str] = set()
    for case in cases:
        if case.city and case.city.geonames_id:
            yield from ((name, Named("city", str(case.city.geonames_id))) for name in case.city.name.values())
            known = gazetteer.city(case.city.geonames_id)
            yield from city_names(known) if known else ()
        if case.country:
            countries.add(case.country)
    regions = [region for country in countries if (region := gazetteer.region_of(country))]
    yield from land_names(countries, {id for region in regions for id in (region.id, region.parent) if id})


def land_names(countries: Iterable[str], regions: Iterable[str]) -> Iterator[tuple[str, Named]]:
    """Names of countries (ISO 3166-1 alpha-2) and regions (M49), and those of Latin America, which is no region of M49."""
    for country in countries:
        yield from ((name, Named("country", country)) for name in _country_names(country))
    for id in regions:
        yield from ((name, Named("region", id)) for name in _region_names(id))
    code, parts = _LATIN_AMERICA
    names = (*_country_names(code), *_ALSO_LATIN_AMERICA)
    yield from ((name, Named("region", part)) for name in names for part in parts)


def city_names(city: gazetteer.GazetteerCity) -> Iterator[tuple[str, Named]]:
    """The names of a city that people type, in every language that the gazetteer has."""
    named = Named("city", str(city.geonames_id))
    yield from ((name, named) for name in (city.name, *filter(_is_name, city.names)))


def _subjects() -> Iterator[tuple[str, Named]]:
    for term in vocabulary("terms"):
        for name in (*term.labels.values(), *(name for names in term.notes["names"].values() for name in names)):
            yield name, Named("term", term.id)
    for topic in vocabulary("topics"):
        yield from ((label, Named("topic", topic.id)) for label in topic.labels.values())


def _sections() -> Iterator[tuple[str, Named]]:
    for section, by_language in _cues().items():
        yield from ((cue, Named("section", section)) for cues in by_language.values() for cue in cues)


@cache
def _cues() -> Mapping[str, Mapping[str, Sequence[str]]]:
    text = resources.files("index.search").joinpath("section_cues.yaml").read_text("utf-8")
    cues: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(text)
    return cues


@cache
def _country_names(code: str) -> tuple[str, ...]:
    named = (name for language in LANGUAGES if (name := gazetteer.country_name(code, language)) != code)
    return (*named, *ALSO_COUNTRIES.get(code, ()))


@cache
def _region_names(id: str) -> tuple[str, ...]:
    """Labels of the vocabulary, the names that CLDR has for M49 codes, and what people write of the region."""
    region: Concept = vocabulary("regions")[id]
    return (*region.labels.values(), *_country_names(id), *region.notes.get("names", ()))


def _is_name(name: str) -> bool:
    """Whether an alternate name of GeoNames is one that people type, and no code, transliteration or short word ("Solo")."""
    return not name[:1].islower() and not (name.isascii() and len(name) <= SHORTEST + 1)


def _is_telling(folded: str) -> bool:
    return len(folded) >= (2 if not folded.isascii() else SHORTEST) and not folded.isdecimal()


def _is_korean_term(named: Named, joined: str) -> bool:
    return named.kind in ("term", "section") and len(joined) >= SHORTEST_INSIDE and bool(HANGUL.search(joined))
