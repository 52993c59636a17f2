"""Passages and cases with the addresses under which they can be cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.exports.bibliography import bibtex_entries
from api.exports.cases import ExportedCase, case_url
from api.mcp.answers import Citation, CitedPassage, FoundCase
from api.mcp.holdings import Holdings
from api.mcp.room import Room, shortened
from corpus.case import in_language
from corpus.passage import document_of
from corpus.results import CaseCard, EvidenceSentence, Hit
from index.catalogue import CaseSummary
from index.search.cards import case_card

LONGEST_ABSTRACT = 600


def addresses(holdings: Holdings, kind: str, id: str) -> dict[str, str]:
    """`uri` and `citation` of a case or passage."""
    api = holdings.archive.settings.public_api
    return {"uri": f"{api}/id/{kind}/{id}", "citation": f"{api}/v1/{kind}s/{id}/citation"}


def file_address(holdings: Holdings, document_id: str, page: int | None) -> str:
    """The file of a document; readers of PDF jump to the page."""
    address = f"{holdings.archive.settings.public_api}/v1/documents/{document_id}/file"
    return f"{address}#page={page}" if page else address


def place_of(holdings: Holdings, found: Hit | EvidenceSentence) -> dict[str, Any]:
    """Fields of `CitedPassage` that a hit and a sentence of an answer have in common, all but the text."""
    return {
        **addresses(holdings, "passage", found.passage_id),
        "passage_id": found.passage_id,
        "case_id": document_of(found.document_id),
        "document_title": found.document_title,
        "language": found.language,
        "section": found.section_label,
        "headings": found.heading_path,
        "page": found.page,
        "file": file_address(holdings, found.document_id, found.page),
    }


def found_case(holdings: Holdings, card: CaseCard, longest: int) -> FoundCase:
    """A card of a search with its passages, each of at most `longest` characters."""
    return FoundCase(
        **addresses(holdings, "case", card.id),
        case_id=card.id, title=card.title, city=card.city, country=card.country_label, year=card.year, status=card.status,
        verdict=card.verdict, evidence=card.evidence, abstract=shortened(card.abstract, LONGEST_ABSTRACT),
        passages=tuple(_cited(holdings, hit, longest) for hit in card.hits),
    )  # fmt: skip


def _cited(holdings: Holdings, hit: Hit, longest: int) -> CitedPassage:
    text, is_cut = Room(longest).take(hit.text)
    return CitedPassage(**place_of(holdings, hit), text=text, is_cut=is_cut)


def citations(holdings: Holdings, ids: tuple[str, ...]) -> Iterator[Citation]:
    """Of cases, and of passages, whose ids have dots in them; NotFound names the first that is not there."""
    for id in ids:
        if "." in id:
            passage, _, summary = holdings.passage(id)
            yield _citation(holdings, summary, id, "passage", passage.page)
        else:
            yield _citation(holdings, holdings.case(id), id, "case", None)


def _citation(holdings: Holdings, summary: CaseSummary, id: str, kind: str, page: int | None) -> Citation:
    case = summary.case
    exported = ExportedCase(case_card(summary, "en"), case, case_url(holdings.archive, case.id))
    title = in_language(case.title, case.original_language)
    return Citation(
        **addresses(holdings, kind, id),
        id=id, case_id=case.id, title=title[1] if title else case.id, rights_holder=case.rights_holder, licence=case.licence,
        last_verified=case.last_verified, page=page, bibtex="".join(bibtex_entries([exported])),
    )  # fmt: skip
