"""The steps that take an entry into the archive: read it, embed it, publish it; and taking cases out.

A case becomes visible in one step, when the catalogue commits it; its passages are in the index by then. A process that is
killed before leaves at most passages that no case has, and opening the archive removes those. Every step can be done again: what
an earlier attempt did is found and neither repeated nor lost. `ingest.jobs` carries entries through the steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from haystack import Pipeline

from corpus.case import Case, DocumentRecord, Status
from corpus.errors import BadInput, CasebookError, MissingTool, NotFound
from index.archive import Archive
from index.build import Progress, add_document, remove_documents
from index.catalogue import ParsedDocument
from index.files import sha256_of
from index.publishing import publish_case, remove_case
from ingest.duplicates import find_copy, find_moved
from ingest.outcomes import Outcome, Result
from ingest.pipeline import ReadDocument, read_document
from ingest.plan import Entry, waiting_mark
from ingest.proposals import carry_over
from ingest.records import RECORD_FILE, read_case

INCOMPLETE = "incomplete-"
"""Before the fingerprint of a case that lacks a document which failed, so that the next run tries that document again."""

NOT_TAKEN: Mapping[type[CasebookError], Result] = {BadInput: Result.failed, MissingTool: Result.waiting}
"""What a file becomes that could not be read."""

OTHER_FILE = "The record lists another SHA-256 for this file: run `casebook corpus build`, or correct it in case.yaml."


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading an entry gave: documents that can be published, and the outcomes of its other files."""

    case: Case | None
    """None where nothing could be read, or nothing is new."""
    documents: tuple[ReadDocument, ...]
    failures: tuple[Outcome, ...]

    def count_pages(self) -> int:
        """Pages of the documents that have pages; a document of another format counts as one."""
        return sum(read.document.pages or 1 for read in self.documents)

    def count_passages(self) -> int:
        """Passages that will be embedded."""
        return sum(passage.is_searched for read in self.documents for passage in read.passages)


# Reading -------------------------------------------------------------------------------------------------------------


def read_entry(entry: Entry, archive: Archive, pipeline: Pipeline, leaving: Collection[str] = ()) -> Reading:
    """Read the files of an entry; what cannot be read is an outcome with its reason, never an error.

    `leaving` names cases that are about to be removed, of which a file may therefore be a copy.
    """
    try:
        if entry.has_record:
            return _read_record(entry, pipeline)
        return _read_file(entry, archive, pipeline, leaving)
    except (BadInput, MissingTool, OSError) as error:
        # Nothing could be read at all: no record, or no document of it, or it has gone since the run was planned.
        path = entry.path / RECORD_FILE if entry.has_record else entry.path
        result = NOT_TAKEN.get(type(error), Result.failed)  # type: ignore[arg-type]
        return _nothing(Outcome(path, result, reason=_reason(error)))


def _nothing(outcome: Outcome) -> Reading:
    return Reading(None, (), (outcome,))


def _reason(error: Exception) -> str:
    return f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)


def _read_record(entry: Entry, pipeline: Pipeline) -> Reading:
    case = read_case(entry.path)
    documents: dict[str, ReadDocument] = {}
    others: list[Outcome] = []
    for record in case.documents:
        path = entry.path / record.file
        try:
            digest = sha256_of(path)
            if digest in documents:
                others.append(_duplicate(path, case.id, f"{case.id}/{documents[digest].document.file}"))
                continue
            documents[digest] = _read_listed(path, digest, case, record, pipeline)
        except (BadInput, MissingTool) as error:
            others.append(Outcome(path, NOT_TAKEN[type(error)], case.id, reason=str(error)))
    return Reading(case, tuple(documents.values()), tuple(others))


def _read_listed(path: Path, digest: str, case: Case, record: DocumentRecord, pipeline: Pipeline) -> ReadDocument:
    read = read_document(pipeline, path, digest, case, record)
    if record.sha256 in {None, digest}:
        return read
    return replace(read, notes=(*read.notes, OTHER_FILE))


def _read_file(entry: Entry, archive: Archive, pipeline: Pipeline, leaving: Collection[str]) -> Reading:
    """A file that was a draft before stays the same case, whatever its title is now and wherever it was moved."""
    digest = sha256_of(entry.path)
    if copy := find_copy(archive.catalogue, digest, entry.origin, leaving):
        return _nothing(_duplicate(entry.path, copy.partition("/")[0], copy))
    held = archive.catalogue.origins().get(entry.origin) or find_moved(archive.catalogue, digest, leaving)
    read = read_document(pipeline, entry.path, digest, draft_id=held)
    return Reading(_decided(read.case, archive), (read,), ())


def _decided(case: Case, archive: Archive) -> Case:
    """A draft with what people have said, up to now, of the proposals of the draft that it replaces."""
    if case.status is not Status.draft:
        return case
    try:
        return carry_over(case, archive.catalogue.case(case.id).case)
    except NotFound:
        return case


def _duplicate(path: Path, case_id: str, copy: str) -> Outcome:
    return Outcome(path, Result.duplicate, case_id, reason=f"duplicate of {copy}")


# Embedding and publishing --------------------------------------------------------------------------------------------


def embed_reading(reading: Reading, archive: Archive, progress: Progress = lambda _: None) -> None:
    """Store the files' passages in the index, durably; nothing of them is visible before the case is published."""
    if reading.case is None:
        return
    for read in reading.documents:
        add_document(archive.index, archive.encoder, reading.case, read.document, read.passages, progress)
    archive.index.flush()


def publish_reading(entry: Entry, reading: Reading, archive: Archive, leaving: Collection[str] = ()) -> list[Outcome]:
    """Files, then catalogue: only that makes the case visible. Then the index drops what the case had before.

    Publishing what is published already changes nothing. One call at a time.
    """
    outcomes = list(reading.failures)
    if reading.case is None or not reading.documents:
        return outcomes
    try:
        return [*outcomes, *_publish(entry, reading.case, reading, archive, leaving)]
    except CasebookError as error:
        taken = (_path_of(entry, read) for read in reading.documents)
        return [*outcomes, *(Outcome(path, Result.failed, reading.case.id, reason=str(error)) for path in taken)]


def _publish(
    entry: Entry, case: Case, reading: Reading, archive: Archive, leaving: Collection[str]
) -> Iterator[Outcome]:
    if copy := _copy_made_meanwhile(entry, reading, archive, leaving):
        remove_documents(archive.index, (read.document.id for read in reading.documents))
        yield _duplicate(entry.path, copy.partition("/")[0], copy)
        return
    case = _decided(case, archive)
    fingerprint = _mark(reading.failures) + entry.fingerprint
    version = _published_version(archive, case.id, fingerprint, {read.document.id for read in reading.documents})
    if version is None:
        for read in reading.documents:
            _store(_path_of(entry, read), read, archive)
        _complete_index(reading, archive)
        parsed = [ParsedDocument(read.document, read.passages) for read in reading.documents]
        version = publish_case(archive, case, parsed, entry.origin, fingerprint)
    yield from _drop_superseded(entry, archive)
    result = Result.added if version == 1 else Result.updated
    for read in reading.documents:
        note = " ".join(read.notes) or None
        yield Outcome(_path_of(entry, read), result, case.id, len(read.passages), note)


def _copy_made_meanwhile(entry: Entry, reading: Reading, archive: Archive, leaving: Collection[str]) -> str | None:
    """Two copies of a file may be read at the same time; the second to come here is the duplicate."""
    if entry.has_record:
        return None
    return find_copy(archive.catalogue, reading.documents[0].document.sha256, entry.origin, leaving)


def _published_version(archive: Archive, case_id: str, fingerprint: str, documents: Collection[str]) -> int | None:
    """The version as which exactly this was published by an attempt that was killed before it could say so."""
    if archive.catalogue.fingerprints().get(fingerprint) != case_id:
        return None
    held = archive.catalogue.case(case_id)
    return held.case.version if {document.id for document in held.documents} == set(documents) else None


def _store(path: Path, read: ReadDocument, archive: Archive) -> None:
    if archive.files.put(path) != read.document.sha256:
        raise BadInput("The file changed while it was read; ingest it again.")


def _complete_index(reading: Reading, archive: Archive) -> None:
    """Embed again what the index lacks: opening the archive drops passages that no case has, also those of a job cut off here."""
    held = archive.index.documents()
    lacking = [
        read for read in reading.documents
        if held.get(read.document.id, 0) != sum(passage.is_searched for passage in read.passages)
    ]  # fmt: skip
    if lacking:
        remove_documents(archive.index, (read.document.id for read in lacking if read.document.id in held))
        embed_reading(replace(reading, documents=tuple(lacking)), archive)


def _mark(failures: Sequence[Outcome]) -> str:
    """What stands before the fingerprint of a case of which something is missing: whether to try again by itself, or once installed."""
    results = {failure.result for failure in failures}
    if Result.failed in results:
        return INCOMPLETE
    return waiting_mark() if Result.waiting in results else ""


# Removing ------------------------------------------------------------------------------------------------------------


def remove_cases(archive: Archive, case_ids: Iterable[str]) -> Iterator[Outcome]:
    """Take cases out of catalogue and index; one that is not there is reported as failed."""
    for case_id in case_ids:
        try:
            remove_case(archive, case_id)
            yield Outcome(Path(case_id), Result.removed, case_id)
        except NotFound as error:
            yield Outcome(Path(case_id), Result.failed, reason=str(error))


def _drop_superseded(entry: Entry, archive: Archive) -> Iterator[Outcome]:
    """A folder that now has a record replaces the drafts that were made of its files before."""
    if entry.has_record:
        inside = {
            origin: id
            for origin, id in archive.catalogue.origins().items()
            if Path(origin).parent == Path(entry.origin)
        }
        for outcome in remove_cases(archive, inside.values()):
            yield replace(outcome, reason="a draft, replaced by the case of its folder")


def _path_of(entry: Entry, read: ReadDocument) -> Path:
    return entry.path / read.document.file if entry.has_record else entry.path
