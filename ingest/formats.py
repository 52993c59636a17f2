"""What kind of document a file is, told from its content: a name can say anything.

Only between kinds of plain text (Markdown, HTML, CSV, text) does the name decide, because their content does not.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from pathlib import Path

import filetype  # type: ignore[import-untyped]
from charset_normalizer import from_bytes

from corpus.errors import BadInput
from corpus.vocabulary import vocabulary
from ingest.containers import is_plain_zip, recognise_ole, recognise_zip

HEAD = 8192
"""Bytes from the start of a file that are enough to recognise it."""

STRAY_CONTROLS = 4
"""Control characters that even a short text may hold, beside one in a hundred characters; binary data holds far more."""

_TEXT_SUFFIXES: Mapping[str, str] = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".csv": "csv",
    ".tsv": "csv",
    ".rst": "rst",
    ".txt": "txt",
    ".text": "txt",
}
_BINARY_SUFFIXES = (
    ".doc", ".docx", ".eml", ".epub", ".jpeg", ".jpg", ".mht", ".mhtml", ".msg", ".odp", ".ods", ".odt", ".pdf", ".png", ".ppt",
    ".pptx", ".rtf", ".tif", ".tiff", ".webp", ".xls", ".xlsx",
)  # fmt: skip
SUFFIXES = frozenset({*_BINARY_SUFFIXES, *_TEXT_SUFFIXES})
"""Usual endings of the files that are read; what a file is, its content says."""

_SIGNATURES: Mapping[bytes, str] = {
    b"{\\rtf": "rtf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"II+\x00": "tiff",
    b"MM\x00+": "tiff",
}
"""First bytes -> document type."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_GZIP = b"\x1f\x8b"
_TAR_MARK = slice(257, 262)
_HTML = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)")
_OF_A_MAIL = frozenset({"received", "to", "delivered-to", "message-id", "return-path"})
_USUAL_HEADERS = _OF_A_MAIL | {"from", "date", "subject", "mime-version", "content-type", "cc"}
_SAVED_PAGES = (".mht", ".mhtml")


def media_type(document_type: str) -> str:
    """The MIME type of a document type of the vocabulary."""
    return str(vocabulary("document_types")[document_type].notes["media_type"])


def recognise(path: Path) -> str:
    """Id of the document type of a file; BadInput says what the file is where it cannot be taken."""
    head = _head(path)
    if not head.strip(b"\x00"):
        raise BadInput("The file is empty." if not head else "The file holds nothing but zero bytes.")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_ZIP):
        return recognise_zip(path)
    if head.startswith(_OLE):
        return recognise_ole(path)
    if found := _by_signature(head):
        return found
    if _is_tar(head):
        raise BadInput("The file is a tar archive and not a document; unpack it and add the documents in it.")
    suffix = path.suffix.lower()
    if not _is_text(head):
        raise _refuse_binary(head, suffix)
    return _recognise_text(head, suffix)


def archive_kind(path: Path) -> str | None:
    """'zip' or 'tar' (packed by gzip or not) where a file is an archive of files; None for documents and all else."""
    head = _head(path)
    if head.startswith(_ZIP):
        return "zip" if is_plain_zip(path) else None
    return "tar" if _is_tar(head) else None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _by_signature(head: bytes) -> str | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _SIGNATURES.items() if head.startswith(start)), None)


def _is_tar(head: bytes) -> bool:
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 512)
        except zlib.error:
            return False
    return head[_TAR_MARK] == b"ustar"


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
    if found := _recognise_mail(head, suffix):
        return found
    if suffix in _TEXT_SUFFIXES:
        return _TEXT_SUFFIXES[suffix]
    if _HTML.match(head.decode("utf-8", "ignore")):
        return "html"
    if suffix in SUFFIXES:
        raise BadInput(f"The file is damaged or not what its name says: it does not start as a {suffix} file does.")
    ending = f"with the ending {suffix}" if suffix else "without an ending"
    raise BadInput(f"The file is text {ending}, which could be anything; Casebook reads {_known()}.")


def _recognise_mail(head: bytes, suffix: str) -> str | None:
    """'eml' or 'mhtml', which both start with headers; None where the file starts with something else."""
    headers = _headers(head.decode("utf-8", "replace"))
    is_mime = {"mime-version", "content-type"} <= set(headers)
    is_plain_mail = suffix == ".eml" and len(_USUAL_HEADERS & set(headers)) > 1
    if not is_mime and not is_plain_mail:
        return None
    is_related = "multipart/related" in headers.get("content-type", "").lower()
    is_page = suffix in _SAVED_PAGES or "snapshot-content-location" in headers or (is_related and suffix != ".eml")
    return "mhtml" if is_page and not _OF_A_MAIL & set(headers) else "eml"


def _headers(text: str) -> dict[str, str]:
    """Headers at the start of a text, by name in small letters; none where its first line is no header."""
    found: dict[str, str] = {}
    for line in text.lstrip("\ufeff\r\n").splitlines():
        if match := _HEADER.match(line):
            found.setdefault(match[1].lower(), match[2])
        elif not line.startswith((" ", "\t")):
            break
    return found


def _named(suffix: str) -> str:
    return f" although its name ends in {suffix}" if suffix in SUFFIXES else ""


def _known() -> str:
    return f"{', '.join(sorted(SUFFIXES))}, and archives of these as .zip, .tar and .tar.gz"


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
