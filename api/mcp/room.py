"""How much text an answer has room for, so that no answer fills what a language model can read at once."""

from __future__ import annotations

LONGEST_ANSWER = 24_000
"""Characters of text in one answer, some 6,000 tokens in Latin script; names, ids and addresses come on top."""


class Room:
    """Characters that are left for the texts of one answer."""

    def __init__(self, characters: int = LONGEST_ANSWER) -> None:
        self.left = characters

    def take(self, text: str) -> tuple[str, bool]:
        """As much of the text as fits, ended at a word, and whether it is less than the whole."""
        taken = shortened(text, self.left)
        self.left -= len(taken)
        return taken, len(taken) < len(text)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning up to a space: at most so many characters, with an ellipsis as the last."""
    if len(text) <= most:
        return text
    if most < 1:
        return ""
    whole = text[: most - 1].rpartition(" ")[0] or text[: most - 1]
    return whole + "…"
