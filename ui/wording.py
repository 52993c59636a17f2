"""The words of the interface in each language: gettext catalogues under `locales/`, read as text when the front end starts.

English is the source. The `.po` files are read themselves, so that there is no compiled copy that could be out of date.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast, get_args

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from corpus.results import InterfaceLanguage

DOMAIN = "casebook"
LOCALES = Path(__file__).parent / "locales"
LANGUAGE_NAMES: Mapping[InterfaceLanguage, str] = {"en": "English", "es": "Español", "fr": "Français", "ko": "한국어"}
"""Each in its own language, as a reader looks for it."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "dv", "yi"})


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "extract this, translate it later"
    return message


def direction(language: str) -> str:
    """The value of HTML's `dir` for a BCP 47 language."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def best_language(wanted: str) -> InterfaceLanguage:
    """The interface language for a browser's `Accept-Language` or `navigator.language`; English where we have none of them."""
    for part in wanted.split(","):
        tag = part.partition(";")[0].strip().partition("-")[0].lower()
        if tag in get_args(InterfaceLanguage):
            return cast(InterfaceLanguage, tag)
    return "en"


def catalogue_file(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language)


def _forms(text: Sequence[str] | str | None) -> tuple[str, ...]:
    """Singular and plural forms; Babel gives a bare string where a message has no plural."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


class Wording:
    """Messages in one language. A message without a translation, or a fuzzy one, stays English."""

    def __init__(self, language: InterfaceLanguage) -> None:
        self.language = language
        self._messages: dict[str, tuple[str, ...]] = {}
        self._form: Callable[[int], int] = lambda n: int(n != 1)
        if language != "en":
            self._read(read_catalogue(language))

    def _read(self, catalogue: Catalog) -> None:
        self._form = gettext.c2py(catalogue.plural_expr)
        for message in catalogue:
            key = _forms(message.id)[0]
            forms = _forms(message.string)
            if key and all(forms) and not message.fuzzy:
                self._messages[key] = forms

    def gettext(self, message: str) -> str:
        return self._messages.get(message, (message,))[0]

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form of this language for the number `n`."""
        forms = self._messages.get(singular, (singular, plural))
        return forms[min(self._form(n), len(forms) - 1)]


@cache
def wording(language: InterfaceLanguage) -> Wording:
    return Wording(language)
