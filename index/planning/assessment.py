"""Items of the test before and after, each for an objective, and what is asked of participants' reactions.

Items with figures are made of outcomes that a passage states. Wrong answers are the right one multiplied by fixed factors, rounded as it is;
which of them are larger depends on the case, so that neither the middle nor the largest is always right.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from corpus.case import in_language
from corpus.programme.model import (
    Ask,
    AskKind,
    Assessment,
    Choice,
    Citation,
    Evaluation,
    Item,
    ItemKind,
    Objective,
    Session,
)
from corpus.quantities import measured
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.planning.excerpts import CitedOutcome, Excerpts
from index.planning.wording import say

SMALLER, LARGER = (0.7, 0.45, 0.25), (1.4, 1.9, 2.6)
"""Factors of wrong answers, the nearest first."""

FIGURES_PER_OBJECTIVE = 2
ESSAY_POINTS = 3
MOST_CITED = 10
"""Passages of an item."""
MOST_RATED = 60
"""Sessions that the reaction form asks about."""

OBSTACLES = ("money", "people", "politics", "law", "nothing")


def figure_items(objective: str, cases: Iterable[Excerpts], start: int) -> Iterator[Item]:
    """Items on cited figures of these cases, one for each case as far as there are places; ids from `start` on."""
    found = [(each, each.outcomes[0]) for each in cases if each.outcomes and each.outcomes[0].outcome.value]
    for number, (excerpts, cited) in enumerate(found[:FIGURES_PER_OBJECTIVE], start):
        yield _figure_item(f"i{number}", objective, excerpts, cited)


def _figure_item(id: str, objective: str, excerpts: Excerpts, cited: CitedOutcome) -> Item:
    outcome = cited.outcome
    values = answers(outcome.value, outcome.unit, zlib.crc32(f"{excerpts.case.id} {outcome.indicator}".encode()))
    source = next(each for each in excerpts.case.sources if each.id == outcome.source)
    period = f" ({outcome.period})" if outcome.period else ""
    return Item(
        id=id,
        objective=objective,
        stem=say("item_figure", city=excerpts.city, indicator=outcome.indicator, period=period),
        choices=tuple(
            Choice(
                id=chr(ord("a") + place),
                text={tag: measured(value, outcome.unit, tag) for tag in INTERFACE_LANGUAGES},
                is_key=value == outcome.value,
            )
            for place, value in enumerate(values)
        ),
        feedback=say(
            "item_feedback", evidence=vocabulary("evidence")[outcome.evidence.value].labels, source=source.title
        ),
        citations=(cited.citation,),
    )


def answers(value: float, unit: str, seed: int) -> tuple[float, ...]:
    """Four different values, ascending, one of which is the right one; shares up to 100 per cent stay so."""
    smaller = seed % (len(SMALLER) + 1)
    factors = [*SMALLER[:smaller], *LARGER[: len(LARGER) - smaller], *SMALLER[smaller:], *LARGER]
    most = 100.0 if unit == "percent" and abs(value) <= 100 else float("inf")
    made: list[float] = [value]
    for factor in factors:
        wrong = _rounded_like(value * factor, value)
        if len(made) < 4 and wrong not in made and abs(wrong) <= most:
            made.append(wrong)
    return tuple(sorted(made))


def _rounded_like(value: float, model: float) -> float:
    """To as many decimals as the model has, or for whole numbers to as many digits that say something."""
    exponent = Decimal(f"{model:.12g}").normalize().as_tuple().exponent
    places = -int(exponent)
    rounded = round(value, places)
    # 5 rounds to 4 and 2, but 40 only to tens: one digit more keeps the answers apart.
    return rounded if rounded not in (0, model) else round(value, places + 1)


def essay_item(id: str, objective: str, kind: str, citations: Sequence[Citation], **values: Mapping[str, str]) -> Item:
    """A question to be answered in words and marked by a person."""
    return Item(
        id=id,
        objective=objective,
        kind=ItemKind.essay,
        stem=say(f"item_{kind}", **values),
        points=ESSAY_POINTS,
        citations=tuple(citations)[:MOST_CITED],
    )


def items_for(
    objectives: Sequence[tuple[Objective, str, Sequence[Excerpts], Mapping[str, str]]], start: int
) -> Assessment:
    """Items for each objective, given with its kind, the cases of its module and the module's title; ids from `start` on."""
    items: list[Item] = []
    for objective, kind, cases, title in objectives:
        number = start + len(items)
        figures = list(figure_items(objective.id, cases, number)) if kind == "explain" else []
        items += figures or [_essay(f"i{number}", objective.id, kind, cases, title)]
    return Assessment(items=tuple(items))


def items_instead(items: Iterable[Item], gone: Excerpts, new: Excerpts, title: Mapping[str, str]) -> Iterator[Item]:
    """Items that are about a case which goes, as they are about the one that comes: a figure of it, or where it has none an essay on the
    module of this title. Items that a trainer changed are left as they are.
    """
    for item in items:
        if not any(citation.case == gone.case.id for citation in item.citations):
            continue
        if item.kind is ItemKind.essay:
            kept = [citation for citation in item.citations if citation.case != gone.case.id]
            yield item.model_copy(update={"citations": tuple([*kept, *_limits([new])][:MOST_CITED])})
        elif gone.outcomes and _asks_alike(item, _figure_item(item.id, item.objective, gone, gone.outcomes[0])):
            other = next(figure_items(item.objective, [new], 1), None) or _essay(
                item.id, item.objective, "explain", [new], title
            )
            yield other.model_copy(update={"id": item.id, "when": item.when})


def _asks_alike(item: Item, other: Item) -> bool:
    return (item.stem, item.choices, item.feedback) == (other.stem, other.choices, other.feedback)


def asks_instead(asks: Iterable[Ask], before: Session, after: Session) -> Iterator[Ask]:
    """Ratings of a session that name it as it was called, with what it is called now."""
    for ask in asks:
        if ask.session == before.id and ask.text == _useful(before) and before.title != after.title:
            yield ask.model_copy(update={"text": _useful(after)})


_ESSAYS: Mapping[str, str] = {"explain": "explain", "compare": "limits", "diagnose": "limits", "plan": "plan"}


def _essay(id: str, objective: str, kind: str, cases: Sequence[Excerpts], title: Mapping[str, str]) -> Item:
    cited = _limits(cases) if kind != "plan" else ()
    return essay_item(id, objective, _ESSAYS[kind], cited, instrument=title)


def _limits(cases: Iterable[Excerpts]) -> list[Citation]:
    """Where the cases say what held them back."""
    return [c for each in cases if "limiting_factors" in each.texts for c in each.texts["limiting_factors"].citations]


def evaluation_of(sessions: Iterable[Session], months: int = 6) -> Evaluation:
    """The reaction form, a rating for each session that teaches, and the survey so many months later."""
    taught = [session for session in sessions if session.cases][:MOST_RATED]
    ratings = [
        Ask(id=f"q{number}", kind=AskKind.rating, text=_useful(session), session=session.id)
        for number, session in enumerate(taught, 1)
    ]
    general = (
        Ask(id="q-pace", kind=AskKind.rating, text=say("ask_pace")),
        Ask(id="q-fit", kind=AskKind.rating, text=say("ask_fit")),
        Ask(id="q-missing", kind=AskKind.words, text=say("ask_missing")),
    )
    later = (
        Ask(id="f-progress", kind=AskKind.progress, text=say("follow_progress"), is_required=True),
        Ask(id="f-case", kind=AskKind.words, text=say("follow_case")),
        Ask(
            id="f-obstacle",
            kind=AskKind.choice,
            text=say("follow_obstacle"),
            choices=tuple(say(f"obstacle_{each}") for each in OBSTACLES),
        ),
    )
    return Evaluation(reaction=(*ratings, *general), follow_up=later, follow_up_months=months)


def _useful(session: Session) -> Mapping[str, str]:
    def title(language: str) -> str:
        found = in_language(session.title, language)
        return found[1] if found else session.id

    return say("ask_useful", session=title)
