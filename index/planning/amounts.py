"""Amounts in the text of a brief: how many days, how many participants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.programme.model import MOST_DAYS
from index.planning.lexicon import read_words

MOST_PEOPLE = 1000


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of something, and the words that say it, folded."""

    words: str
    value: int


def days_in(text: str) -> Amount | None:
    """The length of the programme in days; a week has five. None where the folded text tells none, or more than a programme can have."""
    return next((found for found in _lengths(text) if 1 <= found.value <= MOST_DAYS), None)


def people_in(text: str, words_for_people: Sequence[str]) -> Amount | None:
    """The number of participants: one before a word for people (folded), with at most two words between."""
    people = "|".join(map(re.escape, sorted(words_for_people, key=len, reverse=True)))
    found = re.search(rf"\b({_number()}) (?:\w+ ){{0,2}}?(?:{people})", text) or re.search(r"\b(\d+) ?(?:명|인)", text)
    if found is None or not 1 <= (value := _value(found[1])) <= MOST_PEOPLE:
        return None
    # In Spanish, French and English the articles are numbers too: "a manager" is not a group of one.
    return None if value == 1 else Amount(found[1], value)


def _lengths(text: str) -> Iterator[Amount]:
    tables = read_words("amounts.yaml")
    for days, words in tables["units"].items():
        found = re.search(rf"\b({_number()}) (?:{'|'.join(words)})\b", text)
        if found:
            yield Amount(found[0], _value(found[1]) * int(days))
    for days, endings in tables["korean_units"].items():
        found = re.search(rf"(?<!\d)({_number()}) ?(?:{'|'.join(endings)})(?!본|반|정|요)", text)
        if found and re.search("[가-힣]", found[0]):
            yield Amount(found[0], _value(found[1]) * int(days))
    for word, days in tables["korean_days"].items():
        if word in text:
            yield Amount(word, int(days))


def _value(words: str) -> int:
    return int(words) if words.isdecimal() else _numbers()[words]


@cache
def _numbers() -> Mapping[str, int]:
    table = read_words("amounts.yaml")["numbers"]
    return {str(word): int(value) for value, words in table.items() for word in words}


@cache
def _number() -> str:
    """A pattern for numbers in digits and in words."""
    return r"\d{1,4}|" + "|".join(sorted(_numbers(), key=len, reverse=True))
