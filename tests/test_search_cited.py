"""Which passage of a case is shown first: the one that answers, in the language of the question where there is a choice."""

from __future__ import annotations

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, make_case, search

from corpus.results import Hit

__all__ = ["archive", "empty_archive", "filled"]

TOLLS = FakeFile(
    "pdf",
    (
        ("en", "solution", "Toll and water for buses."),
        ("en", "implementation", "Buses again, water and the toll."),
        ("en", "results", "With water and toll buses sped up."),
        ("en", "failure", "It failed."),
    ),
)


def first_hit(archive: FakeArchive, text: str, id: str) -> Hit:
    return next(card for card in search(archive, text, limit=50).cases if card.id == id).hits[0]


def test_it_is_the_one_that_answers_and_not_what_the_whole_case_is_about(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.publish(make_case("bus-toll", status="draft"), TOLLS)
    asked = "peaje agua 버스 fracasó"
    assert first_hit(archive, asked, "bus-toll").section == "failure"
    monkeypatch.setattr("index.search.hits.COMMON", 0.0)
    assert first_hit(archive, asked, "bus-toll").section != "failure", "nearer to the question, as all the others are"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("¿Por qué fracasó el peaje de los autobuses?", "es"), ("Why was it that the toll for buses failed?", "en")],
)
def test_of_two_that_say_the_same_it_is_the_one_in_the_language_of_the_question(
    archive: FakeArchive, asked: str, language: str
) -> None:
    english = FakeFile("md", (("en", "results", "Toll."), ("en", "failure", "The toll failed.")))
    spanish = FakeFile("pdf", (("es", "results", "Peaje."), ("es", "failure", "El peaje fracasó.")))
    for id, files in (("a-case", (english, spanish)), ("b-case", (spanish, english))):
        archive.publish(make_case(id, status="draft"), *files)
        assert first_hit(archive, asked, id).language == language


def test_a_caption_that_announces_the_answer_is_not_shown_instead_of_it(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    caption, answer = "Table 7: why the toll failed", "The toll failed. Buses carried as many as before."
    archive.publish(
        make_case("a-case", status="draft"), FakeFile("md", (("en", "solution", caption), ("en", "results", answer)))
    )
    assert first_hit(archive, "why the toll failed", "a-case").text == answer
    monkeypatch.setattr("index.search.hits.LONE", 0.0)
    assert first_hit(archive, "why the toll failed", "a-case").text == caption


def test_a_case_with_one_passage_shows_it(archive: FakeArchive) -> None:
    assert first_hit(archive, "carbon", "tokyo-carbon").section == "solution"
