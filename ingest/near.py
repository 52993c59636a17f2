"""Near-duplicates: documents that are versions of one text, or translations of it, are found and linked, never merged.

Versions share most of their wording: MinHash (datasketch) estimates the share of common runs of words. Translations share none and mean
the same: the mean of their passages' embeddings is compared, between documents in different languages only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from datasketch import MinHash  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from index.archive import Archive
from index.catalogue import Catalogue
from index.catalogue.tables import DocumentRow, LinkRow, SketchRow
from index.keywords import keyword_terms
from index.passages import Vector

PERMUTATIONS = 128
"""The estimated share is off by about 0.04."""
RUN = 3
"""Words that make a run."""
SAME_WORDS = 0.5
"""Share of common runs from which two documents are versions of one text."""
SAME_MEANING = 0.935
"""Cosine from which documents in different languages are translations: the shipped corpus has 21 pairs, the least like of them at 0.940,
and no other two of its documents are above 0.931."""


class NearKind(StrEnum):
    version = "version"
    translation = "translation"


@dataclass(frozen=True, slots=True)
class NearDocument:
    document_id: str
    kind: NearKind
    score: float
    """Share of common runs of words for a version, cosine for a translation."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What documents are compared by."""

    document_id: str
    language: str
    words: NDArray[np.uint32]
    """Shape (PERMUTATIONS,)."""
    meaning: Vector
    """Shape (dimension,), unit length."""


def near_documents(catalogue: Catalogue, document_id: str) -> tuple[NearDocument, ...]:
    """Current documents that are linked with this one, the nearest first; NotFound where there is no such document."""
    catalogue.document(document_id)
    linked = select(LinkRow).where(or_(LinkRow.document_id == document_id, LinkRow.other_id == document_id))
    with Session(catalogue.engine) as session:
        found = [
            NearDocument(
                row.other_id if row.document_id == document_id else row.document_id, NearKind(row.kind), row.score
            )
            for row in session.scalars(linked)
        ]
        ids = [near.document_id for near in found]
        held = select(DocumentRow.id).where(DocumentRow.id.in_(ids), DocumentRow.retired.is_(None))
        current = set(session.scalars(held))
    kept = (near for near in found if near.document_id in current)
    return tuple(sorted(kept, key=lambda near: (-near.score, near.document_id)))


def link_documents(archive: Archive, document_ids: Sequence[str]) -> None:
    """Compare these published documents with all others and write down which are near; done again, it replaces what it wrote."""
    made = [sketch for id in document_ids if (sketch := _sketch(archive, id))]
    with Session(archive.catalogue.engine) as session, session.begin():
        for sketch in made:
            words, meaning = sketch.words.tobytes(), sketch.meaning.tobytes()
            session.merge(SketchRow(document_id=sketch.document_id, words=words, meaning=meaning))
        session.flush()
        others = list(_sketches(session))
        for sketch in made:
            mine = or_(LinkRow.document_id == sketch.document_id, LinkRow.other_id == sketch.document_id)
            session.execute(delete(LinkRow).where(mine))
            for near in compare(sketch, others):
                first, second = sorted((sketch.document_id, near.document_id))
                session.merge(LinkRow(document_id=first, other_id=second, kind=near.kind, score=near.score))


def compare(sketch: Sketch, others: Sequence[Sketch]) -> Iterator[NearDocument]:
    """Those of the others that are near; the document itself is passed over, and so is what another encoder made."""
    kept = [
        other for other in others
        if other.document_id != sketch.document_id and other.meaning.shape == sketch.meaning.shape
    ]  # fmt: skip
    if not kept:
        return
    shares = (np.stack([other.words for other in kept]) == sketch.words).mean(axis=1)
    cosines = np.stack([other.meaning for other in kept]) @ sketch.meaning
    for other, share, cosine in zip(kept, map(float, shares), map(float, cosines), strict=True):
        if share >= SAME_WORDS:
            yield NearDocument(other.document_id, NearKind.version, share)
        elif cosine >= SAME_MEANING and other.language != sketch.language:
            yield NearDocument(other.document_id, NearKind.translation, cosine)


def sketch_words(texts: Iterable[str]) -> NDArray[np.uint32]:
    """MinHash of the runs of words, or of pairs of characters in scripts without spaces; a run does not cross two texts."""
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([run.encode("utf-8", "replace") for text in texts for run in _runs(keyword_terms(text))])
    return np.asarray(made.hashvalues, dtype=np.uint32)


def _runs(terms: Sequence[str]) -> Iterator[str]:
    for start in range(max(1, len(terms) - RUN + 1)):
        yield " ".join(terms[start : start + RUN])


def _sketch(archive: Archive, document_id: str) -> Sketch | None:
    """None for a document of which nothing is in the index."""
    passages = [passage for passage in archive.catalogue.passages(document_id) if passage.is_searched]
    vectors = archive.index.dense_vectors([passage.id for passage in passages])
    if not vectors:
        return None
    mean = np.mean(np.stack(list(vectors.values())), axis=0, dtype=np.float32)
    language = archive.catalogue.document(document_id).language
    unit = np.asarray(mean / (np.linalg.norm(mean) or 1), dtype=np.float32)
    return Sketch(document_id, language, sketch_words(passage.text for passage in passages), unit)


def _sketches(session: Session) -> Iterator[Sketch]:
    held = select(SketchRow, DocumentRow.language).join(DocumentRow, DocumentRow.id == SketchRow.document_id)
    for row, language in session.execute(held.where(DocumentRow.retired.is_(None))):
        words, meaning = np.frombuffer(row.words, np.uint32), np.frombuffer(row.meaning, np.float32)
        yield Sketch(row.document_id, language, words, meaning)
