"""Whether what is promised is taught and assessed: constructive alignment (Biggs 1996), looked at link by link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.findings import Weight
from corpus.programme.model import Award, Item, ItemKind, Level, Objective, When
from corpus.programme.wording import objective_sentence
from corpus.vocabulary import vocabulary

PRODUCED = frozenset({"action-planning", "presentation", "group-work", "simulation"})
"""Methods that leave something to be judged; it counts as assessment where the objective says to which standard."""
BEYOND_CHOICE = frozenset({Level.evaluate, Level.create})
"""Levels that choosing among given answers does not show."""
WITHOUT_OBJECTIVE = frozenset({"ceremony", "assessment", "self-study"})
"""Methods of sessions that need serve no objective."""


def objective_taught(subject: Subject) -> Iterator[Remark]:
    """Objectives that no session serves, and sessions that serve none."""
    programme = subject.programme
    if not programme.objectives:
        yield Remark("no-objectives")
    serving = {id for session in programme.sessions for id in session.objectives}
    on_a_day = {id for session in programme.sessions if session.day is not None for id in session.objectives}
    for objective in programme.objectives:
        if objective.id not in serving:
            yield _about("objective-not-taught", subject, objective)
        elif objective.id not in on_a_day:
            yield _about("objective-unplaced", subject, objective)
    idle = [each for each in programme.sessions if not each.objectives and each.method not in WITHOUT_OBJECTIVE]
    if idle and programme.objectives:
        yield Remark("session-without-objective", tuple(s.id for s in idle), {"sessions": subject.titles(idle)})


def objective_assessed(subject: Subject) -> Iterator[Remark]:
    """Whether each objective is asked about before and after, or seen in a product; and what the test asks that nobody teaches."""
    programme = subject.programme
    for objective in programme.objectives:
        items = [item for item in programme.assessment.items if item.objective == objective.id]
        yield from _assessed(subject, objective, items)
    taught = {id for session in programme.sessions for id in session.objectives}
    stray = [
        item for item in programme.assessment.items if item.objective not in taught or _is_left_behind(item, subject)
    ]
    if stray:
        yield Remark(
            "item-untaught", tuple(i.id for i in stray), {"items": subject.listed(subject.words(i.stem) for i in stray)}
        )


def _is_left_behind(item: Item, subject: Subject) -> bool:
    """Whether it asks about cases that no session has any more."""
    return bool(item.citations) and not {each.case for each in item.citations} & set(subject.programme.pins)


def _assessed(subject: Subject, objective: Objective, items: list[Item]) -> Iterator[Remark]:
    is_before, is_after = _is_asked(items, When.before), _is_asked(items, When.after)
    is_shown = _is_produced(subject, objective)
    if not is_after and not is_shown:
        code = "objective-only-before" if is_before else "objective-not-assessed"
        # Who certifies completion has to have seen it; who certifies attendance has not.
        is_needed = subject.programme.award is Award.completion
        yield _about(code, subject, objective, Weight.error if is_needed else None)
    elif not is_before:
        yield _about("objective-only-after", subject, objective)
    is_only_chosen = bool(items) and all(item.kind is not ItemKind.essay for item in items)
    if objective.level in BEYOND_CHOICE and is_only_chosen and not is_shown:
        yield _about("objective-choice-only", subject, objective)


def _is_asked(items: Iterable[Item], when: When) -> bool:
    return any(when in item.when for item in items)


def _is_produced(subject: Subject, objective: Objective) -> bool:
    sessions = (each for each in subject.programme.sessions if objective.id in each.objectives)
    return bool(objective.standard) and any(session.method in PRODUCED for session in sessions)


def verbs(subject: Subject) -> Iterator[Remark]:
    """Verbs that nobody can see done, and those of another level than the objective states."""
    known, language = vocabulary("verbs"), subject.language
    for objective in subject.programme.objectives:
        level = known[objective.verb].parent if objective.verb in known else None
        told = {
            "verb": known.label(objective.verb, language),
            "level": known.label(objective.level, language),
            "own": known.label(level or "", language),
        }
        if level is None:
            yield Remark("verb-unknown", (objective.id,), told)
        elif level != objective.level:
            yield Remark("verb-level", (objective.id,), told)


def _about(code: str, subject: Subject, objective: Objective, weight: Weight | None = None) -> Remark:
    return Remark(code, (objective.id,), {"objective": objective_sentence(objective, subject.language)}, weight)
