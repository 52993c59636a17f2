"""A hyphen at the end of a line either cuts a word or belongs to it; the other words of the document tell which.

"transporta-" and "tion" are one word, "lower-" and "income" two with a hyphen that stays. liteparse drops every such hyphen within a
paragraph, and leaves it with a space behind where it tore the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}+(?:-{_LETTER}+)*")
_START = rf"(?:{_LETTER}+-)*{_LETTER}{{2,}}"
# "short- and long-term" is no cut word, and what goes on with a capital letter is a name with a hyphen of its own.
_REST = rf"(?!(?:and|or|to|y|e|o|u|et|ou|und|oder)\b)([^\W\d_A-Z]{_LETTER}*)"
_TORN = re.compile(rf"(?<![\w-])({_START})- (?={_REST})")
_LINE_END = re.compile(rf"(?<![\w-])({_START})-\s*$")
_LINE_START = re.compile(rf"\s*{_REST}")
_SHORTEST_HALF = 4
"""Letters of a half that says something: "in" and "come" are words, and so is "income"."""


def hyphen_mender(pages: Sequence[Sequence[str]]) -> Callable[[str], str]:
    """What mends texts of a document, of which the lines of every page are given, in any order within the page."""
    words = frozenset(_words(line for page in pages for line in page))
    lost = {
        left + right: f"{left}-{right}"
        for page in pages
        for left, right in _cuts(page)
        if _is_kept(left.lower(), right.lower(), words)
    }

    def mend(text: str) -> str:
        kept = _WORD.sub(lambda word: lost.get(word[0], word[0]), text) if lost else text
        return _TORN.sub(lambda cut: cut[1] + "-" * _is_kept(cut[1].lower(), cut[2].lower(), words), kept)

    return mend


def _words(lines: Iterable[str]) -> Iterable[str]:
    """Words in lower letters, without those that a line end may have cut."""
    for before, line in pairwise(["", *lines]):
        whole = _LINE_START.sub("", line, count=1) if _LINE_END.search(before) else line
        yield from _WORD.findall(_TORN.sub(" ", _LINE_END.sub("", whole)).lower())


def _cuts(page: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Every end of a line on the page that may be a cut word, with every start that may go on with it: columns mix the order."""
    ends = [found[1] for line in page if (found := _LINE_END.search(line))]
    starts = [found[1] for line in page if (found := _LINE_START.match(line))]
    return product(ends, starts)


def _is_kept(left: str, right: str, words: frozenset[str]) -> bool:
    """Whether the hyphen belongs to the word; unless something speaks for it, it does not."""
    if left + right in words:
        return False
    if f"{left}-{right}" in words or "-" in left:
        return True
    halves = {left, right}
    return halves <= words and min(map(len, halves)) >= _SHORTEST_HALF
