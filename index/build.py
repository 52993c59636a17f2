"""From the catalogue to the index: embedding passages, and making the index agree with the catalogue again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.case import Case
from corpus.facets import case_values
from corpus.passage import Passage, StoredDocument
from index.catalogue import Catalogue
from index.encoder import Embedded, Encoder, PassageText
from index.keywords import embed_passage
from index.passages import Filter, IndexedPassage, PassageIndex
from index.records import add_record, record_id, record_texts

BATCH = 32
"""Passages embedded and added at a time: enough to fill the encoder's batches, few enough to report progress."""

Progress = Callable[[int], None]
"""Called with the number of passages done since the last call."""


def passage_context(case: Case, passage: Passage, is_opening: bool | None = None) -> list[tuple[str, str]]:
    """Texts that stand before a passage for the encoder and the keywords only, each with its language: title and city of its
    case, headings above it.

    In every language that the record has, the passage's own first: a question in English then finds a Korean passage by the English
    title too. A document's first passage that is searched (`is_opening`; without it, the passage at position 0) bears the abstract
    in the other languages as well. Over 54 cases and 72 questions
    (``casebook eval known``), that took MRR@10 from 0.780 to 0.805, for questions in another language from 0.692 to 0.722.
    """
    named = [case.title, case.city.name if case.city else {}]
    own = [(text[passage.language], passage.language) for text in named if passage.language in text]
    others = [(words, tag) for text in named for tag, words in text.items()]
    headings = [(heading, passage.language) for heading in passage.heading_path]
    abstracts = [(words, tag) for tag, words in case.abstract.items() if tag != passage.language]
    opening = abstracts if (passage.position == 0 if is_opening is None else is_opening) else []
    unique: dict[str, str] = {}
    for words, language in (*own, *others, *headings, *opening):
        unique.setdefault(words, language)
    return list(unique.items())


@dataclass(frozen=True, slots=True)
class PlacedPassage:
    """A passage that search ranks, with what it is found by beside its text."""

    passage: Passage
    context: Sequence[tuple[str, str]]
    """As `passage_context`."""
    case: Case
    document: StoredDocument
    values: Mapping[str, tuple[str, ...]]
    """Of the case, for filters."""


def placed_passages(case: Case, document: StoredDocument, passages: Iterable[Passage]) -> list[PlacedPassage]:
    """Those passages of a document that search ranks, in order."""
    values = case_values(case)
    searched = [passage for passage in passages if passage.is_searched]
    return [
        PlacedPassage(passage, passage_context(case, passage, is_opening=place == 0), case, document, values)
        for place, passage in enumerate(searched)
    ]


def add_document(
    index: PassageIndex,
    encoder: Encoder,
    case: Case,
    document: StoredDocument,
    passages: Sequence[Passage],
    progress: Progress = lambda _: None,
) -> None:
    """Embed the passages of a document that search ranks and add them, replacing those with the same ids."""
    add_passages(index, encoder, placed_passages(case, document, passages), progress=progress)


def add_passages(
    index: PassageIndex,
    encoder: Encoder,
    passages: Sequence[PlacedPassage],
    batch: int = BATCH,
    progress: Progress = lambda _: None,
) -> None:
    """Embed passages of any documents and add them, replacing those with the same ids.

    The encoder takes texts of one length together, so many short documents in one batch take half the time that they take one by one.
    """
    for start in range(0, len(passages), batch):
        some = passages[start : start + batch]
        texts = [PassageText(one.passage.text, _joined(one.context), one.passage.sentences) for one in some]
        index.add(
            [indexed_passage(one, vectors) for one, vectors in zip(some, encoder.embed_passages(texts), strict=True)]
        )
        progress(len(some))


def indexed_passage(placed: PlacedPassage, vectors: Embedded) -> IndexedPassage:
    """What the index holds of a passage with these vectors: keywords and filter values follow from the passage and its case."""
    return IndexedPassage(
        passage_id=placed.passage.id,
        document_id=placed.document.id,
        case_id=placed.case.id,
        dense=vectors.dense,
        sentences=vectors.sentences,
        keywords=embed_passage([*placed.context, (placed.passage.text, placed.passage.language)]),
        filters={**placed.values, **passage_values(placed.document, placed.passage)},
        start_year=placed.case.year,
    )


def _joined(context: Sequence[tuple[str, str]]) -> str:
    return " · ".join(words for words, _ in context)


def passage_values(document: StoredDocument, passage: Passage) -> dict[str, tuple[str, ...]]:
    """Filter values that a passage has of its own, beside those of its case."""
    return {
        "language": (passage.language,),
        "document_type": (document.document_type,),
        "section": (passage.section,),
    }


def remove_documents(index: PassageIndex, document_ids: Iterable[str]) -> None:
    """Take all passages of these documents out of the index."""
    ids = tuple(document_ids)
    if ids:
        index.remove(Filter({"document_id": ids}))


def indexed_ids(case: Case, documents: Iterable[StoredDocument]) -> set[str]:
    """What the index holds of a case, by `IndexedPassage.document_id`: its documents, and its record if that has texts."""
    records = {record_id(case)} if record_texts(case) else set()
    return records | {document.id for document in documents}


def reconcile(
    catalogue: Catalogue, index: PassageIndex, encoder: Encoder, progress: Progress = lambda _: None
) -> tuple[int, int]:
    """Make the index hold exactly the catalogue's current passages and records; returns how many were added and removed.

    Documents and records count, not their passages. A process killed between writing the index and the catalogue leaves passages that
    no case has; a lost or older index lacks some. Both are mended here, from the catalogue, which is the truth.
    """
    wanted = {document.id: summary.case for summary in catalogue.cases().values() for document in summary.documents}
    records = {record_id(case): case for case in _with_record(catalogue)}
    held = index.documents()
    foreign = [id for id in held if id not in wanted and id not in records]
    lacking = [id for id, count in catalogue.searched_counts().items() if held.get(id, 0) != count]
    unrecorded = [id for id, case in records.items() if held.get(id, 0) != len(record_texts(case))]
    remove_documents(index, [*foreign, *(id for id in (*lacking, *unrecorded) if id in held)])
    for id in lacking:
        add_document(index, encoder, wanted[id], catalogue.document(id), catalogue.passages(id), progress)
    for id in unrecorded:
        add_record(index, encoder, records[id])
        progress(1)
    if foreign or lacking or unrecorded:
        index.flush()
    return len(lacking) + len(unrecorded), len(foreign)


def _with_record(catalogue: Catalogue) -> Iterator[Case]:
    return (summary.case for summary in catalogue.cases().values() if record_texts(summary.case))
