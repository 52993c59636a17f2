"""A document of a case, opened at the page or the passage that is cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.passage import Span
from corpus.results import DocumentAnswer, PassageAnswer
from ui.location import Location
from ui.views.content import Archive

WINDOW = 14
"""Passages shown at once of a document without pages: about three printed pages."""
BEFORE_CITED = 3
"""Passages shown before the cited one, so that it can be read in its place."""


@dataclass(frozen=True)
class Leaf:
    """What is open of a document, and where its neighbours are."""

    passages: tuple[PassageAnswer, ...]
    number: int | None
    """Page or slide from 1; None where the document has no pages."""
    earlier: str | None
    later: str | None
    """Links; None at either end."""


@dataclass(frozen=True)
class Reader:
    """An open document."""

    document: DocumentAnswer
    leaf: Leaf
    cited: PassageAnswer | None
    marks: tuple[Span, ...]
    image: str | None
    """Address of the page as a picture with the passage marked; PDF only."""
    file: str

    @property
    def cited_is_here(self) -> bool:
        """Whether the cited passage stands on the open leaf."""
        return self.cited is not None and any(passage.id == self.cited.id for passage in self.leaf.passages)


def _is_on(passage: PassageAnswer, page: int) -> bool:
    return passage.page is not None and passage.page <= page <= (passage.page_end or passage.page)


def _page(here: Location, document: DocumentAnswer, passages: Sequence[PassageAnswer], pages: int, page: int) -> Leaf:
    page = min(max(page, 1), pages)
    return Leaf(
        passages=tuple(passage for passage in passages if _is_on(passage, page)),
        number=page,
        earlier=here.to_document(document.id, page - 1).href if page > 1 else None,
        later=here.to_document(document.id, page + 1).href if page < pages else None,
    )


def _stretch(here: Location, document: DocumentAnswer, passages: Sequence[PassageAnswer], start: int) -> Leaf:
    """`WINDOW` passages from position `start`."""
    start = min(max(start, 0), max(len(passages) - 1, 0))
    end = start + WINDOW
    return Leaf(
        passages=tuple(passages[start:end]),
        number=None,
        earlier=here.to_document(document.id, max(0, start - WINDOW)).href if start > 0 else None,
        later=here.to_document(document.id, end).href if end < len(passages) else None,
    )


def _leaf(
    here: Location, document: DocumentAnswer, passages: Sequence[PassageAnswer], cited: PassageAnswer | None
) -> Leaf:
    if document.pages:
        cited_page = cited.page if cited else None
        return _page(here, document, passages, document.pages, here.leaf or cited_page or 1)
    start = max(0, cited.position - BEFORE_CITED) if cited else 0
    return _stretch(here, document, passages, start if here.leaf is None else here.leaf)


def open_reader(archive: Archive, here: Location, documents: Sequence[DocumentAnswer]) -> Reader | None:
    """The document that the location names; None where the case does not have it (any more). Raises ApiProblem."""
    document = next((d for d in documents if d.id == here.open_document), None)
    if document is None:
        return None
    passages = archive.client.passages(document.id, here.language)
    cited = next((passage for passage in passages if passage.id == here.passage), None)
    leaf = _leaf(here, document, passages, cited)
    shows_cited = cited is not None and leaf.number is not None and _is_on(cited, leaf.number)
    is_picture = document.document_type == "pdf" and leaf.number is not None
    picture = archive.public.page_image(document.id, leaf.number or 1, here.passage if shows_cited else None)
    file = archive.public.file(document.id, leaf.number)
    return Reader(document, leaf, cited, here.marks, picture if is_picture else None, file)
