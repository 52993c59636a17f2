"""The outline of a document: for each element below a heading, the headings above it and the section they announce."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.passage import SEARCHED_ROLES, PassageRole
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.roles import with_roles
from ingest.sections import OTHER, section_of, section_of_path

LONGEST_HEADING = 200
"""Characters of a heading that are kept: what is longer was no heading, or a file that means ill."""

SOURCES = "sources"
"""Id of the section whose lists are lists of references."""

_REFERENCE = re.compile(r"[\[(]?\.?\d{1,3}[.)\]]\s|\[[A-Z][\w+-]{1,12}\]\s")
_ADDRESS = re.compile(r"https?://\S+|doi\.org/\S+|www\.\S+")
_MOSTLY_ADDRESS = 0.15
"""Share of a paragraph's characters in addresses from which it cites rather than tells."""


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

    @property
    def announces_sections(self) -> bool:
        """Whether any heading announces a part of a case; that there is a list of sources says nothing of the rest."""
        return any(placed.section not in {OTHER, SOURCES} for placed in self.elements)

    def searched(self) -> Outline:
        """The outline without what search leaves out, such as running heads and references."""
        return replace(self, elements=tuple(e for e in self.elements if e.element.role in SEARCHED_ROLES))


def outline(parsed: ParsedFile) -> Outline:
    """Place every element below its headings. A heading ends where the next of its level or above begins."""
    elements = with_roles(parsed.elements)
    title = title_heading(elements)
    open_headings: list[ParsedElement] = []
    placed: list[PlacedElement] = []
    for element in elements:
        if element.kind is ElementKind.heading:
            open_headings = [above for above in open_headings if (above.depth or 0) < (element.depth or 0)]
            open_headings += [element] if element is not title else []
        else:
            placed.append(_placed(element, tuple(heading.text[:LONGEST_HEADING] for heading in open_headings)))
    if not any(each.element.role in SEARCHED_ROLES for each in placed):
        # Slides of nothing but titles: those are then the text.
        headings = (element for element in elements if element.kind is ElementKind.heading)
        placed += [PlacedElement(replace(heading, kind=ElementKind.list_item), (), OTHER) for heading in headings]
    return Outline(title.text[:LONGEST_HEADING] if title else None, tuple(placed), parsed.document_type)


def _placed(element: ParsedElement, path: tuple[str, ...]) -> PlacedElement:
    """What stands on every page is below no heading; a list under a heading that announces sources is one of references."""
    if element.role is PassageRole.furniture:
        return PlacedElement(element, (), OTHER)
    section = section_of_path(path)
    if section == SOURCES and element.role is PassageRole.body and _is_reference(element):
        element = replace(element, role=PassageRole.reference)
    return PlacedElement(element, path, section)


def _is_reference(element: ParsedElement) -> bool:
    if element.kind is not ElementKind.text:
        return element.kind is ElementKind.list_item
    in_addresses = sum(map(len, _ADDRESS.findall(element.text)))
    return bool(_REFERENCE.match(element.text)) or in_addresses > _MOSTLY_ADDRESS * len(element.text)


def title_heading(elements: Sequence[ParsedElement]) -> ParsedElement | None:
    """The heading that is the title of the document: it comes before all text, and no other stands as high.

    Word's style Title and its first level come out on one level, so a first heading that announces no section is a title
    too. The title of a case never tells a section, whatever words it has.
    """
    elements = [element for element in elements if element.role is not PassageRole.furniture]
    first = elements[0] if elements else None
    if first is None or first.kind is not ElementKind.heading:
        return None
    others = [element for element in elements[1:] if element.kind is ElementKind.heading]
    is_highest = all((other.depth or 0) > (first.depth or 0) for other in others)
    return first if (is_highest and others) or section_of(first.text) is None else None
