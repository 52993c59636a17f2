"""Programmes proposed from the whole shipped corpus: briefs are understood, the cases differ, and every citation holds its words."""

from __future__ import annotations

import pytest

from eval.proposals.measure import Measured, measure, read_briefs
from index.archive import Archive
from index.search import search_in

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def measured(whole_archive: Archive) -> list[Measured]:
    return list(measure(search_in(whole_archive), read_briefs()))


def test_briefs_in_four_languages_are_understood(measured: list[Measured]) -> None:
    assert {each.text: each.wrong for each in measured if each.wrong} == {}


def test_every_text_taken_from_the_archive_stands_in_the_passage_that_it_cites(measured: list[Measured]) -> None:
    assert all(each.said for each in measured)
    assert [each.text for each in measured if each.cited != each.said] == []


def test_cases_of_a_programme_differ_in_place_and_outcome_and_come_from_comparable_cities(
    measured: list[Measured],
) -> None:
    assert min(each.verdicts for each in measured) == 3
    assert sum(each.regions for each in measured) >= 0.6 * sum(each.cases for each in measured)
    compared = [(m.likeness, m.usual_likeness) for m in measured if m.likeness and m.usual_likeness]
    assert sum(own for own, _ in compared) > sum(usual for _, usual in compared)
