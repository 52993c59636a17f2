"""Where the next page of a list starts, in a form that callers hand back and need not read.

A cursor holds the number of entries to skip, a digest of the list that it belongs to and the snapshot of the archive in which it was
made. Used with another list it is refused. In a later snapshot it still works, since an archive that is written to would otherwise
break everybody's paging: the list goes on at the same position of the present order, so a case published in between can move one
entry over the seam. Every page names its snapshot; whoever needs a list from one snapshot asks for it by `snapshot` from page to page.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass

from api.problems import ValueProblem, WrongValues

DEEPEST = 1_000_000
"""Entries that a cursor may skip; only a forged one skips more."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is inside a cursor."""

    offset: int
    """Entries to skip."""
    list: str
    """`digest_of` the list."""
    snapshot: str

    def encode(self) -> str:
        """base64url without padding of compact JSON."""
        return to_base64url(json.dumps(asdict(self), separators=(",", ":")))


def to_base64url(text: str) -> str:
    """Characters that stand unescaped in an address; no padding."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_base64url(packed: str) -> bytes:
    """What `to_base64url` packed; ValueError for anything else."""
    return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))


def digest_of(list_key: str) -> str:
    """Short digest of what defines a list: its address and every parameter that changes its entries or their order."""
    return hashlib.sha256(list_key.encode()).hexdigest()[:16]


def offset_of(cursor: str | None, list_digest: str) -> int:
    """Entries to skip: 0 without a cursor; WrongValues for one that is not ours or belongs to another list."""
    if cursor is None:
        return 0
    found = _decode(cursor)
    if found is None:
        raise _wrong("it is not a cursor of this API; take it from `next_cursor`, unchanged")
    if found.list != list_digest:
        raise _wrong("it belongs to another list; start again without it when the query or a filter changes")
    return found.offset


def next_cursor(offset: int, total: int, list_digest: str, snapshot: str) -> str | None:
    """The cursor of the page that starts at `offset`, None where the list of `total` entries has ended."""
    return Cursor(offset, list_digest, snapshot).encode() if offset < total else None


def _decode(cursor: str) -> Cursor | None:
    try:
        found = Cursor(**json.loads(from_base64url(cursor)))
    except (ValueError, TypeError, RecursionError):
        return None
    fits = type(found.offset) is int and 0 <= found.offset <= DEEPEST
    return found if fits and isinstance(found.list, str) else None


def _wrong(message: str) -> WrongValues:
    return WrongValues(
        [ValueProblem(parameter="cursor", place="query", message=f"The cursor cannot be used: {message}.")]
    )
