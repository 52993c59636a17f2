"""Which city a text is about, guessed from the names in it that the gazetteer knows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from babel.languages import get_official_languages

from corpus.gazetteer import GazetteerCity, cities_named, country_name, fold
from ingest.text import HAN_KANA, HANGUL, is_cjk

SHORTEST_NAME = 4
SHORTEST_ARABIC_NAME = 3
"""Letters of a name in a script with spaces; shorter ones (Ube, Hof) are mostly other words. Arabic writes no short vowels."""

LONGEST_NAME = 4
"""Words of a name that are tried together: 'Santiago de los Caballeros'."""

CJK_NAMES = range(2, 6)
"""Characters of a name in a script without spaces; of two characters only names of cities above `LARGE` count."""

LARGE = 500_000
SMALL = 10_000
SMALLEST_WEIGHT = 0.2
"""A city of a hundred thousand counts 1, one of ten million 3: small ones share their names with people and with things."""

COMMON = 4
"""A name that stands in small letters more than once for so many times in capitals is a word and no name."""

TITLE_WEIGHT = 6
COUNTRY_WEIGHT = 2
LANGUAGE_WEIGHT = 1.5
ALIAS_WEIGHT = 0.5
COUNTRY_NAME_WEIGHT = 0.5
"""What the points of a name are multiplied by where the text names the country, where the text's language is official there, where
the name is not GeoNames' main one although in Latin letters ('Part' is a name of Perth), and where it also names the country."""

NO_NAMES = frozenset({"المدينة", "مدينة", "المنطقة"})
"""Words for 'city' and 'area', which are also names of cities."""

FEWEST_POINTS = 2.0
CERTAIN_SHARE = 0.5
LEAST_SHARE = 0.2
MOST_CERTAIN = 0.95
"""A city is named if its points are at least so many, and so large a share of those of the best two; others are
proposed down to the least share."""

_TOKEN = re.compile(r"[^\W\d_]+(?:(?!['’]s\b)['’.][^\W\d_]+)*\.?")
_CJK_RUN = re.compile(f"[{HANGUL}{HAN_KANA}]{{2,}}")
_HANGUL = re.compile(f"[{HANGUL}]")
_ARABIC = re.compile("[\u0621-\u064a]")
_AND = re.compile("^[وفبلك](?=..)")
_TO_THE = re.compile("^لل")
_RUN = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S+(?:://|@|\.(?:com|org|net|gov|edu)\b)\S*")


@dataclass(frozen=True, slots=True)
class FoundCity:
    city: GazetteerCity
    spelled: str
    """As it stands most often in the text."""
    confidence: float
    """0 to 1."""
    mentions: int
    is_in_title: bool


@dataclass
class _Candidate:
    city: GazetteerCity
    points: float = 0.0
    names: list[str] = field(default_factory=list)


def find_city(title: str, texts: Iterable[str], languages: Sequence[str]) -> FoundCity | None:
    """The city that a document is about, None where no name stands out."""
    best = next(iter(find_cities(title, texts, languages)), None)
    return best if best and best.confidence >= CERTAIN_SHARE else None


def find_cities(title: str, texts: Iterable[str], languages: Sequence[str], most: int = 3) -> list[FoundCity]:
    """Cities that a document may be about, best first; none where no name stands out.

    Names count by how often they stand in the text, more in the title, more for a large city, and more where the text names
    the country too, in one of `languages`. Of cities that share a name the one with most points is meant. The confidence is
    the share of the points that the city and its strongest rival have together.
    """
    # Addresses spell names in small letters, and name the city of a newspaper.
    body = _ADDRESS.sub(" ", "\n".join(texts))
    lower = Counter(word for word in _RUN.findall(f"{title}\n{body}") if word.islower())
    in_text, in_title = _mentions(body, lower), _mentions(title, lower)
    counts = {name: in_text[name] + TITLE_WEIGHT * in_title[name] for name in in_text | in_title}
    ranked = _candidates(counts, f"{title}\n{body}", languages)
    rivals = [ranked[1 if place == 0 else 0] for place in range(len(ranked))] if len(ranked) > 1 else ranked
    found = [
        FoundCity(
            city=each.city,
            spelled=max(each.names, key=lambda name: counts[name]),
            confidence=round(min(_share(each, rival), MOST_CERTAIN), 2),
            mentions=sum(in_text[name] for name in each.names),
            is_in_title=any(in_title[name] for name in each.names),
        )
        for each, rival in zip(ranked[:most], rivals, strict=False)
        if each.points >= FEWEST_POINTS
    ]
    return [each for each in found if each.confidence >= LEAST_SHARE]


def _share(candidate: _Candidate, rival: _Candidate) -> float:
    both = candidate.points + (rival.points if rival is not candidate else 0)
    return candidate.points / both


def _candidates(counts: Mapping[str, int], text: str, languages: Sequence[str]) -> list[_Candidate]:
    """Cities with points, best first."""
    found: dict[int, _Candidate] = {}
    country_weight = _country_weights(text, languages)
    for name, count in counts.items():
        weights = {
            city: _weight(name, city, languages) * country_weight(city.country)
            for city in cities_named(name)
            if _is_plausible(name, city)
        }
        if weights:
            city = max(weights, key=lambda city: weights[city])
            candidate = found.setdefault(city.geonames_id, _Candidate(city))
            candidate.points += count * weights[city]
            candidate.names.append(name)
    return sorted(found.values(), key=lambda candidate: -candidate.points)


def _weight(name: str, city: GazetteerCity, languages: Sequence[str]) -> float:
    size = max(math.log10(max(city.population, 1) / SMALL), SMALLEST_WEIGHT)
    is_alias = name.isascii() and fold(name) != fold(city.name)
    is_country = name != city.name and any(name == country_name(city.country, language) for language in languages)
    return size * (ALIAS_WEIGHT if is_alias else 1) * (COUNTRY_NAME_WEIGHT if is_country else 1)


def _country_weights(text: str, languages: Sequence[str]) -> Callable[[str], float]:
    """The factor for cities of a country (ISO 3166-1 alpha-2)."""

    @cache
    def weight(country: str) -> float:
        names = {country_name(country, language) for language in languages}
        has_name = any(name in text for name in names)
        speaks = languages[0].partition("-")[0] in get_official_languages(country, regional=True, de_facto=True)
        return (COUNTRY_WEIGHT if has_name else 1) * (LANGUAGE_WEIGHT if speaks else 1)

    return weight


def _is_plausible(name: str, city: GazetteerCity) -> bool:
    return not is_cjk(name[0]) or len(name) > CJK_NAMES[0] or city.population >= LARGE


def _mentions(text: str, lower: Mapping[str, int]) -> Counter[str]:
    """Names of cities in the text and how often they stand there; a part of a longer name is not counted.

    'Most' begins sentences in which no one means the town of that name: that the word also stands in small letters, as
    `lower` counts them, tells.
    """
    found: Counter[str] = Counter()
    for line in text.splitlines():
        found.update(_spaced_names(line))
        found.update(_cjk_names(line))
    return Counter({name: count for name, count in found.items() if lower.get(name.lower(), 0) * COMMON < count})


def _spaced_names(line: str) -> Iterator[str]:
    tokens = list(_TOKEN.finditer(line))
    position = 0
    while position < len(tokens):
        name = next(_names_at(line, tokens, position), None)
        if name:
            yield name[0]
        position += name[1] if name else 1


def _names_at(line: str, tokens: Sequence[re.Match[str]], position: int) -> Iterator[tuple[str, int]]:
    """Names that start at a word, longest first, with their number of words."""
    start = tokens[position]
    if _ARABIC.match(start[0]):
        yield from _arabic_names_at(line, tokens, position)
    if not start[0][0].isupper():
        return
    for size in range(min(LONGEST_NAME, len(tokens) - position), 0, -1):
        name = line[start.start() : tokens[position + size - 1].end()].rstrip(".")
        if len(name) >= SHORTEST_NAME and "," not in name and not name.isupper() and cities_named(name):
            yield name, size


def _arabic_names_at(line: str, tokens: Sequence[re.Match[str]], position: int) -> Iterator[tuple[str, int]]:
    """Names in Arabic, which has no capitals; 'and', 'in', 'to' are written as one letter before the name, and may hide the article."""
    for size in range(min(LONGEST_NAME, len(tokens) - position), 0, -1):
        written = line[tokens[position].start() : tokens[position + size - 1].end()].rstrip(".")
        for name in (written, _AND.sub("", written), _TO_THE.sub("ال", written)):
            if len(name) >= SHORTEST_ARABIC_NAME and name not in NO_NAMES and cities_named(name):
                yield name, size


def _cjk_names(line: str) -> Iterator[str]:
    for run in _CJK_RUN.finditer(line):
        position = 0
        while position < len(run[0]):
            name = _cjk_name_at(run[0], position)
            if name:
                yield name
            position += len(name) if name else 1


def _cjk_name_at(run: str, position: int) -> str | None:
    """The longest name that starts here; a Korean one only at the start of a word, as particles follow but do not precede."""
    if position and _HANGUL.match(run[position - 1]) and _HANGUL.match(run[position]):
        return None
    names = (run[position : position + size] for size in reversed(CJK_NAMES))
    return next((name for name in names if len(name) >= CJK_NAMES[0] and cities_named(name)), None)
