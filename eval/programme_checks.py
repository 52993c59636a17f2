"""What checking a large programme costs beside one search of the same archive: checks are asked after every change, so they must cost less."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from statistics import median
from typing import TypeVar

from corpus.programme.checks import check_programme
from corpus.programme.model import (
    Assessment,
    Break,
    CasePin,
    Choice,
    Citation,
    Day,
    Item,
    Level,
    Material,
    Module,
    Objective,
    Person,
    Preparation,
    Programme,
    Room,
    Session,
    Statement,
    Step,
)
from corpus.programme.roster import Participant
from corpus.results import SearchQuery
from index.catalogue import CaseSummary, Catalogue
from index.programmes.facts import gather_facts
from index.search import SearchEngine

DAYS, SESSIONS, CASES, PARTICIPANTS = 10, 60, 40, 15
ROUNDS = 15
Result = TypeVar("Result")
QUERIES = (
    "what did congestion charging cost",
    "coastal flooding",
    "홍수 대책",
    "participación ciudadana en el presupuesto",
)


@dataclass(frozen=True, slots=True)
class Costs:
    """Medians over all rounds, milliseconds."""

    facts: float
    checks: float
    search: float
    findings: int

    @property
    def ratio(self) -> float:
        """Of facts and checks together to one search."""
        return (self.facts + self.checks) / self.search


def measure(catalogue: Catalogue, engine: SearchEngine) -> Costs:
    """Time both in turns, so that whatever else the machine does meets both alike."""
    programme, people = large_programme(catalogue), _participants()
    taken: dict[str, list[float]] = {"facts": [], "checks": [], "search": []}
    for number in range(ROUNDS):
        query = SearchQuery(text=f"{QUERIES[number % len(QUERIES)]} {number}")  # a query that nothing has kept
        facts = _timed(taken["facts"], partial(gather_facts, catalogue, programme))
        found = _timed(taken["checks"], partial(check_programme, programme, facts, people))
        _timed(taken["search"], partial(engine.search, query))
    middle = {name: median(some) for name, some in taken.items()}
    return Costs(**middle, findings=len(found.findings))


def _timed(taken: list[float], work: Callable[[], Result]) -> Result:
    started = time.perf_counter()
    result = work()
    taken.append(1000 * (time.perf_counter() - started))
    return result


def large_programme(catalogue: Catalogue) -> Programme:
    """Ten days with six sessions each over forty cases, every session with passages, documents, steps and questions of its case."""
    cases = [each for each in catalogue.cases().values() if each.documents][:CASES]
    lunch = Break(start=dt.time(12), minutes=60, name={"en": "Lunch", "ko": "점심"})
    days = tuple(
        Day(date=dt.date(2027, 3, 1) + dt.timedelta(days=n + n // 5 * 2), breaks=(lunch,)) for n in range(DAYS)
    )
    sessions = list(islice(_sessions(catalogue, cases), SESSIONS))
    modules = tuple(
        Module(
            id=f"m{n}",
            title=_both(f"Module {n}"),
            objectives=(Objective(id=f"o{n}", verb="compare", level=Level.analyse, task=_both("two cases")),),
            sessions=tuple(sessions[n * 6 : n * 6 + 6]),
        )
        for n in range(DAYS)
    )
    return Programme(
        title=_both("A long programme"), languages=("en", "ko"), days=days, modules=modules,
        rooms=tuple(Room(id=f"r{n}", name=f"Room {n}", capacity=20) for n in range(4)),
        people=tuple(Person(id=f"p{n}", name=f"Person {n}", languages=("en",)) for n in range(12)),
        assessment=Assessment(items=tuple(map(_item, range(DAYS)))), preparation=Preparation(minutes=600),
    )  # fmt: skip


def _both(words: str) -> dict[str, str]:
    return {"en": words, "ko": words}


def _item(number: int) -> Item:
    choices = (Choice(id="a", text=_both("Yes"), is_key=True), Choice(id="b", text=_both("No")))
    return Item(id=f"i{number}", objective=f"o{number}", stem=_both("Which?"), choices=choices)


def _sessions(catalogue: Catalogue, cases: Sequence[CaseSummary]) -> Iterator[Session]:
    for number in range(SESSIONS):
        summary = cases[number % len(cases)]
        document = summary.documents[0]
        cited = tuple(
            Citation(
                passage=each.id,
                case=summary.case.id,
                document=document.title,
                language=each.language,
                words=each.text[:600],
            )
            for each in catalogue.passages(document.id)[:5]
        )
        said = tuple(Statement(text=_both(f"Statement {n}"), citations=(each,)) for n, each in enumerate(cited))
        yield Session(
            id=f"s{number}", title=_both(f"Session {number}"), method="case-discussion", minutes=60, day=number // 6 + 1,
            room=f"r{number % 4}", people=(f"p{number % 12}",), objectives=(f"o{number // 6}",),
            cases=(CasePin(case=summary.case.id, version=summary.case.version),), messages=said, questions=said, notes=said,
            steps=tuple(Step(minutes=12, text=_both("Discuss."), citations=(each,)) for each in cited),
            materials=(
                Material(
                    id=f"a{number}", title=_both(document.title), document=document.id, language=document.language, minutes=10,
                    is_copied=True, before=True,
                ),
            ),
        )  # fmt: skip


def _participants() -> tuple[Participant, ...]:
    return tuple(
        Participant(id=f"t{n}", name=f"Participant Number {n}", languages=("en", "ko")) for n in range(PARTICIPANTS)
    )
