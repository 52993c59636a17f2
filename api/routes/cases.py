"""Cases: the list, one case with its record, and what belongs to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.addresses import Addresses
from api.answers import passage_page
from api.deps import ArchiveDep, CasePath
from api.parameters import LanguageParameters, ListParameters, PassageListParameters, SimilarParameters
from api.queries import results_page
from api.repeat import linked
from api.signposting import case_links, header
from corpus.listings import PassagePage
from corpus.results import CaseAnswer, CaseCard, DocumentAnswer, Results

router = APIRouter(prefix="/v1/cases", tags=["cases"])


@router.get("", summary="List cases")
def cases(parameters: Annotated[ListParameters, Query()], archive: ArchiveDep) -> Results:
    """Cases that the filters leave, without passages: newest policy first, or with `like` by how comparable their city is to that one."""
    return linked(results_page(parameters, archive.engine), "/v1/cases", parameters, archive)


@router.get("/{case_id}", summary="Read a case")
def case(
    case_id: CasePath, parameters: Annotated[LanguageParameters, Query()], archive: ArchiveDep, response: Response
) -> CaseAnswer:
    """The card, the record with its texts in every language that it has, the documents and the versions.

    The `Link` header leads to citation, licence, files and other descriptions of the case (signposting.org).
    """
    found = archive.engine.case_answer(case_id, parameters.lang)
    response.headers["Link"] = header(case_links(Addresses.of(archive.settings), found.record, found.documents))
    return found


@router.get("/{case_id}/documents", summary="List the documents of a case")
def case_documents(
    case_id: CasePath, parameters: Annotated[LanguageParameters, Query()], archive: ArchiveDep
) -> tuple[DocumentAnswer, ...]:
    """Files of the present version of the case, in the order of the record."""
    return archive.engine.case_answer(case_id, parameters.lang).documents


@router.get("/{case_id}/passages", summary="Read all passages of a case")
def case_passages(
    case_id: CasePath, parameters: Annotated[PassageListParameters, Query()], archive: ArchiveDep
) -> PassagePage:
    """Passages of every document of the case, document by document, in the order of the text."""
    documents = archive.catalogue.case(case_id).documents
    return passage_page(archive, [document.id for document in documents], parameters)


@router.get("/{case_id}/similar", summary="Find similar cases")
def similar_cases(
    case_id: CasePath, parameters: Annotated[SimilarParameters, Query()], archive: ArchiveDep
) -> tuple[CaseCard, ...]:
    """Other cases whose passages are nearest in meaning, nearest first."""
    return archive.engine.similar(case_id, parameters.lang, parameters.limit)
