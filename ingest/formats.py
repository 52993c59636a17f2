"""What kind of document a file is, told from its content: a name can say anything.

Only between kinds of plain text (Markdown, HTML, CSV, text) does the name decide, because their content does not.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import filetype  # type: ignore[import-untyped]
from charset_normalizer import from_bytes

from corpus.errors import BadInput
from corpus.vocabulary import vocabulary

HEAD = 8192
"""Bytes from the start of a file that are enough to recognise it."""

UNPACKED_MB = 400
MOST_MEMBERS = 20_000
COMPRESSION = 200
"""Limits on what a document that is a zip archive may unpack to: in all, in files, and in proportion to its size."""

_OFFICE_PARTS: Mapping[str, str] = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.xml": "xlsx",
}
_TEXT_SUFFIXES: Mapping[str, str] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".txt": "txt",
    ".text": "txt",
}
SUFFIXES = frozenset({".pdf", ".docx", ".pptx", ".xlsx", *_TEXT_SUFFIXES})
"""Endings of the files that are worth trying when a folder is read."""

_NOT_READ: Mapping[str, str] = {
    "odt": "The file is an OpenDocument text, which this version does not read; save it as .docx or PDF.",
    "epub": "The file is an EPUB book, which this version does not read; save it as PDF or HTML.",
    "rtf": "The file is in Rich Text Format, which this version does not read; save it as .docx or PDF.",
    "ole": "The file is in an old Office format (.doc, .ppt or .xls); save it as .docx, .pptx or .xlsx.",
}
_ENCRYPTED = "The file is encrypted; remove the password and try again."
_HTML = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
STRAY_CONTROLS = 4
"""Control characters that even a short text may hold, beside one in a hundred characters; binary data holds far more."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# The name of the stream that holds an encrypted Office document, as the directory of the container spells it.
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def media_type(document_type: str) -> str:
    """The MIME type of a document type of the vocabulary."""
    return str(vocabulary("document_types")[document_type].notes["media_type"])


def recognise(path: Path) -> str:
    """Id of the document type of a file; BadInput says what the file is where it cannot be taken."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\x00"):
        raise BadInput("The file is empty." if not head else "The file holds nothing but zero bytes.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _recognise_archive(path)
    if head.startswith(_OLE):
        raise BadInput(_ENCRYPTED if _ENCRYPTED_PACKAGE in path.read_bytes() else _NOT_READ["ole"])
    if head.startswith(b"{\\rtf"):
        raise BadInput(_NOT_READ["rtf"])
    suffix = path.suffix.lower()
    if not _is_text(head):
        raise _refuse_binary(head, suffix)
    return _recognise_text(head, suffix)


def _recognise_archive(path: Path) -> str:
    members, mimetype = _list_archive(path)
    _check_unpacked(members, path.stat().st_size)
    names = {member.filename for member in members}
    if found := next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None):
        return found
    for kind, word in (("odt", "opendocument"), ("epub", "epub")):
        if word in mimetype:
            raise BadInput(_NOT_READ[kind])
    raise BadInput("The file is a zip archive and not a document; unpack it and add the documents in it.")


def _list_archive(path: Path) -> tuple[list[zipfile.ZipInfo], str]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if "mimetype" not in archive.namelist():
                return members, ""
            with archive.open("mimetype") as member:
                return members, member.read(80).decode("ascii", "replace")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        raise BadInput("The file is damaged or was cut off: its parts cannot be listed.") from None


def _check_unpacked(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    too_large = unpacked > UNPACKED_MB * 2**20
    # A small file of repeated text can shrink a lot and still be harmless.
    too_dense = unpacked > COMPRESSION * max(size, 1) and unpacked > 20 * 2**20
    if too_large or too_dense or len(members) > MOST_MEMBERS:
        raise BadInput(
            f"The file unpacks to {unpacked / 2**20:,.0f} MB in {len(members):,} parts, far more than a document of its size "
            "would; it was not opened."
        )


def _is_text(head: bytes) -> bool:
    if head.startswith(_UTF16_MARKS):
        return True
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return b"\x00" not in head and control <= STRAY_CONTROLS + len(head) // 100


def _refuse_binary(head: bytes, suffix: str) -> BadInput:
    found = filetype.guess(head)
    if found is None:
        return BadInput(f"The file is binary data of no known kind{_named(suffix)}; Casebook reads {_known()}.")
    return BadInput(f"The file is {found.mime} data{_named(suffix)}; Casebook reads {_known()}.")


def _recognise_text(head: bytes, suffix: str) -> str:
    if suffix in _TEXT_SUFFIXES:
        return _TEXT_SUFFIXES[suffix]
    if _HTML.match(head.decode("utf-8", "ignore")):
        return "html"
    if suffix in SUFFIXES:
        raise BadInput(f"The file is damaged or not what its name says: it does not start as a {suffix} file does.")
    ending = f"with the ending {suffix}" if suffix else "without an ending"
    raise BadInput(f"The file is text {ending}, which could be anything; Casebook reads {_known()}.")


def _named(suffix: str) -> str:
    return f" although its name ends in {suffix}" if suffix in SUFFIXES else ""


def _known() -> str:
    return ", ".join(sorted(SUFFIXES))


def decode(data: bytes) -> str:
    """Bytes of a text file as text: UTF-8 or UTF-16 by its mark, else UTF-8 if valid, else the likeliest older encoding."""
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The start of a long file is enough to tell, and detection is slow.
        best = from_bytes(data[:100_000]).best()
        return data.decode(best.encoding if best else "cp1252", "replace")
