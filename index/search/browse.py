"""Listing cases without a query: everything that the filters leave, newest policy first."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.case import in_language
from corpus.passage import document_of
from index.catalogue import CaseSummary
from index.passages import Filter, PassageIndex
from index.search.facets import Unit, unit_values
from index.search.parts import Group
from index.search.scope import Scope
from index.search.snapshot import Snapshot


def browse_units(index: PassageIndex, scope: Scope, snapshot: Snapshot) -> list[Unit]:
    """What facets count where nothing is asked: each language of each document, or the case alone if it has no passage."""
    held = _held_in_sections(index, scope, snapshot) if "section" in scope.always else None
    admitted = (summary for summary in snapshot.cases.values() if scope.admits(summary.case))
    return [unit for summary in admitted for unit in _units(summary, snapshot, held)]


def browse_groups(units: Iterable[Unit], scope: Scope, snapshot: Snapshot, language: str) -> list[Group]:
    """Cases that pass every filter, newest start year first, cases without a year last, then by title as it is shown."""
    kept = {unit.case_id for unit in units if scope.passes(unit_values(unit, snapshot))}
    return [Group(id) for id in sorted(kept, key=lambda id: _newest_first(snapshot.cases[id], language))]


def _newest_first(summary: CaseSummary, language: str) -> tuple[int, str, str]:
    title = in_language(summary.case.title, language)
    return -(summary.case.year or 0), title[1].casefold() if title else "", summary.case.id


Held = set[tuple[str, str]]
"""Pairs of a document id and a language."""


def _units(summary: CaseSummary, snapshot: Snapshot, held: Held | None) -> list[Unit]:
    case_id = summary.case.id
    units = [
        Unit(case_id, (language,), (document.document_type,))
        for document in summary.documents
        for language in sorted(snapshot.languages.get(case_id, {}).get(document.id, ()))
        if held is None or (document.id, language) in held
    ]
    return units or ([Unit(case_id, (), ())] if held is None else [])


def _held_in_sections(index: PassageIndex, scope: Scope, snapshot: Snapshot) -> Held:
    """Documents that have a passage in the sections asked for, by language; only the index knows the sections."""
    return {
        (document_of(passage_id), language)
        for language in snapshot.spoken
        for passage_id in index.passage_ids(Filter({"section": scope.always["section"], "language": (language,)}))
    }
