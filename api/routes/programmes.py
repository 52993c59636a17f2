"""Training programmes: made from a template, of one's own or as a copy; changed without overwriting anybody; shared by keys."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response

from api.cursors import Cursor, digest_of, next_cursor, offset_of
from api.parameters import MOST_VERSIONS, TakesNone
from api.parameters import Cursor as CursorParameter
from api.programme_access import (
    EditableDep,
    KeyDep,
    PermissionDep,
    ProgrammePath,
    ProgrammesDep,
    ReadableDep,
    known_only,
    permission_of,
    read_as,
)
from api.programme_tags import IfMatch, IfNoneMatch, is_known, tag_of, version_read
from corpus.programme.changes import ProgrammeDiff, programme_changes
from corpus.programme.model import Programme
from corpus.programme.readings import copied
from corpus.programme.requests import FromProgramme, NewProgramme, Sharing
from corpus.programme.roster import Roster
from corpus.programme.stored import (
    CreatedProgramme,
    ProgrammeKeys,
    ProgrammePage,
    ProgrammeVersionPage,
    StoredProgramme,
    TemplateSummary,
)
from corpus.programme.templates import Template, from_template, templates
from index.programmes import Permission, ProgrammeStore, roster_digest

router = APIRouter(prefix="/v1", tags=["programmes"], dependencies=[Depends(known_only)])

LimitQuery = Annotated[int, Query(ge=1, le=200, description="entries a page", examples=[50])]
CursorQuery = Annotated[
    CursorParameter, Query(description="`next_cursor` of the page before; none for the first page", examples=[None])
]
Described = dict[int | str, dict[str, Any]]
_TAGGED = {"ETag": {"description": "names the version; see `If-Match`", "schema": {"type": "string"}, "example": '"1"'}}
_READ: Described = {
    200: {"headers": _TAGGED},
    304: {"description": "The caller has it: `If-None-Match` holds its ETag.", "headers": _TAGGED},
}
_CHANGED: Described = {200: {"headers": _TAGGED}}
_CREATED: Described = {201: {"headers": _TAGGED}}


@router.get("/programme-templates", summary="List templates of programmes")
def programme_templates(_: TakesNone) -> tuple[TemplateSummary, ...]:
    """Formats that a programme can begin from, with the days that each is made for."""
    return tuple(map(_template_summary, templates().values()))


@router.post("/programmes", status_code=201, responses=_CREATED, summary="Make a programme")
def create_programme(wanted: NewProgramme, store: ProgrammesDep, key: KeyDep, response: Response) -> CreatedProgramme:
    """From exactly one of: a whole programme, a template, or another programme that may be read with the key that comes along.

    The answer holds its keys, which are told this once. The programme is private until it is shared.
    """
    programme, origin = _beginning(wanted, store, key)
    found, keys = store.create(programme, origin)
    response.headers["Location"] = f"/v1/programmes/{found.id}"
    _tag(response, found, Permission.edit)
    return CreatedProgramme.model_validate(
        dict(found) | {"can_edit": True, "edit_key": keys.edit, "read_key": keys.read}
    )


@router.get("/programmes", summary="List public programmes")
def programmes(store: ProgrammesDep, limit: LimitQuery = 50, cursor: CursorQuery = None) -> ProgrammePage:
    """Those that everybody may read, changed last first."""
    digest, total = digest_of("programmes"), store.count_public()
    offset = offset_of(cursor, digest)
    found = store.public(limit, offset)
    following = next_cursor(offset + limit, total, digest, "")
    return ProgrammePage(total=total, programmes=found, next_cursor=following)


@router.get("/programmes/{programme_id}", response_model=StoredProgramme, responses=_READ, summary="Read a programme")
def programme(
    found: ReadableDep, permission: PermissionDep, response: Response, if_none_match: IfNoneMatch = ""
) -> StoredProgramme | Response:
    """At its newest version, or at another one that is kept.

    Without a key, a public programme shows neither what is for instructors (notes, steps, their materials) nor the test.
    """
    _tag(response, found, permission)
    if is_known(if_none_match, response.headers["ETag"]):
        return Response(status_code=304, headers=dict(response.headers))
    return found


@router.put("/programmes/{programme_id}", responses=_CHANGED, summary="Change a programme")
def change_programme(
    programme_id: EditableDep, changed: Programme, store: ProgrammesDep, response: Response, if_match: IfMatch = None
) -> StoredProgramme:
    """Keep the programme as its next version. Takes the key for changing, and the version that was read.

    Every version of the newest 500 is kept; of older ones, the last of each day.
    """
    read = version_read(if_match, store.newest(programme_id))
    return _answered(store.change(programme_id, read, changed), response)


@router.delete("/programmes/{programme_id}", summary="Remove a programme")
def remove_programme(programme_id: EditableDep, store: ProgrammesDep) -> StoredProgramme:
    """For good, with its versions, its participants and what they answered. The answer is the programme as it was last."""
    last = store.read(programme_id)
    store.remove(programme_id)
    return last


@router.get("/programmes/{programme_id}/versions", summary="List the versions of a programme")
def programme_versions(
    programme_id: ProgrammePath,
    _: PermissionDep,
    store: ProgrammesDep,
    limit: LimitQuery = 50,
    cursor: CursorQuery = None,
) -> ProgrammeVersionPage:
    """Those that are kept, the newest first: all of the newest 500, and of older ones the last of each day."""
    digest = digest_of(f"versions of programme {programme_id}")
    before = offset_of(cursor, digest) or None
    found = store.versions(programme_id, limit + 1, before)
    more, shown = len(found) > limit, found[:limit]
    return ProgrammeVersionPage(
        newest=store.newest(programme_id),
        versions=shown,
        next_cursor=Cursor(shown[-1].version, digest, "").encode() if more else None,
    )


@router.get("/programmes/{programme_id}/diff", summary="See what changed between two versions of a programme")
def programme_diff(
    programme_id: ProgrammePath,
    permission: PermissionDep,
    store: ProgrammesDep,
    earlier: Annotated[
        int, Query(alias="from", ge=1, le=MOST_VERSIONS, description="version to start from", examples=[1])
    ],
    later: Annotated[
        int, Query(alias="to", ge=1, le=MOST_VERSIONS, description="version to compare it with", examples=[1])
    ],
) -> ProgrammeDiff:
    """Thing by thing, known by their ids: what was added, removed, changed, or moved to another day, time, module or place.

    `from` may be the later version: then the changes are told the other way round.
    """
    before, after = (read_as(permission, store.read(programme_id, number)).programme for number in (earlier, later))
    changes = tuple(programme_changes(before, after))
    return ProgrammeDiff(id=programme_id, earlier=earlier, later=later, changes=changes)


@router.put("/programmes/{programme_id}/sharing", responses=_CHANGED, summary="Share a programme, or no longer")
def share_programme(
    programme_id: EditableDep, sharing: Sharing, store: ProgrammesDep, response: Response
) -> StoredProgramme:
    """Public: listed, and read by everybody without what is for instructors. Private: read with a key alone."""
    store.share(programme_id, sharing.visibility)
    return _answered(store.read(programme_id), response)


@router.post("/programmes/{programme_id}/keys", summary="Make new keys for a programme")
def renew_programme_keys(programme_id: EditableDep, store: ProgrammesDep) -> ProgrammeKeys:
    """The keys until now open nothing any more, that of the caller included."""
    keys = store.renew_keys(programme_id)
    return ProgrammeKeys(edit_key=keys.edit, read_key=keys.read)


@router.get("/programmes/{programme_id}/participants", summary="List the participants of a programme")
def programme_participants(programme_id: EditableDep, store: ProgrammesDep, response: Response) -> Roster:
    """Their names are for whoever may change the programme, and in no version of it."""
    return _roster(store.roster(programme_id), response)


@router.put("/programmes/{programme_id}/participants", summary="Replace the participants of a programme")
def enrol_participants(
    programme_id: EditableDep,
    roster: Annotated[Roster, Body()],
    store: ProgrammesDep,
    response: Response,
    if_match: IfMatch = None,
) -> Roster:
    """All of them at once; with `If-Match`, only where nobody else has changed them since they were read."""
    store.enrol(programme_id, roster, if_match.strip().strip('"') if if_match else None)
    return _roster(roster, response)


def _beginning(wanted: NewProgramme, store: ProgrammeStore, key: str) -> tuple[Programme, str | None]:
    """What a new programme holds at first, and what it is a copy of."""
    if wanted.programme:
        return wanted.programme, None
    if wanted.template:
        return from_template(wanted.template), None
    assert wanted.clone is not None
    return _copy(wanted.clone, store, key)


def _copy(wanted: FromProgramme, store: ProgrammeStore, key: str) -> tuple[Programme, str]:
    permission = permission_of(wanted.id, store, key)
    found = read_as(permission, store.read(wanted.id, wanted.version))
    return copied(found.programme, wanted), f"{found.id}@{found.version}"


def _answered(found: StoredProgramme, response: Response) -> StoredProgramme:
    """The answer to an edit."""
    _tag(response, found, Permission.edit)
    return read_as(Permission.edit, found)


def _tag(response: Response, found: StoredProgramme, permission: Permission) -> None:
    response.headers["ETag"] = tag_of(found, permission)
    if permission is Permission.public:
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers["Vary"] = "Authorization"


def _roster(roster: Roster, response: Response) -> Roster:
    response.headers["ETag"] = f'"{roster_digest(roster)}"'
    return roster


def _template_summary(found: Template) -> TemplateSummary:
    return TemplateSummary(participants=found.size, **found.model_dump(include=set(TemplateSummary.model_fields)))
