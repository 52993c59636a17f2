"""The sentences of proposals in every interface language, with what is filled in said in the same language where it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from corpus.case import Text, in_language
from corpus.vocabulary import INTERFACE_LANGUAGES
from index.planning.lexicon import read_words

Value = str | int | Text | Callable[[str], str]
"""What is filled in: the same for all languages, by language, or worked out for a language."""


def words(name: str, language: str, /, **values: Value) -> str:
    """The sentence of that name in an interface language."""
    template: str = read_words("wording.yaml")[name][language]
    return template.format(**{key: in_words(value, language) for key, value in values.items()})


def say(name: str, /, **values: Value) -> Text:
    """The sentence in every interface language."""
    return {language: words(name, language, **values) for language in INTERFACE_LANGUAGES}


def in_words(value: Value, language: str) -> str:
    if isinstance(value, Mapping):
        found = in_language(value, language)
        return found[1] if found else ""
    return value(language) if callable(value) else str(value)


def listed(values: Iterable[Value]) -> Callable[[str], str]:
    """Several values one after the other, with commas."""
    held = tuple(values)
    return lambda language: ", ".join(in_words(value, language) for value in held)
