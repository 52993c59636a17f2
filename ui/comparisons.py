"""What is shown at once of a comparison, what under 'more', and what once for many."""

from __future__ import annotations

from corpus.comparison import ComparedRow
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


def by_editor(row: ComparedRow) -> str:
    """What is said once of a row of a matrix that holds nothing but the editor's classifications; empty for any other row."""
    evidence = [statement.evidence for cell in row.cells for statement in cell.statements]
    return evidence[0].note if evidence and all(each.kind == "editor" for each in evidence) else ""
