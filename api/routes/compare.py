"""Comparing cases field by field."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.archive import Archive
from api.comparing import ComparisonParameters, comparison
from api.deps import ArchiveDep
from api.exports.compared import comparison_csv
from api.exports.compared_document import comparison_document
from api.exports.compared_workbook import comparison_workbook
from api.exports.reading_pack import MEDIA_TYPE as DOCX
from api.exports.workbook import MEDIA_TYPE as XLSX
from api.file_responses import content_disposition
from api.openapi import file_body
from corpus.comparison import CaseComparison

router = APIRouter(prefix="/v1", tags=["comparison"])

Asked = Annotated[ComparisonParameters, Query()]


def _file(media_type: str, example: str, **schema: str) -> dict[int | str, dict[str, Any]]:
    return {200: file_body("A file to save.", media_type, example, **schema)}


def _saved(content: str | bytes, media_type: str, archive: Archive, ending: str) -> Response:
    snapshot = archive.catalogue.snapshot()
    headers = {
        "Content-Disposition": content_disposition(f"casebook-comparison-{snapshot}.{ending}", "attachment"),
        "X-Casebook-Snapshot": snapshot,
    }
    return Response(content, headers=headers, media_type=media_type)


@router.get("/compare", summary="Compare two to six cases")
def compare_cases(parameters: Asked, archive: ArchiveDep) -> CaseComparison:
    """A matrix: rows are fields, columns are cases, and each statement says what it rests on.

    Every statement carries its evidence. A figure is cited with the sentence of the case's documents that states the same number, and
    with the publication that the record names, `confirmed` where an editor read it; a text with the passage of the matching section
    nearest in meaning. Where no passage states it or is near enough, none is cited and `evidence.kind` says `source`, `editor` or
    `none`. A cell without statements has `state: not in the record`, which is not the same as a statement without evidence.

    Outcomes stand in one row where they measure the same (travel time, traffic, passengers ...) in one unit and over one span of time, as
    their indicators tell; others where the indicators have one meaning. A doubtful pair stands in two rows.

    **Amounts** are converted, then inflated: at the market rate of their price year, averaged over the year, into US dollars, and by the
    US consumer price index into dollars of `year` (the convention of databases of infrastructure costs that span countries). The rate, the
    index and their publications are given. Where the source names no price year, or the data that ship have no rate of that currency and
    year, the amount is not normalised, and `not_normalised` says why; whoever runs the archive can set tables of their own.
    """
    return comparison(parameters, archive)


@router.get(
    "/compare.csv",
    summary="Take a comparison away as CSV",
    response_class=Response,
    responses=_file(
        "text/csv", "field,row,label,unit,stockholm-congestion-charge\r\ncost,total,Cost: total,,3.8 billion\r\n"
    ),
)
def compare_csv(parameters: Asked, archive: ArchiveDep) -> Response:
    """The matrix in UTF-8 with a byte order mark: for each case its statement, the number (`.number`), US dollars (`.usd`), what it rests on
    (`.rests_on`) and where that can be read (`.address`). A cell with several statements takes as many lines.
    """
    content = comparison_csv(comparison(parameters, archive), archive.settings.public_api)
    return _saved(content, "text/csv; charset=utf-8", archive, "csv")


@router.get(
    "/compare.xlsx",
    summary="Take a comparison away for Excel",
    response_class=Response,
    responses=_file(XLSX, "PK...", format="binary"),
)
def compare_xlsx(parameters: Asked, archive: ArchiveDep) -> Response:
    """A workbook with the matrix, every citation word for word, and how amounts were normalised. The same request on the same archive gives
    the same bytes.
    """
    content = comparison_workbook(comparison(parameters, archive), archive.settings.public_api)
    return _saved(content, XLSX, archive, "xlsx")


@router.get(
    "/compare.docx",
    summary="Take a comparison away for Word",
    response_class=Response,
    responses=_file(DOCX, "PK...", format="binary"),
)
def compare_docx(parameters: Asked, archive: ArchiveDep) -> Response:
    """A landscape table to hand out, with the passages and publications that it rests on at the end. The same request on the same archive
    gives the same bytes.
    """
    made = comparison(parameters, archive)
    known = archive.catalogue.cases()
    records = tuple(known[card.id].case for card in made.cases)
    return _saved(comparison_document(made, records, archive.settings.public_api), DOCX, archive, "docx")
