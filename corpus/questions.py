"""Telling a question from words to search for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import yaml

MARKS = ("?", "？", "؟", ";")
"""That end a question; the last is the Greek one, which looks like a semicolon."""
LEAST_WORDS = 3
"""Words from which what begins like a question is one: 'how to' and 'was' are not."""

_BEFORE = re.compile(r"^[\s¿\"'«“„]+")


def is_question(text: str) -> bool:
    """Whether the text asks something, in any language of the archive: by its mark, its first word, or its ending."""
    asked = _BEFORE.sub("", text).strip().casefold().replace("’", "'")
    if text.strip().startswith("¿") or asked.endswith(MARKS):
        return True
    table = _table()
    if asked.rstrip("。.! ").endswith(tuple(table["ends"])) or any(word in asked for word in table["holds"]):
        return True
    return len(asked.split()) >= LEAST_WORDS and asked.startswith(_beginnings())


@cache
def _table() -> Mapping[str, Sequence[str]]:
    table: Mapping[str, Sequence[str]] = yaml.safe_load(
        resources.files("corpus").joinpath("questions.yaml").read_text("utf-8")
    )
    return table


@cache
def _beginnings() -> tuple[str, ...]:
    begins: Mapping[str, Sequence[str]] = _table()["begins"]  # type: ignore[assignment]
    return tuple(f"{word} " for words in begins.values() for word in words)
