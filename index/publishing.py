"""Taking a case in and out, catalogue and index in step: the one way by which either changes while the archive is open.

The catalogue is the truth. The index is ahead of it before a case is published and behind it after a removal, never short of what the
catalogue has; what a process that is killed between the two leaves over, opening the archive removes (`index.build.reconcile`).
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.case import Case
from corpus.errors import NotFound
from index.archive import Archive
from index.build import indexed_ids, remove_documents
from index.catalogue import ParsedDocument
from index.records import add_record


def publish_case(
    archive: Archive, case: Case, documents: Sequence[ParsedDocument], origin: str, fingerprint: str
) -> int:
    """Publish a case whose passages are in the index, with its record; returns the number of its version.

    The catalogue makes it visible in one step; then the index drops what the case had before. Origin and fingerprint as in
    `Catalogue.publish`.
    """
    before = _held_ids(archive, case.id)
    add_record(archive.index, archive.encoder, case)
    archive.index.flush()
    version = archive.catalogue.publish(case, documents, origin, fingerprint)
    remove_documents(archive.index, before - indexed_ids(case, (parsed.document for parsed in documents)))
    return version


def remove_case(archive: Archive, case_id: str) -> None:
    """Take a case out for good, passages and record with it; NotFound where there is none."""
    held = _held_ids(archive, case_id)
    archive.catalogue.remove(case_id)
    remove_documents(archive.index, held)
    archive.index.flush()


def _held_ids(archive: Archive, case_id: str) -> set[str]:
    try:
        held = archive.catalogue.case(case_id)
    except NotFound:
        return set()
    return indexed_ids(held.case, held.documents)
