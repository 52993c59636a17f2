"""What stands in a cell, as the value that a field takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from babel import Locale

from corpus import gazetteer
from corpus.case import LANGUAGE_TAG
from corpus.vocabulary import INTERFACE_LANGUAGES
from index.languages import LANGUAGES
from ingest.lists.columns import genders, other_country_names, plain

_BETWEEN = re.compile(r"\s*(?:[,;/·、|&+\n]|\band\b|\by\b|\bet\b)\s*")
_GROUPING = re.compile(r"[\s.,’']")


class UnreadValue(Exception):
    """A cell that does not say what its column is for; `code` is one of the sentences of columns.yaml."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code, self.value = code, value


def text(cell: str) -> str:
    """On one line: a cell can hold several."""
    return " ".join(cell.split())


def local_id(cell: str) -> str:
    return cell.casefold().replace(" ", "-")


def whole_number(cell: str) -> int:
    """Digits, grouped as any country groups them: '1,200', '1 200' and '1.200' are one number."""
    digits = _GROUPING.sub("", cell)
    if not digits.isdecimal() or len(digits) > 9:
        raise UnreadValue("number", cell)
    return int(digits)


def share(cell: str) -> float:
    """Of one: '85 %', '85' and '0,85' are one share."""
    number = cell.replace("%", "").replace(",", ".").strip()
    try:
        value = float(number)
    except ValueError:
        raise UnreadValue("share", cell) from None
    value = value / 100 if "%" in cell or value > 1 else value
    if not 0 <= value <= 1:
        raise UnreadValue("share", cell)
    return value


def gender(cell: str) -> str:
    if plain(cell) not in genders():
        raise UnreadValue("gender", cell)
    return genders()[plain(cell)]


def languages(cell: str) -> tuple[str, ...]:
    """BCP 47 tags of languages given by tag or name, in any interface language or their own."""
    named = [part for part in _BETWEEN.split(cell) if part]
    return tuple(dict.fromkeys(map(_language, named)))


def _language(word: str) -> str:
    if LANGUAGE_TAG.match(word) and word.partition("-")[0] in _languages().values():
        return word
    found = _languages().get(plain(word))
    if found is None:
        raise UnreadValue("language", word)
    return found


@cache
def _languages() -> Mapping[str, str]:
    """Plain name or tag -> tag."""
    spoken = [Locale.parse(language) for language in INTERFACE_LANGUAGES]
    named = {
        plain(str(name)): tag for each in spoken for tag, name in each.languages.items() if LANGUAGE_TAG.match(tag)
    }
    own = {plain(gazetteer.language_name(tag, tag)): tag for tag in LANGUAGES}
    return {**own, **named, **{tag: tag for tag in named.values()}}


def country(cell: str) -> str:
    """ISO 3166-1 alpha-2 of a country given by code or name, in any interface language."""
    found = _countries().get(plain(cell))
    if found is None:
        raise UnreadValue("country", cell)
    return found


@cache
def _countries() -> Mapping[str, str]:
    names: dict[str, str] = dict(other_country_names())
    for language in INTERFACE_LANGUAGES:
        territories = Locale.parse(language).territories.items()
        names |= {plain(str(name)): code for code, name in territories if re.fullmatch("[A-Z]{2}", code)}
    return {**names, **{plain(code): code for code in set(names.values())}}


def city(cell: str, country_code: str | None) -> int:
    """GeoNames id of a city given by id or name in any language: the largest of the name, in the country where one is given."""
    if cell.isdecimal() and gazetteer.city(int(cell)):
        return int(cell)
    known = gazetteer.cities_named(cell) or gazetteer.cities_named(cell.partition(",")[0].strip())
    fitting = [each for each in known if country_code in (None, each.country)]
    if not fitting:
        raise UnreadValue("city", cell)
    return fitting[0].geonames_id


Parse = Callable[[str], object]

PARSERS: Mapping[str, Parse] = {
    "id": local_id,
    "capacity": whole_number,
    "attendance": share,
    "score": share,
    "gender": gender,
    "languages": languages,
    "country": country,
}
"""Column -> what reads its cells; those that are not named hold text, and `city` needs the country."""
