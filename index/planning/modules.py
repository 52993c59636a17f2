"""Modules: what the chosen cases have in common, and which case is taught where."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from corpus.case import Case, Text
from corpus.vocabulary import vocabulary
from index.planning.candidates import Candidate
from index.planning.frame import Place
from index.planning.wording import say


@dataclass(frozen=True, slots=True)
class Theme:
    """What a module is about: a means that cities used, what did not work, or the theme of the whole programme."""

    kind: Literal["instrument", "failure", "theme"]
    instrument: str | None = None
    """Id of the instruments vocabulary."""

    def title(self, of_programme: Text) -> Text:
        labels = vocabulary("instruments")[self.instrument].labels if self.instrument else {}
        return say(f"module_{self.kind}", instrument=labels, theme=of_programme or say("untold_theme"))

    def suits(self, candidate: Candidate) -> float:
        """How well a case shows it, 0 to 1."""
        if self.kind == "failure":
            return {"failed": 1.0, "mixed": 0.5}.get(candidate.verdict, 0.0)
        return 0.5 if self.instrument is None else float(self.instrument in candidate.case.instruments)


def find_themes(chosen: Sequence[Candidate], count: int, held: Iterable[Case]) -> tuple[Theme, ...]:
    """Instruments that together cover most of the cases, then what did not work; one module alone is about the programme's theme.

    An instrument weighs the more the fewer cases of the archive (`held`) use it: "infrastructure" is said of two thirds, and tells little.
    """
    if count < 2 or len(chosen) < 2:
        return (Theme("theme"),)
    rarity = _rarity(list(held))
    left, found = list(chosen), list[str]()
    while len(found) < count - 1:
        worth = {id: _holders(id, left) * weight for id, weight in rarity.items() if id not in found}
        best = max(worth, key=lambda id: worth[id], default=None)
        if best is None or not worth[best]:
            break
        found.append(best)
        left = [each for each in left if best not in each.case.instruments] or list(chosen)
    return (*(Theme("instrument", id) for id in found), Theme("failure"))


def _holders(instrument: str, cases: Iterable[Candidate]) -> int:
    return sum(instrument in each.case.instruments for each in cases)


def _rarity(cases: Sequence[Case]) -> dict[str, float]:
    """Instrument -> the logarithm of how many cases of the archive there are to each that uses it, in the order of the vocabulary."""
    counts = Counter(instrument for case in cases for instrument in case.instruments)
    ids = vocabulary("instruments").concepts
    return {id: math.log((len(cases) + 1) / counts[id]) for id in ids if counts[id]}


def share_out(
    chosen: Sequence[Candidate], themes: Sequence[Theme], seats: Sequence[int]
) -> tuple[tuple[Candidate, ...], ...]:
    """Cases of each module, best first: of all ways to fill the seats that in which cases suit their modules best."""
    modules = [module for module, count in enumerate(seats) for _ in range(count)]
    if not modules or not chosen:
        return tuple(() for _ in themes)
    # The module on failures is the one that others cannot stand in for, so that it counts twice.
    weights = [2.0 if theme.kind == "failure" else 1.0 for theme in themes]
    # Equal costs would leave the choice to the solver: a little for the place in the list decides them.
    cost = np.array(
        [
            [
                weights[module] * (1 - themes[module].suits(each)) + 1e-4 * (place + 1) * (seat + 1) / len(modules)
                for place, each in enumerate(chosen)
            ]
            for seat, module in enumerate(modules)
        ]
    )
    rows, columns = linear_sum_assignment(cost)
    owner = {int(column): modules[int(row)] for row, column in zip(rows, columns, strict=True)}
    return tuple(
        tuple(each for place, each in enumerate(chosen) if owner.get(place) == module) for module in range(len(themes))
    )


Dealt = Mapping[int, tuple[Candidate, ...]]
"""Index of a place -> the cases of its session."""


def deal(places: Sequence[Place], by_module: Sequence[Sequence[Candidate]]) -> Dealt:
    """New cases to the sessions that take some; to those that work with known ones what their module has had, least used and latest first.

    No case comes twice in one session. Where new ones run out, those of the module come again, then any.
    """
    left = [list(cases) for cases in by_module]
    everyone = [each for cases in by_module for each in cases]
    used, dealt = Counter[str](), dict[int, tuple[Candidate, ...]]()
    for index, place in enumerate(places):
        wanted = place.new_cases or place.own_cases
        taken = _take(left[place.module], place.new_cases)
        spare = _spare(by_module[place.module], everyone, used, taken)
        dealt[index] = tuple([*taken, *spare][:wanted])
        for each in dealt[index]:
            used[each.case.id] += 1
    return dealt


def _spare(
    own: Sequence[Candidate], everyone: Sequence[Candidate], used: Counter[str], taken: Sequence[Candidate]
) -> list[Candidate]:
    """Cases that were taught already before others, of the module before others, the least used first."""
    latest = {id: place for place, id in enumerate(used)}

    def order(each: Candidate) -> tuple[bool, bool, int, int]:
        return each not in own, not used[each.case.id], used[each.case.id], -latest.get(each.case.id, 0)

    return sorted((each for each in everyone if each not in taken), key=order)


def _take(cases: list[Candidate], count: int) -> list[Candidate]:
    """So many of them, removed: the first, and beside it the one that differs most in outcome, then in region."""
    taken: list[Candidate] = []
    while cases and len(taken) < count:
        best = min(cases, key=lambda each: (_alike(each, taken), cases.index(each)))
        cases.remove(best)
        taken.append(best)
    return taken


def _alike(candidate: Candidate, taken: Iterable[Candidate]) -> tuple[int, int]:
    held = list(taken)
    return (
        sum(each.verdict == candidate.verdict for each in held),
        sum(each.region == candidate.region for each in held),
    )
