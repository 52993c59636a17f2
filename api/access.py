"""Who may change the archive over the API, as long as there are no accounts.

Two tokens open it: the one on the owner's card (`index.owner`), which the user who started the API can read, and
`CASEBOOK_API_TOKEN`, for whoever reaches it from elsewhere. Everybody else is answered as if there were nothing here.
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Header

from api.deps import ArchiveDep
from corpus.errors import NotFound


class Caller(StrEnum):
    """Whose token came along."""

    owner = "owner"
    """The user who started the API, and may read whatever it can."""
    editor = "editor"
    """Somebody elsewhere, to whom the files of this machine are closed."""


def trusted_caller(archive: ArchiveDep, authorization: Annotated[str, Header(include_in_schema=False)] = "") -> Caller:
    """NotFound, as if there were nothing at the address, for anybody who sends neither token."""
    owner, setting = archive.opened.owner, archive.opened.settings.api_token
    if owner and _is_bearer(authorization, owner.token):
        return Caller.owner
    if setting and _is_bearer(authorization, setting.get_secret_value()):
        return Caller.editor
    raise NotFound("there is nothing at this address")


def _is_bearer(authorization: str, token: str) -> bool:
    return bool(token) and secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode())


TrustedDep = Annotated[Caller, Depends(trusted_caller)]
