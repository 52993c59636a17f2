"""Numbers as people write them in the languages of the archive: '1,130', '1.130', '1 130', '2,5 millones', '1억 2,000만', '12亿'.

A point or comma before three digits can be either sign. `numbers_in` reads a number in every way that it can be meant, to find out
whether a text states it; `find_numbers` reads each as the language of the text most likely means it, and says where it stands.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

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


_POINT_GROUPS = frozenset({"de", "es", "pt", "it", "nl", "id", "da", "tr", "el", "hr", "sl", "sr", "ca", "gl", "ro"})
"""Languages that write 1.130 for a thousand and more; elsewhere the point before three digits is a decimal point."""
_COMMA_FRACTIONS = _POINT_GROUPS - {"es"} | {"fr", "pl", "cs", "sk", "fi", "sv", "nb", "ru", "uk", "bg", "hu", "kk"}
"""Languages that write 1,130 for a little more than one. Spanish is left out: half of the countries that speak it write 1,130
for a thousand and more, and three decimals are rare."""


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number of a text with its multiplier ('12亿', '2,5 millones'), from character `start` up to `end`."""

    start: int
    end: int
    value: float
    """Without its sign."""
    has_factor: bool


def find_numbers(text: str, language: str) -> list[FoundNumber]:
    """The numbers of a text in order, each read once, as a writer of the language (BCP 47) means it; '1억 2,000만' is one."""
    found: list[FoundNumber] = []
    is_open = False
    for match in _NUMBER.finditer(_western(text)):
        number = _found_number(match, text, language.partition("-")[0])
        if is_open and _continues(text, found[-1].end, match) and number.value < found[-1].value:
            number = FoundNumber(found[-1].start, number.end, found.pop().value + number.value, True)
        found.append(number)
        is_open = bool(number.has_factor and match[2] and _CJK_FACTOR.search(match[2]))
    return found


def _found_number(match: re.Match[str], text: str, language: str) -> FoundNumber:
    value, factor = _reading(match[1], language), _factor(match, text)
    if factor is None:
        return FoundNumber(match.start(), match.end(1), value, False)
    # Twelve digits hold any sum of money exactly, and drop what multiplying 1.1 by a million adds.
    return FoundNumber(match.start(), match.end(), float(f"{value * factor:.12g}"), True)


def _reading(digits: str, language: str) -> float:
    """The likeliest value of the digits: one separator before three digits is what the language makes of it."""
    parts = re.split(r"[^\d]+", digits)
    marks = re.findall(r"[^\d]+", digits)
    is_grouped = len(parts[-1]) == 3 and (len(set(marks)) == 1 or not marks) and parts[0] != "0"
    if marks and not (is_grouped and (len(marks) > 1 or not _is_decimal(marks[0], language))):
        return float("".join(parts[:-1]) + "." + parts[-1])
    return float("".join(parts))


def _is_decimal(mark: str, language: str) -> bool:
    if mark == ".":
        return language not in _POINT_GROUPS
    return mark in ",\u066b" and language in _COMMA_FRACTIONS


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
