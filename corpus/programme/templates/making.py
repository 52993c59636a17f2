"""Making a programme of a template: days, modules and forms for so many days, in the languages asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.programme.dates import dated
from corpus.programme.model import (
    Ask,
    Assessment,
    Audience,
    Day,
    Evaluation,
    Item,
    Module,
    Objective,
    Programme,
    Session,
)
from corpus.programme.requests import FromTemplate
from corpus.programme.templates.reading import DayPlan, PartOfForm, Parts, Template, parts, template
from corpus.vocabulary import INTERFACE_LANGUAGES

UNRATED = frozenset({"ceremony", "assessment", "self-study"})
"""Methods whose sessions are not asked about in the form at the end."""
BEFORE = 0
"""The day of self-paced study."""


def from_template(wanted: FromTemplate) -> Programme:
    """The programme, without cases. BadInput where there is no such template, or it is not made for so many days.

    Texts stand in those of the languages that templates have, and in English where they have none of them.
    """
    found = template(wanted.id)
    plans = found.plans(wanted.days or found.usual_days)
    made = _programme(found, plans, parts(), wanted)
    return Programme.model_validate(_in_languages(made.model_dump(mode="json"), _spoken(wanted.languages)))


def _programme(found: Template, plans: tuple[DayPlan, ...], known: Parts, wanted: FromTemplate) -> Programme:
    objectives = {name: f"o{n}" for n, name in enumerate(known.objectives, start=1)}
    sessions = tuple(_sessions((found.before, *plans), known, objectives))
    days = (_day(found, plan, known) for plan in plans)
    return Programme(
        title=wanted.title or found.title,
        summary=found.summary,
        languages=wanted.languages,
        audience=Audience(size=found.size, seniority=found.seniority),
        award=found.award,
        days=dated(days, wanted.first_day, found.weeks_apart),
        preparation=found.preparation,
        modules=tuple(_modules(sessions, known, objectives)),
        assessment=Assessment(items=tuple(_items(known, objectives))),
        evaluation=_evaluation([session for _, session in sessions], known),
    )


def _day(found: Template, plan: DayPlan, known: Parts) -> Day:
    breaks = tuple(known.breaks[name] for name in plan.breaks)
    return Day(start=found.start, end=found.end, breaks=breaks, title=plan.title)


def _sessions(plans: Iterable[DayPlan], known: Parts, objectives: Mapping[str, str]) -> Iterator[tuple[str, Session]]:
    """Module by its name, and session; those before the first day come first."""
    named = [(day, name, minutes) for day, plan in enumerate(plans, BEFORE) for name, minutes in plan.sessions]
    for number, (day, name, minutes) in enumerate(named, start=1):
        part = known.sessions[name]
        yield part.module, Session(
            id=f"s{number}", title=part.title, method=part.method, minutes=minutes, day=day,
            objectives=tuple(objectives[each] for each in part.objectives),
        )  # fmt: skip


def _modules(
    sessions: tuple[tuple[str, Session], ...], known: Parts, objectives: Mapping[str, str]
) -> Iterator[Module]:
    for number, (name, part) in enumerate(known.modules.items(), start=1):
        yield Module(
            id=f"m{number}", title=part.title, summary=part.summary,
            objectives=tuple(
                Objective(id=objectives[each], **dict(known.objectives[each])) for each in part.objectives
            ),
            sessions=tuple(session for module, session in sessions if module == name),
        )  # fmt: skip


def _items(known: Parts, objectives: Mapping[str, str]) -> Iterator[Item]:
    for number, part in enumerate(known.items, start=1):
        yield Item.model_validate({**part, "id": f"i{number}", "objective": objectives[part["objective"]]})


def _evaluation(sessions: Iterable[Session], known: Parts) -> Evaluation:
    taught = [session.id for session in sessions if session.method not in UNRATED]
    asks = [(known.each_session, session) for session in taught] + [(part, None) for part in known.reaction]
    return Evaluation(
        reaction=tuple(_ask(f"q{n}", part, session) for n, (part, session) in enumerate(asks, start=1)),
        follow_up=tuple(_ask(f"f{n}", part) for n, part in enumerate(known.follow_up, start=1)),
    )


def _ask(ask_id: str, part: PartOfForm, session: str | None = None) -> Ask:
    return Ask.model_validate({**part.model_dump(), "id": ask_id, "session": session})


def _spoken(languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(each for each in languages if each in INTERFACE_LANGUAGES) or ("en",)


def _in_languages(value: Any, languages: tuple[str, ...]) -> Any:
    """The same JSON with each text in these languages alone; a text that has none of them, as one of the trainer's, stays as it is."""
    if isinstance(value, list):
        return [_in_languages(each, languages) for each in value]
    if not isinstance(value, dict):
        return value
    if value and value.keys() <= set(INTERFACE_LANGUAGES):
        return {tag: value[tag] for tag in languages if tag in value} or value
    return {name: _in_languages(each, languages) for name, each in value.items()}
