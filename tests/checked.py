"""Facts that fit `tests.programmes.small_programme`, changes of parts of a programme, and the codes that its checks answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.programme.checks import CHECKS, CaseFact, DocumentFact, Facts
from corpus.programme.checks.subject import subject_of
from corpus.programme.model import Programme
from corpus.programme.roster import Participant
from tests.programmes import CASE, citation

STOCKHOLM = CaseFact(
    title={"en": "Congestion charge in Stockholm"},
    current=1,
    held=frozenset({1}),
    region="154",
    verdict="worked",
    income="high",
    languages=("en",),
)
FACTS = Facts(
    cases={CASE: STOCKHOLM},
    documents={f"{CASE}.aaaaaaaaaaaa": DocumentFact("en", "CC-BY-4.0")},
    passages={f"{CASE}.aaaaaaaaaaaa.0": f"In 2006 it began. {citation().words}"},
)
"""All that the small programme names is there, as it was."""


def codes(programme: Programme, facts: Facts = FACTS, participants: Sequence[Participant] = ()) -> list[str]:
    """Codes of everything that is found, check by check."""
    subject = subject_of(programme, facts, tuple(participants))
    return [remark.code for check in CHECKS.values() for remark in check(subject)]


def changed(programme: Programme, **fields: Any) -> Programme:
    """The programme with these fields, checked as a whole."""
    return Programme.model_validate(dict(programme) | fields)


def with_session(programme: Programme, session_id: str, **fields: Any) -> Programme:
    """The programme with these fields of one session."""
    modules = [
        module.model_copy(
            update={
                "sessions": tuple(
                    type(each).model_validate(dict(each) | fields) if each.id == session_id else each
                    for each in module.sessions
                )
            }
        )
        for module in programme.modules
    ]
    return changed(programme, modules=tuple(modules))


def with_objective(programme: Programme, objective_id: str, **fields: Any) -> Programme:
    """The programme with these fields of one objective."""
    modules = [
        module.model_copy(
            update={
                "objectives": tuple(
                    each.model_copy(update=fields) if each.id == objective_id else each for each in module.objectives
                )
            }
        )
        for module in programme.modules
    ]
    return changed(programme, modules=tuple(modules))
