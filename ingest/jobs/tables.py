"""Tables of the job store: jobs, the entries that each has to do, and what became of their files.

They lie beside the catalogue, not in it: losing them loses no case. Their names bear a schema on PostgreSQL, none on SQLite.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "casebook_jobs"


class JobBase(DeclarativeBase):
    metadata = MetaData(schema=SCHEMA)
    type_annotation_map: ClassVar[dict[Any, Any]] = {list[Any]: JSON, dt.datetime: DateTime(timezone=True)}


class JobRow(JobBase):
    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    paths: Mapped[list[Any]]
    cases: Mapped[list[Any]]
    """Ids of cases to remove: given, or gone from the paths where the job prunes."""
    is_pruning: Mapped[bool]
    attempt: Mapped[int] = mapped_column(default=1)
    """Raised by every retry; part of the workflows' ids, so that they run again."""
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    files: Mapped[int] = mapped_column(default=0)
    created: Mapped[dt.datetime] = mapped_column(index=True)
    started: Mapped[dt.datetime | None]
    finished: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class EntryRow(JobBase):
    """A case folder or file that a job has to ingest."""

    __tablename__ = "entries"

    job_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.jobs.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    size: Mapped[int]
    """Bytes: what the seconds left are estimated from."""
    is_done: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    passages: Mapped[int] = mapped_column(default=0)
    passages_done: Mapped[int] = mapped_column(default=0)


class OutcomeRow(JobBase):
    __tablename__ = "outcomes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    """Ever growing, so that a reader can ask for what came after the last that it saw."""
    job_id: Mapped[str] = mapped_column(ForeignKey(f"{SCHEMA}.jobs.id", ondelete="CASCADE"), index=True)
    entry: Mapped[str]
    """Path of the entry; empty for what was settled when the job was planned."""
    path: Mapped[str]
    result: Mapped[str]
    case_id: Mapped[str | None]
    passages: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)


class ExecutorRow(JobBase):
    """A process that runs jobs, and when it last said that it lives."""

    __tablename__ = "executors"

    id: Mapped[str] = mapped_column(primary_key=True)
    seen: Mapped[dt.datetime]
