"""What a query names: places, years, terms of art and parts of a case; what it does not want; and what follows for the results."""

from __future__ import annotations

import pytest
from fake_index import FakeArchive, FakeFile, archive, filled, found, make_case, search

from corpus.results import Hit, Results
from index.search.recognise import Mention, recognise

__all__ = ["archive", "filled"]

SEOUL, BOGOTA, TOKYO, STOCKHOLM, QUITO = "1835848", "3688689", "1850147", "2673730", "3652462"
EUROPE, ASIA = "150", "142"


def mentions(archive: FakeArchive, text: str) -> tuple[Mention, ...]:
    snapshot = archive.engine.snapshots.present()
    return recognise(text, snapshot.names, snapshot)


def named(archive: FakeArchive, text: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.value) for mention in mentions(archive, text)]


def unwanted(archive: FakeArchive, text: str) -> list[str]:
    return [mention.value for mention in mentions(archive, text) if mention.negated]


def adjusted(hit: Hit) -> dict[str, float]:
    return {adjustment.name: adjustment.effect for adjustment in hit.why.adjustments}


def best_hits(results: Results) -> dict[str, Hit]:
    return {card.id: card.hits[0] for card in results.cases}


PLACES = [
    ("buses in Seoul", ("city", SEOUL)),
    ("서울에서는 버스를", ("city", SEOUL)),
    ("서울의 버스", ("city", SEOUL)),
    ("首尔的公交", ("city", SEOUL)),
    ("ソウルのバス", ("city", SEOUL)),
    ("وسيول", ("city", SEOUL)),
    ("Автобусы: Сеул", ("city", SEOUL)),
    ("BOGOTA", ("city", BOGOTA)),
    ("Bogotá's buses", ("city", BOGOTA)),
    ("東京", ("city", TOKYO)),
    ("Corée du Sud", ("country", "KR")),
    ("대한민국의 도시", ("country", "KR")),
    ("韓国", ("country", "KR")),
    ("Europe's tolls", ("region", EUROPE)),
    ("carbono en Asia", ("region", ASIA)),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_place_is_known_by_its_names_with_what_clings_to_them(
    archive: FakeArchive, text: str, place: tuple[str, str]
) -> None:
    assert named(archive, text) == [place]


def test_latin_america_is_the_sub_regions_in_it(archive: FakeArchive) -> None:
    assert named(archive, "América Latina") == [("region", "005"), ("region", "013"), ("region", "029")]


def test_only_places_of_the_archive_are_named(archive: FakeArchive) -> None:
    assert named(archive, "Nairobi in Kenya") == []


def test_a_word_written_small_beside_capitals_is_no_place(archive: FakeArchive) -> None:
    archive.publish(make_case("lima-x", city={"name": {"en": "Solo"}, "geonames_id": 1626649}, country="ID"))
    assert named(archive, "solo autobuses en Bogotá") == [("city", BOGOTA)]
    assert ("city", "1626649") in named(archive, "autobuses en Solo")


@pytest.mark.parametrize(
    ("text", "years"),
    [("buses 2004", ["2004"]), ("in 2006, 2010", ["2006", "2010"]), ("1999", ["1999"]), ("2004년 버스", ["2004"])],
)
def test_a_year_in_which_a_case_began_is_named(archive: FakeArchive, text: str, years: list[str]) -> None:
    assert named(archive, text) == [("year", year) for year in years]


@pytest.mark.parametrize("text", ["$2004", "2004 €", "₩ 2004", "2004%", "12004", "20041", "year 1950"])
def test_a_sum_and_a_year_without_cases_are_no_years(archive: FakeArchive, text: str) -> None:
    assert named(archive, text) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("BRT", "brt"),
        ("Bus Rapid Transit", "brt"),
        ("간선급행버스를", "brt"),
        ("快速公交", "brt"),
        ("버스준공영제는", "quasi-public-bus"),
        ("péages urbains", "congestion-charge"),
        ("擁擠費", "congestion-charge"),
        ("رسوم الازدحام", "congestion-charge"),
    ],
)
def test_a_term_is_known_by_each_of_its_names(archive: FakeArchive, text: str, term: str) -> None:
    assert named(archive, text) == [("term", term)]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("What went wrong?", "failure"),
        ("¿Qué salió mal?", "failure"),
        ("무엇이 잘못 되었나", "failure"),
        ("何が失敗したか", "failure"),
        ("为什么失败", "failure"),
        ("ما الذي فشل", "failure"),
        ("How much did it cost?", "cost"),
        ("얼마나 들었나", "cost"),
        ("how did they win support", "implementation"),
    ],
)
def test_a_question_for_a_part_of_a_case_names_the_section(archive: FakeArchive, text: str, section: str) -> None:
    assert named(archive, text) == [("section", section)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tolls outside Europe", EUROPE),
        ("not in the city of Seoul", SEOUL),
        ("non-European", EUROPE),
        ("buses except Bogotá", BOGOTA),
        ("fuera de Europa", EUROPE),
        ("que no sea en Bogotá", BOGOTA),
        ("hors d'Europe", EUROPE),
        ("ailleurs qu'en Suède", "SE"),
        ("서울 제외", SEOUL),
        ("서울을 제외한 도시", SEOUL),
        ("서울 말고", SEOUL),
        ("서울 이외의 도시", SEOUL),
        ("서울외", SEOUL),
        ("東京を除く", TOKYO),
        ("日本以外", "JP"),
        ("除了首尔", SEOUL),
        ("首尔以外的城市", SEOUL),
        ("خارج أوروبا", EUROPE),
        ("باستثناء سيول", SEOUL),
    ],
)
def test_a_place_that_is_not_wanted_is_known_in_many_languages(archive: FakeArchive, text: str, value: str) -> None:
    assert unwanted(archive, text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "no new roads in Bogotá",
        "no cars in Stockholm",
        "without tolls in Seoul",
        "What did not work in Bogotá?",
        "¿Qué no funcionó en Bogotá?",
        "sin peaje en Bogotá",
        "pas de péage à Lyon",
        "서울의 차 없는 거리",
        "首尔没有车的街道",
        "outside the centre of Stockholm, Seoul",
    ],
)
def test_what_a_city_goes_without_does_not_negate_the_city(archive: FakeArchive, text: str) -> None:
    assert mentions(archive, text)
    assert unwanted(archive, text) == []


def test_only_what_stands_by_the_negation_is_not_wanted(archive: FakeArchive) -> None:
    assert unwanted(archive, "Tokyo and not Seoul") == [SEOUL]
    assert unwanted(archive, "Not in Seoul but in Tokyo") == [SEOUL]


def test_what_is_recognised_is_offered_and_excludes_nothing(archive: FakeArchive) -> None:
    results = search(archive, "toll in Stockholm")
    (offer,) = results.offers
    assert (offer.filter, offer.value, offer.label, offer.negated) == ("city", STOCKHOLM, "Stockholm", False)
    assert found(results) == ["stockholm-toll", "dakar-toll"]
    assert search(archive, "péage urbain").offers[0].filter == "topic", "a term offers its topic"


def test_an_offer_has_its_label_in_the_language_asked_for(archive: FakeArchive) -> None:
    (offer,) = search(archive, "버스 서울 제외", language="ko").offers
    assert (offer.label, offer.negated) == ("서울", True)


def test_a_place_that_is_named_is_an_adjustment_that_shows(archive: FakeArchive) -> None:
    hits = best_hits(search(archive, "carbon in Asia"))
    assert adjusted(hits["tokyo-carbon"])["place"] == adjusted(hits["busan-carbon"])["place"] > 0
    assert "place" not in adjusted(best_hits(search(archive, "carbon"))["tokyo-carbon"])


def test_a_case_in_the_city_gains_more_than_one_in_its_country(archive: FakeArchive) -> None:
    in_city = adjusted(best_hits(search(archive, "buses in Seoul"))["seoul-buses"])["place"]
    in_country = adjusted(best_hits(search(archive, "buses in South Korea"))["seoul-buses"])["place"]
    both = adjusted(best_hits(search(archive, "buses in Seoul, South Korea"))["seoul-buses"])["place"]
    assert both == in_city > in_country > 0


def test_a_place_that_is_not_wanted_comes_later_but_comes(archive: FakeArchive) -> None:
    results = search(archive, "toll outside Sweden")
    assert found(results)[0] == "dakar-toll"
    assert adjusted(best_hits(results)["stockholm-toll"])["negation"] < 0
    assert found(search(archive, "toll"))[0] == "stockholm-toll"


def test_a_year_and_a_section_are_adjustments_of_their_own(archive: FakeArchive) -> None:
    assert "year" in adjusted(best_hits(search(archive, "buses 2004"))["seoul-buses"])
    cards = search(archive, "what went wrong with buses", hits_per_case=5).cases
    gained = {hit.section for card in cards for hit in card.hits if "section" in adjusted(hit)}
    assert gained == {"failure"}


def test_adjustments_explain_the_whole_difference_in_score(archive: FakeArchive) -> None:
    for id, started in (("newer", "2018"), ("older", "1960")):
        file = FakeFile("md", (("en", "other", "Zebra rules."),))
        archive.publish(make_case(id, title={"en": "Zebras"}, start_date=started, status="draft"), file)
    hits = best_hits(search(archive, "zebra rules"))
    effects = {id: sum(adjusted(hit).values()) for id, hit in hits.items()}
    assert effects["newer"] > effects["older"] == 0
    assert hits["newer"].score - hits["older"].score == pytest.approx(effects["newer"], abs=1e-4)
