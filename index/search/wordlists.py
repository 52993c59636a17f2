"""Which words a language has, so that a word that the archive lacks is not taken for a slip: "péages" is no misspelt "pages".

The lists are simplemma's dictionaries of forms, some 60,000 to 4 million a language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from simplemma.strategies.dictionaries import StreamDictionaryFactory
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

_NAMED_OTHERWISE = {"no": "nb", "hr": "hbs", "sr": "hbs"}
"""ISO 639-1 -> what simplemma calls the list."""

LISTED = SUPPORTED_LANGUAGES | _NAMED_OTHERWISE.keys()
"""Languages that have a list."""

_ACCENTED: Mapping[str, str] = {
    "a": "áàâãäą", "c": "çćč", "e": "éèêëęě", "i": "íìîï", "l": "ł", "n": "ñńň", "o": "óòôõöøő", "s": "śš", "u": "úùûüůű", "y": "ý", "z": "źžż",
}  # fmt: skip
"""What people leave out who type without accents."""


def is_word(word: str, languages: Iterable[str]) -> bool:
    """Whether one of the languages has the word, written small, as it stands or, of plain letters, with one accent put on."""
    forms = [word, *(_with_an_accent(word) if word.isascii() else ())]
    return any(form in _words(language) for language in languages if language in LISTED for form in forms)


def load(languages: Iterable[str]) -> None:
    """Read the lists of these languages now, which takes up to a second for most, instead of when they are first needed."""
    for language in LISTED.intersection(languages):
        _words(language)


@cache
def _words(language: str) -> Mapping[str, str]:
    """Form -> lemma. Looked up in the packed list: as a dictionary, Spanish alone would take 100 MB."""
    return StreamDictionaryFactory().get_dictionary(_NAMED_OTHERWISE.get(language, language))


def _with_an_accent(word: str) -> Iterator[str]:
    for place, letter in enumerate(word):
        for accented in _ACCENTED.get(letter, ""):
            yield word[:place] + accented + word[place + 1 :]
