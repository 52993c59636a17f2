"""The whole archive in small, as lists, facets and the search need it: read once, and then only what has changed since.

A snapshot comes with every published case, so reading everything again would make each of them as slow as the archive is large: with
20,000 cases of the size of the shipped ones that took 11 seconds, what has changed takes a fraction of one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from corpus.case import Case
from corpus.facets import case_values
from corpus.passage import SEARCHED_ROLES, StoredDocument
from index.catalogue import rows
from index.catalogue.tables import CaseRow, DocumentRow, PassageRow

BATCH = 500
"""Cases in one question to the database, which takes only so many parameters."""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """What lists and facets need of a case."""

    case: Case
    documents: tuple[StoredDocument, ...]
    values: Mapping[str, tuple[str, ...]]
    """As `corpus.facets.case_values`."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Tells whether a case has changed. The version alone would not: a case that was removed and came back counts from 1 again."""

    version: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The archive at one snapshot; cases in order of id."""

    snapshot: str
    stamps: Mapping[str, Stamp]
    cases: Mapping[str, CaseSummary]
    languages: Mapping[str, Mapping[str, frozenset[str]]]
    """Case id -> document id -> languages of the passages that search ranks."""
    passage_counts: Mapping[str, int]
    """Document id -> number of all its passages."""


EMPTY = Overview("", {}, {}, {}, {})
"""Nothing is known yet."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What the database has of one document's passages."""

    count: int
    languages: frozenset[str]


def read_overview(session: Session, snapshot: str, known: Overview) -> Overview:
    """The overview of this snapshot; of the cases that `known` has as they are now, nothing is read."""
    found = session.execute(select(CaseRow.id, CaseRow.version, CaseRow.fingerprint))
    stamps = {id: Stamp(version, fingerprint) for id, version, fingerprint in found}
    changed = sorted(id for id, stamp in stamps.items() if known.stamps.get(id) != stamp)
    cases, held = dict(known.cases), dict[str, _Held]()
    for start in range(0, len(changed), BATCH):
        cases |= _summaries(session, changed[start : start + BATCH])
        held |= _held(session, changed[start : start + BATCH])
    ordered = {id: cases[id] for id in sorted(stamps.keys() & cases.keys())}
    return Overview(snapshot, stamps, ordered, *_passages(ordered, known, held))


def _passages(
    cases: Mapping[str, CaseSummary], known: Overview, held: Mapping[str, _Held]
) -> tuple[dict[str, Mapping[str, frozenset[str]]], dict[str, int]]:
    languages: dict[str, Mapping[str, frozenset[str]]] = {}
    counts: dict[str, int] = {}
    for id, summary in cases.items():
        is_kept = known.cases.get(id) is summary
        languages[id] = known.languages[id] if is_kept else _languages(summary, held)
        for document in summary.documents:
            counts[document.id] = known.passage_counts[document.id] if is_kept else _of(held, document).count
    return languages, counts


def _languages(summary: CaseSummary, held: Mapping[str, _Held]) -> dict[str, frozenset[str]]:
    return {document.id: _of(held, document).languages for document in summary.documents}


def _of(held: Mapping[str, _Held], document: StoredDocument) -> _Held:
    return held.get(document.id, _Held(0, frozenset()))


def _summaries(session: Session, ids: Sequence[str]) -> Iterator[tuple[str, CaseSummary]]:
    documents: dict[str, list[StoredDocument]] = {}
    for document in current_documents(session, ids):
        documents.setdefault(document.case_id, []).append(document)
    for record in session.scalars(select(CaseRow.record).where(CaseRow.id.in_(ids))):
        case = Case.model_validate(record)
        yield case.id, CaseSummary(case, tuple(documents.get(case.id, ())), case_values(case))


def _held(session: Session, case_ids: Collection[str]) -> Iterator[tuple[str, _Held]]:
    counted = (
        select(PassageRow.document_id, PassageRow.language, PassageRow.role, func.count().label("count"))
        .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        .where(DocumentRow.retired.is_(None), DocumentRow.case_id.in_(case_ids))
        .group_by(PassageRow.document_id, PassageRow.language, PassageRow.role)
        .order_by(PassageRow.document_id)
    )
    for document_id, group in groupby(session.execute(counted), attrgetter("document_id")):
        parts = list(group)
        languages = frozenset(part.language for part in parts if part.role in SEARCHED_ROLES)
        # A row is a tuple, and has a method `count` by that.
        yield document_id, _Held(sum(part[3] for part in parts), languages)


def current_documents(session: Session, case_ids: Collection[str] | None = None) -> tuple[StoredDocument, ...]:
    """Documents that no later version of their case has dropped, by case and place in it; of all cases where none are named."""
    found = select(DocumentRow).where(DocumentRow.retired.is_(None)).order_by(DocumentRow.case_id, DocumentRow.position)
    if case_ids is not None:
        found = found.where(DocumentRow.case_id.in_(case_ids))
    return tuple(rows.document(row) for row in session.scalars(found))
