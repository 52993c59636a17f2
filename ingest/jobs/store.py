"""The job store: what was asked, what each job has to do, how far it is and what became of every file.

A small database of its own: SQLite in the data directory, or a schema of the catalogue's PostgreSQL server. Every write replaces what
an earlier, killed attempt wrote, so that steps can be done again.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, delete, event, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema

from corpus.errors import BadInput, NotFound, Unavailable
from corpus.settings import Settings
from ingest.jobs.progress import FINISHED, JobState, Progress, Update, seconds_left
from ingest.jobs.tables import SCHEMA, EntryRow, ExecutorRow, JobBase, JobRow, OutcomeRow
from ingest.outcomes import NOT_DONE, Outcome, Result
from ingest.plan import Entry, Plan

STORE_FILE = "jobs.sqlite3"


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What a job was asked to do."""

    id: str
    kind: str
    paths: tuple[Path, ...]
    cases: tuple[str, ...]
    is_pruning: bool
    attempt: int


class JobStore:
    """Safe to share between threads and, in as far as the database is, between processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def close(self) -> None:
        self.engine.dispose()

    # What is asked ---------------------------------------------------------------------------------------------------

    def add(self, kind: str, *, paths: Sequence[Path] = (), cases: Sequence[str] = (), is_pruning: bool = False) -> str:
        """Write down a new job, queued; its id is returned."""
        job_id = secrets.token_hex(8)
        row = JobRow(
            id=job_id, kind=kind, state=JobState.queued, paths=[str(path) for path in paths], cases=list(cases),
            is_pruning=is_pruning, created=_now(),
        )  # fmt: skip
        with Session(self.engine) as session, session.begin():
            session.add(row)
        return job_id

    def order(self, job_id: str) -> JobOrder:
        """NotFound where there is no such job."""
        with Session(self.engine) as session:
            row = _job(session, job_id)
            paths = tuple(map(Path, row.paths))
            return JobOrder(row.id, row.kind, paths, tuple(row.cases), row.is_pruning, row.attempt)

    def unfinished(self) -> list[str]:
        """Ids of jobs that still have something to do, oldest first."""
        with Session(self.engine) as session:
            found = select(JobRow.id).where(JobRow.state.not_in(FINISHED)).order_by(JobRow.created, JobRow.id)
            return list(session.scalars(found))

    def cancel(self, job_id: str) -> None:
        """Have the job stop before its next step; what is published stays. BadInput where it has ended."""
        with Session(self.engine) as session, session.begin():
            row = _job(session, job_id)
            if row.state in FINISHED:
                raise BadInput(f"job {job_id} has ended ({row.state}); there is nothing to cancel")
            row.is_cancelled = True

    def is_cancelled(self, job_id: str) -> bool:
        with Session(self.engine) as session:
            return bool(session.scalar(select(JobRow.is_cancelled).where(JobRow.id == job_id)))

    def reopen(self, job_id: str) -> None:
        """Queue what a finished job did not do, files that failed, wait or were cancelled; BadInput where there is nothing of it."""
        with Session(self.engine) as session, session.begin():
            row = _job(session, job_id)
            if row.state not in FINISHED:
                raise BadInput(f"job {job_id} is {row.state}; retry it once it has ended")
            undone = OutcomeRow.job_id == job_id, OutcomeRow.result.in_(NOT_DONE)
            entries = set(session.scalars(select(OutcomeRow.entry).where(*undone)))
            if not entries and row.state == JobState.done:
                raise BadInput(f"job {job_id} did all that it was asked to; there is nothing to retry")
            session.execute(delete(OutcomeRow).where(*undone))
            # Files of an entry stand or fall together: those that were taken are told again, as unchanged.
            session.execute(delete(OutcomeRow).where(OutcomeRow.job_id == job_id, OutcomeRow.entry.in_(entries)))
            row.attempt, row.is_cancelled, row.error, row.finished = row.attempt + 1, False, None, None
            row.state, row.started = JobState.queued, None

    # How it goes on --------------------------------------------------------------------------------------------------

    def begin(self, job_id: str, plan: Plan) -> None:
        """Write down what the job has to do, in place of what an attempt before wrote."""
        with Session(self.engine) as session, session.begin():
            row = _job(session, job_id)
            row.state, row.started, row.cases = JobState.running, _now(), list(plan.gone)
            session.execute(delete(EntryRow).where(EntryRow.job_id == job_id))
            told = {Path(path) for path in session.scalars(select(OutcomeRow.path).where(OutcomeRow.job_id == job_id))}
            session.add_all(_outcome_row(job_id, "", found) for found in plan.settled if found.path not in told)
            session.add_all(_entry_row(job_id, entry) for entry in plan.changed)
            to_come = sum(entry.count_files() for entry in plan.changed) + len(plan.gone)
            row.files = len(told | {found.path for found in plan.settled}) + to_come

    def start(self, job_id: str, files: int) -> None:
        """Mark a job as running that needs no plan."""
        with Session(self.engine) as session, session.begin():
            row = _job(session, job_id)
            row.state, row.started, row.files = JobState.running, _now(), files

    def entries(self, job_id: str) -> list[tuple[str, str]]:
        """Path and fingerprint of what the job has to ingest, in order of path."""
        with Session(self.engine) as session:
            found = select(EntryRow.path, EntryRow.fingerprint).where(EntryRow.job_id == job_id).order_by(EntryRow.path)
            return [(path, fingerprint) for path, fingerprint in session.execute(found)]

    def has_entries_left(self, job_id: str) -> bool:
        """Whether entries of the job are not settled yet."""
        with Session(self.engine) as session:
            left = select(EntryRow.path).where(EntryRow.job_id == job_id, EntryRow.is_done.is_(False)).limit(1)
            return session.scalar(left) is not None

    def count_attempt(self, job_id: str, path: str) -> int:
        """Count one more attempt at reading an entry; how many there were, this one included."""
        with Session(self.engine) as session, session.begin():
            row = session.get_one(EntryRow, (job_id, path))
            row.attempts += 1
            return row.attempts

    def note(self, job_id: str, path: str, **numbers: int) -> None:
        """Set pages, passages or passages_done of an entry."""
        with Session(self.engine) as session, session.begin():
            session.execute(update(EntryRow).where(EntryRow.job_id == job_id, EntryRow.path == path).values(**numbers))

    def settle(self, job_id: str, path: str, outcomes: Iterable[Outcome]) -> None:
        """Write what became of an entry's files, once; `path` names the entry, or is that of what has none."""
        with Session(self.engine) as session, session.begin():
            session.execute(delete(OutcomeRow).where(OutcomeRow.job_id == job_id, OutcomeRow.entry == path))
            session.add_all(_outcome_row(job_id, path, outcome) for outcome in outcomes)
            session.execute(
                update(EntryRow).where(EntryRow.job_id == job_id, EntryRow.path == path).values(is_done=True)
            )

    def finish(self, job_id: str, state: JobState, error: str | None = None) -> None:
        with Session(self.engine) as session, session.begin():
            row = _job(session, job_id)
            row.state, row.error, row.finished = state, error, _now()
            # An entry that was cancelled or set aside as a whole has one outcome for all of its files.
            row.files = session.scalar(select(func.count()).where(OutcomeRow.job_id == job_id)) or 0

    # What is shown ---------------------------------------------------------------------------------------------------

    def jobs(self, limit: int = 100) -> list[Progress]:
        """The newest jobs, newest first."""
        with Session(self.engine) as session:
            rows = session.scalars(select(JobRow).order_by(JobRow.created.desc(), JobRow.id).limit(limit))
            return [_progress(session, row) for row in rows]

    def update(self, job_id: str, after: int = 0) -> tuple[Update, int]:
        """The job as it stands, with the outcomes after that number, and the number to ask with next. NotFound."""
        with Session(self.engine) as session:
            progress = _progress(session, _job(session, job_id))
            later = select(OutcomeRow).where(OutcomeRow.job_id == job_id, OutcomeRow.id > after).order_by(OutcomeRow.id)
            rows = list(session.scalars(later))
            return Update(progress, tuple(map(_outcome, rows))), rows[-1].id if rows else after

    # Which processes live --------------------------------------------------------------------------------------------

    def beat(self, executor_id: str) -> None:
        """Write down that a process lives."""
        with Session(self.engine) as session, session.begin():
            session.merge(ExecutorRow(id=executor_id, seen=_now()))

    def silent_executors(self, seconds: float) -> list[str]:
        """Processes that have not been heard of for so long."""
        with Session(self.engine) as session:
            since = _now() - dt.timedelta(seconds=seconds)
            return [row.id for row in session.scalars(select(ExecutorRow)) if _utc(row.seen) < since]

    def forget_executor(self, executor_id: str) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(delete(ExecutorRow).where(ExecutorRow.id == executor_id))


def open_jobs(settings: Settings) -> JobStore:
    """Open the job store that belongs to the settings' archive, making its tables; Unavailable says why it cannot be."""
    url = make_url(store_url(settings))
    try:
        engine = create_engine(url)
        if url.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
            engine = engine.execution_options(schema_translate_map={SCHEMA: None})
        else:
            with engine.begin() as connection:
                connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
        JobBase.metadata.create_all(engine)
    except (SQLAlchemyError, OSError) as failure:
        reason = str(getattr(failure, "orig", None) or failure).partition("\n")[0]
        raise Unavailable(f"the list of jobs cannot be opened: {reason}; check CASEBOOK_CATALOGUE_URL") from failure
    return JobStore(engine)


@contextmanager
def opened_store(settings: Settings) -> Iterator[JobStore]:
    """The job store for the length of a block."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = open_jobs(settings)
    try:
        yield store
    finally:
        store.close()


def store_url(settings: Settings, file: str = STORE_FILE) -> str:
    """The catalogue's server where that is PostgreSQL, else a SQLite file of this name in the data directory."""
    given = settings.catalogue_url
    if given and make_url(given).get_backend_name() == "postgresql":
        return given
    return f"sqlite:///{settings.data_dir / file}"


def _tune_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _job(session: Session, job_id: str) -> JobRow:
    row = session.get(JobRow, job_id)
    if row is None:
        raise NotFound(f"there is no job {job_id!r}; `casebook jobs` lists them")
    return row


def _entry_row(job_id: str, entry: Entry) -> EntryRow:
    return EntryRow(job_id=job_id, path=entry.origin, fingerprint=entry.fingerprint, size=_size(entry.path))


def _size(path: Path) -> int:
    files = path.iterdir() if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())


def _outcome_row(job_id: str, entry: str, outcome: Outcome) -> OutcomeRow:
    return OutcomeRow(
        job_id=job_id, entry=entry, path=str(outcome.path), result=outcome.result, case_id=outcome.case_id,
        passages=outcome.passages, reason=outcome.reason,
    )  # fmt: skip


def _outcome(row: OutcomeRow) -> Outcome:
    return Outcome(Path(row.path), Result(row.result), row.case_id, row.passages, row.reason)


def _progress(session: Session, row: JobRow) -> Progress:
    results = select(OutcomeRow.result, func.count()).where(OutcomeRow.job_id == row.id).group_by(OutcomeRow.result)
    counts = {result: count for result, count in session.execute(results)}
    entries = list(session.scalars(select(EntryRow).where(EntryRow.job_id == row.id)))
    done = sum(counts.values())
    is_running = row.state == JobState.running and row.started is not None
    elapsed = (_now() - _utc(row.started)).total_seconds() if is_running and row.started else 0.0
    return Progress(
        id=row.id, kind=row.kind, state=JobState(row.state), created=_utc(row.created), files=max(row.files, done),
        files_done=done, failed=counts.get(Result.failed, 0), pages=sum(entry.pages for entry in entries),
        passages=sum(entry.passages for entry in entries), passages_done=sum(entry.passages_done for entry in entries),
        seconds_left=seconds_left(elapsed, _share(entries)), error=row.error,
    )  # fmt: skip


def _share(entries: Sequence[EntryRow]) -> float:
    """How much of the bytes is done, 0 to 1; of an entry that is at work, as much as of its passages."""
    whole = sum(entry.size for entry in entries)
    done = sum(entry.size * _entry_share(entry) for entry in entries)
    return done / whole if whole else 0.0


def _entry_share(entry: EntryRow) -> float:
    return 1.0 if entry.is_done else entry.passages_done / entry.passages if entry.passages else 0.0
