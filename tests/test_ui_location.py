"""The address bar: every place can be written into it and read back, and what cannot be read is left out."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from corpus.passage import Span
from corpus.results import FILTERS
from ui.location import CASES_A_PAGE, MOST_CASES_SHOWN, MOST_IN_TRAY, Location

WORDS = ("", "cost of buses", '"exact phrase"', "버스 적자", "50 % & more?#=+,", "<b>تكلفة</b>")
TAGS = (None, "en", "ko", "zh-Hant", "pt-BR")


def some_location(chance: random.Random) -> Location:
    """A place that the front end could lead to."""
    document = "bogota-buses.aaaaaaaaaaaa"
    names = [name for name in FILTERS if chance.random() < 0.4]
    return Location(
        page=chance.choice(("search", "case", "tray")),
        query=chance.choice(WORDS),
        filters={name: tuple(chance.sample(("11", "CO", "transport", "none found", "a,b"), 2)) for name in names},
        year_from=chance.choice((None, 1800, 2004)),
        year_to=chance.choice((None, 2100)),
        like=(like := chance.choice(("", "2996944", "Córdoba, España"))),
        weights=chance.choice(({}, {"population": 0, "climate": 2.5})) if like else {},
        shown=chance.choice((CASES_A_PAGE, 30)),
        case="bogota-buses",
        document=chance.choice((None, document)),
        leaf=chance.choice((None, 0, 12)),
        passage=chance.choice((None, f"{document}.7")),
        marks=chance.choice(((), (Span(0, 5), Span(80, 210)))),
        text_language=chance.choice(TAGS),
        language=chance.choice(("en", "es", "fr", "ko")),
        tray=chance.choice(((), ("bogota-buses", "seoul-buses"))),
    )


@pytest.mark.parametrize("seed", range(200))
def test_every_place_survives_the_address_bar(seed: int) -> None:
    here = some_location(random.Random(seed))
    assert Location.from_href(here.href) == here
    assert Location.read(here.params()) == here


@pytest.mark.parametrize(
    "href",
    [
        "?page=case",
        "?page=nonsense&show=-3&p=x&mark=9-3,abc&lang=tlh",
        "?case=../../etc&tray=UPPER,..,&year_from=99999&text=%3Cscript%3E",
        "?weights=climate:2&like=",
        "?year_from=²⁰⁰⁴&show=99999999999999&topic=",
        "?",
        "",
    ],
)
def test_what_cannot_be_read_is_left_out(href: str) -> None:
    assert Location.from_href(href) == Location()


def test_browser_language_counts_only_where_the_address_names_none() -> None:
    assert Location.read({}, "ko").language == "ko"
    assert Location.read({"lang": ["fr"]}, "ko").language == "fr"


def test_filter_value_is_chosen_and_taken_back() -> None:
    here = Location(query="bus", shown=50)
    chosen = here.toggled("topic", "transport").toggled("topic", "water").toggled("city", "1835848")
    assert chosen.filters == {"topic": ("transport", "water"), "city": ("1835848",)}
    assert chosen.shown == CASES_A_PAGE
    assert chosen.toggled("topic", "transport").toggled("topic", "water").filters == {"city": ("1835848",)}
    assert chosen.without_filters() == Location(query="bus")


def test_weights_that_nobody_could_mean_are_left_out() -> None:
    here = Location.from_href("?like=Lyon&weights=climate:2,income:99,wealth:1,region&weights=population:0")
    assert here.weights == {"population": 0, "climate": 2}
    assert here.comparing("Seoul").weights == here.weights
    assert here.without_like() == Location()


def test_same_search_has_one_address_whatever_the_order_of_clicks() -> None:
    here = Location()
    one = here.toggled("city", "1").toggled("topic", "water")
    other = here.toggled("topic", "water").toggled("city", "1")
    assert one.href == other.href


def test_search_and_tray_travel_to_the_case_and_back() -> None:
    here = Location(query="bus", year_from=2000, language="ko", tray=("a",)).toggled("topic", "water")
    assert here.to_passage("b", "b.x.3", 7, [Span(1, 2)]).to_search() == here
    assert here.to_case("b").to_tray().to_search() == here


def test_cited_passage_stays_marked_while_its_document_is_leafed_through() -> None:
    here = Location().to_passage("case", "case.doc.3", 7, [Span(1, 2)])
    turned = here.to_document("case.doc", 8)
    assert (turned.passage, turned.leaf, turned.marks) == ("case.doc.3", 8, (Span(1, 2),))
    assert here.to_document("case.other").passage is None


def test_tray_holds_each_case_once_and_no_more_than_an_address_can() -> None:
    here = Location().with_in_tray("a").with_in_tray("b").with_in_tray("a")
    assert here.tray == ("a", "b")
    for number in range(MOST_IN_TRAY + 5):
        here = here.with_in_tray(f"case-{number}")
    assert len(here.tray) == MOST_IN_TRAY


def test_tray_is_put_in_order() -> None:
    here = Location(tray=("a", "b", "c"))
    assert here.moved_in_tray("c", -1).tray == ("a", "c", "b")
    assert here.moved_in_tray("a", 1).tray == ("b", "a", "c")
    assert here.moved_in_tray("a", -1).tray == ("a", "b", "c")
    assert here.without_in_tray("b").tray == ("a", "c")


def test_showing_more_ends_somewhere() -> None:
    here = replace(Location(), shown=MOST_CASES_SHOWN)
    assert here.showing_more().shown == MOST_CASES_SHOWN
