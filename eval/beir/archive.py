"""A test collection as an archive of its own, in a temporary folder: the user's is neither read nor written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.case import Case, Status
from corpus.passage import StoredDocument, document_id
from corpus.settings import Settings
from eval.beir.collection import JudgedSet, SetDocument
from index.archive import Archive, open_archive
from index.build import add_document
from index.catalogue import ParsedDocument
from index.search import SearchEngine, open_search
from ingest.elements import ElementKind, ParsedElement, ParsedFile
from ingest.headings import outline
from ingest.languages import document_language
from ingest.split import split

DIGEST = "0" * 64
"""No file lies behind a document of a collection."""


@dataclass(frozen=True, slots=True)
class SetArchive:
    """The search on a collection, and the collection's ids by those of the archive, which takes fewer characters."""

    archive: Archive
    engine: SearchEngine
    names: Mapping[str, str]
    """Case -> document of the collection."""


@contextmanager
def set_archive(
    collection: JudgedSet, settings: Settings, progress: Callable[[int], None] = lambda _: None
) -> Iterator[SetArchive]:
    """Every document becomes a case of one document, cut and embedded as ingestion does. `progress` is told of documents done."""
    with tempfile.TemporaryDirectory(prefix="casebook-beir-") as folder:
        (Path(folder) / "models").symlink_to(settings.models_dir.resolve())
        own = settings.model_copy(update={"data_dir": Path(folder), "catalogue_url": None, "qdrant_url": None})
        with open_archive(own, "casebook eval beir") as archive:
            names = {f"d{number:07}": name for number, name in enumerate(collection.documents)}
            for case_id, name in names.items():
                _add(archive, case_id, collection.documents[name])
                progress(1)
            archive.index.flush()
            yield SetArchive(archive, open_search(archive.catalogue, archive.index, archive.encoder), names)


def _add(archive: Archive, case_id: str, given: SetDocument) -> None:
    parsed = ParsedFile(tuple(_elements(given)), "txt", "text/plain", None)
    placed = outline(parsed)
    language = document_language(element.element.text for element in placed.elements)
    passages = split(replace(placed, language=language), document_id(case_id, DIGEST))
    title = {language: given.title.strip()} if given.title.strip() else {}
    case = Case(id=case_id, status=Status.draft, title=title, abstract={}, original_language=language)
    document = StoredDocument(
        id=document_id(case_id, DIGEST), case_id=case_id, file=f"{case_id}.txt", title=given.title, language=language,
        media_type="text/plain", document_type="txt", sha256=DIGEST, size=len(given.text), pages=None, licence=None,
    )  # fmt: skip
    add_document(archive.index, archive.encoder, case, document, passages)
    archive.catalogue.publish(case, [ParsedDocument(document, passages)], case_id, case_id)


def _elements(given: SetDocument) -> Iterator[ParsedElement]:
    if given.title.strip():
        yield ParsedElement(ElementKind.heading, " ".join(given.title.split()), 0)
    for paragraph in given.text.split("\n"):
        if paragraph.strip():
            yield ParsedElement(ElementKind.text, " ".join(paragraph.split()))
