"""Taking lists of cases away: in every format of the table, with passages or files, and as a reading pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.deps import ArchiveDep
from api.exports.cases import ExportList, export_list
from api.exports.files import files_zip
from api.exports.formats import FORMATS, ExportFormat
from api.exports.passages import passages_parquet
from api.exports.pieces import begun
from api.exports.reading_pack import MEDIA_TYPE as DOCX
from api.exports.reading_pack import ReadingPackRequest, reading_pack
from api.file_responses import content_disposition
from api.openapi import file_body
from api.parameters import ExportParameters, PassageExportParameters, SearchParameters

router = APIRouter(prefix="/v1", tags=["exports"])

_WHOLE = (
    "The whole filtered list in the order of the search, or the cases that `case` names, written while it is read; `limit`, `cursor` and "
    "`hits_per_case` change nothing. `X-Total-Count` says how many {counted} it has, `X-Casebook-Snapshot` of which state of the archive "
    "they are, `Link` which search lists them. An answer that breaks off is incomplete: its last chunk is missing."
)

LONGEST_LINK = 4000
"""Characters of the link to the search; a longer one, of a long query, is left out, since proxies refuse larger headers."""

_SAY_CHARSET = ("text/", "application/x-")
"""Beginnings of media types whose readers may take another encoding to be meant; JSON is UTF-8 by its own rules."""

_PARQUET = "application/vnd.apache.parquet"


def _file(media_type: str, example: str, counted: str = "cases", **schema: str) -> dict[int | str, dict[str, Any]]:
    """What the document says of an export, its headers too."""
    headers = {
        "X-Total-Count": {"description": f"number of {counted} in the file", "schema": {"type": "integer"}},
        "X-Casebook-Snapshot": {"description": "state of the archive that was asked", "schema": {"type": "string"}},
        "Link": {"description": 'the search that lists the cases, `rel="via"`', "schema": {"type": "string"}},
    }
    return {200: {**file_body("A file to save.", media_type, example, **schema), "headers": headers}}


def _download(
    request: Request, cases: ExportList, pieces: Iterator[bytes], total: int, media_type: str, ending: str
) -> StreamingResponse:
    headers = {
        "Content-Disposition": content_disposition(f"casebook-{cases.snapshot}.{ending}", "attachment"),
        "X-Casebook-Snapshot": cases.snapshot,
        "X-Total-Count": str(total),
        **_search_link(request, cases.archive.settings.public_api),
    }
    charset = "; charset=utf-8" if media_type.startswith(_SAY_CHARSET) else ""
    return StreamingResponse(begun(pieces), headers=headers, media_type=media_type + charset)


def _search_link(request: Request, api: str) -> dict[str, str]:
    """The search that gave the list; none for cases by name, which no search lists."""
    asked = request.query_params.multi_items()
    query = urlencode([(name, value) for name, value in asked if name in SearchParameters.model_fields])
    address = f"{api}/v1/search{'?' if query else ''}{query}"
    is_search = not any(name == "case" for name, _ in asked) and len(address) <= LONGEST_LINK
    return {"Link": f'<{address}>; rel="via"'} if is_search else {}


def _add(format: ExportFormat) -> None:
    """The route of a format."""

    def export(
        request: Request, parameters: Annotated[ExportParameters, Query()], archive: ArchiveDep
    ) -> StreamingResponse:
        cases = export_list(archive, parameters)
        return _download(request, cases, format.write(cases), len(cases), format.media_type, format.ending)

    router.add_api_route(
        f"/export.{format.ending}",
        export,
        name=f"export_{format.name}",
        summary=f"Take the results away as {format.label}",
        description=f"{_WHOLE.format(counted='cases')}\n\n{format.description}",
        response_class=StreamingResponse,
        responses=_file(format.media_type, format.example, **({"format": "binary"} if format.is_binary else {})),
    )


for _format in FORMATS:
    _add(_format)


@router.get(
    "/export.passages.parquet",
    summary="Take the passages of the results away",
    description=_WHOLE.format(counted="passages") + "\n\n"
    "A row a passage, of every role, document by document. With `embeddings`, a column of float32 lists of fixed size holds the vectors of "
    "the index; the metadata of the schema then names their encoder as `casebook.encoder`. Text that its licence does not let be passed on "
    "is null, as is its vector, and `rights.withheld` says so.",
    response_class=StreamingResponse,
    responses=_file(_PARQUET, "PAR1...", "passages", format="binary"),
)
def export_passages(
    request: Request, parameters: Annotated[PassageExportParameters, Query()], archive: ArchiveDep
) -> StreamingResponse:
    cases = export_list(archive, parameters)
    pieces = passages_parquet(cases, parameters.embeddings)
    return _download(request, cases, pieces, cases.count_passages(), _PARQUET, "passages.parquet")


@router.get(
    "/export.files.zip",
    summary="Take the files of the results away",
    description=_WHOLE.format(counted="documents, withheld ones among them,") + "\n\n"
    "A folder a case with its files as they were ingested; `MANIFEST.csv` names for each its case, licence, rights holder and SHA-256, and "
    "why a file is withheld; `README.txt` counts them by licence.",
    response_class=StreamingResponse,
    responses=_file("application/zip", "PK...", "documents", format="binary"),
)
def export_files(
    request: Request, parameters: Annotated[ExportParameters, Query()], archive: ArchiveDep
) -> StreamingResponse:
    cases = export_list(archive, parameters)
    return _download(request, cases, files_zip(cases), cases.count_documents(), "application/zip", "files.zip")


@router.post(
    "/reading-pack",
    summary="Make a reading pack",
    response_class=Response,
    responses={200: file_body("A file to save.", DOCX, "PK...", format="binary")},
)
def make_reading_pack(request: ReadingPackRequest, archive: ArchiveDep) -> Response:
    """A Word document with a title page, contents and one chapter a case, in the order asked for: facts, record, outcomes with their
    evidence, best sources and questions to discuss. The same cases of the same archive give the same bytes.
    """
    headers = {"Content-Disposition": content_disposition("casebook-reading-pack.docx", "attachment")}
    return Response(reading_pack(archive, request), headers=headers, media_type=DOCX)
