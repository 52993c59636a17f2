"""Rooms, people and participants from a spreadsheet. Nothing that is sent is kept or logged; the answer is all that becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.file_responses import content_disposition
from api.openapi import file_body, file_request
from api.parameters import LanguageParameters
from corpus.errors import NotFound
from corpus.programme.imported import ImportAnswer, ParticipantsImport, PeopleImport, RoomsImport
from ingest.lists import read_list, template_csv

CSV = "text/csv"
_KINDS: Mapping[str, type[ImportAnswer]] = {
    "rooms": RoomsImport,
    "people": PeopleImport,
    "participants": ParticipantsImport,
}
Answered = TypeVar("Answered", bound=ImportAnswer)


async def _sent(request: Request) -> bytes:
    """The body as it is; what is larger than `api.middleware.LARGEST_BODY` is refused before it is here."""
    return await request.body()


def _private(response: Response) -> None:
    response.headers["Cache-Control"] = "private, no-store"


router = APIRouter(prefix="/v1/programme-imports", tags=["programmes"])
Asked = Annotated[LanguageParameters, Query()]
Sent = Annotated[bytes, Depends(_sent)]
KindPath = Annotated[
    str,
    Path(
        pattern=r"^[a-z-]+$", max_length=20, description="which list: rooms, people or participants", examples=["rooms"]
    ),
]


def _file(example: str) -> dict[str, object]:
    return file_request("The CSV as the spreadsheet saved it, at most 1,000 rows.", CSV, example)


@router.post(
    "/rooms",
    summary="Read rooms from a CSV",
    openapi_extra=_file("name,capacity\r\nMain hall,30\r\n"),
    dependencies=[Depends(_private)],
)
async def import_rooms(parameters: Asked, sent: Sent) -> RoomsImport:
    """Name and capacity are needed; id and address can be given. Encoding (UTF-8, UTF-16, Windows code pages of Western Europe and Korea),
    separator (comma, semicolon, tab) and the language of the headings are found out. A row with a fault is left out and told by its line;
    the others are taken.
    """
    return await _read(sent, RoomsImport, parameters)


@router.post(
    "/people",
    summary="Read people from a CSV",
    openapi_extra=_file("name,role,languages\r\nAda Berg,Lecturer,en; sv\r\n"),
    dependencies=[Depends(_private)],
)
async def import_people(parameters: Asked, sent: Sent) -> PeopleImport:
    """Those who teach, lead or host. The name is needed. Languages are given by name or tag, in any interface language or their own; roles are
    taken as texts in `lang`. Else as `POST /v1/programme-imports/rooms`.
    """
    return await _read(sent, PeopleImport, parameters)


@router.post(
    "/participants",
    summary="Read participants from a CSV",
    openapi_extra=_file("name,city,country,languages\r\nNguyễn Thị An,Da Nang,VN,en\r\n"),
    dependencies=[Depends(_private)],
)
async def import_participants(parameters: Asked, sent: Sent) -> ParticipantsImport:
    """The name is needed. Takes no key, keeps nothing and logs nothing: put the rows into the participants of a programme. A city that is not
    known is told, and its row taken without it. Else as `POST /v1/programme-imports/rooms`.
    """
    return await _read(sent, ParticipantsImport, parameters)


async def _read(sent: bytes, answer: type[Answered], parameters: LanguageParameters) -> Answered:
    # Names of cities and languages are read at first use, which takes a second.
    return await run_in_threadpool(read_list, sent, answer, parameters.lang)


@router.get(
    "/{kind}.csv",
    summary="Take an example of a list away",
    response_class=Response,
    responses={200: file_body("A file to fill in.", CSV, "name,capacity\r\nMain hall,30\r\n")},
)
def import_template(kind: KindPath, parameters: Asked) -> Response:
    """A CSV with headings in `lang` and two rows, in UTF-8 with the mark by which Excel knows it. It is read back as it is."""
    if kind not in _KINDS:
        raise NotFound(f"there is no list {kind!r}; there are: {', '.join(_KINDS)}")
    headers = {"Content-Disposition": content_disposition(f"casebook-{kind}.csv", "attachment")}
    return Response(template_csv(kind, parameters.lang), headers=headers, media_type=f"{CSV}; charset=utf-8")
