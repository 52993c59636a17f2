"""Versions of a case as the API shows them, and what changed between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.exports.chapters import SECTIONS, label
from corpus.case import LANGUAGE_TAG
from corpus.history import (
    CaseVersionAnswer,
    CaseVersionSummary,
    DiffAnswer,
    DocumentChange,
    FieldChange,
    PatchOperation,
    SnapshotAnswer,
)
from corpus.record_diff import Operation, record_diff
from corpus.vocabulary import vocabulary
from index.catalogue import CaseVersion, Change
from index.catalogue.fixity import HeldDocument
from index.search.cards import document_answer

UNTOLD = ("version",)
"""Fields that every version changes."""


def snapshot_fields(change: Change) -> dict[str, object]:
    """Fields of a `SnapshotAnswer`."""
    return {
        "id": str(change.id), "date": change.at, "case_id": change.case_id, "version": change.version, "kind": change.kind,
        "fixity": change.digest,
    }  # fmt: skip


def snapshot_answer(change: Change) -> SnapshotAnswer:
    """The snapshot that the change made."""
    return SnapshotAnswer.model_validate(snapshot_fields(change))


def version_summary(change: Change) -> CaseVersionSummary:
    """The version that the change published."""
    return CaseVersionSummary(version=change.version, created=change.at, snapshot=str(change.id), fixity=change.digest)


def version_answer(found: CaseVersion) -> CaseVersionAnswer:
    """The version in full."""
    return CaseVersionAnswer(
        version=found.case.version,
        created=found.created,
        record=found.case,
        documents=tuple(document_answer(held.document, held.passages) for held in found.documents),
    )


def diff_answer(earlier: CaseVersion, later: CaseVersion, language: str) -> DiffAnswer:
    """What changed, labelled in the language."""
    before, after = (version.case.model_dump(mode="json") for version in (earlier, later))
    steps = list(record_diff(before, after))
    return DiffAnswer(
        case_id=earlier.case.id,
        earlier=earlier.case.version,
        later=later.case.version,
        patch=tuple(PatchOperation(op=step.op, path=step.path, value=step.value) for step in steps),
        fields=tuple(_for_reader(step, language) for step in steps if _field(step) not in UNTOLD),
        documents=tuple(_document_changes(earlier.documents, later.documents)),
    )


def _for_reader(step: Operation, language: str) -> FieldChange:
    last = step.path.rpartition("/")[2]
    return FieldChange(
        path=step.path,
        field=_field(step),
        label=field_label(_field(step), language),
        language=last if "/" in step.path[1:] and LANGUAGE_TAG.match(last) else None,
        before=step.before,
        after=step.value,
    )


def _field(step: Operation) -> str:
    return step.path.split("/")[1]


def field_label(field: str, language: str) -> str:
    """What a field of the record is called: as the section of the vocabulary that it fills, else as in the reading pack."""
    if field in _SECTION_OF:
        return vocabulary("sections").label(_SECTION_OF[field], language)
    return label(_LABEL_OF.get(field, field), language)


_SECTION_OF: Mapping[str, str] = {**SECTIONS, "cost": "cost", "outcomes": "results", "sources": "sources"}
_LABEL_OF: Mapping[str, str] = {"start_date": "start", "end_date": "end"}


def _document_changes(
    earlier: tuple[HeldDocument, ...], later: tuple[HeldDocument, ...]
) -> Iterator[DocumentChange]:  # fmt: skip
    """By content first: the same content under another name was renamed, another content under the same name replaced it."""
    before, after = ({held.document.id: held for held in documents} for documents in (earlier, later))
    gone = {before[id].document.file: id for id in before.keys() - after.keys()}
    for id, held in after.items():
        file = held.document.file
        if id in before:
            yield from _same_content(before[id], held)
        elif file in gone:
            yield DocumentChange(kind="replaced", file=file, before=gone.pop(file), after=id)
        else:
            yield DocumentChange(kind="added", file=file, before=None, after=id)
    yield from (DocumentChange(kind="removed", file=file, before=id, after=None) for file, id in sorted(gone.items()))


def _same_content(before: HeldDocument, after: HeldDocument) -> Iterator[DocumentChange]:
    id, file = after.document.id, after.document.file
    if before.document.file != file:
        yield DocumentChange(kind="renamed", file=file, before=id, after=id)
    if before.digest and after.digest and before.digest != after.digest:
        yield DocumentChange(kind="cut anew", file=file, before=id, after=id)
