"""Documents: what is known of a file, the file itself, its passages, and its pages as pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from api.addresses import Addresses
from api.answers import passage_answer
from api.archive import Archive
from api.deps import ArchiveDep, DocumentPath, RendererDep
from api.file_responses import cached_headers, file_response, not_changed
from api.openapi import file_body
from api.page_images import PageJob
from api.parameters import FileParameters, LanguageParameters, PageImageParameters, TakesNone
from api.signposting import document_links, file_links, header
from corpus.errors import BadInput, NotFound, NotLicensed
from corpus.licences import withheld
from corpus.passage import Passage, StoredDocument
from corpus.results import DocumentAnswer, PassageAnswer
from index.search.cards import document_answer

router = APIRouter(prefix="/v1/documents", tags=["documents"])

PageNumber = Annotated[int, Path(ge=1, le=100_000, description="page, from 1", examples=[3])]

_NOT_CHANGED = {"description": "The caller has it: `If-None-Match` holds its ETag."}


def _bytes(
    description: str, media_type: str = "application/octet-stream", example: str = "%PDF-1.7 ..."
) -> dict[str, Any]:
    return file_body(description, media_type, example, format="binary")


@router.get("/{document_id}", summary="Read about a document")
def document(document_id: DocumentPath, _: TakesNone, archive: ArchiveDep, response: Response) -> DocumentAnswer:
    """A file of a case: its title, language, format, size, pages and licence."""
    found = archive.catalogue.document(document_id)
    response.headers["Link"] = header(document_links(Addresses.of(archive.settings), found))
    counts = archive.catalogue.case(found.case_id).passage_counts
    return document_answer(found, counts.get(document_id, 0))


@router.get(
    "/{document_id}/file",
    summary="Get the file of a document",
    response_class=Response,
    responses={
        200: _bytes("The file, with the media type of its format."),
        206: _bytes("The range of bytes that the `Range` header asked for."),
        304: _NOT_CHANGED,
        400: {"description": "The `Range` header cannot be read."},
        416: {"description": "The file has no such range of bytes."},
    },
)
def document_file(
    request: Request, document_id: DocumentPath, parameters: Annotated[FileParameters, Query()], archive: ArchiveDep
) -> Response:
    """The file as it was ingested. PDF and text open in the browser, in a sandbox; other formats are saved, as all are with `download`.

    A file whose licence does not let it be passed on is refused with 403 and the address of its source. Its pages and passages can still
    be read here one by one, as what the archive says is quoted from them.
    """
    found = archive.catalogue.document(document_id)
    _require_licence(archive, found)
    answer = file_response(request, found, archive.files.path(found.sha256), parameters.download)
    case = archive.catalogue.cases()[found.case_id].case
    answer.headers["Link"] = header(file_links(Addresses.of(archive.settings), found, case))
    return answer


def _require_licence(archive: Archive, document: StoredDocument) -> None:
    """NotLicensed, with the first source of the case that has an address, where the file may not be passed on."""
    reason = withheld(document.licence)
    if reason is None:
        return
    sources = archive.catalogue.case(document.case_id).case.sources
    address = next((source.url for source in sources if source.url), None)
    where = f" Its source is {address}." if address else " The record names no address where its owner offers it."
    raise NotLicensed(reason + where, address)


@router.get("/{document_id}/passages", summary="Read the passages of a document")
def document_passages(
    document_id: DocumentPath, parameters: Annotated[LanguageParameters, Query()], archive: ArchiveDep
) -> tuple[PassageAnswer, ...]:
    """All of them at once, in the order of the text, as a reader of the whole document needs them."""
    return tuple(passage_answer(passage, parameters.lang) for passage in archive.catalogue.passages(document_id))


@router.get(
    "/{document_id}/pages/{page}.png",
    summary="See a page of a PDF",
    response_class=Response,
    responses={200: _bytes("The page as a picture.", "image/png", "PNG"), 304: _NOT_CHANGED},
)
def document_page(
    request: Request,
    document_id: DocumentPath,
    page: PageNumber,
    parameters: Annotated[PageImageParameters, Query()],
    archive: ArchiveDep,
    renderer: RendererDep,
) -> Response:
    """One page of a PDF as PNG, with a passage marked where `passage` is given and stands on the page."""
    found = _pdf_with_page(archive, document_id, page)
    etag = f'"{found.sha256[:16]}-{page}-{parameters.width}-{parameters.passage or ""}"'
    headers = dict(cached_headers(etag))
    if not_changed(request, etag):
        return Response(status_code=304, headers=headers)
    job = PageJob(archive.files.path(found.sha256), page, parameters.width)
    if parameters.passage:
        job = _marking(job, _passage_of(archive, document_id, parameters.passage))
    return Response(renderer.draw(job), headers=headers, media_type="image/png")


def _pdf_with_page(archive: Archive, document_id: str, page: int) -> StoredDocument:
    found = archive.catalogue.document(document_id)
    if found.document_type != "pdf":
        raise NotFound(
            f"only pages of PDFs are drawn, and {document_id!r} is {found.document_type}; open its file instead"
        )
    if found.pages is not None and page > found.pages:
        raise NotFound(f"{document_id!r} has {found.pages} pages, so there is no page {page}")
    return found


def _marking(job: PageJob, passage: Passage) -> PageJob:
    """The page with the passage marked by its boxes; by its words where it was ingested before there were boxes."""
    if passage.boxes:
        return replace(job, boxes=tuple(box for box in passage.boxes if box.page == job.page))
    return replace(job, sentences=tuple(passage.text[span.start : span.end] for span in passage.sentences))


def _passage_of(archive: Archive, document_id: str, passage_id: str) -> Passage:
    """The passage to mark; BadInput where it is of another document, NotFound where there is none."""
    passage = archive.catalogue.passage(passage_id)
    if passage.document_id != document_id:
        raise BadInput(f"the passage {passage_id!r} is of the document {passage.document_id!r}; ask for a page of that")
    return passage
