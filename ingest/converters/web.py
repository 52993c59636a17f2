"""Converters of web pages: HTML, pages saved with their pictures (MHTML), and books made of pages (EPUB)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from corpus.errors import BadInput
from ingest.conversion import partition, title_element
from ingest.formats import decode
from ingest.safe_xml import parse_xml

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITIES = re.compile(r"<!DOCTYPE[^>\[]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_AROUND_ROLES = {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog"}
_AROUND_TAGS = {
    "nav",
    "script",
    "style",
    "noscript",
    "template",
    "button",
    "select",
    "dialog",
    "svg",
    "iframe",
    "object",
}
_AROUND_NAME = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|cookies?|cookie-?(?:banner|consent|notice)|sidebar|skip-?link|"
    r"share|sharing|social|pagination|pager)(?:$|[-_ ])",
    re.IGNORECASE,
)
_CONTENT = "//main | //*[@role='main']"
_CAPTION, _FOOTNOTE = "\ue000", "\ue001"
"""Put before a text to tell its role beyond unstructured, which knows no such elements; no honest page has these characters."""
_ROLE_OF_MARK = {_CAPTION: "caption", _FOOTNOTE: "footnote"}
_FOOTNOTES = (
    "//*[@role='doc-footnote' or @role='doc-endnote' or @role='doc-endnotes' or contains(concat(' ', @class, ' '), ' footnotes ')"
    " or contains(concat(' ', @class, ' '), ' footnote ')]"
)
_NOTE_BLOCKS = ("p", "li", "div", "dd", "aside", "section")
_LEAST_SHARE = 0.4
"""Share of the text of a page from which what it marks as its main part is taken for all of it."""
_MOSTLY_LINKS = 0.8


def convert_html(path: Path) -> list[Element]:
    """A web page without its navigation, header, footer and scripts; `<title>` heads a page that has no heading."""
    return html_elements(decode(path.read_bytes()))


def convert_mhtml(path: Path) -> list[Element]:
    """The page of a saved web archive; the pictures, styles and frames that were saved with it are left out."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        raise BadInput("The saved web page holds no page; save it again, or as PDF.")
    return html_elements(part_text(pages[0]))


def part_text(part: Message) -> str:
    """The text of a part of a message, in the encoding that it names if it is one, else in the likeliest."""
    data = cast("bytes | None", part.get_payload(decode=True)) or b""
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(data)


def html_elements(markup: str) -> list[Element]:
    """Elements of a page without what stands around its content."""
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        root = html.document_fromstring(_ENTITIES.sub("", _XML_DECLARATION.sub("", markup)))
    except etree.ParserError:
        # Nothing but white space and comments.
        return []
    title = " ".join((root.findtext(".//title") or "").split())
    content = _without_surroundings(root)
    _mark_roles(content)
    elements = [_with_role(each) for each in partition("html", text=html.tostring(content, encoding="unicode"))]
    if elements and title and not any(element.category == "Title" for element in elements):
        return [title_element(title, 0), *elements]
    return elements


def _without_surroundings(root: Any) -> Any:
    """The page without menus and the like, reduced to its main part where it marks one that holds most of the text."""
    for element in [found for found in root.iter() if isinstance(found.tag, str) and _is_around(found)]:
        if element.getparent() is not None:
            element.drop_tree()
    for form in list(root.iter("form")):
        # Pages of some systems are one form as a whole, which unstructured passes over.
        form.drop_tag()
    whole = _length(root)
    return next((part for part in root.xpath(_CONTENT) if _length(part) >= _LEAST_SHARE * whole), root)


def _mark_roles(content: Any) -> None:
    """Mark captions and footnotes by their first character. Captions become paragraphs of their own: unstructured drops those of
    figures, and takes those of tables for cells."""
    from lxml import etree

    for mark in (_CAPTION, _FOOTNOTE):
        for element in [found for found in content.iter() if mark in (found.text or "") + (found.tail or "")]:
            element.text, element.tail = (text and text.replace(mark, "") for text in (element.text, element.tail))
    for caption in list(content.iter("figcaption", "caption")):
        owner = next(caption.iterancestors("figure", "table"), None)
        text = " ".join("".join(caption.itertext()).split())
        if owner is None or owner.getparent() is None or not text:
            continue
        paragraph = etree.Element("p")
        paragraph.text = _CAPTION + text
        caption.drop_tree()
        place = owner.addprevious if owner.tag == "table" else _after(owner)
        place(paragraph)
    for notes in content.xpath(_FOOTNOTES):
        for block in [notes, *notes.iter(*_NOTE_BLOCKS)]:
            if block.tag in _NOTE_BLOCKS and not any(True for _ in block.iterchildren(*_NOTE_BLOCKS, "ol", "ul")):
                block.text = _FOOTNOTE + (block.text or "").lstrip(_FOOTNOTE)


def _after(owner: Any) -> Callable[[Any], None]:
    """What puts an element behind another and leaves the text that follows where it is."""

    def place(element: Any) -> None:
        element.tail, owner.tail = owner.tail, None
        owner.addnext(element)

    return place


def _with_role(element: Element) -> Element:
    role = _ROLE_OF_MARK.get(element.text[:1])
    if role:
        element.text = element.text[1:].lstrip()
        element.metadata.role = role
    return element


def _is_around(element: Any) -> bool:
    if element.tag in _AROUND_TAGS or (element.get("role") or "").lower() in _AROUND_ROLES:
        return True
    if element.tag not in {"div", "ul", "ol", "section", "aside", "table"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_AROUND_NAME.search(names)) and _is_mostly_links(element)


def _is_mostly_links(element: Any) -> bool:
    """A menu says little that is not a link; an article whose box happens to be called so does."""
    linked = sum(map(_length, element.iter("a")))
    return linked >= _MOSTLY_LINKS * _length(element)


def _length(element: Any) -> int:
    return sum(len("".join(text.split())) for text in element.itertext())


# EPUB --------------------------------------------------------------------------------------------------------------------

_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PAGES = {"application/xhtml+xml", "text/html"}


def convert_epub(path: Path) -> list[Element]:
    """A book in the order of its spine: its title over all headings, its own table of contents left out.

    Read here, since the library for EPUB is under the AGPL, and a book is no more than web pages in a zip archive.
    """
    with zipfile.ZipFile(path) as book:
        package_name = _package_name(book)
        package = parse_xml(book.read(package_name))
        elements = [element for page in _spine(package, package_name) for element in _chapter(book, page)]
    title = " ".join((package.findtext(f".//{_DC_TITLE}") or "").split())
    return [title_element(title, 0), *_below(title, elements)] if title and elements else elements


def _package_name(book: zipfile.ZipFile) -> str:
    found = parse_xml(book.read("META-INF/container.xml")).find(f".//{_CONTAINER}rootfile")
    if found is None:
        raise BadInput("The EPUB book does not say where its text is; export it again, or save it as PDF.")
    return str(found.get("full-path"))


def _spine(package: Any, package_name: str) -> Iterator[str]:
    """Names of the members that hold the text, in reading order."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    folder = posixpath.dirname(package_name)
    for reference in package.iter(f"{_OPF}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _chapter(book: zipfile.ZipFile, name: str) -> list[Element]:
    return html_elements(decode(book.read(name)))


def _below(title: str, elements: Iterable[Element]) -> Iterator[Element]:
    """The elements with headings one level down; a heading that only repeats the title of the book is left out."""
    for element in elements:
        if element.category == "Title":
            if " ".join(element.text.split()).casefold() == title.casefold():
                continue
            element.metadata.category_depth = (element.metadata.category_depth or 0) + 1
        yield element
