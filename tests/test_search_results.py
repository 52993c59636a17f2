"""What a search finds, in which order, and what a filter and a page change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, found, make_case, place, search

from corpus.errors import BadInput
from corpus.results import SearchQuery
from index.passages import Filter
from index.search import retrieve

__all__ = ["archive", "empty_archive", "filled"]


def test_a_question_finds_cases_in_other_languages(archive: FakeArchive) -> None:
    for text in ("버스", "buses", "autobuses"):
        assert {"seoul-buses", "bogota-buses"} <= set(found(search(archive, text)))


def test_what_has_nothing_to_do_with_the_query_is_not_found(archive: FakeArchive) -> None:
    results = search(archive, "toll")
    assert found(results) == ["stockholm-toll", "dakar-toll"]
    assert results.total == 2
    assert results.total_is_exact


def test_the_language_of_a_passage_does_not_make_it_nearer(archive: FakeArchive) -> None:
    assert found(search(archive, "수돗물")) == ["quito-water", "lyon-water"], "though other cases are in Korean"


def test_a_common_word_finds_nothing_beside_a_rarer_one(archive: FakeArchive) -> None:
    filler = FakeFile("md", (("en", "other", "The the the."),) * 30)
    archive.publish(make_case("filler", status="draft"), filler)
    assert "filler" not in found(search(archive, "the toll", limit=50))


def test_stray_words_of_the_language_asked_in_do_not_outweigh_the_answer(archive: FakeArchive) -> None:
    archive.publish(
        make_case("archive-rules", status="draft"), FakeFile("md", (("en", "other", "How did the archive do this?"),))
    )
    assert found(search(archive, "How did the páramo water fund do?"))[0] == "quito-water"
    assert found(search(archive, '"how did the archive"'))[0] == "archive-rules"


def test_a_name_that_only_words_can_find_comes_first(archive: FakeArchive) -> None:
    archive.publish(make_case("lamata", status="draft"), FakeFile("md", (("en", "other", "LAMATA runs the buses."),)))
    assert found(search(archive, "Lamata"))[0] == "lamata"
    assert found(search(archive, "lamata buses"))[0] == "lamata"


def test_archived_cases_are_found_only_when_asked_for(archive: FakeArchive) -> None:
    assert "old-tram" not in found(search(archive, "buses"))
    assert found(search(archive, "buses", filters={"status": ("archived",)})) == ["old-tram"]
    assert "old-tram" not in found(search(archive))
    assert found(search(archive, filters={"status": ("archived",)})) == ["old-tram"]


@pytest.mark.parametrize(
    "narrowing",
    [
        {"filters": {"language": ("es",)}},
        {"filters": {"topic": ("climate-mitigation",)}},
        {"filters": {"country": ("KR",), "document_type": ("pdf",)}},
        {"filters": {"section": ("failure",)}},
        {"filters": {"year": ("2004", "2000")}},
        {"year_from": 2001, "year_to": 2005},
        {"cases": ("seoul-buses", "no-such-case")},
    ],
)
def test_a_filter_only_takes_away(archive: FakeArchive, narrowing: dict[str, Any]) -> None:
    wide = {hit.passage_id for card in search(archive, "buses", hits_per_case=10).cases for hit in card.hits}
    narrow = {
        hit.passage_id for card in search(archive, "buses", hits_per_case=10, **narrowing).cases for hit in card.hits
    }
    assert narrow
    assert narrow < wide


def test_named_cases_bound_results_facets_and_the_list_without_words(archive: FakeArchive) -> None:
    for text in ("buses", ""):
        results = search(archive, text, cases=("seoul-buses", "no-such-case"))
        assert found(results) == ["seoul-buses"]
        assert {value.value for facet in results.facets if facet.name == "country" for value in facet.values} == {"KR"}


def test_filters_restrict_passages_not_only_cases(archive: FakeArchive) -> None:
    korean = search(archive, "buses", filters={"language": ("ko",)})
    assert found(korean) == ["seoul-buses"]
    assert {hit.language for card in korean.cases for hit in card.hits} == {"ko"}
    both = {"language": ("ko",), "document_type": ("md",)}
    assert found(search(archive, "buses", filters=both)) == [], "the Korean passages are in the PDF"
    assert found(search(archive, filters=both)) == []


def test_pages_follow_each_other(archive: FakeArchive) -> None:
    whole = found(search(archive, "buses", limit=50))
    pages = [found(search(archive, "buses", limit=1, offset=offset)) for offset in range(len(whole) + 1)]
    assert pages == [*([id] for id in whole), []]
    assert search(archive, "buses", limit=1, offset=1).total == len(whole)


def test_a_case_shows_its_best_distinct_passages(archive: FakeArchive) -> None:
    texts = ("A tram line.", "Another tram line.", "A  TRAM line.", "A third tram line of the city.")
    written = tuple(("en", "other", text) for text in texts)
    archive.publish(
        make_case("trams", **place("Zürich", 2657896, "CH")), FakeFile("pdf", written), FakeFile("md", written[:1])
    )
    (card,) = [card for card in search(archive, "tram", hits_per_case=3).cases if card.id == "trams"]
    shown = [hit.text.casefold().replace("  ", " ") for hit in card.hits]
    assert len(shown) == len(set(shown)) == 3
    scores = [hit.score for hit in card.hits]
    assert scores == sorted(scores, reverse=True)
    assert card.score is not None
    assert card.score > scores[0], "the passages beside the best one count a little"


def test_why_says_which_leg_found_a_passage(archive: FakeArchive) -> None:
    cards = {card.id: card for card in search(archive, "Autobuses con carril").cases}
    both, meaning = cards["bogota-buses"].hits[0].why, cards["seoul-buses"].hits[0].why
    assert both.dense_rank
    assert both.keyword_rank == 1
    assert both.words == ("Autobuses", "carril"), "words as typed, without those that stand everywhere"
    assert both.similarity is not None
    assert 0 < both.similarity < 1, "the query has lost what all texts of the archive have in common"
    assert meaning.keyword_rank is None
    assert meaning.words == ()


def test_a_word_of_a_script_without_spaces_is_shown_as_far_as_it_stands_there(archive: FakeArchive) -> None:
    (card,) = [card for card in search(archive, "버스회사는").cases if card.id == "seoul-buses"]
    assert card.hits[0].why.words == ("버스", "회사는")


def test_hits_that_left_the_catalogue_are_dropped(archive: FakeArchive) -> None:
    (id,) = archive.index.passage_ids(Filter({"case_id": ("tokyo-carbon",)}))
    ghost = f"{id.rpartition('.')[0]}.7"
    archive.index.add([replace(archive.index.held[id], passage_id=ghost)])
    results = search(archive, "carbon")
    assert [hit.passage_id for card in results.cases if card.id == "tokyo-carbon" for hit in card.hits] == [id]
    archive.catalogue.remove("tokyo-carbon")
    assert "tokyo-carbon" not in found(search(archive, "carbon"))


def test_a_total_that_is_only_a_lower_bound_says_so(archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieve, "CANDIDATES", 1)
    results = search(archive, "buses")
    assert not results.total_is_exact
    narrow = search(archive, "buses", filters={"city": ("3688689",)})
    assert found(narrow) == ["bogota-buses"], "what a filter leaves is asked for by itself"


def test_no_text_lists_every_case_newest_first(archive: FakeArchive) -> None:
    results = search(archive, limit=50)
    assert found(results) == [
        "busan-carbon", "lyon-water", "dakar-toll", "quito-water", "tokyo-carbon", "stockholm-toll", "seoul-buses", "bogota-buses",
        "no-city-yet", "nothing-inside",
    ]  # fmt: skip
    assert results.total == 10
    assert all(not card.hits and card.score is None for card in results.cases)
    assert found(search(archive, '  "" ?! ')) == found(search(archive))[:10]


def test_listing_honours_filters_sections_and_pages(archive: FakeArchive) -> None:
    assert found(search(archive, filters={"section": ("failure",)})) == ["bogota-buses"]
    assert found(search(archive, filters={"section": ("solution",), "language": ("ko",)})) == [
        "busan-carbon",
        "seoul-buses",
    ]
    assert found(search(archive, year_from=2005, year_to=2010)) == ["tokyo-carbon", "stockholm-toll"]
    assert found(search(archive, limit=2, offset=1)) == ["lyon-water", "dakar-toll"]


def test_an_empty_archive_answers(empty_archive: FakeArchive) -> None:
    for text in ("", "buses", '"no such phrase"'):
        results = search(empty_archive, text)
        assert (results.total, results.cases, results.total_is_exact) == (0, (), True)
    assert empty_archive.engine.suggest("se", "en", 5) == ()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"filters": {"colour": ("red",)}}, "there is no filter 'colour'; there are: topic, city"),
        (
            {"filters": {"topic": ("trains",)}},
            "'trains' is not a value of the filter 'topic'; allowed: transport, climate",
        ),
        ({"filters": {"country": ("Korea",)}}, "allowed: CO, EC, FR, JP, KR, SE, SN"),
        ({"filters": {"status": ("gone",)}}, "allowed: draft, in_review, published, archived"),
        ({"year_from": 2010, "year_to": 2000}, "swap year_from and year_to"),
    ],
)
@pytest.mark.parametrize("text", ["", "buses"])
def test_a_wrong_filter_says_what_is_allowed(archive: FakeArchive, query: dict[str, Any], said: str, text: str) -> None:
    with pytest.raises(BadInput, match=said):
        search(archive, text, **query)


def test_a_value_that_the_archive_does_not_have_finds_nothing(archive: FakeArchive) -> None:
    for filters in ({"city": ("2643743",)}, {"year": ("1950",)}, {"country": ("NZ",)}, {"language": ("de",)}):
        assert search(archive, "buses", filters=filters).total == search(archive, filters=filters).total == 0


def test_an_export_has_every_case_in_the_order_of_the_pages(archive: FakeArchive) -> None:
    for text in ("", "buses"):
        query = SearchQuery(text=text, limit=1, offset=1, filters={"topic": ("transport",)})
        cards = list(archive.engine.every_card(query))
        assert [card.id for card in cards] == found(search(archive, text, filters={"topic": ("transport",)}))
        assert not any(card.hits for card in cards)


def test_the_same_text_is_encoded_once(archive: FakeArchive) -> None:
    for filters in ({}, {"topic": ("transport",)}, {"language": ("ko",)}):
        search(archive, "buses", filters=filters)
    assert archive.encoder.queries == 1


def test_warming_up_works_on_any_archive(archive: FakeArchive, empty_archive: FakeArchive) -> None:
    for any_archive in (archive, empty_archive):
        any_archive.engine.warm_up()
        assert any_archive.encoder.queries == 1


def test_once_warm_a_search_reads_nothing_from_the_catalogue(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.engine.warm_up()
    read: list[str] = []
    monkeypatch.setattr(type(archive.engine.catalogue), "passages_by_id", lambda _, ids: read.extend(ids) or {})
    assert [hit for case in search(archive, "buses").cases for hit in case.hits]
    assert not read
