"""Reading and writing programmes.

There are no accounts: a programme is opened by a key of 256 random bits, of which only the SHA-256 is kept. One key permits changing, the
other reading; a public programme is read without any. Somebody without permission is answered as if there were nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session

from corpus.errors import Conflict, NotFound
from corpus.programme.model import Programme
from corpus.programme.roster import Roster
from corpus.programme.stored import ProgrammeSummary, ProgrammeVersion, StoredProgramme, Visibility
from index.catalogue.rows import utc
from index.catalogue.tables import ProgrammeRow, ProgrammeVersionRow, TaughtRow
from index.catalogue.transactions import reading, writing

ID_BYTES = 9
"""Ids are twelve characters that cannot be guessed, so that a private programme cannot be looked for either."""


VERSIONS_KEPT = 500
"""Versions that are all kept; of what is older, the last of each day (UTC)."""


class Permission(IntEnum):
    """What somebody may do; each includes those before it."""

    none = 0
    public = 1
    """Read what a public programme shows to everybody."""
    read = 2
    edit = 3


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens a programme. Only the digests are kept, so these are known to whoever was given them and to nobody else."""

    edit: str
    read: str


def new_key() -> str:
    return secrets.token_urlsafe(32)


def key_digest(key: str) -> str:
    """Hexadecimal SHA-256. A slow digest is for passwords; nobody guesses 256 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def roster_digest(roster: Roster) -> str:
    """What tells one list of participants from another: hexadecimal, 16 digits."""
    return hashlib.sha256(roster.model_dump_json().encode()).hexdigest()[:16]


class ProgrammeStore:
    """The programmes of a catalogue. Safe to share between threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self, programme: Programme, cloned_from: str | None = None, visibility: Visibility = Visibility.private
    ) -> tuple[StoredProgramme, Keys]:
        """Keep a new programme as version 1; its keys are told here only."""
        keys, now = Keys(new_key(), new_key()), dt.datetime.now(dt.UTC)
        row = ProgrammeRow(
            id=secrets.token_urlsafe(ID_BYTES), version=1, visibility=visibility.value, title={}, topics=[],
            edit_digest=key_digest(keys.edit), read_digest=key_digest(keys.read), created=now, updated=now,
            cloned_from=cloned_from, roster={},
        )  # fmt: skip
        with self._writing() as session:
            session.add(row)
            session.flush()
            _write_version(session, row, programme, now)
            return _stored(row, programme, row.version, now), keys

    def permission(self, programme_id: str, key: str) -> Permission:
        """What the key permits; NotFound where there is no such programme."""
        with self._reading() as session:
            row = _row(session, programme_id)
            digest = key_digest(key)
            if key and secrets.compare_digest(digest, row.edit_digest):
                return Permission.edit
            if key and secrets.compare_digest(digest, row.read_digest):
                return Permission.read
            return Permission.public if row.visibility == Visibility.public else Permission.none

    def read(self, programme_id: str, version: int | None = None) -> StoredProgramme:
        """The programme at a version, the newest unless one is given; NotFound where there is no such one."""
        with self._reading() as session:
            row = _row(session, programme_id)
            number = version or row.version
            kept = session.get(ProgrammeVersionRow, (programme_id, number))
            if kept is None:
                raise NotFound(f"this programme has no version {number}, or no longer; the newest is {row.version}")
            return _stored(row, Programme.model_validate(kept.content), number, utc(kept.created))

    def versions(self, programme_id: str, limit: int, before: int | None = None) -> tuple[ProgrammeVersion, ...]:
        """Newest first, those below `before` where it is given."""
        with self._reading() as session:
            _row(session, programme_id)
            chosen = select(ProgrammeVersionRow.version, ProgrammeVersionRow.created).where(
                ProgrammeVersionRow.programme_id == programme_id
            )
            if before is not None:
                chosen = chosen.where(ProgrammeVersionRow.version < before)
            found = session.execute(chosen.order_by(ProgrammeVersionRow.version.desc()).limit(limit))
            return tuple(ProgrammeVersion(version=number, created=utc(created)) for number, created in found)

    def change(self, programme_id: str, read_version: int, programme: Programme) -> StoredProgramme:
        """Keep it as the next version. Conflict where the programme is no longer at `read_version`: somebody changed it meanwhile."""
        now = dt.datetime.now(dt.UTC)
        with self._writing() as session:
            taken = session.execute(
                update(ProgrammeRow)
                .where(ProgrammeRow.id == programme_id, ProgrammeRow.version == read_version)
                .values(version=read_version + 1, updated=now)
            )
            row = _row(session, programme_id)
            if not taken.rowcount:  # type: ignore[attr-defined]
                raise Conflict(
                    f"this programme is at version {row.version} and was changed since version {read_version} was read; "
                    "nothing was kept: read it again, and make the change there"
                )
            _write_version(session, row, programme, now)
            _thin_out(session, row)
            return _stored(row, programme, row.version, now)

    def share(self, programme_id: str, visibility: Visibility) -> None:
        """Say who may read it."""
        with self._writing() as session:
            _row(session, programme_id).visibility = visibility.value

    def renew_keys(self, programme_id: str) -> Keys:
        """New keys; the old ones open nothing any more."""
        keys = Keys(new_key(), new_key())
        with self._writing() as session:
            row = _row(session, programme_id)
            row.edit_digest, row.read_digest = key_digest(keys.edit), key_digest(keys.read)
        return keys

    def remove(self, programme_id: str) -> None:
        """Take it away for good, with its versions, its participants and what they answered."""
        with self._writing() as session:
            session.delete(_row(session, programme_id))

    def public(self, limit: int, offset: int = 0) -> tuple[ProgrammeSummary, ...]:
        """Public programmes, changed last first."""
        chosen = (
            select(ProgrammeRow)
            .where(ProgrammeRow.visibility == Visibility.public)
            .order_by(ProgrammeRow.updated.desc(), ProgrammeRow.id)
        )
        with self._reading() as session:
            return tuple(_summary(row, row.version) for row in session.scalars(chosen.limit(limit).offset(offset)))

    def count_public(self) -> int:
        with self._reading() as session:
            chosen = select(func.count()).select_from(ProgrammeRow).where(ProgrammeRow.visibility == Visibility.public)
            return session.scalar(chosen) or 0

    def newest(self, programme_id: str) -> int:
        """Number of the version now."""
        with self._reading() as session:
            return _row(session, programme_id).version

    def roster(self, programme_id: str) -> Roster:
        """Who takes part: for the eyes of whoever may change the programme."""
        with self._reading() as session:
            return Roster.model_validate(_row(session, programme_id).roster)

    def enrol(self, programme_id: str, roster: Roster, read: str | None = None) -> None:
        """Replace the participants. Conflict where `read` is given and is no longer the `roster_digest` of those that are there."""
        with self._writing() as session:
            row = session.get(ProgrammeRow, programme_id, with_for_update=True) or _row(session, programme_id)
            if read is not None and read != roster_digest(Roster.model_validate(row.roster)):
                raise Conflict("the participants were changed since they were read; nothing was kept: read them again")
            row.roster = roster.model_dump(mode="json", exclude_defaults=True)

    def _reading(self) -> AbstractContextManager[Session]:
        return reading(self._engine)

    def _writing(self) -> AbstractContextManager[Session]:
        return writing(self._engine)


def _row(session: Session, programme_id: str) -> ProgrammeRow:
    row = session.get(ProgrammeRow, programme_id)
    if row is None:
        raise NotFound("there is no such programme, or the key does not open it")
    return row


def _write_version(session: Session, row: ProgrammeRow, programme: Programme, now: dt.datetime) -> None:
    content: dict[str, Any] = programme.model_dump(mode="json", exclude_defaults=True)
    session.add(ProgrammeVersionRow(programme_id=row.id, version=row.version, created=now, content=content))
    row.title, row.topics = dict(programme.title), list(programme.topics)
    dates = [day.date for day in programme.days if day.date]
    session.execute(delete(TaughtRow).where(TaughtRow.programme_id == row.id))
    session.add_all(
        TaughtRow(programme_id=row.id, case_id=case, version=version, last_day=max(dates, default=None))
        for case, version in programme.pins.items()
    )


def _thin_out(session: Session, row: ProgrammeRow) -> None:
    """Drop the version that is no longer among those that are all kept, unless it was the last of its day.

    Each change looks at one version, and those above it are all there: so what is older has been thinned out one by one.
    """
    oldest = row.version - VERSIONS_KEPT
    kept = ProgrammeVersionRow
    of_both = select(kept.created).where(kept.programme_id == row.id, kept.version.in_((oldest, oldest + 1)))
    days = [utc(created).date() for created in session.scalars(of_both)] if oldest > 0 else []
    if len(days) == 2 and days[0] == days[1]:
        session.execute(delete(kept).where(kept.programme_id == row.id, kept.version == oldest))


def _summary(row: ProgrammeRow, version: int) -> ProgrammeSummary:
    return ProgrammeSummary(
        id=row.id, version=version, visibility=Visibility(row.visibility), title=row.title, topics=tuple(row.topics),
        created=utc(row.created), updated=utc(row.updated), cloned_from=row.cloned_from,
    )  # fmt: skip


def _stored(row: ProgrammeRow, programme: Programme, version: int, made: dt.datetime) -> StoredProgramme:
    shown = _summary(row, version).model_dump()
    shown |= {"updated": made, "title": programme.title, "topics": programme.topics}
    return StoredProgramme.model_validate(shown | {"programme": programme, "newest": row.version})
