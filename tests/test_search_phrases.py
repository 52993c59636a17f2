"""Exact phrases, and the sentences that are marked in a passage."""

from __future__ import annotations

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, found, make_case, search

from corpus.results import Hit, Results
from index.search import scope
from index.search.reading import read_query

__all__ = ["archive", "empty_archive", "filled"]


def marked(hit: Hit) -> list[tuple[str, str]]:
    return [(hit.text[mark.start : mark.end], mark.by) for mark in hit.highlights]


def hit_of(results: Results, case_id: str, place: int = 0) -> Hit:
    return next(card for card in results.cases if card.id == case_id).hits[place]


@pytest.mark.parametrize(
    ("text", "plain", "phrases"),
    [
        ('cost of "bus lanes" now', "cost of bus lanes now", ("bus lanes",)),
        ("“two words” and «dos  palabras»", "two words and dos palabras", ("two words", "dos palabras")),
        ("« péage urbain »", "péage urbain", ("péage urbain",)),
        ("「버스 개편」 결과", "버스 개편 결과", ("버스 개편",)),
        ('the 5" pipe', 'the 5" pipe', ()),
        ('"one" "one" "', 'one one "', ("one",)),
        ('"..." water', "... water", ()),
        ('" "', "", ()),
        ("  ?! ", "", ()),
    ],
)
def test_quotation_marks_make_phrases_when_they_are_closed(text: str, plain: str, phrases: tuple[str, ...]) -> None:
    reading = read_query(text)
    assert (reading.text, reading.phrases) == (plain, phrases)


def test_words_are_kept_as_typed_without_the_punctuation_around_them() -> None:
    assert read_query('¿Qué "low-emission zones"? Zones, ข้าวผัด').words == ("Qué", "low", "emission", "zones", "ข้าวผัด")


def test_a_phrase_has_to_stand_in_the_passage(archive: FakeArchive) -> None:
    assert found(search(archive, '"carril propio"')) == ["bogota-buses"]
    assert found(search(archive, '"propio carril"')) == []
    assert found(search(archive, '"CARRIL PROPIO" buses')) == ["bogota-buses"], (
        "whatever its case, and whatever else is asked"
    )
    assert found(search(archive, "「버스 회사」")) == ["seoul-buses"]


def test_every_phrase_has_to_stand_in_the_same_passage(archive: FakeArchive) -> None:
    assert found(search(archive, '"carril propio" "metro quedó"')) == ["bogota-buses"]
    assert found(search(archive, '"carril propio" "van llenos"')) == [], "they stand in different passages"


def test_all_passages_with_the_phrase_are_found_however_far_they_are(archive: FakeArchive) -> None:
    results = search(archive, '"water" buses', filters={"status": ("archived", "published", "draft")})
    assert found(results) == ["old-tram"]
    archive.publish(make_case("x", status="draft"), FakeFile("md", (("en", "other", "Nothing near but water."),)))
    assert set(found(search(archive, '"water" tolls'))) == {"x"}


def test_very_frequent_phrases_are_sifted_after_the_search(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = found(search(archive, '"buses" results'))
    monkeypatch.setattr(scope, "FILTERED_IDS", 0)
    assert found(search(archive, '"buses" results')) == expected
    assert set(expected) == {"seoul-buses", "no-city-yet"}


def test_a_sentence_with_the_phrase_is_marked_and_the_reason_names_it(archive: FakeArchive) -> None:
    hit = hit_of(search(archive, '"metro quedó"'), "bogota-buses")
    assert ("El metro quedó aplazado.", "phrase") in marked(hit)
    assert hit.why.phrases == ("metro quedó",)


def test_a_phrase_across_a_full_stop_marks_both_sentences(archive: FakeArchive) -> None:
    hit = hit_of(search(archive, '"propio. El metro"'), "bogota-buses")
    assert marked(hit) == [("Los autobuses tienen carril propio.", "phrase"), ("El metro quedó aplazado.", "phrase")]


def test_the_sentence_with_the_rarest_words_is_marked(archive: FakeArchive) -> None:
    hit = hit_of(search(archive, "who reads the plates"), "stockholm-toll")
    assert marked(hit)[0] == ("Cameras read the plates.", "words")
    assert "plates" in hit.why.words


def test_a_passage_in_another_language_is_marked_by_meaning(archive: FakeArchive) -> None:
    hit = hit_of(search(archive, "버스 실패"), "bogota-buses")
    assert {by for _, by in marked(hit)} == {"similarity"}
    assert len(hit.highlights) <= 3


def test_tables_are_marked_by_words_and_phrases_only(archive: FakeArchive) -> None:
    for query, by in (("통행료", set()), ("toll kronor", {"words"}), ('"toll in kronor"', {"phrase"})):
        hits = next(card for card in search(archive, query).cases if card.id == "stockholm-toll").hits
        (table,) = [hit for hit in hits if "|" in hit.text]
        assert {how for _, how in marked(table)} == by


def test_no_more_than_three_sentences_are_marked_in_the_order_of_the_text(archive: FakeArchive) -> None:
    text = " ".join(f"Sentence {number} has a quokka." for number in range(8))
    archive.publish(make_case("zoo", status="draft"), FakeFile("md", (("en", "other", text),)))
    for query in ("quokka", '"a quokka"'):
        spans = [(mark.start, mark.end) for mark in hit_of(search(archive, query), "zoo").highlights]
        assert len(spans) == 3
        assert spans == sorted(spans)
        assert all(
            text[start:end].startswith("Sentence") and text[start:end].endswith("quokka.") for start, end in spans
        )


def test_marks_lie_on_the_sentences_of_every_hit(archive: FakeArchive) -> None:
    for query in ("buses", "버스 비용", "eau prix", '"toll"'):
        for card in search(archive, query, hits_per_case=10).cases:
            for hit in card.hits:
                spans = {
                    (span.start, span.end)
                    for span in archive.catalogue.passages_by_id([hit.passage_id])[hit.passage_id].sentences
                }
                assert {(mark.start, mark.end) for mark in hit.highlights} <= spans
