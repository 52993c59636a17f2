"""Who may read or change a programme: whoever sends one of its keys.

A key comes as `Authorization: Bearer <key>`, or as `key` in the address, so that a link to a file or a page can be passed on. Without
permission the answer is that of a programme that does not exist.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request

from api.deps import ArchiveDep
from api.problems import WrongValues, known_parameters, unknown_parameter
from corpus.errors import NotFound
from corpus.programme.readings import public_reading
from corpus.programme.stored import StoredProgramme
from index.programmes import Permission, ProgrammeStore

PROGRAMME_ID = r"^[A-Za-z0-9_-]+$"
_BEARER = "Bearer "

ProgrammePath = Annotated[
    str, Path(pattern=PROGRAMME_ID, max_length=40, description="id of a programme", examples=["b3JnYW5pc2Vy"])
]


def _store(archive: ArchiveDep) -> ProgrammeStore:
    return ProgrammeStore(archive.opened.catalogue.engine)


ProgrammesDep = Annotated[ProgrammeStore, Depends(_store)]


def known_only(request: Request) -> None:
    """WrongValues for a parameter that the operation does not know: a misspelt `version` must not answer another one."""
    known = known_parameters(request)
    if unknown := [name for name in request.query_params if name not in known]:
        raise WrongValues([unknown_parameter(name, known) for name in unknown])


def _key(
    _: Annotated[None, Depends(known_only)],
    authorization: Annotated[str, Header(include_in_schema=False)] = "",
    key: Annotated[
        str,
        Query(
            max_length=100,
            description="key of the programme, where it does not come as `Authorization: Bearer`",
            examples=["y1-3ZxQ0bq6mVtC2nRkJw8uE4sLhA5dF7gP9oIiXaTc"],
        ),
    ] = "",
) -> str:
    # The key in the address goes first: whoever runs the API may stand behind a token of another kind.
    return key or (authorization.removeprefix(_BEARER) if authorization.startswith(_BEARER) else "")


KeyDep = Annotated[str, Depends(_key)]


def permission_of(programme_id: ProgrammePath, store: ProgrammesDep, key: KeyDep) -> Permission:
    """What the key permits; NotFound where it permits nothing, as if there were no such programme."""
    permission = store.permission(programme_id, key)
    if permission is Permission.none:
        raise NotFound("there is no such programme, or the key does not open it")
    return permission


PermissionDep = Annotated[Permission, Depends(permission_of)]


def readable(
    programme_id: ProgrammePath,
    store: ProgrammesDep,
    permission: PermissionDep,
    version: Annotated[
        int | None,
        Query(ge=1, le=1_000_000, description="version of the programme; the newest where none is given", examples=[1]),
    ] = None,
) -> StoredProgramme:
    """The programme, for whoever may read it; without a key, what a public one shows to everybody."""
    return read_as(permission, store.read(programme_id, version))


def read_as(permission: Permission, found: StoredProgramme) -> StoredProgramme:
    """The programme as somebody with this permission reads it."""
    if permission is Permission.public:
        return found.model_copy(update={"programme": public_reading(found.programme)})
    return found.model_copy(update={"can_edit": permission is Permission.edit})


def editable(programme_id: ProgrammePath, permission: PermissionDep) -> str:
    """The id of the programme, for whoever may change it. NotFound for readers: what is behind this is not theirs to know of."""
    if permission is not Permission.edit:
        raise NotFound("there is nothing here for the key that came along; it takes the key for changing the programme")
    return programme_id


ReadableDep = Annotated[StoredProgramme, Depends(readable)]
EditableDep = Annotated[str, Depends(editable)]
