"""Which documents of the archive a package may hold copies of: those whose licence permits it, in formats that cannot act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from api.classroom.content import Classroom
from corpus.errors import NotFound
from corpus.licences import document_rights
from corpus.passage import StoredDocument
from corpus.programme.model import Material
from index.files import FileStore
from index.programmes import PinnedCase

MOST_BYTES = 64 * 1024 * 1024
"""Of copies in one package, which is made in memory."""

INERT = frozenset({"pdf", "docx", "pptx", "xlsx", "csv", "odt", "odp", "ods", "rtf", "txt", "md", "png", "jpeg"})
"""Document types that a learning system gives to save or shows without running anything. Web pages would run in its own origin, with the
rights of whoever opens them; macros of old formats would run on their machine.
"""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Copies(Protocol):
    """Where copies come from; a thin package takes none."""

    def copy(self, classroom: Classroom, material: Material) -> Copied | NotCopied | None:
        """The material's file, or why it is not copied; None where it is no document that could be."""


@dataclass(frozen=True, slots=True)
class Copied:
    path: str
    """In the package: ASCII, without the name's dangerous characters, told apart by its hash."""
    content: bytes


@dataclass(frozen=True, slots=True)
class NotCopied:
    reason: str
    """Name of the label that tells it."""


class NoCopies:
    """For thin packages."""

    def copy(self, _classroom: Classroom, _material: Material) -> None:
        return None


@dataclass
class ArchiveCopies:
    """Copies of the archive's files, up to `MOST_BYTES` together."""

    files: FileStore
    taken: dict[str, int] = field(default_factory=dict)
    """Document -> bytes."""

    def copy(self, classroom: Classroom, material: Material) -> Copied | NotCopied | None:
        """A document of a pinned case; what the archive has of other cases is linked like any other address."""
        found = _document(classroom.cases, material.document)
        if found is None:
            return None
        pinned, document = found
        if refused := self._refusal(pinned, document):
            return NotCopied(refused)
        try:
            content = self.files.path(document.sha256).read_bytes()
        except NotFound:
            return NotCopied("left_lost")
        self.taken[document.id] = len(content)
        return Copied(_path(document), content)

    def _refusal(self, pinned: PinnedCase, document: StoredDocument) -> str | None:
        if not pinned.is_visible or document_rights(document, pinned.case).withheld:
            return "left_licence"
        if document.document_type not in INERT:
            return "left_format"
        others = sum(size for id, size in self.taken.items() if id != document.id)
        return "left_size" if others + document.size > MOST_BYTES else None


def _document(cases: Mapping[str, PinnedCase], document_id: str | None) -> tuple[PinnedCase, StoredDocument] | None:
    for pinned in cases.values():
        for document in pinned.documents:
            if document.id == document_id:
                return pinned, document
    return None


def _path(document: StoredDocument) -> str:
    name = _UNSAFE.sub("-", document.file.rpartition("/")[2]).strip("-.")
    stem, _, ending = name.rpartition(".")
    return f"documents/{document.sha256[:8]}-{(stem or 'document')[:60]}.{ending or document.document_type}"
