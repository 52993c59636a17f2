"""Grouping the sentences of an answer by agreement.

The rule, which uses only what is known and can be looked up:

1. A sentence from a passage on what worked, or on what went wrong (sections `success` and `failure`), stands with others of that section.
   Any other sentence stands with those of cases that have the same verdict.
2. Within such a group, sentences of two or more cases that are close in meaning to each other, not only to the question, stand apart as a
   group of their own (average-linkage clustering of their directions).

A group's name is that of the section or verdict. It does not say that the sentences claim the same: that is for the reader to see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from index.search.answers.evidence import Candidate

TELLING_SECTIONS = frozenset({"success", "failure"})
"""Sections that say by themselves how it went, whatever the verdict on the whole case."""

ALIKE = 0.5
"""Mean cosine, above what is usual in their languages, from which sentences count as close in meaning to each other."""

Basis = Literal["section", "verdict", "none"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Sentences that agree, best first."""

    basis: Basis
    value: str
    """Id of the section or verdict, "" where no verdict is known."""
    is_alike: bool
    members: tuple[Candidate, ...]


def agreements(chosen: Sequence[Candidate], verdict_of: Callable[[str], str | None]) -> list[Agreement]:
    """Groups in order of their best sentence; `chosen` comes best first, `verdict_of` takes the id of a case."""
    by_direction: dict[tuple[Basis, str], list[Candidate]] = defaultdict(list)
    for candidate in chosen:
        by_direction[_stands_for(candidate, verdict_of)].append(candidate)
    groups = [
        Agreement(basis, value, is_alike, members)
        for (basis, value), together in by_direction.items()
        for is_alike, members in _apart(together)
    ]
    places = {id(candidate): place for place, candidate in enumerate(chosen)}
    return sorted(groups, key=lambda group: places[id(group.members[0])])


def _stands_for(candidate: Candidate, verdict_of: Callable[[str], str | None]) -> tuple[Basis, str]:
    section = candidate.passage.section
    if section in TELLING_SECTIONS and not candidate.passage.section_is_guessed:
        return "section", section
    verdict = verdict_of(candidate.case_id)
    return ("verdict", verdict) if verdict else ("none", "")


def _apart(together: Sequence[Candidate]) -> Iterable[tuple[bool, tuple[Candidate, ...]]]:
    """Clusters that span cases, then what is left as one group."""
    clusters = _clusters(together)
    alike = [members for members in clusters.values() if len({one.case_id for one in members}) > 1]
    yield from ((True, members) for members in alike)
    clustered = {id(one) for members in alike for one in members}
    if rest := tuple(one for one in together if id(one) not in clustered):
        yield False, rest


def _clusters(together: Sequence[Candidate]) -> Mapping[int, tuple[Candidate, ...]]:
    if len(together) < 2:
        return {0: tuple(together)}
    tree = linkage(np.stack([one.direction for one in together]), method="average", metric="cosine")
    labels = fcluster(tree, t=1 - ALIKE, criterion="distance")
    members: dict[int, list[Candidate]] = defaultdict(list)
    for label, candidate in zip(labels, together, strict=True):
        members[int(label)].append(candidate)
    return {label: tuple(found) for label, found in members.items()}
