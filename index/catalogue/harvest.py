"""What harvesters are told of the cases, in the order in which they changed: which were published, which went, and their sets.

Only published cases are told of. One that is archived, made a draft again or removed is told as deleted, for good and with the sets
that it was last in; a draft that never was public is not mentioned at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Engine, Select, and_, delete, func, insert, null, select, tuple_, update
from sqlalchemy.orm import Session

from corpus import gazetteer
from corpus.case import Case, Status
from corpus.passage import StoredDocument
from index.catalogue.overview import BATCH, current_documents
from index.catalogue.rows import utc
from index.catalogue.tables import CaseRow, HarvestRow, HarvestSetRow

_T = TypeVar("_T")
_LIVE = HarvestRow.is_deleted.is_(False)


@dataclass(frozen=True, slots=True)
class HarvestSelection:
    """Which records are asked for; all of them by default."""

    set: str | None = None
    """A set with everything below it."""
    since: dt.datetime | None = None
    """UTC; records changed then or later."""
    before: dt.datetime | None = None
    """UTC; records changed earlier."""


@dataclass(frozen=True, slots=True)
class HarvestPlace:
    """Where a list goes on: behind this record. A case that changes meanwhile moves to the end, so that nobody misses it."""

    changed: dt.datetime
    case_id: str


@dataclass(frozen=True, slots=True)
class HarvestRecord:
    """One case as harvesters are told of it."""

    place: HarvestPlace
    is_deleted: bool
    sets: tuple[str, ...]
    """In order, each only at its lowest place: who is in `region:150:154` is in the sets above by that."""
    case: Case | None = None
    """None where it is deleted, or only headers were asked for."""
    documents: tuple[StoredDocument, ...] = ()


def set_specs(topics: Iterable[str], country: str | None) -> tuple[str, ...]:
    """Every set of a case: `topic:transport` and `region:150:154` (UN M49 region and sub-region), with the sets above them."""
    region = gazetteer.region_of(country)
    places = [":".join(filter(None, ("region", region.parent, region.id)))] if region else []
    lowest = [*(f"topic:{topic}" for topic in topics), *places]
    return tuple(dict.fromkeys(spec for each in lowest for spec in accumulate(each.split(":"), "{}:{}".format)))


def tell_harvesters(session: Session, cases: Sequence[Case]) -> None:
    """Note that these cases were written just now."""
    now = dt.datetime.now(dt.UTC)
    public = [case for case in cases if case.status is Status.published]
    tell_deleted(session, [case.id for case in cases if case.status is not Status.published], now)
    for batch in _batches(public):
        # A case that comes back after it was deleted has a row already.
        session.execute(delete(HarvestRow).where(HarvestRow.case_id.in_([case.id for case in batch])))
        session.execute(insert(HarvestRow), [{"case_id": c.id, "changed": now, "is_deleted": False} for c in batch])
        sets = [{"case_id": case.id, "spec": spec} for case in batch for spec in set_specs(case.topics, case.country)]
        if sets:
            session.execute(insert(HarvestSetRow), sets)


def tell_deleted(session: Session, case_ids: Sequence[str], now: dt.datetime) -> None:
    """Note that these cases are public no longer; those that never were, or went before, stay as they are."""
    for batch in _batches(case_ids):
        told = update(HarvestRow).where(HarvestRow.case_id.in_(batch), _LIVE)
        session.execute(told.values(is_deleted=True, changed=now))


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


class HarvestLog:
    """Reads what harvesters are told. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def earliest(self) -> dt.datetime | None:
        """When the record that changed longest ago changed, UTC; None where there is no record."""
        with Session(self._engine) as session:
            found = session.scalar(select(func.min(HarvestRow.changed)))
            return utc(found) if found else None

    def count(self, selection: HarvestSelection) -> int:
        """Records of the selection, deleted ones included."""
        with Session(self._engine) as session:
            return session.scalar(select(func.count()).select_from(HarvestRow).where(*_conditions(selection))) or 0

    def page(
        self, selection: HarvestSelection, after: HarvestPlace | None, limit: int, is_whole: bool = True
    ) -> tuple[HarvestRecord, ...]:
        """Up to `limit` records behind the place, in the order of change; without their cases where not `is_whole`."""
        place = tuple_(HarvestRow.changed, HarvestRow.case_id)
        behind = [place > (after.changed, after.case_id)] if after else []
        found = _told(is_whole).where(*_conditions(selection), *behind)
        with Session(self._engine) as session:
            return _records(session, found.order_by(HarvestRow.changed, HarvestRow.case_id).limit(limit))

    def record(self, case_id: str, is_whole: bool = True) -> HarvestRecord | None:
        """What is told of this case; None for one that never was public."""
        with Session(self._engine) as session:
            return next(iter(_records(session, _told(is_whole).where(HarvestRow.case_id == case_id))), None)

    def count_live(self) -> int:
        """Number of published cases."""
        with Session(self._engine) as session:
            return session.scalar(select(func.count()).select_from(HarvestRow).where(_LIVE)) or 0

    def live(self, start: int, most: int) -> Iterator[HarvestPlace]:
        """Up to `most` published cases in order of id, from the one with `start` cases before it; read a batch at a time."""
        ordered = select(HarvestRow).where(_LIVE).order_by(HarvestRow.case_id)
        batch = self._places(ordered.offset(start).limit(min(BATCH, most)))
        while batch:
            yield from batch
            most -= len(batch)
            batch = self._places(ordered.where(HarvestRow.case_id > batch[-1].case_id).limit(min(BATCH, most)))

    def _places(self, chosen: Select[HarvestRow]) -> tuple[HarvestPlace, ...]:
        with Session(self._engine) as session:
            return tuple(_place(row) for row in session.scalars(chosen))


def _told(is_whole: bool) -> Select[Any]:
    """Rows with the records of their cases: in one statement, so that none is told as public whose record is gone already."""
    record = CaseRow.record if is_whole else null()
    return select(HarvestRow, record).outerjoin(CaseRow, and_(CaseRow.id == HarvestRow.case_id, _LIVE))


def _conditions(selection: HarvestSelection) -> Iterator[ColumnElement[bool]]:
    if selection.since:
        yield HarvestRow.changed >= selection.since
    if selection.before:
        yield HarvestRow.changed < selection.before
    if selection.set:
        members = select(HarvestSetRow.case_id).where(HarvestSetRow.spec == selection.set)
        yield HarvestRow.case_id.in_(members)


def _records(session: Session, chosen: Select[Any]) -> tuple[HarvestRecord, ...]:
    found = session.execute(chosen).all()
    sets = _sets(session, [row.case_id for row, _ in found])
    documents: dict[str, list[StoredDocument]] = {}
    for document in current_documents(session, [row.case_id for row, record in found if record]):
        documents.setdefault(document.case_id, []).append(document)
    return tuple(
        HarvestRecord(
            _place(row), row.is_deleted, sets.get(row.case_id, ()),
            Case.model_validate(record) if record else None, tuple(documents.get(row.case_id, ())),
        )
        for row, record in found
    )  # fmt: skip


def _place(row: HarvestRow) -> HarvestPlace:
    return HarvestPlace(utc(row.changed), row.case_id)


def _sets(session: Session, case_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    chosen = select(HarvestSetRow).where(HarvestSetRow.case_id.in_(case_ids)).order_by(HarvestSetRow.spec)
    found: dict[str, list[str]] = {}
    for row in session.scalars(chosen):
        found.setdefault(row.case_id, []).append(row.spec)
    return {id: tuple(_lowest(specs)) for id, specs in found.items()}


def _lowest(specs: Sequence[str]) -> Iterator[str]:
    above = {spec.rpartition(":")[0] for spec in specs}
    return (spec for spec in specs if spec not in above)
