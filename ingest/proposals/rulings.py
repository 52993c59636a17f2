"""Writing down what a person said of a proposal: a new version of the case, with the documents that it has."""

from __future__ import annotations

import datetime as dt

from filelock import FileLock

from corpus.case import Case, Ruling
from corpus.facets import case_values
from index.archive import Archive
from index.build import add_document
from index.catalogue import ParsedDocument, StoredCase
from index.publishing import publish_case
from ingest.proposals.decisions import decide

LOCK = "proposals.lock"
"""Beside the catalogue: a ruling reads a version of the case and writes the next, and two at once would lose one."""


def rule_on(archive: Archive, case_id: str, guess_id: str, ruling: Ruling, by: str) -> Case:
    """Confirm or reject a proposal of a case; saying the same again changes nothing. Returns the case as it is now.

    NotFound where there is no such case or proposal, BadInput where the value cannot become a fact.
    """
    with FileLock(archive.settings.data_dir / LOCK):
        stored = archive.catalogue.case(case_id)
        decided = decide(stored.case, guess_id, ruling, by, dt.datetime.now(dt.UTC))
        if decided != stored.case:
            _publish(archive, stored, decided)
        return archive.catalogue.case(case_id).case


def _publish(archive: Archive, stored: StoredCase, case: Case) -> None:
    """Index, then catalogue, as at ingestion; passages are embedded again only where what they are found by has changed."""
    documents = [ParsedDocument(document, archive.catalogue.passages(document.id)) for document in stored.documents]
    if _found_by(case) != _found_by(stored.case):
        for parsed in documents:
            add_document(archive.index, archive.encoder, case, parsed.document, parsed.passages)
    publish_case(archive, case, documents, *_marks(archive, case.id))


def _found_by(case: Case) -> tuple[object, ...]:
    return case.title, case.abstract, case.city, case.year, case_values(case)


def _marks(archive: Archive, case_id: str) -> tuple[str, str]:
    """Origin and fingerprint of a case: it comes from where it came from, and its file has not changed."""
    origins = {id: origin for origin, id in archive.catalogue.origins().items()}
    fingerprints = {id: fingerprint for fingerprint, id in archive.catalogue.fingerprints().items()}
    return origins[case_id], fingerprints[case_id]
