"""What every route that answers with a file of a programme has in common: who asks, in which language, and what the file is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from api.classroom.content import Classroom, classroom
from api.classroom.formats import FORMATS, SNAPSHOT_HEADER
from api.classroom.press import Press
from api.classroom.printed.labels import LABEL_LANGUAGES
from api.classroom.printed.programme import Edition
from api.deps import ArchiveDep
from api.file_responses import content_disposition
from api.openapi import file_body
from api.problems import AllowedValue, ValueProblem, WrongValues
from api.programme_access import PermissionDep, ReadableDep
from corpus import gazetteer
from corpus.errors import NotFound
from index.programmes import Permission

LangQuery = Annotated[
    str | None,
    Query(
        max_length=20,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="language of the file (BCP 47): one of the interface, Arabic, or one of the programme, whose main one it is unless given; "
        "texts that are not in it come in another, marked as such",
        examples=["ko"],
    ),
]


def _shown(archive: ArchiveDep, stored: ReadableDep, lang: LangQuery = None) -> Classroom:
    """The programme with its cases, in the language asked for; WrongValues where files do not come in it."""
    allowed = dict.fromkeys((*stored.programme.languages, *LABEL_LANGUAGES))
    if lang is not None and lang not in allowed:
        values = tuple(AllowedValue(value=tag, label=gazetteer.language_name(tag, "en")) for tag in allowed)
        message = f"Files of this programme come in {', '.join(allowed)}."
        raise WrongValues(
            [
                ValueProblem(
                    parameter="lang",
                    place="query",
                    message=message,
                    given=lang,
                    allowed=values,
                    allowed_total=len(values),
                )
            ]
        )
    return classroom(archive, stored, lang or stored.programme.languages[0])


def _press(request: Request) -> Press:
    return cast(Press, request.state.press)


ShownDep = Annotated[Classroom, Depends(_shown)]


@dataclass(frozen=True, slots=True)
class Printer:
    """What every file of a programme is answered with."""

    shown: Annotated[Classroom, Depends(_shown)]
    permission: PermissionDep
    press: Annotated[Press, Depends(_press)]

    def answer(self, name: str, maker: Callable[[], bytes], media_type: str = "") -> Response:
        """The file under a name that tells programme, version and language; its media type is that of the table unless another is given.
        Nobody in between keeps what a key opened.
        """
        stored = self.shown.stored
        file = f"{stored.id}-v{stored.version}-{self.shown.language}-{name}"
        headers = {
            "Content-Disposition": content_disposition(file, "attachment"),
            "Cache-Control": "private, no-store",
            "X-Casebook-Snapshot": self.shown.snapshot,
        }
        return Response(self.press.make(maker), headers=headers, media_type=media_type or _FORMATS[name].media_type)

    def require(self, edition: Edition) -> None:
        """NotFound where the edition takes a key and none came along."""
        if edition is Edition.facilitator and self.permission < Permission.read:
            raise NotFound("there is no facilitator's edition without a key of the programme")


_FORMATS = {each.name: each for each in FORMATS}
PrinterDep = Annotated[Printer, Depends(Printer)]


def described(name: str, example: str, *others: str) -> dict[str, Any]:
    """What the reference says of a file of the table: arguments of its route. `others` are media types that its versions have."""
    types = dict.fromkeys((_FORMATS[name].media_type, *others))
    bodies = [file_body("A file to save.", each, example, format="binary") for each in types]
    content = {each: described for body in bodies for each, described in body["content"].items()}
    return {
        "response_class": Response,
        "responses": {200: {**bodies[0], "content": content, "headers": SNAPSHOT_HEADER}},
    }
