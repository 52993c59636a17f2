"""What the steps of a job do, each safe to be done again after a kill: the workflow in `ingest.jobs.runner` says in which order."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from haystack import Pipeline
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.errors import CasebookError
from corpus.settings import Settings
from index.archive import Archive
from index.build import remove_documents
from index.catalogue.tables import ChangeRow
from ingest.jobs.progress import JobState
from ingest.jobs.spool import Spool
from ingest.jobs.store import JobStore
from ingest.near import link_documents
from ingest.outcomes import Outcome, Result
from ingest.pipeline import document_pipeline
from ingest.plan import Entry, plan_run
from ingest.run import Reading, embed_reading, publish_reading, read_entry, remove_cases

MOST_ATTEMPTS = 50
"""How often reading an entry may end with the whole process before it is set aside, so that no file can keep Casebook down."""

PUBLISHING = 7_260_411
"""Number of the lock that processes which share a PostgreSQL catalogue take turns by."""


TAKEN = frozenset({Result.added, Result.updated, Result.unchanged, Result.duplicate, Result.removed})

Given = ParamSpec("Given")


class Stopped(BaseException):
    """Leaves a workflow as it is, to be resumed when the process has ended; not an Exception, which the engine would take for a failure."""


def uploads_dir(settings: Settings) -> Path:
    """Where uploads wait for the job that ingests them, each in a folder named by its id."""
    return settings.data_dir / "uploads"


class _Cancelled(Exception):
    """Leaves a step because its job was cancelled meanwhile."""


@dataclass(frozen=True, slots=True)
class Task:
    """One entry of one job."""

    job_id: str
    entry: Entry

    @property
    def key(self) -> str:
        return f"{self.job_id} {self.entry.origin} {self.entry.fingerprint}"


@dataclass
class JobWork:
    """The steps, on one archive. Parsing runs in as many threads as call it; embedding and publishing take turns."""

    archive: Archive
    store: JobStore
    spool: Spool
    stopping: threading.Event = field(default_factory=threading.Event)
    _pipeline: Pipeline | None = None
    _running: int = 0
    _idle: threading.Condition = field(default_factory=threading.Condition)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def counted(self, workflow: Callable[Given, None]) -> Callable[Given, None]:
        """The workflow, counted among those at work while it runs."""

        @wraps(workflow)
        def run(*given: Given.args, **named: Given.kwargs) -> None:
            with self._idle:
                self._running += 1
            try:
                workflow(*given, **named)
            finally:
                with self._idle:
                    self._running -= 1
                    self._idle.notify_all()

        return run

    def wait_until_idle(self) -> None:
        """Wait until no workflow is at work."""
        with self._idle:
            self._idle.wait_for(lambda: not self._running)

    def plan(self, job_id: str) -> None:
        """Write down what the job has to do. A path that has gone since it was asked for ends the job with the reason."""
        self._go_on()
        order = self.store.order(job_id)
        if order.kind == "ingest":
            plan = plan_run(
                order.paths, self.archive.catalogue, is_pruning=order.is_pruning, settings=self.archive.settings
            )
            self.store.begin(job_id, plan)
        else:
            self.store.start(job_id, len(order.cases))

    def parse(self, task: Task) -> None:
        """Read the entry and keep the reading."""
        self._go_on()
        if self.store.is_cancelled(task.job_id):
            reading = _cancelled(task)
        elif self.store.count_attempt(task.job_id, task.entry.origin) > MOST_ATTEMPTS:
            reason = (
                f"Reading it ended the whole program {MOST_ATTEMPTS} times; take it out, or save it in another format."
            )
            reading = Reading(None, (), (Outcome(task.entry.path, Result.failed, reason=reason),))
        else:
            reading = self._read(task)
        self.spool.write(task.key, reading)
        self.store.note(
            task.job_id,
            task.entry.origin,
            pages=reading.count_pages(),
            passages=reading.count_passages(),
            passages_done=0,
        )

    def embed(self, task: Task) -> None:
        """Put the passages into the index; a job that is cancelled meanwhile leaves none behind."""
        reading = self._reading(task)
        done = 0

        def count(passages: int) -> None:
            nonlocal done
            done += passages
            self.store.note(task.job_id, task.entry.origin, passages_done=done)
            self._go_on()
            if self.store.is_cancelled(task.job_id):
                raise _Cancelled

        with self._turn:
            self._go_on()
            try:
                count(0)
                embed_reading(reading, self.archive, count)
            except _Cancelled:
                self._take_back(reading)
                self.spool.write(task.key, _cancelled(task))

    def publish(self, task: Task) -> None:
        """Make the case visible and write down what became of its files."""
        with self._turn, self._turn_of_processes():
            self._go_on()
            leaving = self.store.order(task.job_id).cases
            reading = self._reading(task)
            outcomes = publish_reading(task.entry, reading, self.archive, leaving)
            if reading.case and any(outcome.result in {Result.added, Result.updated} for outcome in outcomes):
                link_documents(self.archive, [read.document.id for read in reading.documents])
            self.store.settle(task.job_id, task.entry.origin, outcomes)
        self.spool.drop(task.key)
        if all(outcome.result in TAKEN for outcome in outcomes):
            self._drop_upload(task.entry.path)

    def set_aside(self, task: Task, error: Exception) -> None:
        """Write down that an entry failed for a reason that is not its files'."""
        reason = str(error) if isinstance(error, CasebookError) else f"a defect of Casebook: {error!r}"
        outcome = Outcome(task.entry.path, Result.failed, reason=reason)
        self.store.settle(task.job_id, task.entry.origin, [outcome])

    def remove(self, job_id: str) -> None:
        """Remove the cases that the job names, or that its pruning found gone and did not find again elsewhere."""
        moved = self._moved(job_id)
        for case_id in self.store.order(job_id).cases:
            if case_id in moved:
                continue
            with self._turn:
                self._go_on()
                if self.store.is_cancelled(job_id):
                    outcomes = [Outcome(Path(case_id), Result.cancelled, case_id)]
                elif self._was_removed_since(job_id, case_id):
                    outcomes = [Outcome(Path(case_id), Result.removed, case_id)]
                else:
                    outcomes = list(remove_cases(self.archive, [case_id]))
                self.store.settle(job_id, case_id, outcomes)

    def finish(self, job_id: str) -> None:
        self._go_on()
        state = JobState.cancelled if self.store.is_cancelled(job_id) else JobState.done
        self.store.finish(job_id, state)

    def wait(self, seconds: float) -> None:
        """Let others work; Stopped where the process ends meanwhile."""
        self.stopping.wait(seconds)
        self._go_on()

    def _go_on(self) -> None:
        if self.stopping.is_set():
            raise Stopped

    def _drop_upload(self, path: Path) -> None:
        """An upload that was taken lies among the archive's files; what a user named is left alone."""
        if path.parent.parent == uploads_dir(self.archive.settings).resolve():
            shutil.rmtree(path.parent, ignore_errors=True)

    def _reading(self, task: Task) -> Reading:
        return self.spool.read(task.key) or self._read(task)

    def _read(self, task: Task) -> Reading:
        leaving = self.store.order(task.job_id).cases
        return read_entry(task.entry, self.archive, self._document_pipeline(), leaving)

    def _document_pipeline(self) -> Pipeline:
        # Haystack's pipelines keep nothing of a run, so threads may share one; it is made when something is read first.
        if self._pipeline is None:
            self._pipeline = document_pipeline(self.archive.settings, self.archive.encoder)
        return self._pipeline

    def _take_back(self, reading: Reading) -> None:
        """Drop embedded passages that no case has; those of documents that are published already stay."""
        ids = [read.document.id for read in reading.documents]
        held = self.archive.catalogue.passage_counts()
        remove_documents(self.archive.index, [id for id in ids if id not in held])

    def _moved(self, job_id: str) -> set[str]:
        """Cases that come from an entry of the job by now: their file lay elsewhere before."""
        origins = self.archive.catalogue.origins()
        return {origins[origin] for origin, _ in self.store.entries(job_id) if origin in origins}

    def _was_removed_since(self, job_id: str, case_id: str) -> bool:
        """Whether an attempt that was killed removed the case before it could say so."""
        since = self.store.update(job_id)[0].progress.created
        found = select(func.max(ChangeRow.at)).where(ChangeRow.case_id == case_id, ChangeRow.kind == "removed")
        with Session(self.archive.catalogue.engine) as session:
            removed = session.scalar(found.where(ChangeRow.at >= since))
        return removed is not None and case_id not in self.archive.catalogue.cases()

    @contextmanager
    def _turn_of_processes(self) -> Iterator[None]:
        engine = self.archive.catalogue.engine
        if engine.dialect.name != "postgresql":
            yield
            return
        with engine.connect() as connection, connection.begin():
            connection.execute(select(func.pg_advisory_xact_lock(PUBLISHING)))
            yield


def _cancelled(task: Task) -> Reading:
    return Reading(None, (), (Outcome(task.entry.path, Result.cancelled, reason="the job was cancelled"),))
