"""Putting outcomes of several cases that measure the same into one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.vocabulary import vocabulary
from index.compare.claims import Claim
from index.compare.likeness import Likeness

SAME_INDICATOR = 0.78
"""Likeness from which two indicators in one unit measure the same. Read on 9,000 pairs of the shipped cases: 'Car share of trips' and
'Share of the car in residents' trips' have 0.78; 'Car share of trips' and 'Share of public transport in trips' 0.75."""


SAME_IN_A_CASE = 0.9
"""The same within a case, which tells apart what it counts apart: 'Change in traffic entering the zone' and 'Change in bicycles entering
the zone' are near, since most of their words are the same."""


@dataclass(slots=True)
class Family:
    """Outcomes in one unit, each like all the others; at least one."""

    members: list[tuple[int, Claim]] = field(default_factory=list)
    """Column of the case, and the outcome."""

    def takes(self, column: int, claim: Claim, likeness: Likeness) -> bool:
        return all(
            claim.unit == other.unit
            and likeness.between(claim.wanted, other.wanted) >= (SAME_IN_A_CASE if at == column else SAME_INDICATOR)
            for at, other in self.members
        )

    @property
    def columns(self) -> int:
        """How many cases have it."""
        return len({column for column, _ in self.members})


def align(outcomes: Sequence[Sequence[Claim]], likeness: Likeness) -> list[Family]:
    """Families of the outcomes of each case: those that most cases have first, then by unit in the order of the vocabulary.

    An outcome joins the first family that it is like, so that the same cases in the same order give the same rows.
    """
    families: list[Family] = []
    for column, claims in enumerate(outcomes):
        for claim in claims:
            family = next((each for each in families if each.takes(column, claim, likeness)), None)
            if family is None:
                families.append(family := Family())
            family.members.append((column, claim))
    units = list(vocabulary("units").concepts)
    return sorted(families, key=lambda family: (-family.columns, units.index(family.members[0][1].unit or units[0])))
