"""Converters of Office documents: Word and slides, and by LibreOffice their formats from before 2007."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.conversion import partition
from ingest.libreoffice import convert_to

if TYPE_CHECKING:
    from pptx.slide import Slide
    from unstructured.documents.elements import Element

_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAINS = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
"""What the body of a Word file with macros, or of a template, calls itself: python-docx refuses it by that name alone."""


def convert_docx(path: Path) -> list[Element]:
    """A Word document; its elements have pages only where Word stored its page breaks. Macros are neither run nor read."""
    return partition("docx", filename=str(_as_document(path)))


def macro_notes(path: Path) -> Iterator[str]:
    """A sentence where an Office file brings programs along."""
    with zipfile.ZipFile(path) as package:
        if any(name.endswith("vbaProject.bin") for name in package.namelist()):
            yield "The file holds macros (programs); they were neither run nor read."


def _as_document(path: Path) -> Path:
    """The file itself, or where it is a template or has macros, a copy in the working folder that is neither."""
    with zipfile.ZipFile(path) as package:
        types = package.read(_TYPES)
        found = [name for name in _OTHER_MAINS if name in types]
        if not found:
            return path
        copy = Path("document.docx").absolute()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as plain:
            for member in package.namelist():
                data = types.replace(found[0], _MAIN) if member == _TYPES else package.read(member)
                plain.writestr(member, data)
    return copy


def convert_doc(path: Path) -> list[Element]:
    """A Word document from before 2007, by LibreOffice: no library reads its headings and tables. MissingTool without it."""
    return convert_docx(convert_to(path, "doc", "docx"))


def convert_ppt(path: Path) -> list[Element]:
    """Slides from before 2007, by LibreOffice. MissingTool without it."""
    return convert_pptx(convert_to(path, "ppt", "pptx"))


def count_slides(path: Path) -> int:
    """Number of slides, hidden ones too."""
    from pptx import Presentation

    return len(Presentation(str(path)).slides)


def convert_pptx(path: Path) -> list[Element]:
    """Slides, each followed by its speaker's notes, which often tell the story that the bullets only name."""
    from pptx import Presentation

    elements = partition("pptx", filename=str(path))
    ordered: list[Element] = []
    for number, slide in enumerate(Presentation(str(path)).slides, start=1):
        ordered += [element for element in elements if element.metadata.page_number == number]
        ordered += _notes(slide, number)
    return ordered


def _notes(slide: Slide, number: int) -> Iterator[Element]:
    from unstructured.documents.elements import ElementMetadata, NarrativeText

    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    for paragraph in frame.paragraphs if frame else ():
        if paragraph.text.strip():
            yield NarrativeText(paragraph.text, metadata=ElementMetadata(page_number=number))
