"""Taking lists of cases away: as a table, as a bibliography, as a reading pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse

from api.archive import Archive
from api.deps import ArchiveDep
from api.exports.bibliography import bibtex_entries
from api.exports.cases import exported_cases
from api.exports.reading_pack import MEDIA_TYPE as DOCX
from api.exports.reading_pack import ReadingPackRequest, reading_pack
from api.exports.table import COLUMNS, csv_lines
from api.file_responses import content_disposition
from api.openapi import file_body
from api.parameters import SearchParameters
from api.queries import search_query

router = APIRouter(prefix="/v1", tags=["exports"])

_CSV_DESCRIPTION = (
    "The whole filtered list, in its order, as UTF-8 with a byte order mark. `limit` and `cursor` change nothing. Columns:\n\n"
    + "\n".join(f"- `{column.name}`: {column.meaning}" for column in COLUMNS)
)


def _file(media_type: str, example: str, **schema: str) -> dict[int | str, dict[str, Any]]:
    return {200: file_body("A file to save.", media_type, example, **schema)}


def _download(pieces: Iterator[str], media_type: str, archive: Archive, ending: str) -> StreamingResponse:
    snapshot = archive.catalogue.snapshot()
    headers = {
        "Content-Disposition": content_disposition(f"casebook-{snapshot}.{ending}", "attachment"),
        "X-Casebook-Snapshot": snapshot,
    }
    return StreamingResponse(pieces, headers=headers, media_type=f"{media_type}; charset=utf-8")


@router.get(
    "/export.csv",
    summary="Take the results away as CSV",
    description=_CSV_DESCRIPTION,
    response_class=StreamingResponse,
    responses=_file(
        "text/csv", "id,version,status,title\r\nstockholm-congestion-charge,1,published,Congestion charge\r\n"
    ),
)
def export_csv(parameters: Annotated[SearchParameters, Query()], archive: ArchiveDep) -> StreamingResponse:
    cases = exported_cases(archive, search_query(parameters, archive.engine))
    return _download(csv_lines(cases), "text/csv", archive, "csv")


@router.get(
    "/export.bib",
    summary="Take the results away as BibTeX",
    response_class=StreamingResponse,
    responses=_file("application/x-bibtex", "@misc{stockholm-congestion-charge,\n\ttitle = {{Congestion charge}}\n}\n"),
)
def export_bib(parameters: Annotated[SearchParameters, Query()], archive: ArchiveDep) -> StreamingResponse:
    """The whole filtered list, in its order, one `@misc` a case. `limit` and `cursor` change nothing."""
    cases = exported_cases(archive, search_query(parameters, archive.engine))
    return _download(bibtex_entries(cases), "application/x-bibtex", archive, "bib")


@router.post(
    "/reading-pack",
    summary="Make a reading pack",
    response_class=Response,
    responses=_file(DOCX, "PK...", format="binary"),
)
def make_reading_pack(request: ReadingPackRequest, archive: ArchiveDep) -> Response:
    """A Word document with a title page, contents and one chapter a case, in the order asked for: facts, record, outcomes with their
    evidence, best sources and questions to discuss. The same cases of the same archive give the same bytes.
    """
    headers = {"Content-Disposition": content_disposition("casebook-reading-pack.docx", "attachment")}
    return Response(reading_pack(archive, request), headers=headers, media_type=DOCX)
