"""Counts of facets: they promise what choosing a value leaves, and keep that promise."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from fake_index import FakeArchive, archive, empty_archive, filled, search

from corpus.results import FACETS, FacetValue, Results
from index.search import retrieve

__all__ = ["archive", "empty_archive", "filled"]

Filters = Mapping[str, tuple[str, ...]]

SELECTIONS: tuple[Filters, ...] = (
    {},
    {"topic": ("transport",)},
    {"language": ("ko", "es")},
    {"language": ("en",), "document_type": ("md", "html")},
    {"region": ("142",), "year": ("2004", "2018")},
    {"country": ("KR",), "section": ("solution",)},
    {"city": ("3688689",), "topic": ("water",)},
    {"status": ("draft",)},
)


def values(results: Results, facet: str) -> dict[str, FacetValue]:
    return {value.value: value for one in results.facets if one.name == facet for value in one.values}


@pytest.mark.parametrize("text", ["", "buses", "péage", '"buses"'])
@pytest.mark.parametrize("filters", SELECTIONS)
def test_a_count_is_the_total_after_choosing_the_value(archive: FakeArchive, text: str, filters: Filters) -> None:
    before = search(archive, text, filters=filters)
    for facet in FACETS:
        for value in values(before, facet).values():
            after = search(archive, text, filters={**filters, facet: (value.value,)})
            assert after.total == value.count, (facet, value)


def test_counts_hold_too_where_a_leg_is_cut_off(archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieve, "CANDIDATES", 3)
    filters = {"city": ("3688689",)}
    results = search(archive, "buses", filters=filters)
    assert values(results, "topic")["transport"].count == results.total == 1
    assert values(results, "city")["1835848"].count == 1


def test_facets_come_in_order_with_values_by_count_then_label(archive: FakeArchive) -> None:
    results = search(archive)
    assert tuple(facet.name for facet in results.facets) == FACETS
    for facet in results.facets:
        order = [(-value.count, value.label) for value in facet.values]
        assert order == sorted(order)


def test_selected_values_stay_when_nothing_has_them(archive: FakeArchive) -> None:
    for text in ("", "buses"):
        chosen = {"topic": ("health-safety",), "city": ("2643743",)}
        results = search(archive, text, filters=chosen)
        for facet, (wanted,) in chosen.items():
            value = values(results, facet)[wanted]
            assert (value.count, value.selected) == (0, True)


def test_a_facet_offers_what_other_values_of_it_would_bring(archive: FakeArchive) -> None:
    countries = values(search(archive, "buses", filters={"country": ("KR",)}), "country")
    assert countries["CO"].count == 1
    assert not countries["CO"].selected
    assert countries["KR"].selected


def test_regions_have_both_levels(archive: FakeArchive) -> None:
    regions = values(search(archive, filters={"region": ("142",)}), "region")
    assert (regions["030"].label, regions["030"].parent, regions["030"].count) == ("Eastern Asia", "142", 3)
    assert (regions["142"].label, regions["142"].parent, regions["142"].count) == ("Asia", None, 3)


def test_labels_are_in_the_language_asked_for(archive: FakeArchive) -> None:
    results = search(archive, language="ko")
    assert values(results, "topic")["transport"].label == "교통과 이동"
    assert values(results, "city")["1835848"].label == "서울"
    assert values(results, "country")["KR"].label == "대한민국"
    assert {facet.name: facet.label for facet in results.facets}["year"] == "시작 연도"


def test_archived_cases_are_not_counted(archive: FakeArchive) -> None:
    assert "1980" not in values(search(archive), "year")
    assert "1980" not in values(search(archive, "buses"), "year")
