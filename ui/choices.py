"""What a field lets choose from: pairs of a value and the words that a reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from corpus.gazetteer import language_name
from corpus.programme.model import Module, Objective, Person, Room, Session
from corpus.programme.roster import Participant
from corpus.vocabulary import Vocabulary
from ui.terms import term
from ui.wording import LANGUAGE_NAMES, Wording

Pairs = list[tuple[str, str]]

TEACHING = (*LANGUAGE_NAMES, "ar", "zh", "pt", "ru", "vi", "id", "th", "ja", "de")
"""Languages offered beside those that a course has already; an archive reads any."""


def concepts(vocabulary: Vocabulary, language: str) -> Pairs:
    return [(each.id, each.label(language)) for each in vocabulary]


def named(things: Iterable[Room | Person | Participant]) -> Pairs:
    """Rooms and people by the names that they have in every language."""
    return [(each.id, each.name) for each in things]


def sentences(objectives: Iterable[Objective], sentence: Callable[[Objective], str]) -> Pairs:
    return [(each.id, sentence(each)) for each in objectives]


def titles(parts: Iterable[Session | Module], read: Callable[[Mapping[str, str]], Any]) -> Pairs:
    return [(each.id, read(each.title).words) for each in parts]


def terms(words: Wording, codes: Iterable[str], table: str) -> Pairs:
    """Codes with what `ui.terms` calls them."""
    return [(str(code), words.gettext(term(str(code), table))) for code in codes]


def languages(interface: str, *held: str) -> Pairs:
    """Languages to choose from, those that are chosen already first."""
    return [(tag, language_name(tag, interface)) for tag in dict.fromkeys((*held, *TEACHING))]
