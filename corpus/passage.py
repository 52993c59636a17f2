"""Documents and passages as they flow from ingestion to a search result.

Ids are stable: they are made of the case, the document's content and the passage's position, so ingesting the same file again
yields the same ids, and a citation of a passage stays good for as long as the file does not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PassageKind(StrEnum):
    """`table` passages hold one table as lines of text; search and display treat them alike, sentence highlights do not."""

    text = "text"
    table = "table"


class PassageRole(StrEnum):
    """What a passage is to its document. Search ranks `body` and `caption`; the rest is kept for whoever opens the document."""

    body = "body"
    caption = "caption"
    footnote = "footnote"
    reference = "reference"
    """An entry of a list of sources."""
    contents = "contents"
    """A table of contents."""
    furniture = "furniture"
    """Running heads and feet, page numbers: what a page repeats."""


SEARCHED_ROLES = frozenset({PassageRole.body, PassageRole.caption})
"""Roles of the passages that the index and the search for phrases hold."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters (not bytes) in a passage's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; `x` and `y` are its top left corner, all but the page (from 1) are shares of the page, 0 to 1."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable piece of a document, cut along sections and sentences, that is stored, cited and shown."""

    document_id: str
    position: int
    """Order in the document, from 0."""
    text: str
    sentences: tuple[Span, ...]
    """Sentences in order; together they cover the text but for white space between them."""
    language: str
    """BCP 47."""
    section: str
    """Id of the sections vocabulary; 'other' where nothing tells."""
    heading_path: tuple[str, ...]
    """Headings above the passage, outermost first."""
    page: int | None
    """First page or slide, from 1; None where the format has no pages: then the heading path locates it."""
    page_end: int | None
    """Last page; differs from `page` only where a sentence or table runs over a page break."""
    kind: PassageKind = PassageKind.text
    role: PassageRole = PassageRole.body
    boxes: tuple[Box, ...] = ()
    """Where it stands on its pages; empty for formats without pages that look the same everywhere."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, its header first; empty for text."""
    section_is_guessed: bool = False
    """Whether `section` was told by the passage's meaning, because no heading of the document announces any."""

    @property
    def id(self) -> str:
        return f"{self.document_id}.{self.position}"

    @property
    def is_searched(self) -> bool:
        """Whether search ranks it."""
        return self.role in SEARCHED_ROLES


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A file of a case, kept by content under the data directory."""

    id: str
    case_id: str
    file: str
    """Name as uploaded."""
    title: str
    language: str
    media_type: str
    document_type: str
    """Short name of the format, the value of the document type facet: pdf, docx, pptx, html, md ..."""
    sha256: str
    size: int
    """Bytes."""
    pages: int | None
    licence: str | None


def document_id(case_id: str, sha256: str) -> str:
    """The id of the document with this content in this case; the same file in two cases is two documents."""
    return f"{case_id}.{sha256[:12]}"


def case_of(document_id: str) -> str:
    """The case that a document id belongs to."""
    return document_id.rpartition(".")[0]


def document_of(passage_id: str) -> str:
    """The document that a passage id belongs to."""
    return passage_id.rpartition(".")[0]
