"""What a query says beside its words and meaning, and what is known of a case, as gentle adjustments: never a reason to leave one out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.case import Case
from corpus.results import Adjustment
from index.catalogue import CaseSummary
from index.passages import Candidate
from index.search.names import fold, term_names
from index.search.recognise import Mention
from index.search.shared import Shared
from index.search.snapshot import Snapshot

Name = Literal["place", "year", "topic", "section", "negation", "evidence", "recency"]

WEIGHTS: Mapping[str, tuple[Name, float]] = {
    "city": ("place", 3.0),
    "country": ("place", 2.0),
    "region": ("place", 1.5),
    "year": ("year", 0.5),
    "topic": ("topic", 0.25),
    "section": ("section", 0.5),
}
"""Filter -> the factor and what it adds, in standard deviations of meaning. The best passages of a search stand some 3 to 10 above
the usual and their records add as much again, so that a case elsewhere that answers better still comes first."""

UNWANTED = -6.0
"""What a case loses that has what the query says it does not want."""

UNWANTED_TERM = -3.0
"""The same for a term of art in the title or abstract: "without" may also say what the policy is about."""


@dataclass(frozen=True, slots=True)
class Emphasis(Shared):
    """Adjustments by case and by section, worked out for the cases that are asked about."""

    snapshot: Snapshot
    mentions: tuple[Mention, ...]
    sections: Mapping[str, Adjustment]
    _cases: dict[str, tuple[Adjustment, ...]] = field(default_factory=dict)

    def adjustments(self, candidate: Candidate) -> tuple[Adjustment, ...]:
        """Everything that moves this passage."""
        of_case = self._of_case(candidate.case_id)
        section = self.sections.get(candidate.filters["section"][0]) if self.sections else None
        return (*of_case, section) if section else of_case

    def _of_case(self, case_id: str) -> tuple[Adjustment, ...]:
        if not self.mentions:
            return self.snapshot.merits[case_id]
        found = self._cases.get(case_id)
        if found is None:
            summary = self.snapshot.cases[case_id]
            wanted, unwanted = _wanted(summary, self.mentions), _unwanted(summary, self.mentions)
            found = self._cases[case_id] = (*wanted, *unwanted, *self.snapshot.merits[case_id])
        return found


def total(adjustments: Iterable[Adjustment]) -> float:
    """What they add to a score together."""
    return sum([adjustment.effect for adjustment in adjustments])


def read_emphasis(mentions: Sequence[Mention], snapshot: Snapshot) -> Emphasis:
    """For a query that mentions this; what holds for any query is in it too."""
    name, weight = WEIGHTS["section"]
    sections = {
        mention.value: Adjustment(name=name, effect=weight)
        for mention in mentions
        if mention.kind == "section" and not mention.negated
    }
    return Emphasis(snapshot, tuple(mention for mention in mentions if mention.kind != "section"), sections)


def _wanted(summary: CaseSummary, mentions: Iterable[Mention]) -> Iterator[Adjustment]:
    """The strongest factor of each name: a case in the city that is named gains nothing more by its country."""
    effects: dict[Name, float] = {}
    for mention in mentions:
        if mention.kind in WEIGHTS and not mention.negated and mention.value in summary.values.get(mention.kind, ()):
            name, effect = WEIGHTS[mention.kind]
            effects[name] = max(effect, effects.get(name, 0.0))
    yield from (Adjustment(name=name, effect=effect) for name, effect in effects.items())


def _unwanted(summary: CaseSummary, mentions: Iterable[Mention]) -> Iterator[Adjustment]:
    for mention in mentions:
        if not mention.negated:
            continue
        if mention.kind == "term":
            if _is_about(summary.case, mention.value):
                yield Adjustment(name="negation", effect=UNWANTED_TERM)
        elif mention.value in summary.values.get(mention.kind, ()):
            yield Adjustment(name="negation", effect=UNWANTED)


def _is_about(case: Case, term: str) -> bool:
    text = " ".join(fold(words) for words in (*case.title.values(), *case.abstract.values()))
    names = (fold(name) for names in term_names()[term].values() for name in names)
    return any(f" {name}" in f" {text}" if name.isascii() else name in text for name in names)
