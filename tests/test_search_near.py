"""Asking once for what stands high enough finds what asking first for the best passage finds."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import PropertyMock, patch

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, make_case, place, search

from corpus.results import Results
from index.search.scope import Scope

__all__ = ["archive", "empty_archive", "filled"]

QUERIES = ("toll", "autobuses fracasó", "수돗물 비용", "carbon water cost failed", "peaje")


@pytest.fixture
def rounds(archive: FakeArchive) -> Iterator[list[int]]:
    """How many plans each question to the index had, question by question."""
    asked: list[int] = []
    ask = archive.index.search

    def counting(plans: list[object]) -> object:
        asked.append(len(plans))
        return ask(plans)  # type: ignore[arg-type]

    with patch.object(archive.index, "search", counting):
        yield asked


def ask(archive: FakeArchive, text: str) -> Results:
    return search(archive, text, limit=50).model_copy(update={"milliseconds": 0})


def asked_twice(archive: FakeArchive, text: str) -> Results:
    with patch.object(Scope, "is_whole", PropertyMock(return_value=False)):
        return ask(archive, text)


@pytest.mark.parametrize("text", QUERIES)
def test_the_answer_is_the_same_with_one_question_less(archive: FakeArchive, rounds: list[int], text: str) -> None:
    once = ask(archive, text)
    short = len(rounds)
    assert once == asked_twice(archive, text)
    assert len(rounds) - short == short + 1


def test_so_it_is_where_the_best_passage_of_the_sample_is_of_an_archived_case(archive: FakeArchive) -> None:
    archive.publish(
        make_case("hidden", status="archived", **place("Lyon", 2996944, "FR")),
        FakeFile("pdf", (("en", "solution", "Toll toll."),)),
    )
    assert "hidden" not in {card.id for card in ask(archive, "toll").cases}
    for text in QUERIES:
        assert ask(archive, text) == asked_twice(archive, text)


def test_and_where_there_is_more_than_is_looked_at(archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.search.retrieve.CANDIDATES", 1)
    for text in QUERIES:
        answer = ask(archive, text)
        assert not answer.total_is_exact
        assert answer == asked_twice(archive, text)


def test_a_filter_that_goes_into_the_index_needs_both_questions(archive: FakeArchive, rounds: list[int]) -> None:
    search(archive, "toll", limit=50)
    whole = len(rounds)
    search(archive, "toll", limit=50, filters={"section": ("solution",)})
    assert len(rounds) - whole == whole + 1


def test_an_empty_archive_answers_nothing(empty_archive: FakeArchive) -> None:
    assert ask(empty_archive, "toll").total == 0
