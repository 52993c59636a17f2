"""Two texts as one, with what was taken out and what was put in: a diff that reads like the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pydantic import JsonValue

MOST_PAIRS = 4_000_000
"""Words of one text times words of the other up to which they are compared word by word, which takes about a second at worst."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a text that stayed, was taken out or was put in."""

    kind: Literal["kept", "out", "in"]
    text: str


def differences(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches in reading order, what was taken out before what stands in its place. Very long texts are exchanged as a whole."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > MOST_PAIRS:
        return _exchanged(before, after)
    found: list[Stretch] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Stretch("kept", "".join(old[start:end])))
        else:
            found.extend(_exchanged("".join(old[start:end]), "".join(new[new_start:new_end])))
    return tuple(found)


def _exchanged(before: str, after: str) -> tuple[Stretch, ...]:
    return tuple(stretch for stretch in (Stretch("out", before), Stretch("in", after)) if stretch.text)


def in_words(value: JsonValue) -> str:
    """A value of a record for a reader: its parts by name, without those that say nothing."""
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {in_words(part)}" for name, part in _telling(value))
    if isinstance(value, list):
        return "; ".join(map(in_words, value))
    return "" if value is None else str(value)


def _telling(value: Mapping[str, JsonValue]) -> Iterator[tuple[str, JsonValue]]:
    return ((name, part) for name, part in value.items() if part not in (None, "", [], {}))
