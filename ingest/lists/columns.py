"""What the columns of a list are called, from columns.yaml."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corpus.gazetteer import fold
from corpus.vocabulary import INTERFACE_LANGUAGES


@dataclass(frozen=True, slots=True)
class ListForm:
    """A kind of list: its columns in order, and rows to show how it is filled in."""

    headings: Mapping[str, Mapping[str, Sequence[str]]]
    """Column -> language -> its names, the first of which heads the template."""
    required: frozenset[str]
    examples: tuple[Mapping[str, str], ...]

    def column(self, heading: str) -> str | None:
        """The column that a heading names in any language; None where it names none."""
        wanted = plain(heading)
        names = ((column, name) for column, all in self.headings.items() for own in all.values() for name in own)
        return next((column for column, name in names if plain(name) == wanted), None)

    def heading(self, column: str, language: str) -> str:
        return self.headings[column][language][0]


@cache
def plain(text: str) -> str:
    """Without case, accents, spaces and punctuation: 'E-Mail' and 'email' are one heading."""
    return "".join(letter for letter in fold(text) if unicodedata.category(letter)[0] in "LN")


@cache
def _written() -> Mapping[str, Any]:
    text = resources.files("ingest.lists").joinpath("columns.yaml").read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


@cache
def list_form(kind: str) -> ListForm:
    """The form of `rooms`, `people` or `participants`."""
    written = _written()[kind]
    columns: Mapping[str, Mapping[str, Any]] = written["columns"]
    headings = {name: {each: own[each] for each in INTERFACE_LANGUAGES} for name, own in columns.items()}
    required = frozenset(name for name, own in columns.items() if own.get("required"))
    return ListForm(headings, required, tuple(written["examples"]))


@cache
def genders() -> Mapping[str, str]:
    """Plain word -> female, male or other."""
    words: Mapping[str, Sequence[str]] = _written()["genders"]
    return {plain(word): gender for gender, own in words.items() for word in own}


@cache
def other_country_names() -> Mapping[str, str]:
    """Plain name -> ISO 3166-1 alpha-2, for names that CLDR lacks."""
    names: Mapping[str, Sequence[str]] = _written()["countries"]
    return {plain(name): code for code, own in names.items() for name in own}


def sentence(code: str, language: str, told: Mapping[str, object]) -> str:
    """What is said of a cell, in one of the interface languages."""
    written: Mapping[str, Mapping[str, str]] = _written()["sentences"]
    return written[code][language].format_map(told)
