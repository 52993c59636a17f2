"""Converters of Office documents: Word and slides, and by LibreOffice their formats from before 2007."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.conversion import partition
from ingest.libreoffice import convert_to
from ingest.safe_xml import parse_xml

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


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_BODY = "word/document.xml"


def convert_docx(path: Path) -> list[Element]:
    """A Word document; its elements have pages only where Word stored its page breaks. Macros are neither run nor read.

    What unstructured leaves out comes at the end: text boxes, then footnotes and endnotes.
    """
    elements = partition("docx", filename=str(_as_document(path)))
    with zipfile.ZipFile(path) as package:
        return [*elements, *_boxes(package), *_footnotes(package)]


def _boxes(package: zipfile.ZipFile) -> Iterator[Element]:
    from unstructured.documents.elements import NarrativeText

    for box in parse_xml(package.read(_BODY)).iter(f"{_WORD}txbxContent") if _BODY in package.namelist() else ():
        # Word writes every box twice, the second time for programs of before 2010; and one may lie in another.
        if next(box.iterancestors(_FALLBACK, f"{_WORD}txbxContent"), None) is None:
            yield from (NarrativeText(text) for text in _paragraphs(box))


def _footnotes(package: zipfile.ZipFile) -> Iterator[Element]:
    from unstructured.documents.elements import NarrativeText

    for part in sorted(set(_NOTES) & set(package.namelist()), key=_NOTES.index):
        for note in parse_xml(package.read(part)).iter(f"{_WORD}footnote", f"{_WORD}endnote"):
            # Those with a type are the lines that separate notes from the text.
            text = " ".join(_paragraphs(note)) if note.get(f"{_WORD}type") in {None, "normal"} else ""
            if text:
                element = NarrativeText(text)
                # An ad-hoc field of unstructured's metadata, which `ingest.convert` reads.
                element.metadata.role = "footnote"
                yield element


def _paragraphs(around: Any) -> Iterator[str]:
    for paragraph in around.iter(f"{_WORD}p"):
        pieces = (
            " " if node.tag in {f"{_WORD}tab", f"{_WORD}br"} else node.text or ""
            for node in paragraph.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br")
        )
        if text := " ".join("".join(pieces).split()):
            yield text


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
