"""Which city a text is about, guessed from the names in it that the gazetteer knows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.gazetteer import GazetteerCity, cities_named, country_name
from ingest.text import HAN_KANA, HANGUL, is_cjk

SHORTEST_NAME = 4
"""Letters of a name in a script with spaces; shorter ones (Ube, Hof) are mostly other words."""

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
FEWEST_POINTS = 2.0
CERTAIN_SHARE = 0.5
MOST_CERTAIN = 0.95
"""A city is named if its points are at least so many, and so large a share of those of the best two."""

_TOKEN = re.compile(r"[^\W\d_]+(?:(?!['’]s\b)['’.-][^\W\d_]+)*\.?")
_CJK_RUN = re.compile(f"[{HANGUL}{HAN_KANA}]{{2,}}")
_HANGUL = re.compile(f"[{HANGUL}]")
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
    """The city that a document is about, None where no name stands out.

    Names count by how often they stand in the text, more in the title, more for a large city, and more where the text names
    the country too, in one of `languages`. Of cities that share a name the one with most points is meant.
    """
    # Addresses spell names in small letters, and name the city of a newspaper.
    body = _ADDRESS.sub(" ", "\n".join(texts))
    lower = Counter(word for word in _RUN.findall(f"{title}\n{body}") if word.islower())
    in_text, in_title = _mentions(body, lower), _mentions(title, lower)
    counts = {name: in_text[name] + TITLE_WEIGHT * in_title[name] for name in in_text | in_title}
    candidates = _candidates(counts, f"{title}\n{body}", languages)
    if not candidates or candidates[0].points < FEWEST_POINTS:
        return None
    best = candidates[0]
    share = best.points / sum(candidate.points for candidate in candidates[:2])
    if share < CERTAIN_SHARE:
        return None
    return FoundCity(
        city=best.city,
        spelled=max(best.names, key=lambda name: counts[name]),
        confidence=round(min(share, MOST_CERTAIN), 2),
        mentions=sum(in_text[name] for name in best.names),
        is_in_title=any(in_title[name] for name in best.names),
    )


def _candidates(counts: Mapping[str, int], text: str, languages: Sequence[str]) -> list[_Candidate]:
    """Cities with points, best first."""
    found: dict[int, _Candidate] = {}
    for name, count in counts.items():
        weights = {city: _weight(city, text, languages) for city in cities_named(name) if _is_plausible(name, city)}
        if weights:
            city = max(weights, key=lambda city: weights[city])
            candidate = found.setdefault(city.geonames_id, _Candidate(city))
            candidate.points += count * weights[city]
            candidate.names.append(name)
    return sorted(found.values(), key=lambda candidate: -candidate.points)


def _weight(city: GazetteerCity, text: str, languages: Sequence[str]) -> float:
    names = {country_name(city.country, language) for language in languages}
    has_country = any(name in text for name in names if name != city.name)
    size = max(math.log10(max(city.population, 1) / SMALL), SMALLEST_WEIGHT)
    return size * (COUNTRY_WEIGHT if has_country else 1)


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
    if not start[0][0].isupper():
        return
    for size in range(min(LONGEST_NAME, len(tokens) - position), 0, -1):
        name = line[start.start() : tokens[position + size - 1].end()].rstrip(".")
        if len(name) >= SHORTEST_NAME and "," not in name and not name.isupper() and cities_named(name):
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
