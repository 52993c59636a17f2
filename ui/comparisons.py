"""Which reasons of a comparison a card shows at once, and which under 'more'."""

from __future__ import annotations

from corpus.results import ComparedFactor, Comparison

STRONGEST = 3
"""Reasons shown at once."""
LEAST_TELLING = 0.5
"""Likeness from which a factor is a reason why cities are comparable."""


def strongest(comparison: Comparison) -> tuple[ComparedFactor, ...]:
    """The few reasons that say most for a comparison; none for the very city, where all are the same."""
    if comparison.same_city:
        return ()
    telling = (factor for factor in comparison.factors if factor.weight and (factor.likeness or 0) >= LEAST_TELLING)
    return tuple(telling)[:STRONGEST]


def others(comparison: Comparison) -> tuple[ComparedFactor, ...]:
    """All reasons that `strongest` leaves out, but for those that the reader does not want to count."""
    shown = strongest(comparison)
    return tuple(factor for factor in comparison.factors if factor.weight and factor not in shown)
