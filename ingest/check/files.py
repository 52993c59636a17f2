"""The files of a case as the check reads them: by the converters of ingestion, so that what it finds is what search will hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.case import DocumentRecord
from corpus.errors import BadInput
from corpus.numbers import numbers_in
from corpus.settings import Settings
from ingest.headings import Outline, outline
from ingest.pdf import count_pages
from ingest.scans import read_file
from ingest.text import HAN_KANA

CJK_CHARACTERS_A_WORD = 1.7
"""Han characters and kana that say as much as one English word; what the lengths of our cases in two languages show."""


_UNSPACED = re.compile(f"[{HAN_KANA}]")


@dataclass(frozen=True)
class ReadFile:
    """A document of a record, as it was read."""

    record: DocumentRecord
    path: Path
    pages: int | None
    outline: Outline

    @cached_property
    def text(self) -> str:
        """All its text, tables by cells."""
        return "\n".join(_texts(self.outline))

    @cached_property
    def numbers(self) -> set[float]:
        return numbers_in(self.text)

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Ids of the sections that its headings announce, in order, each once."""
        return tuple(dict.fromkeys(placed.section for placed in self.outline.elements))

    @cached_property
    def words(self) -> int:
        """Length without the list of sources, in English words or what says as much."""
        said = (placed.element.text for placed in self.outline.searched().elements if placed.section != "sources")
        return count_words(" ".join(said))


def count_words(text: str) -> int:
    """Words between spaces; Han and kana, which set none, count by characters, and Korean by its spaces."""
    unspaced = len(_UNSPACED.findall(text))
    spaced = sum(any(map(str.isalnum, _UNSPACED.sub("", word))) for word in text.split())
    return round(spaced + unspaced / CJK_CHARACTERS_A_WORD)


def read_files(folder: Path, documents: Sequence[DocumentRecord]) -> Iterator[ReadFile | str]:
    """Each document of the record, or a sentence on why it could not be read."""
    settings = Settings()
    for record in documents:
        path = folder / record.file
        try:
            parsed = read_file(_text_of(folder, record), settings)
        except BadInput as error:
            yield f"{record.file}: {error}"
        else:
            # The text of a scan is that of its source; its pages are its own.
            yield ReadFile(record, path, count_pages(path) if record.is_scan else parsed.pages, outline(parsed))


def _text_of(folder: Path, record: DocumentRecord) -> Path:
    """The file, or of a scan, which holds no text, what it was made from."""
    return folder / (record.made_from if record.is_scan and record.made_from else record.file)


def _texts(read: Outline) -> Iterator[str]:
    yield read.title or ""
    for placed in read.elements:
        yield from placed.heading_path
        # Cell by cell: the numbers of neighbouring cells would read as one.
        yield from (" | ".join(row) for row in placed.element.rows) if placed.element.rows else (placed.element.text,)
