"""Choosing cases that differ.

A set of cases is worth the sum of what each is worth alone, and of what it shows together: every region, outcome, instrument and country
counts in full the first time, half the second, a third the third. That is a monotone submodular function, for which taking the best next
case each time reaches at least 63 % of the best possible set (Nemhauser, Wolsey and Fisher 1978). Ties go to the id, so that the same
archive and brief always give the same choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.planning.candidates import Candidate

GAINS: Mapping[str, float] = {"region": 0.15, "verdict": 0.2, "instrument": 0.1, "country": 0.1}
"""What the first case of a region, with an outcome, an instrument, of a country adds, beside a worth of at most 1."""

OUTCOMES = ("worked", "failed")
"""Outcomes that a programme is to show, where cases with them were found: nobody learns from successes alone."""


def choose(candidates: Sequence[Candidate], count: int, held: Iterable[Candidate] = ()) -> tuple[Candidate, ...]:
    """So many cases beside those that are held already, in the order in which they were taken."""
    chosen, held = list[Candidate](), tuple(held)
    left = [each for each in candidates if each.case.id not in {one.case.id for one in held}]
    while left and len(chosen) < count:
        seen = _seen((*held, *chosen))
        missing = [outcome for outcome in OUTCOMES if not seen["verdict", outcome]]
        open_places = count - len(chosen)
        needed = _with_outcome(left, missing) if len(missing) >= open_places or not chosen else left
        best = min(needed or left, key=lambda each: (-each.worth - gain(each, seen), each.case.id))
        chosen.append(best)
        left.remove(best)
    return tuple(chosen)


def _with_outcome(candidates: Sequence[Candidate], outcomes: Sequence[str]) -> list[Candidate]:
    return [each for each in candidates if each.verdict in outcomes]


def _seen(chosen: Iterable[Candidate]) -> Counter[tuple[str, str]]:
    return Counter(value for each in chosen for value in _shown(each))


def _shown(candidate: Candidate) -> Iterator[tuple[str, str]]:
    yield "region", candidate.region
    yield "verdict", candidate.verdict
    yield "country", candidate.case.country or ""
    yield from (("instrument", instrument) for instrument in candidate.case.instruments)


def gain(candidate: Candidate, seen: Counter[tuple[str, str]]) -> float:
    """What the candidate adds to what was seen already. Several instruments share one gain, or cases with many would always win."""
    share = {"instrument": 1 / max(1, len(candidate.case.instruments))}
    return sum(GAINS[kind] * share.get(kind, 1.0) / (1 + seen[kind, value]) for kind, value in _shown(candidate))


def next_best(candidates: Sequence[Candidate], others: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """All candidates, that first which adds most to the others."""
    seen = _seen(others)
    return tuple(sorted(candidates, key=lambda each: (-each.worth - gain(each, seen), each.case.id)))
