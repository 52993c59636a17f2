"""Counting facets: how many cases would be left if a value were chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from corpus.facets import city_name, facet_label, value_label
from corpus.results import FACETS, Facet, FacetValue
from corpus.vocabulary import vocabulary
from index.passages import Candidate
from index.search.scope import Scope
from index.search.snapshot import Snapshot


class Unit(NamedTuple):
    """What facets count: a case, by a language and a type of document in which it has passages that are relevant.

    Filters restrict passages, so 'Korean' and 'PDF' together mean a passage that is both; thousands of passages are few units.
    """

    case_id: str
    language: tuple[str, ...]
    document_type: tuple[str, ...]


def unit_of(candidate: Candidate) -> Unit:
    filters = candidate.filters
    return Unit(candidate.case_id, tuple(filters.get("language", ())), tuple(filters.get("document_type", ())))


def unit_values(unit: Unit, snapshot: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Values by facet: the case's as the catalogue has them, and the passage's own."""
    own = {"language": unit.language, "document_type": unit.document_type}
    return {**snapshot.cases[unit.case_id].values, **own}


def count_facets(units: Iterable[Unit], scope: Scope, snapshot: Snapshot, language: str) -> tuple[Facet, ...]:
    """Every facet with its values by count, then label.

    A value's count is the number of cases that choosing it alone in its facet would leave, given the selections of the others.
    """
    values = [(unit.case_id, unit_values(unit, snapshot)) for unit in set(units)]
    return tuple(_facet(facet, _count(values, facet, scope), scope, snapshot, language) for facet in FACETS)


def _count(units: Iterable[tuple[str, Mapping[str, tuple[str, ...]]]], facet: str, scope: Scope) -> dict[str, int]:
    cases: dict[str, set[str]] = {value: set() for value in scope.selected.get(facet, ())}
    restricts = bool(scope.selected.keys() - {facet})
    for case_id, values in units:
        if not restricts or scope.passes(values, uncounted=facet):
            for value in values.get(facet, ()):
                cases.setdefault(value, set()).add(case_id)
    return {value: len(having) for value, having in cases.items()}


def _facet(facet: str, counts: Mapping[str, int], scope: Scope, snapshot: Snapshot, language: str) -> Facet:
    selected = scope.selected.get(facet, ())
    values = [
        FacetValue(
            value=value,
            label=filter_label(facet, value, snapshot, language),
            count=count,
            selected=value in selected,
            parent=_parent(value) if facet == "region" else None,
        )
        for value, count in counts.items()
    ]
    ordered = sorted(values, key=lambda value: (-value.count, value.label, value.value))
    return Facet(name=facet, label=facet_label(facet, language), values=tuple(ordered))


def _parent(region: str) -> str | None:
    regions = vocabulary("regions")
    return regions[region].parent if region in regions else None


def filter_label(facet: str, value: str, snapshot: Snapshot, language: str) -> str:
    """What the value of a filter is called in the language: cities as a case spells them, for the gazetteer's names are mostly English."""
    case = snapshot.case_in_city.get(value) if facet == "city" else None
    return (city_name(case, language) if case else None) or value_label(facet, value, language)
