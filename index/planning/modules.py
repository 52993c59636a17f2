"""Modules: what the chosen cases have in common, and which case is taught where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from corpus.case import Text
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


def find_themes(chosen: Sequence[Candidate], count: int) -> tuple[Theme, ...]:
    """Instruments that together cover most of the cases, then what did not work; one module alone is about the programme's theme."""
    if count < 2 or len(chosen) < 2:
        return (Theme("theme"),)
    left, found = list(chosen), list[Theme]()
    while len(found) < count - 1:
        best = max(vocabulary("instruments"), key=lambda concept: _holders(concept.id, left, found))
        if not _holders(best.id, left, found):
            break
        found.append(Theme("instrument", best.id))
        left = [each for each in left if best.id not in each.case.instruments] or list(chosen)
    return (*found, Theme("failure"))


def _holders(instrument: str, left: Iterable[Candidate], found: Iterable[Theme]) -> int:
    """Cases left that use the instrument; none where a module has it already."""
    if any(theme.instrument == instrument for theme in found):
        return 0
    return sum(instrument in each.case.instruments for each in left)


def share_out(
    chosen: Sequence[Candidate], themes: Sequence[Theme], seats: Sequence[int]
) -> tuple[tuple[Candidate, ...], ...]:
    """Cases of each module, best first: of all ways to fill the seats that in which cases suit their modules best."""
    modules = [module for module, count in enumerate(seats) for _ in range(count)]
    if not modules or not chosen:
        return tuple(() for _ in themes)
    # Equal costs would leave the choice to the solver: a little for the place in the list decides them.
    cost = np.array(
        [
            [1 - themes[module].suits(each) + 1e-4 * (place + 1) * (seat + 1) / len(modules) for place, each in enumerate(chosen)]
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
    """New cases to the sessions that take some, then cases of their modules to those that work with them; none twice in one session."""
    left = [list(cases) for cases in by_module]
    dealt: dict[int, tuple[Candidate, ...]] = {}
    everyone = [each for cases in by_module for each in cases]
    for index, place in enumerate(places):
        own = by_module[place.module] if by_module else ()
        taken = _take(left[place.module], place.new_cases) if by_module else []
        wanted = place.new_cases or place.own_cases
        spare = [each for each in (*own, *everyone) if each not in taken]
        dealt[index] = tuple([*taken, *dict.fromkeys(spare)][:wanted])
    return dealt


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
