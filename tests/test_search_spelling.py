"""Slips in a query are mended with the archive's own words, and what is no slip is left alone."""

from __future__ import annotations

from typing import cast

import pytest
from fake_index import FakeArchive, FakeFile, archive, filled, found, make_case, search

from index.passages import PassageIndex
from index.search.spelling import Lexicon, corrections, nearest
from index.search.wordlists import is_word

__all__ = ["archive", "filled"]

TEXTS = ("Congestion on trains grew. Everybody noticed.", "Less congestion followed. A gestión ended.")


@pytest.fixture
def trains(archive: FakeArchive) -> FakeArchive:
    """The archive with a case in two of whose passages "congestion" stands, and "everybody" in one."""
    file = FakeFile("md", tuple(("en", "other", text) for text in TEXTS))
    archive.publish(make_case("trains", status="draft"), file)
    return archive


def mended(archive: FakeArchive, text: str) -> list[tuple[str, str]]:
    return [(correction.word, correction.instead) for correction in search(archive, text).corrections]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("congeston", "congeston"),
        ("congsetion of trains", "congsetion"),
        ("Congeston", "Congeston"),
        ("TRAIN CONGESTON", "CONGESTON"),
    ],
)
def test_a_misspelt_word_is_mended_and_said_so(trains: FakeArchive, text: str, slip: str) -> None:
    assert mended(trains, text) == [(slip, "congestion")]
    assert found(search(trains, text))[0] == "trains"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("congestion", "the archive has it"),
        ("trains and Congeston", "a capital within the text marks a name"),
        ("cong", "too short"),
        ("congxstxns", "too far from every word"),
        ("everybodi", "only one passage has it, which may itself be a slip"),
        ("bogota buses", "the archive has it with an accent"),
        ("helsinki", "a city that the archive does not have"),
        ("2044a", "no word"),
        ("전용차로", "no letters of an alphabet"),
        ("congestive", "a word of English that no passage has"),
        ("une ville congestionne", "a word of French, which the archive is not in"),
        ("Bao nhiêu người đi xe buýt mỗi ngày congeston", "in Vietnamese, of whose words nothing is known"),
    ],
)
def test_what_is_no_slip_is_left_alone(trains: FakeArchive, text: str, why: str) -> None:
    assert mended(trains, text) == [], why


def test_an_exact_phrase_is_never_changed(trains: FakeArchive) -> None:
    results = search(trains, '"congeston" trains')
    assert (results.corrections, found(results)) == ((), [])


def test_the_same_slip_is_mended_in_a_language_of_which_the_words_are_known(trains: FakeArchive) -> None:
    assert mended(trains, "Quante persone prendevano i treni congeston") == [("congeston", "congestion")]


def test_words_of_the_vocabulary_are_no_slips_whatever_the_archive_has(trains: FakeArchive) -> None:
    lexicon = Lexicon({"citymaus": 3}, {"citymaus": "citymaus"})
    index = cast(PassageIndex, trains.index)
    assert corrections("citymaut", lexicon, index, ("en",)) == ()
    [slip] = corrections("citymaun", lexicon, index, ("en",))
    assert (slip.word, slip.instead) == ("citymaun", "citymaus")


def test_lists_know_words_also_without_their_accent() -> None:
    assert is_word("péages", ("fr",))
    assert is_word("peages", ("fr",))
    assert is_word("sequia", ("en", "es"))
    assert not is_word("péages", ("en",))
    assert not is_word("péages", ("xx",)), "a language without a list has no words"
    assert is_word("sykkelvei", ("no",))


@pytest.mark.parametrize("slip", ["passangers", "neigbouring", "coridor", "greend"])
def test_slips_are_in_no_list(slip: str) -> None:
    assert not is_word(slip, ("en", "es", "fr", "pt", "de", "it"))


def test_an_archive_without_words_mends_nothing() -> None:
    assert nearest("congeston", Lexicon({}, {})) is None


def test_the_fewest_slips_win_then_the_commonest_word() -> None:
    lexicon = Lexicon({"station": 2, "stations": 9, "nation": 9}, {})
    assert nearest("statoin", lexicon) == "station", "two letters changed round are one slip"
    assert nearest("statione", lexicon) == "stations", "both are one slip away"
    assert nearest("xation", lexicon) is None, "the first letter is seldom wrong"
