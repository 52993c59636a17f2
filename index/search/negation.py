"""Whether a query says that it does not want what it names: "outside Europe", "서울 제외", "巴西以外"."""

from __future__ import annotations

import re
from collections.abc import Sequence

BEFORE = (
    "not", "no", "non", "without", "except", "excluding", "outside", "other than", "apart from", "rather than", "instead of",
    "sin", "salvo", "excepto", "fuera de", "que no", "aparte de", "en vez de", "distinto de", "otra que no",
    "sans", "hors", "sauf", "ailleurs qu", "ailleurs que", "autre que", "autres que", "pas", "en dehors de", "excepte",
    "sem", "exceto", "fora do", "fora da", "fora de", "fora", "que nao", "nao",
    "ohne", "ausser", "ausserhalb", "nicht", "kein", "keine", "statt",
    "خارج", "غير", "بدون", "باستثناء", "ليس", "ليست", "عدا", "دون",
)  # fmt: skip
"""Words before a name, as `index.search.names.fold` writes them."""

BETWEEN = (
    "in", "the", "of", "from", "at", "any", "city", "cities", "is", "be", "located", "about",
    "en", "el", "la", "los", "las", "de", "del", "ciudad", "sea", "sean", "este", "esten",
    "a", "au", "aux", "le", "les", "l", "d", "du", "des", "ville", "soit", "soient",
    "em", "no", "na", "do", "da", "cidade", "seja",
    "der", "die", "das", "dem", "den", "im", "aus", "von", "stadt",
    "في", "من", "مدينة",
)  # fmt: skip
"""Words that may stand between; any other is what is not wanted, as in "no cars in Stockholm" and "what did not work in Lima"."""

AFTER = (
    "제외",
    "말고",
    "이외",
    "외에",
    "외의",
    "아닌",
    "없이",
    "없는",
    "빼고",
    "밖",
    "以外",
    "之外",
    "を除",
    "ではなく",
    "でない",
    "なし",
    "抜き",
)
"""What follows a name, at once or after a particle."""

BEFORE_INSIDE = ("除了", "除", "不是", "并非", "非", "没有", "無")
"""What stands right before a name in Chinese."""

_BEFORE = re.compile(
    rf"(?:^| )(?:{'|'.join(sorted(map(re.escape, BEFORE), key=len, reverse=True))})(?: (?:{'|'.join(BETWEEN)}))*$"
)
_NEXT = re.compile(rf"^(?:{'|'.join(map(re.escape, AFTER))})")
_AFTER = re.compile(rf"^\S{{0,2}} ?(?:{'|'.join(map(re.escape, AFTER))})")


def is_negated(words: Sequence[str], start: int, end: int) -> bool:
    """Whether the words from start to end, of a text written with spaces, stand behind or before a negation."""
    follows = _NEXT.search(" ".join(words[end : end + 2])) or _clings(words[start:end])
    return bool(_BEFORE.search(" ".join(words[max(0, start - 5) : start])) or follows)


def is_negated_inside(text: str, start: int, end: int) -> bool:
    """The same for characters of a text without spaces."""
    return bool(text[:start].endswith(BEFORE_INSIDE) or _AFTER.search(text[end : end + 6]))


def _clings(words: Sequence[str]) -> bool:
    """Korean glues some to the word: 서울외."""
    return bool(words) and words[-1].endswith(("외", "제외", "이외"))
