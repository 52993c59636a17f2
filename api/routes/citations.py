"""Citing a case or a passage."""

from __future__ import annotations

from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.deps import ArchiveDep, CasePath, PassagePath
from api.exports.citation import citation_answer, item_of_case, item_of_passage, styled
from api.exports.csl import Item
from api.openapi import file_body
from api.parameters import CitationParameters
from corpus.citation import CitationAnswer
from corpus.errors import BadInput

router = APIRouter(prefix="/v1", tags=["citations"])

_EXAMPLE = "Casebook contributors. (2026). Stockholm: a congestion charge … (Version 1). Casebook."


def _forms() -> dict[int | str, dict[str, Any]]:
    """Beside JSON: what `style` alone gives."""
    text = file_body("", "text/plain", _EXAMPLE)["content"]
    html = file_body("", "text/html", f"<p>{_EXAMPLE}</p>")["content"]
    return {
        200: {"description": "The citation: all forms as JSON, or one style as text or HTML.", "content": text | html}
    }


@router.get("/cases/{case_id}/citation", summary="Cite a case", response_model=CitationAnswer, responses=_forms())
def case_citation(
    case_id: CasePath, parameters: Annotated[CitationParameters, Query()], archive: ArchiveDep
) -> CitationAnswer | Response:
    """As a report by its rights holder, with the version of its record, the year in which an editor last checked it, and its identifier."""
    return _answer(item_of_case(archive, case_id, parameters.lang, parameters.accessed), parameters)


@router.get(
    "/passages/{passage_id}/citation", summary="Cite a passage", response_model=CitationAnswer, responses=_forms()
)
def passage_citation(
    passage_id: PassagePath, parameters: Annotated[CitationParameters, Query()], archive: ArchiveDep
) -> CitationAnswer | Response:
    """As its document within the report of the case, with the page, or the heading above it where the format has no pages."""
    return _answer(item_of_passage(archive, passage_id, parameters.lang, parameters.accessed), parameters)


def _answer(item: Item, parameters: CitationParameters) -> CitationAnswer | Response:
    if parameters.style is None:
        if parameters.format:
            raise BadInput(
                "'format' says how to write one style; name it with 'style', or leave 'format' out for all as JSON"
            )
        return citation_answer(item, parameters.lang)
    citation = styled(item, parameters.style, parameters.lang)
    if parameters.format == "html":
        return Response(f'<p lang="{escape(parameters.lang)}" dir="auto">{citation.html}</p>\n', media_type="text/html")
    return Response(citation.text + "\n", media_type="text/plain")
