"""What every export of a list of cases starts from: the cards in order, their records, and where each case can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from api.archive import Archive
from corpus.case import Case
from corpus.results import CaseCard, SearchQuery


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """A case of a list, with everything that an export may tell of it."""

    card: CaseCard
    record: Case
    url: str
    """Where the case can be read: its address in the API."""


def case_url(archive: Archive, case_id: str) -> str:
    """Where anybody who reads the file finds the case: its address in the API as a browser reaches it."""
    return f"{archive.settings.public_api}/v1/cases/{case_id}"


def exported_cases(archive: Archive, query: SearchQuery) -> Iterator[ExportedCase]:
    """The whole ranked list. The first case is fetched at once, so that a failing search fails before the answer has begun."""
    records = archive.catalogue.cases()
    cards = (card for card in archive.engine.every_card(query) if card.id in records)
    first = next(cards, None)
    found = cards if first is None else chain((first,), cards)
    return (ExportedCase(card, records[card.id].case, case_url(archive, card.id)) for card in found)
