"""A term of art finds passages in other languages by the names it has there."""

from __future__ import annotations

import pytest
from fake_index import FakeArchive, FakeFile, archive, filled, found, make_case, search

from corpus.results import Hit

__all__ = ["archive", "filled"]


@pytest.fixture
def pricing(archive: FakeArchive) -> FakeArchive:
    """The archive with a case that has the term in English, in words that the fake encoder does not know."""
    file = FakeFile("md", (("en", "other", "Congestion pricing won. Nobody noticed."), ("en", "other", "It rained.")))
    archive.publish(make_case("pricing", title={"en": "A scheme"}, status="draft"), file)
    return archive


def best(archive: FakeArchive, text: str) -> Hit:
    return search(archive, text).cases[0].hits[0]


@pytest.mark.parametrize("text", ["혼잡통행료", "cobro por congestión", "péage urbain", "congestion charge"])
def test_another_name_finds_it_by_words(pricing: FakeArchive, text: str) -> None:
    results = {card.id: card.hits[0] for card in search(pricing, text).cases}
    assert results["pricing"].why.keyword_rank is not None
    assert results["pricing"].text.startswith("Congestion pricing")


def test_the_name_that_was_typed_weighs_most(pricing: FakeArchive) -> None:
    typed, other = best(pricing, "congestion pricing"), best(pricing, "혼잡통행료")
    assert typed.passage_id == other.passage_id
    assert typed.why.words == ("congestion", "pricing")
    assert other.why.words == ()


@pytest.mark.parametrize("text", ["congestion pricing", "혼잡통행료"])
def test_the_little_words_of_other_names_find_nothing(pricing: FakeArchive, text: str) -> None:
    assert "quito-water" not in found(search(pricing, text)), "only 'de' stands in both"


def test_a_term_that_is_not_wanted_is_not_looked_for(pricing: FakeArchive) -> None:
    assert "pricing" not in found(search(pricing, "buses 혼잡통행료 제외"))
