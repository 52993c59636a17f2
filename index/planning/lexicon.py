"""What the text of a brief can name: themes as the search knows them, places whether or not the archive has a case there, and the words
that trainers use of their participants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corpus import gazetteer
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.languages import LANGUAGES
from index.search.names import Named, Names, city_names, constant_names, land_names
from index.search.snapshot import Snapshot

LARGE_CITY = 300_000
"""Inhabitants from which a city that the archive has no case of is known by name; names of smaller ones are words too often."""

Lexicon = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]
"""Kind -> value -> language -> words."""


def brief_names(snapshot: Snapshot) -> tuple[Names, Names]:
    """Every name that a brief may use: those that hold for any archive, and those of the places in this one."""
    return _names_of_any_archive(), snapshot.names


@cache
def read_words(file: str) -> Mapping[str, Any]:
    """A table of this package, by the name of its file."""
    read: Mapping[str, Any] = yaml.safe_load(resources.files("index.planning").joinpath(file).read_text("utf-8"))
    return read


@cache
def _names_of_any_archive() -> Names:
    names = constant_names().copy()
    for name, named in (*_lands(), *_cities(), *_languages(), *_instruments(), *_lexicon()):
        names.add(name, named)
    return names


def _lands() -> Iterator[tuple[str, Named]]:
    yield from land_names(gazetteer.countries(), vocabulary("regions").concepts)


def _cities() -> Iterator[tuple[str, Named]]:
    for city in gazetteer.cities_of_at_least(LARGE_CITY):
        yield from city_names(city)


def _languages() -> Iterator[tuple[str, Named]]:
    for tag in LANGUAGES:
        yield from ((gazetteer.language_word(tag, spoken), Named("language", tag)) for spoken in INTERFACE_LANGUAGES)


def _instruments() -> Iterator[tuple[str, Named]]:
    for concept in vocabulary("instruments"):
        yield from ((label, Named("instrument", concept.id)) for label in concept.labels.values())


def _lexicon() -> Iterator[tuple[str, Named]]:
    lexicon: Lexicon = read_words("lexicon.yaml")
    for kind, values in lexicon.items():
        for value, by_language in values.items():
            yield from ((word, Named(kind, value)) for words in by_language.values() for word in words)


def profession_name(value: str) -> Mapping[str, str]:
    """What a profession is called, by interface language."""
    lexicon: Lexicon = read_words("lexicon.yaml")
    return {language: words[0] for language, words in lexicon["profession"][value].items()}
