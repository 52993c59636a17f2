"""What moved a passage up or down, as the line says it that tells why the passage was found."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.results import Adjustment
from ui.terms import term
from ui.wording import Wording

DECIDING = 0.2
"""Effect from which a factor can carry a passage past a better one; smaller ones decide between equals."""


def moved(words: Wording, adjustments: Sequence[Adjustment]) -> list[str]:
    """One phrase for each direction, the strongest first: "moved up: the place that the question names"."""
    names: dict[str, dict[str, None]] = {}
    for each in sorted(adjustments, key=lambda adjustment: -abs(adjustment.effect)):
        names.setdefault(_movement(each.effect), {})[each.name] = None
    return [_phrase(words, movement, tuple(found)) for movement, found in names.items()]


def _movement(effect: float) -> str:
    """A code of the table `movement` of `ui.terms`."""
    if effect < 0:
        return "down"
    return "up" if effect >= DECIDING else "slightly"


def _phrase(words: Wording, movement: str, names: Sequence[str]) -> str:
    reasons = ", ".join(words.gettext(term(name, "adjustment")) for name in names)
    return words.gettext(term(movement, "movement")) % {"reasons": reasons}
