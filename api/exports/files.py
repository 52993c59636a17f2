"""Original files of a list of cases as one ZIP, with whose they are: what is not licensed to pass on is named in it and left out."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from api.exports.cases import ExportList
from api.exports.pieces import BLOCK, Outbox, in_blocks
from api.exports.table import Cell, csv_line
from corpus.case import Case
from corpus.errors import NotFound
from corpus.licences import Rights, document_rights
from corpus.passage import StoredDocument
from corpus.vocabulary import vocabulary
from index.files import FileStore

MANIFEST = (
    "file",
    "case",
    "case_title",
    "document",
    "title",
    "licence",
    "rights_holder",
    "sha256",
    "bytes",
    "withheld",
)
"""Columns of MANIFEST.csv; `file` is empty where a file is withheld."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP can name: the same files give the same bytes."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
"""Characters that Windows refuses in names, or that a terminal would act on."""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A document in its place in the ZIP, or the reason why it is not there."""

    case: Case
    document: StoredDocument
    rights: Rights
    path: Path | None
    """Where its content lies; None where it is withheld."""

    @property
    def name(self) -> str:
        """`<case>/<digits of its hash>-<file>`: two files of a case may have one name."""
        file = re.split(r"[/\\]", self.document.file)[-1]
        return f"{self.case.id}/{self.document.sha256[:8]}-{_UNSAFE.sub('_', file)}"

    def line(self) -> tuple[Cell, ...]:
        """As the manifest tells it."""
        title = self.case.title.get(self.case.original_language) or next(iter(self.case.title.values()), self.case.id)
        return (
            None if self.rights.withheld else self.name, self.case.id, title, self.document.id, self.document.title,
            self.rights.licence, self.rights.holder, self.document.sha256, self.document.size, self.rights.withheld,
        )  # fmt: skip


def packed_files(cases: ExportList) -> Iterator[PackedFile]:
    """Every document in order."""
    for case, document in cases.documents():
        yield _packed(case, document, cases.archive.files)


def _packed(case: Case, document: StoredDocument, files: FileStore) -> PackedFile:
    rights = document_rights(document, case)
    if rights.withheld:
        return PackedFile(case, document, rights, None)
    try:
        return PackedFile(case, document, rights, files.path(document.sha256))
    except NotFound:
        lost = Rights(
            rights.licence, rights.holder, "The archive has lost the file; its case has to be ingested again."
        )
        return PackedFile(case, document, lost, None)


def files_zip(cases: ExportList) -> Iterator[bytes]:
    """The ZIP piece by piece: README.txt, MANIFEST.csv, then the files, as they are and in the order of the list."""
    outbox = Outbox()
    with zipfile.ZipFile(outbox, "w") as packed:
        yield from _member(packed, outbox, "README.txt", in_blocks([_readme(cases)]))
        yield from _member(packed, outbox, "MANIFEST.csv", in_blocks(_manifest(cases)))
        for file in packed_files(cases):
            if file.path is not None:
                yield from _member(packed, outbox, file.name, _blocks_of(file.path))
    yield outbox.take()


def _member(packed: zipfile.ZipFile, outbox: Outbox, name: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Written without knowing the size beforehand, so as ZIP64. Stored, not deflated: PDF and Office files are compressed already."""
    with packed.open(zipfile.ZipInfo(name, EPOCH), "w", force_zip64=True) as member:
        for block in blocks:
            member.write(block)
            yield outbox.take()
    yield outbox.take()


def _blocks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _manifest(cases: ExportList) -> Iterator[str]:
    yield csv_line(MANIFEST)
    for file in packed_files(cases):
        yield csv_line(file.line())


def _readme(cases: ExportList) -> str:
    """What the ZIP is, and for each licence and each reason how many files it holds for."""
    given: Counter[str] = Counter()
    withheld: Counter[str] = Counter()
    for file in packed_files(cases):
        (withheld if file.rights.withheld else given)[file.rights.withheld or str(file.rights.licence)] += 1
    lines = [
        f"Original files of {len(cases)} cases of Casebook, snapshot {cases.snapshot}, from {cases.archive.settings.public_api}",
        "",
        "Each file belongs to whoever holds the rights in it. MANIFEST.csv names for each its case, licence, rights holder and SHA-256;",
        "keep to the licence when you pass a file on. Files without a licence that permits passing on are named there and left out.",
        "",
        *(f"{count} under {_licence(licence)}" for licence, count in sorted(given.items())),
        *(f"{count} left out: {reason}" for reason, count in sorted(withheld.items())),
    ]
    return "\n".join(lines) + "\n"


def _licence(spdx: str) -> str:
    licences = {concept.id.casefold(): concept for concept in vocabulary("licences")}
    known = licences[spdx.casefold()]
    return f"{known.label('en')} ({known.id}), {known.notes['address']}"
