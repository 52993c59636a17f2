"""What the checks of a programme need to know of the archive, with one question for all cases, documents and passages together.

Cases and documents are read from the catalogue's overview, which is in memory; only pinned versions that are no longer the present ones,
and passages that are cited, are asked of the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from corpus import gazetteer
from corpus.case import Case, Status
from corpus.passage import case_of
from corpus.programme.checks import CaseFact, DocumentFact, Facts
from corpus.programme.checks.texts import written
from corpus.programme.model import Programme
from index.catalogue import CaseSummary, Catalogue
from index.catalogue.tables import DocumentRow, PassageRow, VersionRow
from index.points import in_batches
from index.search.profiles import income_group_of

BATCH = 500
"""Ids in one question to the database, which takes only so many parameters."""


def gather_facts(catalogue: Catalogue, programme: Programme) -> Facts:
    """The facts about what the programme names. Unavailable where the catalogue cannot be read."""
    present = catalogue.cases()
    pinned = _pinned(programme)
    older = _older_records(catalogue, pinned, present)
    return Facts(
        cases={
            case_id: _case_fact(present[case_id], versions, older.get(case_id, {}))
            for case_id, versions in pinned.items()
            if case_id in present
        },
        documents=_documents(present, _named_documents(programme)),
        passages=_passages(catalogue, {cited.passage for part in written(programme) for cited in part.citations}),
    )


def _pinned(programme: Programme) -> Mapping[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for session in programme.sessions:
        for pin in session.cases:
            found[pin.case].add(pin.version)
    return found


def _older_records(
    catalogue: Catalogue, pinned: Mapping[str, set[int]], present: Mapping[str, CaseSummary]
) -> Mapping[str, Mapping[int, Case]]:
    """Case id -> version -> the record as it was, of pinned versions other than the present ones, as far as they are held."""
    changed = [id for id, versions in pinned.items() if id in present and versions != {present[id].case.version}]
    found: dict[str, dict[int, Case]] = defaultdict(dict)
    with Session(catalogue.engine) as session:
        for ids in in_batches(changed, BATCH):
            versions = {version for id in ids for version in pinned[id]}
            asked = select(VersionRow.case_id, VersionRow.version, VersionRow.record).where(
                VersionRow.case_id.in_(ids), VersionRow.version.in_(versions)
            )
            for id, version, record in session.execute(asked):
                if version in pinned[id]:
                    found[id][version] = Case.model_validate(record)
    return found


def _case_fact(summary: CaseSummary, versions: set[int], older: Mapping[int, Case]) -> CaseFact:
    now = summary.case
    held = {version for version in versions if version in older or version == now.version}
    shown = older.get(max(versions), now)
    region = gazetteer.region_of(shown.country)
    context = shown.city_context
    return CaseFact(
        title=shown.title,
        current=now.version,
        held=frozenset(held),
        is_published=now.status is Status.published,
        region=region.id if region else None,
        verdict=shown.verdict.value if shown.verdict else None,
        income=(context.income_group if context else None) or income_group_of(shown.country or ""),
        languages=tuple(dict.fromkeys(document.language for document in summary.documents)),
    )


def _named_documents(programme: Programme) -> frozenset[str]:
    return frozenset(each.document for session in programme.sessions for each in session.materials if each.document)


def _documents(present: Mapping[str, CaseSummary], ids: frozenset[str]) -> Mapping[str, DocumentFact]:
    held = (
        document for case_id in {case_of(id) for id in ids} & present.keys() for document in present[case_id].documents
    )
    return {each.id: DocumentFact(each.language, each.licence) for each in held if each.id in ids}


def _passages(catalogue: Catalogue, ids: Iterable[str]) -> Mapping[str, str]:
    """Id -> text of those that are in a present document. The text alone: places and tables of a passage are large."""
    found: dict[str, str] = {}
    with Session(catalogue.engine) as session:
        for some in in_batches(sorted(ids), BATCH):
            asked = (
                select(PassageRow.id, PassageRow.text)
                .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
                .where(PassageRow.id.in_(some), DocumentRow.retired.is_(None))
            )
            found |= {id: text for id, text in session.execute(asked)}
    return found
