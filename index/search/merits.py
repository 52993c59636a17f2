"""What moves a case in every search, whatever it asks: somebody independent has evaluated it, and it is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from corpus.case import Case, Evidence
from corpus.results import Adjustment

INDEPENDENT = 0.1
"""Gained by a case with an outcome that somebody independent has evaluated: it decides between equals."""

RECENT = 0.1
"""Gained by the newest policies, falling to nothing over `YEARS`."""

YEARS = 30


def read_merits(cases: Iterable[Case], newest: int) -> Mapping[str, tuple[Adjustment, ...]]:
    """Case -> its adjustments; `newest` is the latest start year of the archive."""
    return {case.id: tuple(_merits(case, newest)) for case in cases}


def _merits(case: Case, newest: int) -> Iterator[Adjustment]:
    if any(outcome.evidence is Evidence.independent for outcome in case.outcomes):
        yield Adjustment(name="evidence", effect=INDEPENDENT)
    age = newest - case.year if case.year else YEARS
    if age < YEARS:
        yield Adjustment(name="recency", effect=round(RECENT * (1 - age / YEARS), 3))
