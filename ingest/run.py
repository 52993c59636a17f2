"""Carrying out a plan: read what changed, put it into the index, then publish it; every file gets its outcome.

A case becomes visible in one step, when the catalogue commits it; its passages are in the index by then. A process that is
killed before leaves at most passages that no case has, and opening the archive removes those. So a run that was cut off is
simply run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from haystack import Pipeline

from corpus.case import Case, DocumentRecord
from corpus.errors import BadInput, CasebookError, MissingTool, NotFound
from index.archive import Archive
from index.build import add_document, remove_documents
from index.catalogue import ParsedDocument
from index.files import sha256_of
from ingest.outcomes import Outcome, Result
from ingest.pipeline import ReadDocument, document_pipeline, read_document
from ingest.plan import Entry, Plan, waiting_mark
from ingest.records import RECORD_FILE, read_case

INCOMPLETE = "incomplete-"
"""Before the fingerprint of a case that lacks a document which failed, so that the next run tries that document again."""

NOT_TAKEN: Mapping[type[CasebookError], Result] = {BadInput: Result.failed, MissingTool: Result.waiting}
"""What a file becomes that could not be read."""

OTHER_FILE = "The record lists another SHA-256 for this file: run `casebook corpus build`, or correct it in case.yaml."


@dataclass(frozen=True, slots=True)
class _Reading:
    """The documents of an entry that could be read, and the outcomes of those that could not."""

    case: Case
    documents: tuple[ReadDocument, ...]
    failures: tuple[Outcome, ...]


def count_files(plan: Plan) -> int:
    """Outcomes that carrying out the plan will yield, as far as can be known before its records are read."""
    return sum(entry.count_files() for entry in plan.changed) + len(plan.gone)


def carry_out(plan: Plan, archive: Archive) -> Iterator[Outcome]:
    """Ingest and remove what the plan says; an entry that fails is reported and the rest goes on."""
    pipeline = document_pipeline(archive.settings, archive.encoder)
    for entry in plan.changed:
        yield from _ingest_entry(entry, archive, pipeline)
    yield from remove_cases(archive, plan.gone)


def remove_cases(archive: Archive, case_ids: Iterable[str]) -> Iterator[Outcome]:
    """Take cases out of catalogue and index; one that is not there is reported as failed."""
    for case_id in case_ids:
        try:
            documents = [document.id for document in archive.catalogue.case(case_id).documents]
            archive.catalogue.remove(case_id)
            remove_documents(archive.index, documents)
            archive.index.flush()
            yield Outcome(Path(case_id), Result.removed, case_id)
        except NotFound as error:
            yield Outcome(Path(case_id), Result.failed, reason=str(error))


def _ingest_entry(entry: Entry, archive: Archive, pipeline: Pipeline) -> Iterator[Outcome]:
    try:
        reading = _read_record(entry, pipeline) if entry.has_record else _read_file(entry, archive, pipeline)
    except (BadInput, MissingTool) as error:
        # Nothing could be read at all: no record, or no document of it.
        path = entry.path / RECORD_FILE if entry.has_record else entry.path
        yield Outcome(path, NOT_TAKEN[type(error)], reason=str(error))
        return
    yield from reading.failures
    if reading.documents:
        yield from _publish(entry, reading, archive)


def _read_record(entry: Entry, pipeline: Pipeline) -> _Reading:
    case = read_case(entry.path)
    documents: list[ReadDocument] = []
    failures: list[Outcome] = []
    for record in case.documents:
        try:
            documents.append(_read_listed(entry.path / record.file, case, record, pipeline))
        except (BadInput, MissingTool) as error:
            result = NOT_TAKEN[type(error)]
            failures.append(Outcome(entry.path / record.file, result, case.id, reason=str(error)))
    return _Reading(case, tuple(documents), tuple(failures))


def _read_listed(path: Path, case: Case, record: DocumentRecord, pipeline: Pipeline) -> ReadDocument:
    digest = sha256_of(path)
    read = read_document(pipeline, path, digest, case, record)
    if record.sha256 in {None, digest}:
        return read
    return replace(read, notes=(*read.notes, OTHER_FILE))


def _read_file(entry: Entry, archive: Archive, pipeline: Pipeline) -> _Reading:
    """A file that was a draft before stays the same case, whatever its title is now."""
    held = archive.catalogue.origins().get(entry.origin)
    read = read_document(pipeline, entry.path, sha256_of(entry.path), draft_id=held)
    return _Reading(read.case, (read,), ())


def _publish(entry: Entry, reading: _Reading, archive: Archive) -> Iterator[Outcome]:
    """Files, then index, then catalogue: only the last makes the case visible. Then the index drops what the case had before."""
    case = reading.case
    before = _document_ids(archive, case.id)
    try:
        for read in reading.documents:
            archive.files.put(_path_of(entry, read))
            add_document(archive.index, archive.encoder, case, read.document, read.passages)
        archive.index.flush()
        parsed = [ParsedDocument(read.document, read.passages) for read in reading.documents]
        fingerprint = _mark(reading.failures) + entry.fingerprint
        version = archive.catalogue.publish(case, parsed, entry.origin, fingerprint)
    except CasebookError as error:
        yield from (
            Outcome(_path_of(entry, read), Result.failed, case.id, reason=str(error)) for read in reading.documents
        )
        return
    remove_documents(archive.index, before - {read.document.id for read in reading.documents})
    yield from _drop_superseded(entry, archive)
    result = Result.added if version == 1 else Result.updated
    for read in reading.documents:
        note = " ".join(read.notes) or None
        yield Outcome(_path_of(entry, read), result, case.id, len(read.passages), note)


def _mark(failures: Sequence[Outcome]) -> str:
    """What stands before the fingerprint of a case of which something is missing: whether to try again by itself, or once installed."""
    if any(failure.result is Result.failed for failure in failures):
        return INCOMPLETE
    return waiting_mark() if failures else ""


def _drop_superseded(entry: Entry, archive: Archive) -> Iterator[Outcome]:
    """A folder that now has a record replaces the drafts that were made of its files before."""
    if entry.has_record:
        inside = {origin: id for origin, id in archive.catalogue.origins().items() if Path(origin).parent == entry.path}
        for outcome in remove_cases(archive, inside.values()):
            yield replace(outcome, reason="a draft, replaced by the case of its folder")


def _path_of(entry: Entry, read: ReadDocument) -> Path:
    return entry.path / read.document.file if entry.has_record else entry.path


def _document_ids(archive: Archive, case_id: str) -> set[str]:
    try:
        return {document.id for document in archive.catalogue.case(case_id).documents}
    except NotFound:
        return set()
