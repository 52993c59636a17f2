"""What participants can do after a module: verb, task, condition and standard (Mager 1962), for the kinds of sessions that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.case import Text
from corpus.programme.model import Citation, Level, Objective, Reason
from index.planning.excerpts import Excerpts
from index.planning.wording import say


@dataclass(frozen=True, slots=True)
class ObjectiveForm:
    """A verb of the verbs vocabulary and its level."""

    verb: str
    level: Level


FORMS: Mapping[str, ObjectiveForm] = {
    "explain": ObjectiveForm("explain", Level.understand),
    "compare": ObjectiveForm("compare", Level.analyse),
    "diagnose": ObjectiveForm("diagnose", Level.analyse),
    "plan": ObjectiveForm("draft", Level.create),
}
"""Kind of an objective -> its form; cases are not named in it, so that it holds when one is swapped."""

MOST_CITED = 4


def kinds_of(served: Iterable[str], is_failure: bool) -> tuple[str, ...]:
    """Kinds of objectives for what the sessions of a module serve: where it is about failures, causes are to be found."""
    return tuple(dict.fromkeys("diagnose" if is_failure else kind for kind in served))


def make_objective(id: str, kind: str, title: Text, cases: Sequence[Excerpts]) -> Objective:
    form = FORMS[kind]
    return Objective(
        id=id,
        verb=form.verb,
        level=form.level,
        task=say(f"{kind}_task", instrument=title),
        condition=say(f"{kind}_condition"),
        standard=say(f"{kind}_standard"),
        reason=_reason(cases),
    )


def _reason(cases: Iterable[Excerpts]) -> Reason | None:
    """The passages on what the cases did, for which the objective was chosen; none for an objective without cases."""
    cited = tuple(islice(_solutions(cases), MOST_CITED))
    return Reason(text=say("objective_reason"), citations=cited) if cited else None


def _solutions(cases: Iterable[Excerpts]) -> Iterator[Citation]:
    for each in cases:
        yield from each.of("solution")[:1]
