"""A page of the passages of several documents, read without those before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from corpus.passage import Passage
from index.catalogue import rows
from index.catalogue.tables import PassageRow


@dataclass(frozen=True, slots=True)
class PassageSlice:
    """Some passages of a list, and how long the whole list is."""

    total: int
    passages: tuple[Passage, ...]


def passages_between(
    engine: Engine, document_ids: Sequence[str], roles: Sequence[str], start: int, most: int
) -> PassageSlice:
    """From position `start` on at most `most` passages with one of the roles, document by document, each in the order of its text.

    Reads the counts of all documents and the passages of the page: a deep page costs what the first one does.
    """
    with Session(engine) as session:
        counts = _counts(session, document_ids, roles)
        found: list[Passage] = []
        for id, end, count in zip(document_ids, accumulate(counts), counts, strict=True):
            if end > start and len(found) < most:
                found += _passages(session, id, roles, max(start - (end - count), 0), most - len(found))
    return PassageSlice(sum(counts), tuple(found))


def _counts(session: Session, document_ids: Sequence[str], roles: Sequence[str]) -> list[int]:
    """Number of passages of each document, in the order of the documents."""
    counted = (
        select(PassageRow.document_id, func.count())
        .where(PassageRow.document_id.in_(document_ids), PassageRow.role.in_(roles))
        .group_by(PassageRow.document_id)
    )
    found = {id: count for id, count in session.execute(counted)}
    return [found.get(id, 0) for id in document_ids]


def _passages(session: Session, document_id: str, roles: Sequence[str], skipped: int, most: int) -> Iterator[Passage]:
    found = (
        select(PassageRow)
        .where(PassageRow.document_id == document_id, PassageRow.role.in_(roles))
        .order_by(PassageRow.position)
        .offset(skipped)
        .limit(most)
    )
    return (rows.passage(row) for row in session.scalars(found))
