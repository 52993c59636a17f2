"""What the judgements lack: cases that some search ranks high for a judged query and that nobody has graded.

Grades are for the pool of the first twenty cases of every search. When a search changes it may bring up others; they count as
irrelevant until somebody has read them, which makes the new search look worse than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.beir.archive import SetArchive
from eval.beir.collection import JudgedSet
from eval.beir.rankers import rank_one

DEPTH = 20


@dataclass(frozen=True, slots=True)
class Lacking:
    """A case to be graded for a query, and its best rank in each search that has it among the first."""

    query: str
    case: str
    ranks: Mapping[str, int]


def lacking(
    archive: SetArchive, judged: JudgedSet, depth: int = DEPTH, progress: Callable[[int], None] = lambda _: None
) -> Iterator[Lacking]:
    """By query; those that rank highest first."""
    for query, text in judged.queries.items():
        found = [
            Lacking(query, case, ranks)
            for case, ranks in pool(archive, text, depth).items()
            if case not in judged.qrels[query]
        ]
        yield from sorted(found, key=lambda each: min(each.ranks.values()))
        progress(1)


def pool(archive: SetArchive, text: str, depth: int) -> dict[str, dict[str, int]]:
    """Case -> search -> rank, of the first cases of every search."""
    ranks: dict[str, dict[str, int]] = {}
    for name, cases in rank_one(archive, text).items():
        for rank, case in enumerate(cases[:depth], 1):
            ranks.setdefault(case, {})[name] = rank
    return ranks


def unjudged(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Share of the first cases of a ranking that have no grade, 0 to 1."""
    first = ranking[:depth]
    return sum(case not in grades for case in first) / len(first) if first else 0.0
