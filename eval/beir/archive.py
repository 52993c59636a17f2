"""A test collection as an archive of its own: the user's is neither read nor written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.case import Case, Status
from corpus.passage import StoredDocument, document_id
from corpus.settings import Settings
from eval.beir.collection import JudgedSet, SetDocument
from eval.beir.store import COMPLETE, archive_folder, cache_key
from index.archive import Archive, open_archive
from index.build import PlacedPassage, add_passages, placed_passages
from index.catalogue import NewCase, ParsedDocument
from index.search import SearchEngine, search_in
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.headings import outline
from ingest.languages import document_language
from ingest.split import split
from ingest.text import clean, one_line

DIGEST = "0" * 64
"""No file lies behind a document of a collection."""

BLOCK = 256
"""Documents that are cut, embedded and written together: enough for full batches of texts of one length."""


@dataclass(frozen=True, slots=True)
class SetArchive:
    """The search on a collection, and the collection's ids by those of the archive, which takes fewer characters."""

    archive: Archive
    engine: SearchEngine
    names: Mapping[str, str]
    """Case -> document of the collection."""


@contextmanager
def set_archive(
    collection: JudgedSet,
    settings: Settings,
    cache: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[SetArchive]:
    """Every document becomes a case of one document, cut and embedded as ingestion does; taken from `cache` if it is there.

    `progress` is told of documents done.
    """
    names = {f"d{number:07}": name for number, name in enumerate(collection.documents)}
    key = cache_key(collection.documents, settings) if cache else ""
    with archive_folder(cache, key, settings.models_dir) as folder:
        own = settings.model_copy(update={"data_dir": folder, "catalogue_url": None, "qdrant_url": None})
        with open_archive(own, "casebook eval beir") as archive:
            if not (folder / COMPLETE).exists():
                _fill(archive, {case: collection.documents[name] for case, name in names.items()}, progress)
                (folder / COMPLETE).touch()
            progress(len(names))
            yield SetArchive(archive, search_in(archive), names)


def _fill(archive: Archive, documents: Mapping[str, SetDocument], progress: Callable[[int], None]) -> None:
    ids = list(documents)
    for start in range(0, len(ids), BLOCK):
        new = [_new_case(id, documents[id]) for id in ids[start : start + BLOCK]]
        placed = [passage for each in new for passage in _placed(each)]
        add_passages(archive.index, archive.encoder, placed, batch=BLOCK)
        archive.catalogue.publish_new(new)
        progress(start + len(new))
    archive.index.flush()


def _placed(new: NewCase) -> Iterator[PlacedPassage]:
    for parsed in new.documents:
        yield from placed_passages(new.case, parsed.document, parsed.passages)


def _new_case(case_id: str, given: SetDocument) -> NewCase:
    placed = outline(ParsedFile(tuple(_elements(given)), "txt", "text/plain", None))
    language = document_language(element.element.text for element in placed.elements)
    passages = split(replace(placed, language=language), document_id(case_id, DIGEST))
    title = one_line(given.title)
    case = Case(
        id=case_id, status=Status.draft, title={language: title} if title else {}, abstract={}, original_language=language,
    )  # fmt: skip
    document = StoredDocument(
        id=document_id(case_id, DIGEST), case_id=case_id, file=f"{case_id}.txt", title=title, language=language,
        media_type="text/plain", document_type="txt", sha256=DIGEST, size=len(given.text), pages=None, licence=None,
    )  # fmt: skip
    return NewCase(case, (ParsedDocument(document, passages),), case_id, case_id)


def _elements(given: SetDocument) -> Iterator[ParsedElement]:
    if title := one_line(given.title):
        yield ParsedElement(ElementKind.heading, title, 0)
    for paragraph in clean(given.text).splitlines():
        yield ParsedElement(ElementKind.text, paragraph)
