"""Carrying jobs through to the end with DBOS: a job is a workflow, each of its entries a workflow keyed by content.

    job:    plan -> entries -> remove -> finish
    entry:  parse -> embed -> publish

Steps that are done are not repeated after a kill; the step in which the process died is. The engine is launched while there is work and
stopped when there is none: DBOS is one to a process and asks its database every fraction of a second.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import BadInput, CasebookError
from index.archive import Archive
from ingest.jobs.progress import JobState
from ingest.jobs.spool import Spool
from ingest.jobs.store import JobStore, opened_store, store_url
from ingest.jobs.work import JobWork, Task
from ingest.plan import Entry

if TYPE_CHECKING:
    from dbos import DBOS

JOBS, ENTRIES = "casebook-jobs", "casebook-entries"
"""Queues."""
JOBS_AT_ONCE = 4
POLL_SECONDS = 0.1
SILENT_SECONDS = 30
"""After so long without a sign of life, the work of another process is taken over."""
FORGET_SECONDS = 5
WORKFLOWS_FILE = "workflows.sqlite3"
SPOOL = "spool"
VERSION = "casebook-1"
"""DBOS resumes only workflows of the version that it is told; raise this when the order of the steps changes."""

_log = logging.getLogger("casebook.jobs")
_engine_turn = threading.Lock()
"""DBOS is one to a process; archives that are open in one process, as in tests, run their jobs one after another."""


class JobRunner:
    """Runs the jobs of an open archive in threads of this process. Safe to use from several threads."""

    def __init__(self, archive: Archive, store: JobStore, *, is_alone: bool) -> None:
        self.store = store
        self._settings = archive.settings
        self._work = JobWork(archive, store, Spool(archive.settings.data_dir / SPOOL))
        # One owner goes by one name, so that it takes up what it left; processes that share a server have their own.
        self._executor = "owner" if is_alone else f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        if store.unfinished():
            self._wake()

    def ingest(self, paths: Sequence[Path], *, is_pruning: bool = False) -> str:
        """Start a job that ingests files and folders; its id is returned. BadInput for a path that does not exist."""
        if missing := [str(path) for path in paths if not path.exists()]:
            raise BadInput(f"there is no file or folder {', '.join(missing)}")
        return self._started(self.store.add("ingest", paths=[path.resolve() for path in paths], is_pruning=is_pruning))

    def remove(self, case_ids: Sequence[str]) -> str:
        """Start a job that removes cases."""
        return self._started(self.store.add("remove", cases=case_ids))

    def retry(self, job_id: str) -> None:
        """Do again what a finished job did not do; BadInput where it did all, NotFound where there is no such job."""
        self.store.reopen(job_id)
        self._wake()

    def close(self) -> None:
        """Stop at the next point from which the jobs can go on; opening the archive again takes them up."""
        self._work.stopping.set()
        with self._lock:
            thread = self._thread
        if thread:
            thread.join()

    def _started(self, job_id: str) -> str:
        self._wake()
        return job_id

    def _wake(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jobs")
                self._thread.start()

    def _run(self) -> None:
        try:
            while self._has_work():
                with _engine_turn, _launched(self._settings, self._executor) as engine:
                    self._carry_out(engine)
        except Exception:
            _log.exception("jobs stopped; they go on when Casebook is started again")
            with self._lock:
                self._thread = None
            raise

    def _has_work(self) -> bool:
        with self._lock:
            has_work = not self._work.stopping.is_set() and bool(self.store.unfinished())
            if not has_work:
                self._thread = None
            return has_work

    def _carry_out(self, engine: type[DBOS]) -> None:
        """Keep every unfinished job on its way until none is left or the process ends."""
        job_workflow = _workflows(engine, self._work)
        engine.launch()
        engine.register_queue(JOBS, worker_concurrency=JOBS_AT_ONCE, polling_interval_sec=POLL_SECONDS)
        engine.register_queue(ENTRIES, worker_concurrency=workers(), polling_interval_sec=POLL_SECONDS)
        given: set[str] = set()
        while (unfinished := self.store.unfinished()) and not self._work.stopping.wait(POLL_SECONDS):
            for job_id in unfinished:
                workflow_id = f"{job_id}.{self.store.order(job_id).attempt}"
                if workflow_id not in given:
                    _enqueue(engine, JOBS, workflow_id, job_workflow, job_id)
                    given.add(workflow_id)
            self._look_after_others(engine)
        # Steps see that the process ends, or have ended; the engine itself would not wait for them.
        self._work.wait_until_idle()
        if not self._work.stopping.is_set():
            _forget(engine, given)

    def _look_after_others(self, engine: type[DBOS]) -> None:
        """Say that this process lives, and take over what processes left that no longer say so."""
        self.store.beat(self._executor)
        for executor in self.store.silent_executors(SILENT_SECONDS):
            for left in engine.list_workflows(executor_id=executor, status="PENDING"):
                engine.resume_workflow(left.workflow_id)
            self.store.forget_executor(executor)


def workers() -> int:
    """Entries that are read at the same time: one for each core of this process."""
    return max(2, len(os.sched_getaffinity(0)))


@contextmanager
def open_runner(archive: Archive) -> Iterator[JobRunner]:
    """A runner on an open archive, which takes up jobs that were cut off; leaving the block stops it, not the jobs' progress."""
    with opened_store(archive.settings) as store:
        is_alone = archive.owner is not None
        if is_alone:
            _sweep(archive.files.folder)
        runner = JobRunner(archive, store, is_alone=is_alone)
        try:
            yield runner
        finally:
            runner.close()


def _sweep(folder: Path) -> None:
    """Delete what a killed process had half copied; nobody else copies while the archive has one owner."""
    for left in folder.glob("*/.incoming-*"):
        left.unlink(missing_ok=True)


@contextmanager
def _launched(settings: Any, executor_id: str) -> Iterator[type[DBOS]]:
    # Imported here: most commands run no job, and it takes a second.
    from dbos import DBOS

    DBOS(
        config={
            "name": "casebook",
            "system_database_url": store_url(settings, WORKFLOWS_FILE),
            "executor_id": executor_id,
            "application_version": VERSION,
            "log_level": "ERROR",
            "notification_listener_polling_interval_sec": 1.0,
        }
    )
    try:
        yield DBOS
    finally:
        DBOS.destroy(destroy_registry=True)


def _workflows(engine: type[DBOS], work: JobWork) -> Callable[[str], None]:
    """The workflows over these steps, registered under names that stay; that of a job is returned."""

    # No limit of recoveries: `MOST_ATTEMPTS` sets aside the entry that brings the process down, not the whole job.
    @engine.workflow(name="casebook.entry", max_recovery_attempts=None)
    @work.counted
    def entry_workflow(job_id: str, path: str, fingerprint: str) -> None:
        task = Task(job_id, Entry.at(path, fingerprint, work.archive.settings))
        try:
            engine.run_step({"name": "parse"}, work.parse, task)
            engine.run_step({"name": "embed"}, work.embed, task)
            engine.run_step({"name": "publish"}, work.publish, task)
        except Exception as error:
            if not isinstance(error, CasebookError):
                _log.exception("an entry failed: %s", path)
            engine.run_step({"name": "set aside"}, work.set_aside, task, error)

    @engine.workflow(name="casebook.job", max_recovery_attempts=None)
    @work.counted
    def job_workflow(job_id: str) -> None:
        try:
            engine.run_step({"name": "plan"}, work.plan, job_id)
            _give_out(engine, work, job_id, entry_workflow)
            engine.run_step({"name": "remove"}, work.remove, job_id)
            engine.run_step({"name": "finish"}, work.finish, job_id)
        except Exception as error:
            if not isinstance(error, CasebookError):
                _log.exception("a job failed: %s", job_id)
            reason = str(error) if isinstance(error, CasebookError) else f"a defect of Casebook: {error!r}"
            work.store.finish(job_id, JobState.failed, reason)

    return job_workflow


def _give_out(engine: type[DBOS], work: JobWork, job_id: str, entry_workflow: Callable[[str, str, str], None]) -> None:
    """Queue the entries of a job, keyed by attempt and content, and wait until all are settled."""
    attempt = work.store.order(job_id).attempt
    for path, fingerprint in work.store.entries(job_id):
        workflow_id = f"{job_id}.{attempt}.{fingerprint}"
        _enqueue(engine, ENTRIES, workflow_id, entry_workflow, job_id, path, fingerprint)
    while work.store.has_entries_left(job_id):
        work.wait(POLL_SECONDS)


def _forget(engine: type[DBOS], workflow_ids: Collection[str]) -> None:
    """Drop what the engine holds of jobs that are done, once it has written down that they are."""
    ids = list(workflow_ids)
    end = time.monotonic() + FORGET_SECONDS
    while ids and engine.list_workflows(workflow_ids=ids, status=["PENDING", "ENQUEUED"]) and time.monotonic() < end:
        time.sleep(POLL_SECONDS)
    engine.delete_workflows(ids, delete_children=True)


def _enqueue(engine: type[DBOS], queue: str, workflow_id: str, workflow: Callable[..., None], *given: str) -> None:
    """Queue a workflow; one that has this id already is neither queued nor run again."""
    from dbos import SetWorkflowID

    with SetWorkflowID(workflow_id):
        engine.enqueue_workflow(queue, workflow, *given)
