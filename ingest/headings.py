"""The outline of a document: for each element below a heading, the headings above it and the section they announce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.sections import OTHER, section_of, section_of_path

LONGEST_HEADING = 200
"""Characters of a heading that are kept: what is longer was no heading, or a file that means ill."""


@dataclass(frozen=True, slots=True)
class PlacedElement:
    """An element that is no heading, and where it stands."""

    element: ParsedElement
    heading_path: tuple[str, ...]
    """Headings above it, outermost first, without the title of the document."""
    section: str
    """Id of the sections vocabulary."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A parsed file in its order, each element placed."""

    title: str | None
    """The heading that names the whole document, None where none does."""
    elements: tuple[PlacedElement, ...]
    document_type: str
    language: str | None = None
    """BCP 47; None until `ingest.languages` found it."""


def outline(parsed: ParsedFile) -> Outline:
    """Place every element below its headings. A heading ends where the next of its level or above begins."""
    title = title_heading(parsed.elements)
    open_headings: list[ParsedElement] = []
    placed: list[PlacedElement] = []
    for element in parsed.elements:
        if element.kind is ElementKind.heading:
            open_headings = [above for above in open_headings if (above.depth or 0) < (element.depth or 0)]
            open_headings += [element] if element is not title else []
        else:
            path = tuple(heading.text[:LONGEST_HEADING] for heading in open_headings)
            placed.append(PlacedElement(element, path, section_of_path(path)))
    if not placed:
        # Slides of nothing but titles: those are then the text.
        placed = [PlacedElement(replace(heading, kind=ElementKind.list_item), (), OTHER) for heading in parsed.elements]
    return Outline(title.text[:LONGEST_HEADING] if title else None, tuple(placed), parsed.document_type)


def title_heading(elements: Sequence[ParsedElement]) -> ParsedElement | None:
    """The heading that is the title of the document: it comes before all text, and no other stands as high.

    Word's style Title and its first level come out on one level, so a first heading that announces no section is a title
    too. The title of a case never tells a section, whatever words it has.
    """
    first = elements[0] if elements else None
    if first is None or first.kind is not ElementKind.heading:
        return None
    others = [element for element in elements[1:] if element.kind is ElementKind.heading]
    is_highest = all((other.depth or 0) > (first.depth or 0) for other in others)
    return first if (is_highest and others) or section_of(first.text) is None else None
