"""Cases ranked by how comparable their city is: on the archive, with the gazetteer, the climate map and the income groups."""

from __future__ import annotations

import pytest
import yaml
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, found, make_case, place, search

from corpus import gazetteer
from corpus.climate import ZONES, zone_at
from corpus.commands import CASES
from corpus.errors import BadInput
from corpus.results import CaseCard, SearchQuery
from corpus.vocabulary import vocabulary
from index.search.like import cities_meant
from index.search.profiles import income_group_of

__all__ = ["archive", "empty_archive", "filled"]


def scores(cards: tuple[CaseCard, ...]) -> list[float | None]:
    return [card.comparison.score if card.comparison else None for card in cards]


def test_cases_come_in_order_of_comparability_and_those_without_a_city_last(archive: FakeArchive) -> None:
    results = search(archive, like="Busan")
    assert found(results)[:3] == ["busan-carbon", "seoul-buses", "tokyo-carbon"]
    assert found(results)[-2:] == ["no-city-yet", "nothing-inside"]
    known = scores(results.cases)[:-2]
    assert known == sorted(known, key=lambda score: -(score or 0))
    assert scores(results.cases)[-2:] == [None, None]


def test_nothing_is_compared_where_no_city_is_named(archive: FakeArchive) -> None:
    results = search(archive)
    assert results.like is None
    assert set(scores(results.cases)) == {None}


@pytest.mark.parametrize("name", ["Lyon", "LYON", "리옹", "2996944", "Lyon, France", "lyon, FR", "Lyon, 프랑스"])
def test_a_city_is_known_by_id_and_by_name_in_any_language(archive: FakeArchive, name: str) -> None:
    results = search(archive, like=name)
    assert results.like is not None
    assert results.like.city.geonames_id == 2996944
    assert results.cases[0].id == "lyon-water"
    assert results.cases[0].comparison is not None
    assert results.cases[0].comparison.same_city


def test_the_largest_city_of_a_name_is_taken_and_the_others_told(archive: FakeArchive) -> None:
    like = search(archive, like="Cordoba").like
    assert like is not None
    assert (like.city.country, like.others[0].country) == ("AR", "ES")
    assert [city.country for city in cities_meant("Córdoba, Spain")] == ["ES"]


def test_an_unknown_city_is_a_sentence(archive: FakeArchive) -> None:
    for name in ("Nowhereville", "1", "Lyon, Japan", ","):
        with pytest.raises(BadInput, match="no city"):
            search(archive, like=name)


def test_weights_change_the_order(archive: FakeArchive) -> None:
    only_language = dict.fromkeys(("population", "income", "region", "density", "climate", "governance"), 0)
    order = found(search(archive, like="Quito", weights=only_language))
    assert set(order[:2]) == {"quito-water", "bogota-buses"}
    used = search(archive, like="Quito", weights={"climate": 7}).like
    assert used is not None
    assert {w.factor: (w.weight, w.default) for w in used.weights}["climate"] == (7, 1)


def test_words_keep_the_relevant_cases_and_comparability_moves_them(archive: FakeArchive) -> None:
    plain = found(search(archive, "buses carbon water"))
    assert found(search(archive, "buses carbon water", like="Busan", like_share=0)) == plain
    moved = search(archive, "buses carbon water", like="Busan", like_share=1)
    assert set(found(moved)) == set(plain)
    assert [score for score in scores(moved.cases) if score] == sorted(filter(None, scores(moved.cases)), reverse=True)
    assert all(card.hits for card in moved.cases)


def test_pages_and_exports_keep_the_order(archive: FakeArchive) -> None:
    for text in ("", "buses water"):
        query = SearchQuery(text=text, like="Dakar", limit=2)
        whole = [card.id for card in archive.engine.every_card(query)]
        pages = [found(search(archive, text, like="Dakar", limit=2, offset=start)) for start in range(0, len(whole), 2)]
        assert [id for page in pages for id in page] == whole


def test_a_record_says_what_the_city_was_and_a_quarter_is_not_the_city(archive: FakeArchive) -> None:
    dakar = place("Dakar", 2253354, "SN")
    small = {"population": 2_000_000, "area_km2": 500, "year": 1995, "income_group": "low"}
    quarter = {"population": 20_000, "area_km2": 1, "scope": "a quarter"}
    archive.publish(make_case("dakar-then", start_date="1995", city_context=small, **dakar), FakeFile("md", ()))
    archive.publish(make_case("dakar-quarter", start_date="2005", city_context=quarter, **dakar), FakeFile("md", ()))
    results = search(archive, like="Lyon", limit=50)
    said = {
        card.id: {factor.factor: factor.reason for factor in card.comparison.factors}
        for card in results.cases
        if card.comparison
    }
    assert said["dakar-then"]["population"] == "larger: 2 million (1995) against 521,000"
    assert said["dakar-then"]["income"] == "poorer country: low income against high income"
    assert said["dakar-quarter"]["population"] == said["dakar-toll"]["population"]
    assert "(" not in said["dakar-quarter"]["population"]
    assert "4,000" in search(archive, like="Dakar").cases[0].comparison.model_dump_json()  # type: ignore[union-attr]


def test_city_states_decide_at_every_level() -> None:
    named = ("Singapore", "Hong Kong", "Monaco", "Seoul", "Kuwait City", "Luxembourg")
    states = [name for name in named if gazetteer.is_city_state(gazetteer.cities_named(name)[0])]
    assert states == ["Singapore", "Hong Kong", "Monaco"]


def test_cities_are_completed_in_any_script() -> None:
    def first(text: str) -> str:
        return gazetteer.cities_beginning(text, 1)[0].name

    assert [first(text) for text in ("bogo", "서우", "القاه", "san jo", "Москв", "par")] == [
        "Bogotá", "Seoul", "Cairo", "San Jose", "Moscow", "Paris",
    ]  # fmt: skip
    assert gazetteer.cities_beginning(" ", 5) == gazetteer.cities_beginning("xqzw", 5) == ()


@pytest.mark.parametrize(("typed", "meant"), [("Bogata", "Bogotá"), ("Kopenhagenn", "Copenhagen"), ("Barcelonna", "Barcelona")])  # fmt: skip
def test_a_misspelt_city_finds_the_right_one_first(typed: str, meant: str) -> None:
    assert gazetteer.cities_spelt_like(typed, 4)[0].name == meant


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Singapore", "Af"), ("Lagos", "Aw"), ("Cairo", "BWh"), ("Lima", "BWh"), ("London", "Cfb"), ("Cape Town", "Csb"), ("Tokyo", "Cfa"),
     ("Moscow", "Dfb"), ("Mumbai", "Am"), ("Lisbon", "Csa"), ("Mexico City", "Cwb"), ("Winnipeg", "Dfb")],
)  # fmt: skip
def test_climate_zones_of_cities_that_every_atlas_has(name: str, zone: str) -> None:
    city = gazetteer.cities_named(name)[0]
    assert zone_at(city.latitude, city.longitude) == zone


def test_the_sea_and_the_poles_have_no_city_climate() -> None:
    assert zone_at(0, -30) is None
    assert zone_at(-90, 0) == "EF"
    assert zone_at(90, 0) is None
    assert set(vocabulary("climate_zones").concepts) == set(ZONES)


def test_income_groups_hold_each_country_once_and_agree_with_recent_records() -> None:
    countries = [country for group in vocabulary("income_groups") for country in group.notes["countries"]]
    assert len(countries) == len(set(countries)) > 200
    records = [yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in CASES.glob("*/case.yaml")]
    recent = [r for r in records if r.get("city_context", {}).get("year", 0) >= 2020]
    differing = {r["id"] for r in recent if income_group_of(r["country"]) != r["city_context"]["income_group"]}
    assert differing == {"fort-de-france-tcsp"}, "Martinique, which the Bank does not list"
