"""Plain text as it comes out of files: cleaning it, telling scripts apart, and how long it is for the encoder."""

from __future__ import annotations

import re
import unicodedata

HANGUL = "\uac00-\ud7a3"
HAN_KANA = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"

_INVISIBLE = re.compile(
    # C0 and C1 controls but for tab and line feed; soft hyphen, zero-width space, word joiner, byte order mark; marks that
    # turn the direction of text round, with which a file could make a line read other than it is. Not the zero-width
    # joiner and non-joiner, which Persian, Hindi and emoji need.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffc]"
)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_CJK = re.compile(f"[{HANGUL}{HAN_KANA}]")
_SPACE = re.compile(r"\s")
_LETTER = re.compile(r"[^\W\d_]")

FEWEST_LETTERS = 60
"""Letters of a paragraph that says something, half as many in Korean, Chinese and Japanese."""

TOKENS_PER_LETTER = 0.28
TOKENS_PER_CJK_CHARACTER = 0.74
TOKENS_PER_OTHER_CHARACTER = 0.66
"""Fitted by least squares to the default encoder's tokenizer on the shipped cases in English, Spanish and Korean: the mean
error is 7 per cent of a paragraph. Spaces cost nothing; digits, punctuation and addresses cost more than twice a letter."""


def clean(text: str) -> str:
    """The text in NFC on one line per line, without control characters and runs of spaces; markup is left as it is."""
    lines = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).split("\n")
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in lines)))


def one_line(text: str) -> str:
    """`clean`, with line breaks turned into spaces: for headings and table cells."""
    return clean(text).replace("\n", " ")


def count_letters(text: str) -> int:
    """Letters of any script; digits, marks and punctuation do not count."""
    return len(_LETTER.findall(text))


def says_something(text: str) -> bool:
    """Whether there are enough letters for a paragraph that says something, as against a caption or a number."""
    return count_letters(text) >= (FEWEST_LETTERS // 2 if any(map(is_cjk, text[:50])) else FEWEST_LETTERS)


def is_cjk(character: str) -> bool:
    """Whether it is a Hangul syllable, a Han character or kana: scripts in which words may touch."""
    return bool(_CJK.match(character))


def estimated_tokens(text: str) -> float:
    """About how many word pieces the encoder makes of the text; the encoder's limit is 512."""
    cjk = len(_CJK.findall(text))
    letters = count_letters(text) - cjk
    spaces = len(_SPACE.findall(text))
    other = len(text) - cjk - letters - spaces
    return letters * TOKENS_PER_LETTER + cjk * TOKENS_PER_CJK_CHARACTER + other * TOKENS_PER_OTHER_CHARACTER
