"""Numbers as people write them in the languages of the archive: '1,130', '1.130', '1 130', '2,5 millones', '1억 2,000만', '12亿'.

A point or comma before three digits can be either sign, so a number is read in every way that it can be meant: this finds out
whether a text states a number, not which number it states.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator

_MULTIPLIERS: dict[float, str] = {
    1e3: "thousand|mil|mille|milliers|milhares|tausend|tsd|천|千|ألف|آلاف",
    1e4: "만|万|萬",
    1e5: "lakh",
    1e6: "million|millions|mn|m|millón|millones|milhão|milhões|millionen|mio|백만|百万|مليون|ملايين",
    1e7: "crore|천만|千万",
    1e8: "억|億|亿",
    1e9: "billion|billions|bn|mil millones|mil milhões|milliard|milliards|bilhão|bilhões|milliarde|milliarden|mrd|십억|十亿"
    "|مليار|مليارات",
    1e12: "trillion|조|兆|万亿|billón|billones|billionen|trilhão|trilhões|تريليون",
}  # fmt: skip
_FACTOR = {word: factor for factor, words in _MULTIPLIERS.items() for word in words.split("|")}
_LONGEST_FIRST = "|".join(sorted(map(re.escape, _FACTOR), key=len, reverse=True))

_SEPARATOR = "[.,'’\u00a0\u202f\u2009\u066c ]"
_DIGITS = (
    rf"(?<!\d)(?:\d{{1,3}}(?:{_SEPARATOR}\d{{3}})+(?!\d)|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d+)(?:[.,\u066b]\d+)?"
)
"""In groups of three, in the groups of India (12,34,567), or without; then a decimal fraction."""
_NUMBER = re.compile(rf"({_DIGITS})(?:[\s\-]?((?:{_LONGEST_FIRST})))?", re.IGNORECASE)
_CJK_FACTOR = re.compile(r"[천千만万萬억億亿조兆백百십十]")


def states(text_numbers: set[float], value: float) -> bool:
    """Whether the value, whatever its sign, is among the numbers that `numbers_in` read from a text."""
    return any(math.isclose(abs(value), number, rel_tol=1e-9, abs_tol=1e-12) for number in text_numbers)


def numbers_in(text: str) -> set[float]:
    """Every number that the text can be read to state, without its sign; with a multiplier both alone and multiplied."""
    found: set[float] = set()
    compound = 0.0
    end = -1
    for match in _NUMBER.finditer(_western(text)):
        values = set(_readings(match[1]))
        factor = _factor(match, text)
        found |= values
        if factor is None:
            found |= {compound + value for value in values} if _continues(text, end, match) else set()
            compound, end = 0.0, -1
            continue
        multiplied = {value * factor for value in values}
        found |= multiplied
        if _CJK_FACTOR.search(match[2]):
            # '1억 2,000만' is one number in two steps.
            compound = (compound if _continues(text, end, match) else 0.0) + max(multiplied)
            end = match.end()
            found.add(compound)
    return found


def _continues(text: str, end: int, match: re.Match[str]) -> bool:
    return end >= 0 and not text[end : match.start()].strip()


def _factor(match: re.Match[str], text: str) -> float | None:
    """What the word after the number multiplies it by; None where it is the beginning of another word."""
    word = match[2]
    if not word:
        return None
    if not _CJK_FACTOR.search(word) and re.match(r"[^\W\d_]", text[match.end() : match.end() + 1]):
        return None
    return _FACTOR[word.casefold()]


def _western(text: str) -> str:
    """The text with digits of every script as 0 to 9, each character still at its place."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def _readings(digits: str) -> Iterator[float]:
    """Values that the digits can stand for: separators as marks of thousands, the last of them as the decimal point, or as spaces."""
    parts = re.split(r"[^\d]+", digits)
    if len(parts) == 1:
        yield float(digits)
        return
    if len(parts[-1]) == 3:
        yield float("".join(parts))
    yield float("".join(parts[:-1]) + "." + parts[-1])
    if re.search(r"\s", digits):
        yield from map(float, parts)
