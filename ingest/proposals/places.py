"""City and country of a document, as proposals."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from corpus.case import Guess
from corpus.gazetteer import country_name
from ingest.places import FoundCity, find_cities
from ingest.proposals.reading import Reading, Statement, guess


def propose_places(reading: Reading) -> Iterator[Guess]:
    """The cities that stand out, best first, and their countries."""
    languages = tuple(dict.fromkeys((reading.language, "en")))
    countries: dict[str, Guess] = {}
    for found in find_cities(reading.title, (s.text for s in reading.sentences), languages):
        statement = reading.first(found.spelled)
        yield guess("city", _city(found, reading.language), found.confidence, statement, _where(found))
        country = found.city.country
        said = _naming(reading, country, languages)
        countries.setdefault(country, guess("country", country, found.confidence, said or statement, _why(said)))
    yield from countries.values()


def _city(found: FoundCity, language: str) -> dict[str, JsonValue]:
    name: dict[str, JsonValue] = {language: found.spelled, **({} if language == "en" else {"en": found.city.name})}
    return {"name": name, "geonames_id": found.city.geonames_id}


def _where(found: FoundCity) -> str:
    places = [
        *(["in the title"] if found.is_in_title else []),
        *([f"{found.mentions} times in the text"] if found.mentions else []),
    ]
    return f"'{found.spelled}' {' and '.join(places)}"


def _naming(reading: Reading, country: str, languages: tuple[str, ...]) -> Statement | None:
    found = (reading.first(country_name(country, language)) for language in languages)
    return next((statement for statement in found if statement), None)


def _why(said: Statement | None) -> str:
    return "country of the city, named in the text" if said else "country of the city"
