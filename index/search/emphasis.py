"""What a query says beside its words and meaning, turned into gentle factors: never a reason to leave a passage out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.results import Factor
from index.passages import Candidate
from index.search.shared import Shared


@dataclass(frozen=True, slots=True)
class Emphasis(Shared):
    """Factors by case and by section."""

    cases: Mapping[str, tuple[Factor, ...]] = field(default_factory=dict)
    sections: Mapping[str, Factor] = field(default_factory=dict)

    def factors(self, candidate: Candidate) -> tuple[Factor, ...]:
        """Everything that moves this passage."""
        section = self.sections.get(candidate.filters["section"][0])
        return (*self.cases.get(candidate.case_id, ()), *((section,) if section else ()))

    def effect(self, candidate: Candidate) -> float:
        """What its factors add to its score."""
        return sum(factor.effect for factor in self.factors(candidate))
