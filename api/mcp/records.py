"""A record, part by part, for a reader with little room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Literal, get_args

from api.exports.chapters import TEXTS
from api.mcp.answers import Figure, PartText, ReadCase
from api.mcp.citing import addresses
from api.mcp.holdings import Holdings
from api.mcp.room import Room
from corpus.case import Case, Money, Outcome, Source, Text, in_language
from index.search.cards import case_card

Part = Literal[
    "abstract", "challenge", "objectives", "solution", "implementation", "stakeholders", "legal_background", "success_factors",
    "limiting_factors", "lessons", "preconditions", "adaptations", "outcomes", "cost",
]  # fmt: skip
PARTS: tuple[Part, ...] = get_args(Part)

_TEXTS: Mapping[str, Callable[[Case], Text]] = {
    **{name: attrgetter(name) for name in ("abstract", *TEXTS)},
    **{name: attrgetter(f"transfer.{name}") for name in ("preconditions", "adaptations")},
}
"""Part that is running text -> where the record has it."""


def read_case(holdings: Holdings, case_id: str, parts: Sequence[Part], language: str, longest: int) -> ReadCase:
    """The parts asked for, all where none are named, in the order of a case; what has no room is named instead."""
    summary = holdings.case(case_id)
    case, card = summary.case, case_card(summary, language)
    wanted = [part for part in PARTS if part in (parts or PARTS)]
    room = Room(longest)
    texts: dict[str, PartText] = {
        part: text for part in wanted if part in _TEXTS and (text := _part(part, case, language, room))
    }
    figures = list(_figures(case, wanted, language))
    shown = [figure for figure in figures if not room.take(figure.model_dump_json())[1]]
    empty = [part for part in wanted if part not in texts and not _has_figures(case, part)]
    return ReadCase(
        **addresses(holdings, "case", case_id),
        snapshot=holdings.snapshot, case_id=case_id, version=card.version, title=card.title, city=card.city,
        country=card.country_label, year=card.year, stage=card.stage, verdict=card.verdict, licence=case.licence,
        rights_holder=case.rights_holder, texts=tuple(text for text in texts.values() if text.text), figures=tuple(shown),
        left_out=tuple(_left_out(texts, figures, shown)), empty=tuple(empty),
    )  # fmt: skip


def _part(part: str, case: Case, language: str, room: Room) -> PartText | None:
    """None where the record says nothing; without words where there is no room for any."""
    found = in_language(_TEXTS[part](case), language)
    if found is None:
        return None
    text, is_cut = room.take(found[1])
    return PartText(part=part, language=found[0], text=text, is_cut=is_cut)


def _left_out(texts: Mapping[str, PartText], figures: Sequence[Figure], shown: Sequence[Figure]) -> Iterator[str]:
    yield from (part for part, text in texts.items() if text.is_cut)
    kinds = {"outcome": "outcomes", "cost": "cost"}
    yield from (part for kind, part in kinds.items() if any(f.kind == kind and f not in shown for f in figures))


def _has_figures(case: Case, part: str) -> bool:
    return bool({"outcomes": case.outcomes, "cost": case.cost}.get(part))


def _figures(case: Case, wanted: Sequence[str], language: str) -> Iterator[Figure]:
    sources = {source.id: source for source in case.sources}
    if "outcomes" in wanted:
        yield from (_outcome(each, sources[each.source], language) for each in case.outcomes)
    if "cost" in wanted:
        yield from (_cost(each, sources[each.source]) for each in case.cost)


def _outcome(outcome: Outcome, source: Source, language: str) -> Figure:
    found = in_language(outcome.indicator, language)
    return Figure(
        kind="outcome", what=found[1] if found else "", value=outcome.value, unit=outcome.unit, baseline=outcome.baseline,
        period=outcome.period, evidence=outcome.evidence.value, check=outcome.check.value, source=source.title,
        source_url=source.url, page=outcome.page,
    )  # fmt: skip


def _cost(cost: Money, source: Source) -> Figure:
    return Figure(
        kind="cost", what=cost.basis, value=cost.amount, unit=cost.currency, baseline=None,
        period=str(cost.price_year) if cost.price_year else None, evidence=None, check=cost.check.value, source=source.title,
        source_url=source.url, page=cost.page,
    )  # fmt: skip
