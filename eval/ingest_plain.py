"""The plain text of a file, by the simplest means that is not our converter: what the text of a reader is compared with.

It has no structure and no order worth the name; only its words and letters are counted. Formats for which nothing independent is at
hand (.doc, .ppt, .xls, .rtf, .msg, pictures) have none, and are then not compared.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path

from ingest.formats import decode
from ingest.text import is_cjk

MOST_PART_MB = 64
"""Larger parts of a package are not opened here; the readers that are measured have limits of their own."""

# PDFium writes U+FFFE for a hyphen at the end of a line, and leaves the line end out.
_CUT_AT_LINE_END = re.compile(r"\w+(?:[-\u00ad]\s*\n\s*|[\ufffe\x02]\s*)\w+")
_WORD = re.compile(r"\w+")
_XML_PARTS: Mapping[str, tuple[str, frozenset[str] | None]] = {
    "docx": (r"word/(document|footnotes|endnotes)\.xml", frozenset({"t"})),
    "pptx": (r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml", frozenset({"t"})),
    "xlsx": (r"xl/sharedStrings\.xml", frozenset({"t"})),
    "odt": (r"content\.xml", None),
    "odp": (r"content\.xml", None),
    "ods": (r"content\.xml", None),
}
"""Document type -> the parts of its package that hold text, and the names of the elements that do; None takes all of them."""


def count_words(text: str) -> Counter[str]:
    """Words with how often they stand there; characters of scripts without spaces count one by one.

    Words that a line end cuts in two by a hyphen are left out: whether the hyphen belongs to the word nobody can tell.
    """
    whole = _CUT_AT_LINE_END.sub(" ", text)
    return Counter(
        part for word in _WORD.findall(unicodedata.normalize("NFKC", whole).casefold()) for part in _parts(word)
    )


def count_letters(text: str) -> int:
    """Letters and digits: spaces, marks of Markdown and rules of tables are no text that could be lost."""
    return sum(character.isalnum() for character in unicodedata.normalize("NFKC", text))


def plain_text(path: Path, document_type: str) -> str | None:
    """The text of a file as UTF-8 text; None where nothing at hand reads the format. Raises whatever its reader raises."""
    if document_type in _XML_PARTS:
        return _package_text(path, *_XML_PARTS[document_type])
    reader = _READERS.get(document_type)
    return reader(path) if reader else None


def plain_pages(path: Path, document_type: str) -> int | None:
    """Pages of a PDF or slides of a PPTX; None for formats without."""
    if document_type == "pptx":
        with zipfile.ZipFile(path) as package:
            return sum(bool(re.fullmatch(r"ppt/slides/slide\d+\.xml", name)) for name in package.namelist())
    if document_type != "pdf":
        return None
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as pdf:
        return len(pdf)


def _parts(word: str) -> Iterator[str]:
    if any(map(is_cjk, word)):
        yield from word
    else:
        yield word


def _pdf_text(path: Path) -> str:
    from pypdfium2 import PdfDocument

    with PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def _package_text(path: Path, parts: str, elements: frozenset[str] | None) -> str:
    with zipfile.ZipFile(path) as package:
        members = [member for member in package.infolist() if re.fullmatch(parts, member.filename)]
        return "\n".join(_xml_text(package.read(each), elements) for each in members if _is_small(each))


def _is_small(member: zipfile.ZipInfo) -> bool:
    return member.file_size <= MOST_PART_MB * 2**20


def _xml_text(data: bytes, elements: frozenset[str] | None) -> str:
    from lxml import etree  # type: ignore[import-untyped]

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    if elements is None:
        return " ".join(root.itertext())
    # A word can be cut into several runs, so that only the ends of paragraphs part words.
    paragraphs = (node for node in root.iter() if etree.QName(node).localname in {"p", "si"})
    return "\n".join("".join(_texts(paragraph, elements)) for paragraph in paragraphs)


def _texts(paragraph: object, elements: frozenset[str]) -> Iterator[str]:
    from lxml import etree

    for node in paragraph.iter():  # type: ignore[attr-defined]
        name = etree.QName(node).localname
        yield (node.text or "") if name in elements else " " if name in {"tab", "br"} else ""


def _html_text(markup: str) -> str:
    from lxml import html

    page = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for node in page.xpath("//script|//style|//head|//template"):
        node.drop_tree()
    return " ".join(page.itertext())


def _markdown_text(path: Path) -> str:
    from markdown_it import MarkdownIt

    return _html_text(MarkdownIt("commonmark").enable("table").render(decode(path.read_bytes())))


def _epub_text(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        pages = [each for each in book.infolist() if each.filename.endswith(("html", "htm")) and _is_small(each)]
        return "\n".join(_html_text(decode(book.read(each))) for each in pages)


def _mail_text(path: Path) -> str:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content()) if body else ""
    return _html_text(text) if body and body.get_content_subtype() == "html" else text


def _decoded(path: Path) -> str:
    return decode(path.read_bytes())


_READERS: Mapping[str, Callable[[Path], str]] = {
    "pdf": _pdf_text,
    "html": lambda path: _html_text(_decoded(path)),
    "md": _markdown_text,
    "epub": _epub_text,
    "eml": _mail_text,
    "mhtml": _mail_text,
    **dict.fromkeys(("txt", "csv", "rst"), _decoded),
}
