"""What a query has in common with all texts of the archive and of its language is taken out of it."""

from __future__ import annotations

import numpy as np
import pytest
from fake_index import LANGUAGES, MEANINGS, FakeArchive, archive, embed, empty_archive, filled, search

from index.search.background import Background

__all__ = ["archive", "empty_archive", "filled"]


def background(archive: FakeArchive) -> Background:
    return archive.engine.snapshots.present().background


def test_the_rest_of_a_query_is_of_unit_length_and_less_like_all_texts(archive: FakeArchive) -> None:
    measured = background(archive)
    for text in ("toll", "수돗물 비용", "autobuses"):
        rest = measured.without_middle(embed(text), text)
        assert float(np.linalg.norm(rest)) == pytest.approx(1, abs=1e-5)
        assert rest @ measured.passages.middle < embed(text) @ measured.passages.middle


def test_the_language_counts_for_less_in_what_is_left(archive: FakeArchive) -> None:
    text = "버스 회사의 통행료 비용은 얼마인가"
    rest, language = background(archive).without_middle(embed(text), text), len(MEANINGS) + LANGUAGES.index("ko")
    meaning = list(MEANINGS).index("charge")
    before, after = (abs(vector[language] / vector[meaning]) for vector in (embed(text), rest))
    assert after < before


def test_a_query_that_is_the_middle_itself_stays_as_it_is(archive: FakeArchive) -> None:
    middle = background(archive).passages.middle
    assert background(archive).without_middle(middle, "日本の地下鉄について") == pytest.approx(middle), (
        "no language here"
    )


def test_an_empty_archive_takes_nothing_out(empty_archive: FakeArchive) -> None:
    assert background(empty_archive).without_middle(embed("toll"), "toll") == pytest.approx(embed("toll"), abs=1e-6)


def test_height_is_counted_from_what_is_usual_in_the_language(archive: FakeArchive) -> None:
    measured = background(archive)
    standing = measured.passages.standing(measured.without_middle(embed("toll"), "toll"))
    assert set(standing.usual) == set(LANGUAGES)
    for language in LANGUAGES:
        assert standing.height(standing.usual_in(language), language) == 0
    assert standing.usual_in("de") == standing.elsewhere
    assert standing.score(0.9, "en") > standing.score(0.5, "en")


def test_scores_of_the_sample_have_mean_0_and_deviation_1(archive: FakeArchive) -> None:
    sample = background(archive).passages
    query = embed("toll")
    tags = list(sample.middles)
    scores = [
        sample.standing(query).score(float(row @ query), tags[place])
        for row, place in zip(sample.vectors, sample.languages, strict=True)
    ]
    assert (np.mean(scores), np.std(scores)) == (pytest.approx(0, abs=1e-4), pytest.approx(1, abs=1e-4))


def test_rarity_is_near_0_for_a_term_of_all_and_largest_for_a_term_of_none(archive: FakeArchive) -> None:
    measured = background(archive)
    assert measured.rarity("quokka") == measured.rarest > measured.rarity("toll") > measured.rarity("part") >= 0


def test_a_language_with_few_passages_says_nothing_of_how_common_a_word_is(archive: FakeArchive) -> None:
    measured = background(archive)
    assert measured.rarity_within("toll", "en") == measured.rarity("toll")


def test_the_same_passages_are_found_whatever_language_is_asked_in(archive: FakeArchive) -> None:
    first = [search(archive, text).cases[0].id for text in ("water", "agua", "수돗물")]
    assert set(first) <= {"quito-water", "lyon-water"}
