"""Exact duplicates: a file whose content the archive has already is the same document, wherever it lies and whatever its name."""

from __future__ import annotations

from collections.abc import Collection

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
