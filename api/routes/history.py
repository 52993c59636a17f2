"""What the archive was: its snapshots, the versions of a case, and what changed between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.cursors import Cursor, digest_of, offset_of
from api.deps import ArchiveDep, CasePath
from api.parameters import (
    MOST_VERSIONS,
    SNAPSHOT_PATTERN,
    DiffParameters,
    SnapshotListParameters,
    TakesNone,
    VersionListParameters,
)
from api.versions import diff_answer, snapshot_answer, snapshot_fields, version_answer, version_summary
from corpus.history import CaseVersionAnswer, CaseVersionPage, DiffAnswer, SnapshotDetail, SnapshotPage
from index.past import why_gone

router = APIRouter(prefix="/v1", tags=["history"])

SnapshotPath = Annotated[
    str, Path(max_length=9, pattern=SNAPSHOT_PATTERN, description="id of a snapshot", examples=["20"])
]
VersionPath = Annotated[int, Path(ge=1, le=MOST_VERSIONS, description="number of a version, from 1", examples=[1])]


@router.get("/snapshots", summary="List what changed in the archive")
def snapshots(parameters: Annotated[SnapshotListParameters, Query()], archive: ArchiveDep) -> SnapshotPage:
    """Every state of the archive since it began, the newest first, each with the case that made it by being published or removed."""
    history, digest = archive.catalogue.history, digest_of("snapshots")
    before = offset_of(parameters.cursor, digest) or None
    changes = history.changes(parameters.limit, before)
    # The newest come first and more are added before them, so a page goes on below the number of the last one shown.
    more = changes and changes[-1].id > 1
    return SnapshotPage(
        total=history.count(),
        snapshots=tuple(map(snapshot_answer, changes)),
        next_cursor=Cursor(changes[-1].id, digest, str(changes[0].id)).encode() if more else None,
    )


@router.get("/snapshots/{snapshot_id}", summary="Read about a snapshot")
def snapshot(snapshot_id: SnapshotPath, _: TakesNone, archive: ArchiveDep) -> SnapshotDetail:
    """How many cases it held, and whether lists can be asked as they were then."""
    number = int(snapshot_id)
    past = archive.past.past(number)
    is_present = archive.catalogue.snapshot() == str(number)
    told = {
        "cases": len(past.cases),
        "is_present": is_present,
        "can_be_asked": not past.obstacles,
        "is_ready": is_present or (not past.obstacles and archive.past.is_ready(number)),
        "reason": why_gone(number, past.obstacles) if past.obstacles else None,
    }
    return SnapshotDetail.model_validate(snapshot_fields(past.change) | told)


@router.get("/cases/{case_id}/versions", summary="List the versions of a case")
def case_versions(
    case_id: CasePath, parameters: Annotated[VersionListParameters, Query()], archive: ArchiveDep
) -> CaseVersionPage:
    """All of them since the case was published first, the newest first; of a case that was removed and came back, since then."""
    digest = digest_of(f"versions {case_id}")
    before = offset_of(parameters.cursor, digest) or None
    changes = archive.catalogue.history.versions(case_id, parameters.limit, before)
    more = changes and changes[-1].version > 1
    return CaseVersionPage(
        total=archive.catalogue.case(case_id).case.version,
        versions=tuple(map(version_summary, changes)),
        next_cursor=Cursor(changes[-1].version, digest, str(changes[0].id)).encode() if more else None,
    )


@router.get("/cases/{case_id}/versions/{version}", summary="Read a case as it was")
def case_version(case_id: CasePath, version: VersionPath, _: TakesNone, archive: ArchiveDep) -> CaseVersionAnswer:
    """The record and the documents of a version, as they were."""
    return version_answer(archive.catalogue.history.version(case_id, version))


@router.get("/cases/{case_id}/diff", summary="See what changed between two versions")
def case_diff(
    case_id: CasePath, parameters: Annotated[DiffParameters, Query()], archive: ArchiveDep
) -> DiffAnswer:  # fmt: skip
    """As a JSON Patch for programs, and field by field for readers; texts are compared language by language.

    `from` may be the later version: then the patch takes its changes back.
    """
    history = archive.catalogue.history
    earlier, later = (history.version(case_id, number) for number in (parameters.earlier, parameters.later))
    return diff_answer(earlier, later, parameters.lang)
