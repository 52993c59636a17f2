"""Work on the archive as jobs: ingesting files, removing cases; and files sent ahead, to be ingested.

Only callers that `api.access` trusts may use these routes, and only the owner may name files of the API's machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Path as PathParameter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.access import Caller, TrustedDep, trusted_caller
from api.openapi import file_request
from api.parameters import TakesNone
from api.uploads import UploadAnswer, receive, uploaded_path
from corpus.errors import BadInput
from corpus.results import Answer
from index.archive import Archive
from ingest.jobs.progress import JobState, Progress, Update
from ingest.jobs.runner import JobRunner
from ingest.outcomes import Outcome, Result

LAST_OUTCOME = 2**31 - 1
"""Outcomes are numbered from 1, and no database counts further."""

LONGEST_PATH = 4096
"""Characters; Linux takes no more."""


def _short_enough(path: Path) -> Path:
    if len(str(path)) > LONGEST_PATH:
        raise ValueError(f"a path has at most {LONGEST_PATH} characters")
    return path


NamedPath = Annotated[Path, AfterValidator(_short_enough), Field(json_schema_extra={"maxLength": LONGEST_PATH})]
UploadId = Annotated[str, Field(max_length=40)]
NamedCase = Annotated[str, Field(max_length=120)]


class JobAnswer(Answer):
    """A job and how far it is."""

    id: str
    kind: str = Field(description="ingest or remove")
    state: JobState
    created: dt.datetime
    files: int = Field(
        description="files, or cases to remove, in all; 0 until the job has looked at what there is to do"
    )
    files_done: int = Field(description="those of which the outcome is known")
    failed: int = Field(description="those that failed")
    pages: int = Field(description="pages of the documents read so far")
    passages: int = Field(description="passages of the documents read so far")
    passages_done: int = Field(description="those that are embedded")
    seconds_left: int | None = Field(description="estimated; null while nothing is known")
    error: str | None = Field(description="why the job as a whole failed")


class OutcomeAnswer(Answer):
    """What became of a file."""

    path: str
    result: Result
    case_id: str | None
    passages: int
    reason: str | None = Field(description="why it failed or waits, or what is to be known of it although it was taken")


class JobDetail(JobAnswer):
    """A job with what became of its files."""

    outcomes: tuple[OutcomeAnswer, ...] = Field(
        description="those after `after`, in the order in which they became known"
    )
    last: int = Field(description="pass as `after` to be told only what is new")


class JobRequest(BaseModel):
    """What a job shall do: ingest paths and uploads, or remove cases."""

    model_config = ConfigDict(extra="forbid")

    paths: tuple[NamedPath, ...] = Field(
        default=(), max_length=1000, description="files and folders on the API's machine"
    )
    uploads: tuple[UploadId, ...] = Field(default=(), max_length=1000, description="ids of files that were uploaded")
    prune: bool = Field(default=False, description="remove cases that came from these paths and are gone")
    remove: tuple[NamedCase, ...] = Field(
        default=(), max_length=1000, description="ids of cases; nothing is ingested then"
    )


class JobListParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=1000, description="most jobs to list", examples=[20])


class JobParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    after: int = Field(
        default=0, ge=0, le=LAST_OUTCOME, description="leave out outcomes up to this number", examples=[17]
    )


class UploadParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200, description="name of the file", examples=["report.pdf"])


def _archive(request: Request) -> Archive:
    archive: Archive = request.state.archive.opened
    return archive


def _jobs(request: Request) -> JobRunner:
    jobs: JobRunner = request.state.jobs
    return jobs


OpenedDep = Annotated[Archive, Depends(_archive)]
JobsDep = Annotated[JobRunner, Depends(_jobs)]
JobPath = Annotated[
    str, PathParameter(pattern="^[0-9a-f]+$", max_length=40, description="id of a job", examples=["3f2a91bc04d5e6f7"])
]


router = APIRouter(prefix="/v1", tags=["jobs"], dependencies=[Depends(trusted_caller)])


@router.post("/jobs", status_code=202, summary="Start a job")
def start_job(asked: JobRequest, _: TakesNone, archive: OpenedDep, jobs: JobsDep, caller: TrustedDep) -> JobAnswer:
    """Ingest files and folders of the API's machine and uploads, or remove cases. The job goes on after this answer, and after a restart."""
    if asked.remove and (asked.paths or asked.uploads):
        raise BadInput("a job ingests or removes; send two")
    if asked.paths and caller is not Caller.owner:
        raise BadInput("paths of the API's machine are for the user who started it; upload the files instead")
    if asked.remove:
        return _answer(jobs.store.update(jobs.remove(asked.remove))[0].progress)
    paths = [*asked.paths, *(uploaded_path(archive.settings, upload_id) for upload_id in asked.uploads)]
    if not paths:
        raise BadInput("say what to do: paths, uploads, or cases to remove")
    return _answer(jobs.store.update(jobs.ingest(paths, is_pruning=asked.prune))[0].progress)


@router.get("/jobs", summary="List jobs")
def job_list(parameters: Annotated[JobListParameters, Query()], jobs: JobsDep) -> tuple[JobAnswer, ...]:
    """The newest first, those that have ended included."""
    return tuple(map(_answer, jobs.store.jobs(parameters.limit)))


@router.get("/jobs/{job_id}", summary="Follow a job")
def job(job_id: JobPath, parameters: Annotated[JobParameters, Query()], jobs: JobsDep) -> JobDetail:
    """How far it is, and what became of its files, with reasons. Ask again with `after` to be told only what is new."""
    update, last = jobs.store.update(job_id, parameters.after)
    return _detail(update, last)


@router.post("/jobs/{job_id}/cancel", summary="Cancel a job")
def cancel_job(job_id: JobPath, _: TakesNone, jobs: JobsDep) -> JobAnswer:
    """It stops before its next step. What it has published stays; what it has not is told as cancelled."""
    jobs.store.cancel(job_id)
    return _answer(jobs.store.update(job_id)[0].progress)


@router.post("/jobs/{job_id}/retry", status_code=202, summary="Retry a job")
def retry_job(job_id: JobPath, _: TakesNone, jobs: JobsDep) -> JobAnswer:
    """Do again what it did not do: files that failed, wait for a program or were cancelled."""
    jobs.retry(job_id)
    return _answer(jobs.store.update(job_id)[0].progress)


@router.post("/uploads", status_code=201, summary="Upload a file", openapi_extra=file_request("The file's bytes."))
async def upload(
    request: Request, parameters: Annotated[UploadParameters, Query()], archive: OpenedDep
) -> UploadAnswer:
    """Send a file as the body of the request. It is checked while it comes in and kept until a job ingests it."""
    return await receive(request, parameters.name, archive.settings)


def _answer(progress: Progress) -> JobAnswer:
    return JobAnswer(**asdict(progress))


def _detail(update: Update, last: int) -> JobDetail:
    return JobDetail(**asdict(update.progress), outcomes=_outcomes(update.outcomes), last=last)


def _outcomes(outcomes: Sequence[Outcome]) -> tuple[OutcomeAnswer, ...]:
    return tuple(
        OutcomeAnswer(
            path=str(each.path), result=each.result, case_id=each.case_id, passages=each.passages, reason=each.reason
        )
        for each in outcomes
    )
