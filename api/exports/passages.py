"""Passages of a list of cases as Parquet, with the vectors of the index where they are asked for: what a model is trained or tested on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from api.exports.cases import ExportList
from api.exports.parquet import RIGHTS, Row, parquet
from api.exports.pieces import batched
from corpus.case import Case
from corpus.licences import document_rights
from corpus.passage import Passage, StoredDocument
from index.passages import PassageIndex

PASSAGES_A_GROUP = 1000
"""Some 1.5 MB of text, and as much of vectors of 384 dimensions."""

_COLUMNS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("passage_id", pa.string(), "stable as long as the file does not change"),
    ("case_id", pa.string(), "case that the document belongs to"),
    ("case_version", pa.int32(), "version of its record"),
    ("document_id", pa.string(), "document that the passage stands in"),
    ("document_title", pa.string(), "its title"),
    ("position", pa.int32(), "order in the document, from 0"),
    ("page", pa.int32(), "first page, from 1; null where the format has none"),
    ("page_end", pa.int32(), "last page"),
    ("heading_path", pa.list_(pa.string()), "headings above it, outermost first; null where withheld"),
    ("section", pa.string(), "id of the vocabulary `sections`"),
    ("section_is_guessed", pa.bool_(), "whether no heading told the section, only the passage's meaning"),
    ("kind", pa.string(), "text or table"),
    ("role", pa.string(), "body, caption, footnote, reference, contents or furniture; search ranks the first two"),
    ("language", pa.string(), "BCP 47"),
    ("text", pa.string(), "null where withheld"),
    ("rights", RIGHTS, "licence, rights holder, and why the text is withheld where it is"),
)

EMBEDDING = "embedding"


def passages_parquet(cases: ExportList, embeddings: bool) -> Iterator[bytes]:
    """A row for each passage of each document, in order, piece by piece.

    `embedding` is the vector that the search compares with, float32, unit length, as the index holds it: null for passages that search
    leaves out, and for those whose text is withheld, since a text can be guessed back from its vector.
    """
    rows = _rows(cases)
    index = cases.archive.opened.index
    if not embeddings:
        return parquet(_schema(cases), rows, PASSAGES_A_GROUP)
    return parquet(_schema_with_vectors(cases, index), _with_vectors(rows, index), PASSAGES_A_GROUP)


def _schema(cases: ExportList) -> pa.Schema:
    fields = [pa.field(name, type, metadata={"description": meaning}) for name, type, meaning in _COLUMNS]
    return pa.schema(fields, metadata={"casebook.snapshot": cases.snapshot})


def _schema_with_vectors(cases: ExportList, index: PassageIndex) -> pa.Schema:
    """With the name of the encoder, without which a vector means nothing."""
    schema = _schema(cases).append(pa.field(EMBEDDING, pa.list_(pa.float32(), index.dimension)))
    return schema.with_metadata({**schema.metadata, "casebook.encoder": index.encoder_name})


def _rows(cases: ExportList) -> Iterator[dict[str, Any]]:
    """One document's passages are read at a time."""
    catalogue = cases.archive.catalogue
    for case, document in cases.documents():
        for passage in catalogue.passages(document.id):
            yield _row(case, document, passage)


def _row(case: Case, document: StoredDocument, passage: Passage) -> dict[str, Any]:
    rights = document_rights(document, case)
    return {
        "passage_id": passage.id, "case_id": case.id, "case_version": case.version, "document_id": document.id,
        "document_title": document.title, "position": passage.position, "page": passage.page, "page_end": passage.page_end,
        "heading_path": None if rights.withheld else passage.heading_path, "section": passage.section,
        "section_is_guessed": passage.section_is_guessed, "kind": passage.kind.value, "role": passage.role.value,
        "language": passage.language, "text": None if rights.withheld else passage.text, "rights": asdict(rights),
    }  # fmt: skip


def _with_vectors(rows: Iterable[dict[str, Any]], index: PassageIndex) -> Iterator[Row]:
    """The index is asked once for each group of rows."""
    for batch in batched(rows, PASSAGES_A_GROUP):
        vectors = index.dense_vectors(row["passage_id"] for row in batch if row["text"] is not None)
        for row in batch:
            yield row | {EMBEDDING: vectors.get(row["passage_id"])}
