"""Between rows of the catalogue and the types of `corpus`."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple
from typing import Any

from sqlalchemy import Row

from corpus.passage import Box, Passage, PassageKind, PassageRole, Span, StoredDocument
from index.catalogue.tables import DocumentRow, PassageRow


def utc(moment: dt.datetime) -> dt.datetime:
    """SQLite forgets the time zone; all times in the catalogue are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def document(row: DocumentRow) -> StoredDocument:
    return StoredDocument(
        id=row.id, case_id=row.case_id, file=row.file, title=row.title, language=row.language, media_type=row.media_type,
        document_type=row.document_type, sha256=row.sha256, size=row.size, pages=row.pages, licence=row.licence,
    )  # fmt: skip


def document_row(document: StoredDocument, position: int) -> DocumentRow:
    return DocumentRow(
        id=document.id, case_id=document.case_id, position=position, file=document.file, title=document.title,
        language=document.language, media_type=document.media_type, document_type=document.document_type,
        sha256=document.sha256, size=document.size, pages=document.pages, licence=document.licence, retired=None,
    )  # fmt: skip


def passage(row: PassageRow | Row[Any]) -> Passage:
    """From an object of a session, or a row with all of its columns."""
    return Passage(
        document_id=row.document_id, position=row.position, text=row.text,
        sentences=tuple(Span(start, end) for start, end in row.sentences), language=row.language, section=row.section,
        heading_path=tuple(row.heading_path), page=row.page, page_end=row.page_end, kind=PassageKind(row.kind),
        role=PassageRole(row.role), boxes=tuple(Box(*box) for box in row.boxes), rows=tuple(map(tuple, row.rows)),
        section_is_guessed=row.section_is_guessed,
    )  # fmt: skip


def passage_row(passage: Passage) -> PassageRow:
    return PassageRow(
        id=passage.id, document_id=passage.document_id, position=passage.position, text=passage.text,
        sentences=[[span.start, span.end] for span in passage.sentences], language=passage.language,
        section=passage.section, heading_path=list(passage.heading_path), page=passage.page, page_end=passage.page_end,
        kind=passage.kind.value, role=passage.role.value, boxes=[list(astuple(box)) for box in passage.boxes],
        rows=[list(row) for row in passage.rows], section_is_guessed=passage.section_is_guessed,
    )  # fmt: skip
