"""Fonts that ship, so that what is printed looks alike on every machine: Noto and Vazirmatn, under the Open Font License."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

FAMILIES = (
    "Noto Sans", "Vazirmatn", "Noto Sans KR", "Noto Sans SC", "Noto Sans Thai", "Noto Sans Devanagari", "Noto Emoji",
)  # fmt: skip
"""Families in the order in which a character is looked for."""

_FIRST: Mapping[str, str] = {"ko": "Noto Sans KR", "zh": "Noto Sans SC", "ja": "Noto Sans SC"}
"""Language -> the family whose punctuation and ideographs it wants before those of others."""

LOST = "�"
"""Stands for a character that no font has."""


def font_folder() -> Path:
    """Where the files lie."""
    return Path(str(resources.files("corpus.fonts")))


def font_file(is_bold: bool = False) -> Path:
    """The font of Latin text, to measure with: wider than the fonts of office programs, so what fits in it fits in theirs."""
    return font_folder() / f"NotoSans-{'Bold' if is_bold else 'Regular'}.ttf"


def families(language: str) -> tuple[str, ...]:
    """Families for text in a language (BCP 47), first choice first."""
    first = _FIRST.get(language.partition("-")[0])
    return FAMILIES if first is None else (first, *(each for each in FAMILIES if each != first))


@cache
def _not_covered() -> re.Pattern[str]:
    lines = resources.files("corpus.fonts").joinpath("coverage.txt").read_text("ascii").split()
    spans = ("-".join(f"\\U{int(end, 16):08x}" for end in line.split("-")) for line in lines)
    return re.compile(f"[^\\s{''.join(spans)}]")


def covered(text: str) -> str:
    """The text with `LOST` for each character that no font that ships has."""
    return _not_covered().sub(LOST, text)
