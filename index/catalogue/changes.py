"""When cases were published, changed and removed: what feeds, descriptions and tombstones say of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, Select, func, select
from sqlalchemy.orm import Session

from index.catalogue.rows import utc
from index.catalogue.tables import ChangeRow, VersionRow


@dataclass(frozen=True, slots=True)
class CaseDates:
    """When a case came into the archive and when its present version did; both UTC."""

    published: dt.datetime
    changed: dt.datetime


class ChangeLog:
    """What a catalogue remembers of its changes. Reads only; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def dates(self) -> Mapping[str, CaseDates]:
        """Of every case by id, in one question to the database."""
        spans = select(VersionRow.case_id, func.min(VersionRow.created), func.max(VersionRow.created))
        with Session(self._engine) as session:
            found = session.execute(spans.group_by(VersionRow.case_id))
            return {case_id: CaseDates(utc(first), utc(last)) for case_id, first, last in found}

    def newest(self) -> dt.datetime | None:
        """When the archive last changed, None while nothing was ever published."""
        return self._moment(select(ChangeRow.at).order_by(ChangeRow.id.desc()))

    def oldest(self) -> dt.datetime | None:
        """When the first case was published, None while none ever was."""
        return self._moment(select(ChangeRow.at).order_by(ChangeRow.id))

    def removed(self, case_id: str) -> dt.datetime | None:
        """When the case was last removed, None where it never was. A case that came back was removed all the same."""
        removals = select(ChangeRow.at).where(ChangeRow.case_id == case_id, ChangeRow.kind == "removed")
        return self._moment(removals.order_by(ChangeRow.id.desc()))

    def _moment(self, moments: Select[dt.datetime]) -> dt.datetime | None:
        with Session(self._engine) as session:
            found = session.scalar(moments.limit(1))
            return utc(found) if found else None
