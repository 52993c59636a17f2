"""Proposals for briefs whose meaning is known, measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from statistics import mean
from typing import Any

import yaml

from corpus import gazetteer
from corpus.case import Case
from corpus.programme.model import Brief, Citation, Programme
from corpus.programme.proposal import ProgrammeProposal
from index.catalogue import Catalogue
from index.planning.excerpts import ExcerptStore
from index.planning.propose import propose
from index.planning.yardsticks import yardsticks_of
from index.search import SearchEngine

Expected = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """One brief and its proposal."""

    text: str
    fields: int
    """That the brief tells."""
    right: int
    """Of them, those that were understood as a person does."""
    wrong: tuple[str, ...]
    cases: int
    regions: int
    verdicts: int
    instruments: int
    likeness: float | None
    """Mean likeness of the chosen cases to the audience's cities; None where the brief names no place."""
    usual_likeness: float | None
    """The same over all cases on the topics."""
    said: int
    """Texts taken from the archive."""
    cited: int
    """Of them, those whose citation is of a passage that has its words."""
    seconds: float


def read_briefs() -> Sequence[Expected]:
    """Briefs with what a person reads in them."""
    found: Sequence[Expected] = yaml.safe_load(
        resources.files("eval.proposals").joinpath("briefs.yaml").read_text("utf-8")
    )
    return found


def measure(engine: SearchEngine, briefs: Sequence[Expected]) -> Iterator[Measured]:
    """In the order of the briefs; what was read of cases for one is kept for the next, as in the API."""
    store = ExcerptStore()
    for expected in briefs:
        started = time.perf_counter()
        proposal = propose(engine, store, Brief(text=expected["text"]), "en")
        yield _measured(engine, expected, proposal, time.perf_counter() - started)


def _measured(engine: SearchEngine, expected: Expected, proposal: ProgrammeProposal, seconds: float) -> Measured:
    wanted = {name: value for name, value in expected.items() if name != "text"}
    wrong = tuple(name for name, value in wanted.items() if READ[name](proposal.brief) != _as_read(value))
    known = engine.catalogue.cases()
    shown = [known[id].case for id in proposal.programme.pins]
    said = list(_said(proposal.programme))
    return Measured(
        text=expected["text"],
        fields=len(wanted),
        right=len(wanted) - len(wrong),
        wrong=wrong,
        cases=len(shown),
        regions=len({region.id for case in shown if (region := gazetteer.region_of(case.country))}),
        verdicts=len({case.verdict for case in shown}),
        instruments=len({instrument for case in shown for instrument in case.instruments}),
        likeness=_likeness(engine, proposal, [case.id for case in shown]),
        usual_likeness=_likeness(engine, proposal, _on_topic(proposal, [each.case for each in known.values()])),
        said=len(said),
        cited=sum(bool(citations) and all(_holds(engine.catalogue, c) for c in citations) for citations in said),
        seconds=seconds,
    )


def _as_read(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


READ: Mapping[str, Callable[[Brief], Any]] = {
    "days": lambda brief: brief.days,
    "topics": lambda brief: brief.topics[:1],
    "languages": lambda brief: brief.languages,
    "seniority": lambda brief: brief.audience.seniority,
    "size": lambda brief: brief.audience.size,
    "regions": lambda brief: tuple(sorted(brief.audience.regions)),
    "countries": lambda brief: brief.audience.countries,
    "cities": lambda brief: len(brief.audience.cities),
    "coastal": lambda brief: brief.audience.is_coastal,
    "professions": lambda brief: len(brief.audience.professions),
}
"""Field of the list of briefs -> what was understood; of topics the first, which is the theme."""


def _on_topic(proposal: ProgrammeProposal, cases: Sequence[Case]) -> list[str]:
    return [case.id for case in cases if set(case.topics) & set(proposal.brief.topics)]


def _likeness(engine: SearchEngine, proposal: ProgrammeProposal, case_ids: Sequence[str]) -> float | None:
    yardsticks = yardsticks_of(proposal.brief.audience, None, engine.snapshots.present())
    fits = [fit.score for id in case_ids if (fit := yardsticks.fit(id))]
    return mean(fits) if fits else None


def _said(programme: Programme) -> Iterator[tuple[Citation, ...]]:
    """Citations of everything that is taken from the archive: messages, questions, notes, needs, figures of the test."""
    for session in programme.sessions:
        yield from (said.citations for said in (*session.messages, *session.questions, *session.notes))
    yield from (need.citations for need in programme.needs)
    yield from (item.citations for item in programme.assessment.items if item.choices)


def _holds(catalogue: Catalogue, citation: Citation) -> bool:
    return citation.words in catalogue.passage(citation.passage).text
