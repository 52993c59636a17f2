"""What the catalogue was: its changes, older versions of cases, and the archive as it stood at any snapshot.

A snapshot is named by the change that made it. Which cases it held follows from the changes up to it; what they said, from their
versions. Some of it can be gone: a removed case takes its versions along, and a document that a newer splitter cut anew has other
passages now. `Past.obstacles` names all of that, so that nobody is given something else in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Engine, Row, Select, delete, func, insert, select
from sqlalchemy.orm import Session

from corpus.case import Case
from corpus.errors import NotFound
from index.catalogue import rows
from index.catalogue.fixity import HeldDocument, from_json
from index.catalogue.tables import PUBLISHED, REMOVED, CaseRow, ChangeRow, DocumentRow, PassageRow, VersionRow
from index.points import in_batches

BATCH = 500
"""Rows in one question to the database, which takes only so many parameters."""

ObstacleKind = Literal["removed", "cut anew", "not known"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the archive; the snapshot that it made has its id."""

    id: int
    at: dt.datetime
    """UTC."""
    case_id: str
    version: int
    kind: str
    """published or removed."""
    digest: str | None
    """Of the version, as `index.catalogue.fixity`; None for a removal, and for what was published before there were digests."""


@dataclass(frozen=True, slots=True)
class CaseVersion:
    """A version of a case as it was."""

    case: Case
    """Bears the number of the version."""
    created: dt.datetime
    """UTC."""
    documents: tuple[HeldDocument, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a case cannot be shown any more as it was."""

    case_id: str
    kind: ObstacleKind


@dataclass(frozen=True, slots=True)
class Past:
    """The archive at a snapshot: for each of its cases, by id, the change that published the version it had then."""

    change: Change
    """The one that made the snapshot."""
    cases: tuple[Change, ...]
    obstacles: tuple[Obstacle, ...]
    """By case id; empty where the snapshot can be had again."""


class History:
    """The changes and older versions in a catalogue. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def changes(self, limit: int, before: int | None = None) -> tuple[Change, ...]:
        """At most `limit` changes, newest first; with `before`, those older than that one."""
        found = select(ChangeRow).order_by(ChangeRow.id.desc()).limit(limit)
        with Session(self._engine) as session:
            return _changes(session, found if before is None else found.where(ChangeRow.id < before))

    def change(self, id: int) -> Change:
        """NotFound where the archive never had this snapshot."""
        with Session(self._engine) as session:
            row = session.get(ChangeRow, id)
            if row is None:
                newest = session.scalar(select(func.max(ChangeRow.id))) or 0
                raise NotFound(f"the archive never had a snapshot {id}; the newest is {newest}")
            return _change(row)

    def count(self) -> int:
        """Number of snapshots so far."""
        with Session(self._engine) as session:
            return session.scalar(select(func.count()).select_from(ChangeRow)) or 0

    def past(self, snapshot: int) -> Past:
        """The archive as it stood then, with all that stands in the way of asking it; NotFound where it never stood so."""
        change = self.change(snapshot)
        with Session(self._engine) as session:
            cases = _changes(session, _alive_at(snapshot))
            lost = _lost_to_removal(session, snapshot, cases)
            kept = {each.case_id: each.version for each in cases if each.case_id not in lost}
            found = [Obstacle(id, "removed") for id in lost]
            found += [Obstacle(id, kind) for id, kind in _rewritten(session, kept)]
            return Past(change, cases, tuple(sorted(found, key=lambda obstacle: obstacle.case_id)))

    def versions(self, case_id: str, limit: int, before: int | None = None) -> tuple[Change, ...]:
        """Changes that published the versions of a case, newest first; NotFound where there is no such case.

        Those of a case of this id that was removed are not among them.
        """
        with Session(self._engine) as session:
            if session.get(CaseRow, case_id) is None:
                raise NotFound(f"there is no case {case_id!r}")
            found = _of_this_case(case_id).order_by(ChangeRow.id.desc()).limit(limit)
            return _changes(session, found if before is None else found.where(ChangeRow.version < before))

    def version(self, case_id: str, number: int) -> CaseVersion:
        """A version of a case with its documents as they were; NotFound where it has no such version.

        Of a version from before there were digests, documents are told as they are now.
        """
        with Session(self._engine) as session:
            row = session.get(VersionRow, (case_id, number))
            if row is None:
                raise NotFound(f"the case {case_id!r} has no version {number}" + _numbers(session, case_id))
            return _case_version(session, row)

    def versions_with(self, case_id: str, document_id: str) -> tuple[int, ...]:
        """Versions of the case that had the document with the passages that it has now; those that cannot tell are among them."""
        listed = select(VersionRow.version, VersionRow.documents, VersionRow.contents).order_by(VersionRow.version)
        with Session(self._engine) as session:
            found = session.execute(listed.where(VersionRow.case_id == case_id))
            held = [
                (number, _digest_of(document_id, contents)) for number, ids, contents in found if document_id in ids
            ]
        return tuple(number for number, digest in held if digest in {None, held[-1][1]})

    def copy_to(self, target: Engine, past: Past) -> None:
        """Write the changes up to a snapshot, and the versions that its cases had by then, into a catalogue in place of its own."""
        numbers = {change.case_id: change.version for change in past.cases}
        with Session(self._engine) as session, target.begin() as connection:
            for row in (ChangeRow, VersionRow):
                connection.execute(delete(row))
            then = select(*ChangeRow.__table__.columns).where(ChangeRow.id <= past.change.id)
            for some in session.execute(then.execution_options(yield_per=BATCH)).mappings().partitions():
                connection.execute(insert(ChangeRow), [dict(row) for row in some])
            for ids in in_batches(list(numbers), BATCH):
                held = select(*VersionRow.__table__.columns).where(VersionRow.case_id.in_(ids))
                known = (dict(row) for row in session.execute(held).mappings())
                connection.execute(
                    insert(VersionRow), [row for row in known if row["version"] <= numbers[row["case_id"]]]
                )


def _alive_at(snapshot: int) -> Select[ChangeRow]:
    """The last change of each case by then, where it was not its removal."""
    last = select(func.max(ChangeRow.id)).where(ChangeRow.id <= snapshot).group_by(ChangeRow.case_id)
    return (
        select(ChangeRow).where(ChangeRow.id.in_(last), ChangeRow.kind == PUBLISHED).order_by(ChangeRow.case_id)
    )  # fmt: skip


def _of_this_case(case_id: str) -> Select[ChangeRow]:
    """What was published of a case since it was last removed, if ever."""
    removed = select(func.max(ChangeRow.id)).where(ChangeRow.case_id == case_id, ChangeRow.kind == REMOVED)
    since = func.coalesce(removed.scalar_subquery(), 0)
    return select(ChangeRow).where(ChangeRow.case_id == case_id, ChangeRow.kind == PUBLISHED, ChangeRow.id > since)


def _lost_to_removal(session: Session, snapshot: int, cases: Iterable[Change]) -> set[str]:
    """Cases that were removed after the snapshot and did not come back as the same version of the same content."""
    removed = select(ChangeRow.case_id).where(ChangeRow.id > snapshot, ChangeRow.kind == REMOVED).distinct()
    gone = set(session.scalars(removed))
    return {each.case_id for each in cases if each.case_id in gone and not _came_back(session, each)}


def _came_back(session: Session, change: Change) -> bool:
    again = _of_this_case(change.case_id).where(ChangeRow.version == change.version)
    return change.digest is not None and change.digest in {row.digest for row in session.scalars(again)}


def _rewritten(session: Session, numbers: Mapping[str, int]) -> Iterator[tuple[str, ObstacleKind]]:
    """Cases with a document that a later version has with other passages, or may have: publishing writes its passages anew."""
    present = session.execute(select(CaseRow.id, CaseRow.version))
    changed = [id for id, version in present if id in numbers and version > numbers[id]]
    for ids in in_batches(changed, BATCH):
        listed = (
            select(VersionRow.case_id, VersionRow.version, VersionRow.documents, VersionRow.contents)
            .where(VersionRow.case_id.in_(ids))
            .order_by(VersionRow.case_id, VersionRow.version)
        )
        for case_id, versions in groupby(session.execute(listed), attrgetter("case_id")):
            if kind := _difference(numbers[case_id], list(versions)):
                yield case_id, kind


def _difference(number: int, versions: Iterable[Row[Any]]) -> ObstacleKind | None:
    """What later versions did to the documents of one; the last of them that has a document wrote the passages that it has now."""
    then: dict[str, str | None] = {}
    later: dict[str, str | None] = {}
    for row in versions:
        if row.version >= number:
            (then if row.version == number else later).update(
                {id: _digest_of(id, row.contents) for id in row.documents}
            )
    pairs = {(then[id], later[id]) for id in then.keys() & later.keys()}
    if any(None in pair for pair in pairs):
        return "not known"
    return "cut anew" if any(old != new for old, new in pairs) else None


def _digest_of(document_id: str, contents: Sequence[Mapping[str, object]] | None) -> str | None:
    held = (from_json(stored) for stored in contents or ())
    return next((each.digest for each in held if each.document.id == document_id), None)


def _case_version(session: Session, row: VersionRow) -> CaseVersion:
    case = Case.model_validate(row.record)
    if row.contents is not None:
        return CaseVersion(case, rows.utc(row.created), tuple(map(from_json, row.contents)))
    held = {each.id: each for each in session.scalars(select(DocumentRow).where(DocumentRow.id.in_(row.documents)))}
    documents = (_as_it_is(session, held[id]) for id in row.documents if id in held)
    return CaseVersion(case, rows.utc(row.created), tuple(documents))


def _as_it_is(session: Session, row: DocumentRow) -> HeldDocument:
    count = select(func.count()).select_from(PassageRow).where(PassageRow.document_id == row.id)
    return HeldDocument(rows.document(row), session.scalar(count) or 0, None)


def _numbers(session: Session, case_id: str) -> str:
    newest = session.scalar(select(CaseRow.version).where(CaseRow.id == case_id))
    return "" if newest is None else f"; its versions are numbered from 1 to {newest}"


def _changes(session: Session, found: Select[ChangeRow]) -> tuple[Change, ...]:
    return tuple(_change(row) for row in session.scalars(found))


def _change(row: ChangeRow) -> Change:
    return Change(row.id, rows.utc(row.at), row.case_id, row.version, row.kind, row.digest)
