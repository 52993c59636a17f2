"""Files into elements: recognise a file, run the converter of its type, and reduce what it yields to plain data."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import BadInput, CasebookError
from corpus.passage import PassageRole
from corpus.settings import Settings
from corpus.vocabulary import vocabulary
from ingest import pdf
from ingest.conversion import Converter, partitioner
from ingest.converters import mail, office, opendocument, pictures, plain, rtf, sheets, web
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.formats import media_type, recognise
from ingest.text import clean, one_line

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

CHARACTERS_A_PAGE = 5_000
"""A document may hold as much text as the most pages that are allowed, of this length, whether it has pages or not."""

CONVERTERS: Mapping[str, Converter] = {
    "pdf": pdf.convert_pdf,
    "docx": office.convert_docx,
    "doc": office.convert_doc,
    "pptx": office.convert_pptx,
    "ppt": office.convert_ppt,
    "xlsx": sheets.convert_workbook,
    "xls": sheets.convert_workbook,
    "ods": sheets.convert_workbook,
    "csv": sheets.convert_csv,
    "odt": opendocument.convert_odt,
    "odp": opendocument.convert_odp,
    "rtf": rtf.convert_rtf,
    "epub": web.convert_epub,
    "html": web.convert_html,
    "mhtml": web.convert_mhtml,
    "md": plain.convert_markdown,
    "rst": plain.convert_rst,
    "txt": plain.convert_text,
    "eml": mail.convert_eml,
    "msg": mail.convert_msg,
    "png": pictures.convert_picture,
    "jpeg": pictures.convert_picture,
    "tiff": pictures.convert_picture,
    "webp": pictures.convert_picture,
}
"""Document type -> its converter; every type of the vocabulary has one."""

PAGE_COUNTERS: Mapping[str, Callable[[Path], int]] = {
    "pdf": pdf.count_pages,
    "pptx": office.count_slides,
    "odp": opendocument.count_odp_slides,
    "xlsx": sheets.count_sheets,
    "xls": sheets.count_sheets,
    "ods": sheets.count_sheets,
    **dict.fromkeys(("png", "jpeg", "tiff", "webp"), pictures.count_pictures),
}
"""Document type -> what counts its pages before it is converted, so that the limit on pages costs nothing."""

PICTURED: Mapping[str, Callable[[Path, set[int]], tuple[int, ...]]] = {
    "pdf": pdf.pictured_pages,
    **dict.fromkeys(("png", "jpeg", "tiff", "webp"), pictures.pictured_pages),
}
"""Document type -> what finds the pages, beside those with text, that only OCR can read."""

NOTES: Mapping[str, Callable[[Path], Iterable[str]]] = {
    "docx": office.macro_notes,
    "pptx": office.macro_notes,
    "xlsx": office.macro_notes,
    "eml": mail.eml_notes,
    "msg": mail.msg_notes,
}
"""Document type -> sentences on what a file holds beside what is read."""

_SLIDES = frozenset({"pptx", "ppt"})

_KINDS: Mapping[str, ElementKind | None] = {
    "Title": ElementKind.heading,
    "ListItem": ElementKind.list_item,
    "Table": ElementKind.table,
    # Pictures without text are no part of what a document says.
    "PageBreak": None,
    "Image": None,
}

_ROLES: Mapping[str, PassageRole] = {
    "Header": PassageRole.furniture,
    "Footer": PassageRole.furniture,
    "PageNumber": PassageRole.furniture,
    "FigureCaption": PassageRole.caption,
}
"""unstructured's category -> role; a converter that knows more sets `role` in the metadata."""


def convert(path: Path, settings: Settings) -> ParsedFile:
    """Recognise and parse a file; BadInput, with a sentence for a person, where it cannot be read or holds no text."""
    document_type = recognise(path)
    elements, counted = _convert_as(document_type, path, settings)
    parsed = tuple(_plain(elements, document_type))
    with_text = {element.page for element in parsed if element.page and element.role is not PassageRole.furniture}
    pictured = PICTURED[document_type](path, with_text) if document_type in PICTURED else ()
    if not parsed and not pictured:
        raise BadInput("The file holds no text that could be read.")
    _check_length(parsed, settings)
    pages = counted or max(with_text, default=None)
    notes = tuple(NOTES[document_type](path)) if document_type in NOTES else ()
    return ParsedFile(parsed, document_type, media_type(document_type), pages, notes, pictured)


_READERS = (
    "docx", "pptx", "liteparse", "pypdfium2", "lxml.html", "unstructured.documents.elements", "python_calamine", "olefile",
    "docutils.core", "docutils.writers.html5_polyglot", "docutils.parsers.rst", "email.policy", "PIL.Image",
)  # fmt: skip


def preload() -> None:
    """Import what the converters need, for the fork server from which children are forked."""
    for name in _READERS:
        importlib.import_module(name)
    for kind in ("md", "html", "docx", "pptx"):
        partitioner(kind)


def _convert_as(document_type: str, path: Path, settings: Settings) -> tuple[list[Element], int | None]:
    label = vocabulary("document_types").label(document_type, "en")
    try:
        pages = PAGE_COUNTERS[document_type](path) if document_type in PAGE_COUNTERS else None
        _check_pages(pages or 0, settings)
        return CONVERTERS[document_type](path), pages
    except (CasebookError, MemoryError, ImportError):
        raise
    # The readers of formats raise whatever a broken file makes them stumble over.
    except Exception as error:
        raise BadInput(
            f"The file cannot be read as {label}; it seems to be damaged ({type(error).__name__}). "
            "Open it and save it again, or export it as PDF."
        ) from error


def _check_pages(pages: int, settings: Settings) -> None:
    if pages > settings.max_pages:
        raise BadInput(
            f"The file has {pages:,} pages; the limit is {settings.max_pages:,} (CASEBOOK_MAX_PAGES). Split it into parts."
        )


def _check_length(elements: Iterable[ParsedElement], settings: Settings) -> None:
    length = sum(len(element.text) for element in elements)
    if length > settings.max_pages * CHARACTERS_A_PAGE:
        raise BadInput(
            f"The file holds {length:,} characters of text, more than {settings.max_pages:,} pages do, which is the limit "
            "(CASEBOOK_MAX_PAGES). Split it into parts."
        )


def _plain(elements: Iterable[Element], document_type: str) -> Iterator[ParsedElement]:
    for element in elements:
        kind = _kind(element, document_type)
        if kind and (plain := _plain_element(element, kind)).text:
            yield plain


def _kind(element: Element, document_type: str) -> ElementKind | None:
    kind = _KINDS.get(element.category, ElementKind.text)
    if document_type not in _SLIDES:
        return kind
    # On a slide only the title announces what follows, and every other line but the notes is a bullet.
    is_subtitle = kind is ElementKind.heading and bool(element.metadata.category_depth)
    is_bullet = kind is ElementKind.text and element.category != "NarrativeText"
    return ElementKind.list_item if is_subtitle or is_bullet else kind


def _plain_element(element: Element, kind: ElementKind) -> ParsedElement:
    rows = tuple(_rows(element.metadata.text_as_html or "")) if kind is ElementKind.table else ()
    is_heading = kind is ElementKind.heading
    return ParsedElement(
        kind=ElementKind.text if kind is ElementKind.table and not rows else kind,
        text=one_line(element.text) if is_heading else clean(element.text),
        depth=(element.metadata.category_depth or 0) if is_heading else None,
        page=element.metadata.page_number,
        rows=rows,
        glued=bool(getattr(element.metadata, "glued", False)),
        role=PassageRole(getattr(element.metadata, "role", None) or _ROLES.get(element.category, PassageRole.body)),
        boxes=tuple(getattr(element.metadata, "boxes", None) or ()),
    )


def _rows(markup: str) -> Iterator[tuple[str, ...]]:
    from lxml import html  # type: ignore[import-untyped]

    for row in html.fragment_fromstring(markup).iter("tr") if markup else ():
        cells = tuple(one_line(str(cell.text_content())) for cell in row.iterchildren("td", "th"))
        if any(cells):
            yield cells
