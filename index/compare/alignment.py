"""Putting outcomes of several cases that measure the same into one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.vocabulary import vocabulary
from index.compare.claims import Claim
from index.compare.indicators import Measure, measure_of
from index.search.likeness import Likeness

SAME_INDICATOR = 0.78
"""Likeness from which two indicators of no known kind, in one unit, measure the same. It is high because an encoder takes opposites for
the same: of 9,000 pairs of the shipped cases, 'Car share of trips' and 'Share of public transport in trips' have 0.75."""


@dataclass(slots=True)
class Family:
    """Outcomes in one unit that measure the same; at least one."""

    measure: Measure | None
    """None for those of no known kind, which are together because each is like all the others."""
    members: list[tuple[int, Claim]] = field(default_factory=list)
    """Column of the case, and the outcome."""

    def takes(self, claim: Claim, measure: Measure | None, likeness: Likeness) -> bool:
        if measure or self.measure:
            return measure == self.measure
        return all(
            claim.unit == other.unit and likeness.between(claim.wanted, other.wanted) >= SAME_INDICATOR
            for _, other in self.members
        )

    @property
    def columns(self) -> int:
        """How many cases have it."""
        return len({column for column, _ in self.members})


def align(outcomes: Sequence[Sequence[Claim]], likeness: Likeness) -> list[Family]:
    """Families of the outcomes of each case: those that most cases have first, then by unit in the order of the vocabulary.

    An outcome joins the first family that takes it, so that the same cases in the same order give the same rows.
    """
    families: list[Family] = []
    for column, claims in enumerate(outcomes):
        for claim in claims:
            measure = measure_of(claim.wanted, claim.unit or "")
            family = next((each for each in families if each.takes(claim, measure, likeness)), None)
            if family is None:
                families.append(family := Family(measure))
            family.members.append((column, claim))
    units = list(vocabulary("units").concepts)
    return sorted(families, key=lambda family: (-family.columns, units.index(family.members[0][1].unit or units[0])))
