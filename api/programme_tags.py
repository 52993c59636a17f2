"""Entity tags of programmes (RFC 9110, section 8.8.3): by them an editor says what a change is a change to.

The tag is the number of the version, as `"3"`. What else makes an answer another one is told behind it: `"3-public-read-of-5"` is version
3 of a public programme that is at version 5, read by somebody who may not change it. A change compares the number alone.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

from corpus.errors import BadInput, Unconditional
from corpus.programme.stored import StoredProgramme, Visibility
from index.programmes import Permission

_TAG = re.compile(r'(?<!W/)"(\d{1,7})(?:-[a-z0-9-]*)?"')

IfMatch = Annotated[
    str | None,
    Header(max_length=200, description="`ETag` of what was read; the change is refused where it is no longer that", examples=['"1"']),
]  # fmt: skip
IfNoneMatch = Annotated[str, Header(include_in_schema=False)]


def tag_of(found: StoredProgramme, permission: Permission) -> str:
    """The strong tag of a programme as somebody with the permission is answered."""
    marks = [str(found.version)]
    marks += ["public"] if found.visibility is Visibility.public else []
    marks += {Permission.edit: [], Permission.read: ["read"]}.get(permission, ["shown"])
    marks += ["of", str(found.newest)] if found.newest != found.version else []
    return f'"{"-".join(marks)}"'


def version_read(if_match: str | None, newest: int) -> int:
    """The version that a change is made to: the newest where `If-Match` names it among others.

    Unconditional without the header, or where it names any version at all (`*`); BadInput where it holds no tag of a programme.
    """
    if not if_match or if_match.strip() == "*":
        raise Unconditional(
            'a change needs the header If-Match with the version that was read, such as If-Match: "3"; nothing was kept'
        )
    versions = [int(number) for number in _TAG.findall(if_match)]
    if not versions:
        raise BadInput(f'{if_match!r} in If-Match is no version of a programme; send one such as "3"')
    return newest if newest in versions else max(versions)


def is_known(if_none_match: str, tag: str) -> bool:
    """Whether the caller has what the tag names; a weak tag will do (RFC 9110, section 13.1.2)."""
    return tag in {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
