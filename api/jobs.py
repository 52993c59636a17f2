"""Work that other processes of the same user hand to the API, because it owns the archive: ingesting and removing.

These routes are a private channel of the command line, not part of the public API: they take the token that the owner's card
holds (`index.owner`), which only the user who started the API can read.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, Field

from corpus.errors import CasebookError, NotFound
from index.archive import Archive
from ingest.outcomes import Outcome
from ingest.plan import plan_run
from ingest.run import carry_out, count_files, remove_cases

Work = Callable[["Job"], Iterator[Outcome]]


@dataclass
class Job:
    """A piece of work and how far it is. Outcomes are only ever appended, so a reader can take those after a position."""

    id: str
    total: int = 0
    """Files (or cases) in all, 0 until that is known."""
    outcomes: list[Outcome] = field(default_factory=list)
    error: str | None = None
    is_done: bool = False


class Jobs:
    """Runs handed-over work one piece after another, in a thread of its own."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ingest")

    def submit(self, work: Work) -> Job:
        job = Job(secrets.token_hex(8))
        self._jobs[job.id] = job
        self._thread.submit(self._run, job, work)
        return job

    def job(self, job_id: str) -> Job:
        """NotFound for an id that was never given, or was given by an earlier process."""
        if job_id not in self._jobs:
            raise NotFound(f"there is no job {job_id!r}; it ended with the process that ran it")
        return self._jobs[job_id]

    def close(self) -> None:
        """Drop what waits and finish the present piece of work."""
        self._thread.shutdown(cancel_futures=True)

    @staticmethod
    def _run(job: Job, work: Work) -> None:
        try:
            for outcome in work(job):
                job.outcomes.append(outcome)
        except CasebookError as error:
            job.error = str(error)
        except Exception as error:
            job.error = f"a defect of Casebook: {error!r}"
            raise
        finally:
            job.is_done = True


class IngestRequest(BaseModel):
    paths: list[Path] = Field(min_length=1, max_length=1000)
    prune: bool = False


class RemoveRequest(BaseModel):
    cases: list[str] = Field(min_length=1, max_length=1000)


def _archive(request: Request) -> Archive:
    archive: Archive = request.state.archive.opened
    return archive


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.state.jobs
    return jobs


OpenedDep = Annotated[Archive, Depends(_archive)]
JobsDep = Annotated[Jobs, Depends(_jobs)]


def _only_the_owner(archive: OpenedDep, authorization: Annotated[str, Header()] = "") -> None:
    """Answer as if there were nothing here to anybody who does not hold the owner's token."""
    token = archive.owner.token if archive.owner else ""
    if not token or not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise NotFound("there is nothing at this address")


router = APIRouter(prefix="/v1", include_in_schema=False, dependencies=[Depends(_only_the_owner)])


@router.post("/ingest", status_code=202)
def ingest(asked: IngestRequest, archive: OpenedDep, jobs: JobsDep) -> dict[str, str]:
    def work(job: Job) -> Iterator[Outcome]:
        plan = plan_run(asked.paths, archive.catalogue, is_pruning=asked.prune)
        job.total = len(plan.settled) + count_files(plan)
        yield from plan.settled
        yield from carry_out(plan, archive)

    return {"id": jobs.submit(work).id}


@router.post("/remove", status_code=202)
def remove(asked: RemoveRequest, archive: OpenedDep, jobs: JobsDep) -> dict[str, str]:
    def work(job: Job) -> Iterator[Outcome]:
        job.total = len(asked.cases)
        return remove_cases(archive, asked.cases)

    return {"id": jobs.submit(work).id}


@router.get("/ingest/{job_id}")
def job_state(job_id: str, jobs: JobsDep, after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
    """Outcomes from position `after` on. `is_done` is read first, so that no outcome is missed."""
    job = jobs.job(job_id)
    is_done = job.is_done
    outcomes = job.outcomes[after:]
    return {"id": job.id, "total": job.total, "is_done": is_done, "error": job.error, "outcomes": outcomes}
