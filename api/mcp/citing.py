"""Passages and cases with the addresses under which they can be cited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from api.addresses import Addresses
from api.exports.citation import citation_answer, item_of_case, item_of_passage
from api.mcp.answers import Citation, CitedPassage, FoundCase
from api.mcp.holdings import Holdings
from api.mcp.room import Room, shortened
from corpus.case import Case
from corpus.citation import CitationAnswer
from corpus.passage import document_of
from corpus.results import CaseCard, EvidenceSentence, Hit, InterfaceLanguage

LONGEST_ABSTRACT = 600


def addresses(holdings: Holdings, kind: Literal["case", "passage"], id: str) -> dict[str, str]:
    """`uri` and `citation` of a case or passage."""
    book = Addresses.of(holdings.archive.settings)
    uri = book.case(id) if kind == "case" else book.passage(id)
    return {"uri": uri, "citation": book.answer(f"/v1/{kind}s/{id}/citation")}


def file_address(holdings: Holdings, document_id: str, page: int | None) -> str:
    """The file of a document; readers of PDF jump to the page."""
    address = Addresses.of(holdings.archive.settings).file(document_id)
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


def citations(holdings: Holdings, ids: tuple[str, ...], language: InterfaceLanguage) -> Iterator[Citation]:
    """Of cases, and of passages, whose ids have dots in them; NotFound names the first that is not there."""
    for id in ids:
        if "." in id:
            passage, _, summary = holdings.passage(id)
            item = item_of_passage(holdings.archive, id, language, None)
            yield _citation(holdings, summary.case, id, "passage", passage.page, citation_answer(item, language))
        else:
            summary = holdings.case(id)
            item = item_of_case(holdings.archive, id, language, None)
            yield _citation(holdings, summary.case, id, "case", None, citation_answer(item, language))


def _citation(
    holdings: Holdings, case: Case, id: str, kind: Literal["case", "passage"], page: int | None, cited: CitationAnswer
) -> Citation:
    styles = cited.styles
    return Citation(
        **addresses(holdings, kind, id),
        id=id, case_id=case.id, apa=styles.apa.text, chicago=styles.chicago.text, vancouver=styles.vancouver.text,
        in_text=styles.apa.in_text, bibtex=cited.bibtex, licence=case.licence, page=page,
    )  # fmt: skip
