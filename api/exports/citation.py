"""A citation in every form, made of one CSL item."""

from __future__ import annotations

from dataclasses import asdict

from api.archive import Archive
from api.exports.bibtex import bibtex_entry
from api.exports.cases import exported_case
from api.exports.csl import Item, case_item, passage_item
from api.exports.ris import ris_entry
from api.exports.styles import STYLES, Style, written
from corpus.citation import CitationAnswer, CitationStyles, StyledCitation
from corpus.errors import NotFound
from corpus.results import InterfaceLanguage


def item_of_case(archive: Archive, case_id: str, language: InterfaceLanguage, accessed: str | None) -> Item:
    """NotFound where there is no such case."""
    return case_item(exported_case(archive, case_id, language), accessed)


def item_of_passage(archive: Archive, passage_id: str, language: InterfaceLanguage, accessed: str | None) -> Item:
    """NotFound where no current document has such a passage."""
    passage = archive.catalogue.passages_by_id([passage_id]).get(passage_id)
    if passage is None:
        raise NotFound(f"there is no passage {passage_id!r}")
    document = archive.catalogue.document(passage.document_id)
    return passage_item(exported_case(archive, document.case_id, language), document, passage, accessed)


def styled(item: Item, style: Style, language: InterfaceLanguage) -> StyledCitation:
    return StyledCitation(**asdict(written(item, style, language)))


def citation_answer(item: Item, language: InterfaceLanguage) -> CitationAnswer:
    """Every form of the citation."""
    return CitationAnswer(
        uri=item["URL"],
        styles=CitationStyles(**{style: styled(item, style, language) for style in STYLES}),
        bibtex=bibtex_entry(item),
        ris=ris_entry(item),
        csl=dict(item),
        snapshot=item["custom"]["snapshot"],
    )
