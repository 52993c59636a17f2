"""Exact duplicates: a file whose content the archive has already is the same document, wherever it lies and whatever its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import Catalogue
from index.catalogue.tables import CaseRow, DocumentRow


def find_copy(catalogue: Catalogue, sha256: str, origin: str, leaving: Collection[str] = ()) -> str | None:
    """'CASE/FILE' of a current document with this content that came from elsewhere than `origin`; None where there is none.

    Cases in `leaving` do not count: they are about to be removed, as when a file was moved and its old place is pruned.
    """
    held = (
        select(DocumentRow.case_id, DocumentRow.file)
        .join(CaseRow, CaseRow.id == DocumentRow.case_id)
        .where(DocumentRow.sha256 == sha256, DocumentRow.retired.is_(None), CaseRow.origin != origin)
        .order_by(DocumentRow.case_id, DocumentRow.position)
    )
    with Session(catalogue.engine) as session:
        found = (f"{case_id}/{file}" for case_id, file in session.execute(held) if case_id not in leaving)
        return next(found, None)


def find_moved(catalogue: Catalogue, sha256: str, leaving: Collection[str]) -> str | None:
    """The case that was made of a file with this content, where it is about to be removed because the file is no longer at its place.

    A case with a record of its own is none: its files do not make it what it is.
    """
    held = (
        select(CaseRow.id, CaseRow.record)
        .join(DocumentRow, CaseRow.id == DocumentRow.case_id)
        .where(DocumentRow.sha256 == sha256, DocumentRow.retired.is_(None))
        .order_by(CaseRow.id)
    )
    with Session(catalogue.engine) as session:
        found = session.execute(held)
        return next((id for id, record in found if id in leaving and _is_draft_of_a_file(record)), None)


def _is_draft_of_a_file(record: Mapping[str, object]) -> bool:
    """Only what was made without a record has guesses, or decisions on them."""
    return bool(record.get("guesses") or record.get("decisions"))
