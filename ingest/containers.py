"""What the two containers of documents hold: zip (Office since 2007, OpenDocument, EPUB) and OLE (Office before, Outlook)."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadInput

UNPACKED_MB = 400
MOST_MEMBERS = 20_000
COMPRESSION = 200
"""Limits on what a document that is a zip archive may unpack to: in all, in files, and in proportion to its size."""
HARMLESS_MB = 20
"""Up to this size proportion does not count: a small file of repeated text can shrink a lot and still be harmless."""
MOST_DIRECTORY_MB = 16
"""Largest list of members of a zip archive; a list of more than `MOST_MEMBERS` could fill the memory by itself."""

ENCRYPTED = "The file is encrypted; remove the password and try again."
DAMAGED = "The file is damaged or was cut off: its parts cannot be listed."
PLAIN_ARCHIVE = "The file is a zip archive and not a document; unpack it and add the documents in it."

_OFFICE_PARTS: Mapping[str, str] = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.xml": "xlsx",
}
_MIMETYPES: Mapping[str, str] = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/epub+zip": "epub",
}
_PACKAGES: Mapping[str, str] = {
    "[Content_Types].xml": "an Office file of a kind that is not read",
    "mimetype": "an OpenDocument or similar package of a kind that is not read",
    "META-INF/manifest.xml": "an OpenDocument or similar package of a kind that is not read",
    "META-INF/MANIFEST.MF": "a program",
    "AndroidManifest.xml": "a program",
}
"""Member -> what a zip archive that has it is: a package by itself, and not files that somebody put together."""

_FONT_ALGORITHMS = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
_ALGORITHM = re.compile(rb'EncryptionMethod\s[^>]*?Algorithm\s*=\s*["\']([^"\']+)')
# The name of the stream that holds an encrypted Office document, as the directory of the container spells it.
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLE_STREAMS: Mapping[str, str] = {
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "Workbook": "xls",
    "Book": "xls",
    "__properties_version1.0": "msg",
}
_HWP = "The file is a Hangul (HWP) document, which Casebook does not read; save it as .docx or PDF."


@dataclass(frozen=True, slots=True)
class _Zip:
    names: frozenset[str]
    mimetype: str
    """First 80 characters of the member of that name, by which OpenDocument and EPUB say what they are."""
    mark: bytes
    """What says how parts are encrypted: the manifest of OpenDocument, `encryption.xml` of EPUB."""


# Zip ---------------------------------------------------------------------------------------------------------------------


def recognise_zip(path: Path) -> str:
    """Document type of a file that is a zip archive; BadInput says what it is where it is no document that can be taken."""
    held = _list(path)
    if found := next((kind for part, kind in _OFFICE_PARTS.items() if part in held.names), None):
        return found
    if found := _MIMETYPES.get(held.mimetype.strip().removesuffix("-template")):
        if _is_encrypted(held):
            raise BadInput(ENCRYPTED)
        return found
    if "hwp" in held.mimetype:
        raise BadInput(_HWP)
    if what := _package(held.names):
        raise BadInput(f"The file is {what}; save it as PDF, or as .docx, .pptx, .xlsx, .odt or .odp.")
    raise BadInput(PLAIN_ARCHIVE)


def is_plain_zip(path: Path) -> bool:
    """Whether it is a zip archive of files and not a document; False too where its members cannot be listed."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist()) if _has_short_directory(path) else frozenset()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return bool(names) and not _package(names) and not names & set(_OFFICE_PARTS)


def _package(names: frozenset[str]) -> str | None:
    return next((what for member, what in _PACKAGES.items() if member in names), None)


def _list(path: Path) -> _Zip:
    if not _has_short_directory(path):
        raise BadInput(f"The file says that it has more than {MOST_MEMBERS:,} parts; it was not opened.")
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_unpacked(members, path.stat().st_size)
            names = frozenset(archive.namelist())
            mimetype = _start_of(archive, names, "mimetype", 80).decode("ascii", "replace")
            mark = _start_of(archive, names, "META-INF/manifest.xml", 2**20)
            mark += _start_of(archive, names, "META-INF/encryption.xml", 2**20)
            return _Zip(names, mimetype, mark)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        raise BadInput(DAMAGED) from None


def _start_of(archive: zipfile.ZipFile, names: frozenset[str], name: str, most: int) -> bytes:
    if name not in names:
        return b""
    with archive.open(name) as member:
        return member.read(most)


def _check_unpacked(members: Sequence[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    too_large = unpacked > UNPACKED_MB * 2**20
    too_dense = unpacked > COMPRESSION * max(size, 1) and unpacked > HARMLESS_MB * 2**20
    if too_large or too_dense or len(members) > MOST_MEMBERS:
        raise BadInput(
            f"The file unpacks to {unpacked / 2**20:,.0f} MB in {len(members):,} parts, far more than a document of its size "
            "would; it was not opened."
        )


def _is_encrypted(held: _Zip) -> bool:
    """Passwords of OpenDocument, and copy protection of EPUB; fonts that an EPUB hides by a key of its own do not count."""
    algorithms = set(_ALGORITHM.findall(held.mark)) - set(_FONT_ALGORITHMS)
    return b"encryption-data" in held.mark or bool(algorithms) or "META-INF/rights.xml" in held.names


def _has_short_directory(path: Path) -> bool:
    """Whether the list of members is short enough to be read; where its size is not said, zipfile will refuse it itself."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 66_000, 0))
        tail = file.read()
    sizes: list[int] = []
    if (at := tail.rfind(b"PK\x05\x06")) >= 0 and len(tail) >= at + 22:
        sizes += struct.unpack("<I", tail[at + 12 : at + 16])
    if (at := tail.rfind(b"PK\x06\x06")) >= 0 and len(tail) >= at + 56:
        sizes += struct.unpack("<Q", tail[at + 40 : at + 48])
    # The largest 32-bit number says that the size stands in the longer record.
    return all(size <= MOST_DIRECTORY_MB * 2**20 for size in sizes if size != 0xFFFFFFFF)


# OLE ---------------------------------------------------------------------------------------------------------------------


def recognise_ole(path: Path) -> str:
    """Document type of a file in an OLE container; BadInput where it is encrypted, damaged or of another kind."""
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {entry[0] for entry in ole.listdir()}
            starts = {name: ole.openstream(name).read(4096) for name in _OLE_STREAMS if ole.exists(name)}
    # The reader raises whatever a broken file makes it stumble over.
    except Exception:
        raise BadInput(ENCRYPTED if _ENCRYPTED_PACKAGE in path.read_bytes() else DAMAGED) from None
    found = next((kind for name, kind in _OLE_STREAMS.items() if name in names), None)
    if {"EncryptedPackage", "EncryptedSummary"} & names or (found and _is_locked(found, [*starts.values()])):
        raise BadInput(ENCRYPTED)
    if "HwpSummaryInformation" in {name.lstrip("\x05") for name in names}:
        raise BadInput(_HWP)
    if found is None:
        raise BadInput("The file is in an old Office format that is not read; save it as PDF, .docx, .pptx or .xlsx.")
    return found


def _is_locked(document_type: str, starts: Sequence[bytes]) -> bool:
    """Whether the main stream says that it is encrypted: a flag at the head of Word's, the FILEPASS record of Excel's."""
    start = starts[0] if starts else b""
    if document_type == "doc":
        return len(start) > 12 and bool(start[11] & 0x01)
    return document_type == "xls" and _has_record(start, 0x002F)


def _has_record(stream: bytes, wanted: int) -> bool:
    at = 0
    while at + 4 <= len(stream):
        record, length = struct.unpack_from("<HH", stream, at)
        if record == wanted:
            return True
        at += 4 + length
    return False
