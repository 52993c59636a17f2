"""What the API tells of the past: snapshots of the archive, versions of a case, and what changed between two of them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, JsonValue

from corpus.case import Case
from corpus.results import Answer, DocumentAnswer


class SnapshotAnswer(Answer):
    """A state of the archive, and the change that made it."""

    id: str
    date: dt.datetime = Field(description="when it came to be, UTC; it lasted until the next one")
    case_id: str = Field(description="case that was published or removed")
    version: int = Field(description="of that case")
    kind: Literal["published", "removed"]
    fixity: str | None = Field(
        description="SHA-256 of the version with its record, documents and passages; null for a removal, and where it was not recorded yet"
    )


class SnapshotPage(Answer):
    """Snapshots, the newest first."""

    total: int = Field(description="snapshots so far")
    snapshots: tuple[SnapshotAnswer, ...]
    next_cursor: str | None = Field(default=None, description="pass as `cursor` to get the next page")


class SnapshotDetail(SnapshotAnswer):
    """A snapshot with what it held, and whether it can be asked."""

    cases: int = Field(description="cases that the archive held, of any status")
    is_present: bool = Field(description="whether it is the archive of now")
    can_be_asked: bool = Field(description="whether lists take it as `snapshot`")
    is_ready: bool = Field(description="whether the first to ask it need not wait until it is made again")
    reason: str | None = Field(description="why it cannot be asked, naming what was lost; null where it can")


class CaseVersionSummary(Answer):
    """A version in the list of all."""

    version: int
    created: dt.datetime = Field(description="when it was published, UTC")
    snapshot: str = Field(description="state of the archive that it made")
    fixity: str | None = Field(
        description="SHA-256 of record, documents and passages; null where it was not recorded yet"
    )


class CaseVersionPage(Answer):
    """Versions of a case, the newest first."""

    total: int = Field(description="number of the newest version")
    versions: tuple[CaseVersionSummary, ...]
    next_cursor: str | None = Field(default=None, description="pass as `cursor` to get the next page")


class CaseVersionAnswer(Answer):
    """A case as it was in one of its versions."""

    version: int
    created: dt.datetime = Field(description="when it was published, UTC")
    record: Case
    documents: tuple[DocumentAnswer, ...] = Field(description="as they were then; their files are still to be had")


class PatchOperation(Answer):
    """A step of a JSON Patch (RFC 6902)."""

    op: Literal["add", "remove", "replace"]
    path: str = Field(description="JSON Pointer (RFC 6901) into the record")
    value: JsonValue = Field(default=None, description="what is to stand there; to be ignored for `remove`")


class FieldChange(Answer):
    """The same step for a reader."""

    path: str
    field: str = Field(description="field of the record that it is in")
    label: str = Field(description="of that field, in the language asked for")
    language: str | None = Field(
        description="BCP 47 language of a text that is held by language; null for anything else"
    )
    before: JsonValue = Field(description="null for an addition")
    after: JsonValue = Field(description="null for a removal")


class DocumentChange(Answer):
    """What became of a file of the case."""

    kind: Literal["added", "removed", "replaced", "renamed", "cut anew"] = Field(
        description="replaced: a file of the same name with other content; cut anew: the same content in other passages"
    )
    file: str
    before: str | None = Field(description="id of the document in the earlier version")
    after: str | None = Field(description="id of the document in the later version")


class DiffAnswer(Answer):
    """What changed between two versions of a case."""

    case_id: str
    earlier: int
    later: int
    patch: tuple[PatchOperation, ...] = Field(description="makes the later record of the earlier one")
    fields: tuple[FieldChange, ...] = Field(description="the same for a reader, without what every version changes")
    documents: tuple[DocumentChange, ...]
