"""The pages, run by Streamlit's own test harness against the stand-in of the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import streamlit as st
from fake_api import FakeArchive, create_fake_api, serve
from fake_cases import HOSTILE, fake_archive
from streamlit.testing.v1 import AppTest

from corpus.results import Facet, FacetValue, Offer, Results, SearchQuery
from ui.app import TRAY
from ui.location import Location
from ui.views.understood import understood

APP = Path(__file__).parent.parent / "ui" / "app.py"
REPORT, ARABIC, KOREAN = "bogota-buses.aaaaaaaaaaaa", "bogota-buses.bbbbbbbbbbbb", "seoul-buses.cccccccccccc"


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return fake_archive()


@pytest.fixture(scope="module")
def api(archive: FakeArchive) -> Iterator[str]:
    with serve(create_fake_api(archive)) as address:
        yield address


def new_session(monkeypatch: pytest.MonkeyPatch, api: str) -> AppTest:
    monkeypatch.setenv("CASEBOOK_API_URL", api)
    monkeypatch.setenv("CASEBOOK_PUBLIC_API_URL", "https://public.test")
    st.cache_resource.clear()
    return AppTest.from_file(APP, default_timeout=20)


@pytest.fixture(scope="module")
def app(api: str) -> Iterator[AppTest]:
    """One session for all tests: a new one costs a second, and `open_at` starts each test without a tray."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield new_session(monkeypatch, api)
        st.cache_resource.clear()


def go_to(app: AppTest, here: Location) -> str:
    """The whole page at this place, as HTML, in the session as it is."""
    app.query_params.clear()
    app.query_params.update(here.params())
    app.run()
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def open_at(app: AppTest, here: Location | str) -> str:
    """The whole page at this place, as a reader sees it who opens the address anew."""
    if TRAY in app.session_state:
        del app.session_state[TRAY]
    return go_to(app, Location.from_href(here) if isinstance(here, str) else here)


def visible(html: str) -> str:
    """The text that a reader sees, white space as one space."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            found.append(data)

    Reader().feed(html)
    return re.sub(r"\s+", " ", "".join(found))


def links(html: str, text: str) -> list[str]:
    """Where the links lead whose words contain `text`."""
    anchors = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    return [href.replace("&amp;", "&") for href, inner in anchors if text in visible(inner)]


def test_empty_page_offers_questions_topics_cities_and_every_case(app: AppTest) -> None:
    html = open_at(app, Location())
    page = visible(html)
    assert "What did other cities do" in page
    assert Location.from_href(links(html, "What does a bus rapid transit line cost?")[0]).query
    assert Location.from_href(links(html, "Transport and mobility 3")[0]).filters == {"topic": ("transport",)}
    assert html.count('<article class="card"') == 4


def test_hit_shows_section_page_marked_sentence_and_reason(app: AppTest) -> None:
    html = open_at(app, Location(query="bus pavimento"))
    page = visible(html)
    assert "1 case for “bus pavimento”" in page
    assert "Cost and funding pp. 7–8 PDF Spanish" in page
    assert "<mark>El pavimento costó mucho.</mark>" in html
    assert "shares the words “bus”, “pavimento”; close in meaning" in page


def test_filters_that_the_words_name_are_offered_and_keep_the_rest(app: AppTest) -> None:
    here = Location(query="bus bogotá transport lessons", like="Lyon", tray=("seoul-buses",))
    here = here.toggled("section", "cost")
    html = open_at(app, here)
    assert Location.from_href(links(html, "City Bogotá")[0]) == here.toggled("city", "3688689")
    assert Location.from_href(links(html, "Topic Transport and mobility")[0]) == here.toggled("topic", "transport")
    assert 'id="o-section-lessons"' not in html, "a second part of the case would widen the search, not narrow it"


def test_a_city_is_offered_as_the_cases_spell_it() -> None:
    seoul = FacetValue(value="1835848", label="서울", count=1)
    results = Results(
        query=SearchQuery(text="서울", language="ko"),
        total=1,
        total_is_exact=True,
        cases=(),
        facets=(Facet(name="city", label="도시", values=(seoul,)),),
        offers=(Offer(filter="city", value="1835848", label="Seoul", words="서울"),),
        snapshot="1",
        milliseconds=1,
    )
    assert [(o.facet, o.label) for o in understood(Location(language="ko"), results).offers] == [("도시", "서울")]


def test_what_the_words_do_not_want_is_said_and_never_a_link(app: AppTest) -> None:
    html = open_at(app, Location(query="버스 bus not seoul not cost"))
    assert "Ranked lower, as your words ask: Seoul " in visible(html)
    assert 'id="o-' not in html
    assert "moved down: something that the question does not want; moved up a little: how recent" in visible(html)


def test_no_more_filters_are_offered_than_fit_a_row(app: AppTest) -> None:
    html = open_at(app, Location(query="bus not seoul 2000 2001 2002 2003 2004 colombia cost"))
    assert html.count('id="o-') == 6
    assert "Ranked lower" not in visible(html)


def test_a_mended_slip_is_said_with_the_way_to_the_exact_word(app: AppTest) -> None:
    html = open_at(app, Location(query="pavimneto <i>bsu"))
    page = visible(html)
    assert "Searched for “pavimento” instead of “pavimneto”." in page
    assert "put it in quotation marks" in page
    assert "instead of “<i>bsu”" in page
    assert "<i>bsu" not in html
    assert "instead of" not in visible(open_at(app, Location(query="pavimento")))


def test_what_moved_a_passage_is_said_in_the_language_of_the_page(app: AppTest) -> None:
    page = visible(open_at(app, Location(query="bus colombia bogotá", language="es")))
    assert "sube: el lugar que nombra la pregunta; sube un poco: lo reciente de la política" in page


def test_hit_without_pages_is_cited_by_its_heading_and_runs_its_own_way(app: AppTest) -> None:
    html = open_at(app, Location(query="bus"))
    assert '<blockquote lang="ar" dir="rtl">' in html
    assert links(html, "التكلفة")


def test_hit_leads_to_the_cited_page_and_says_what_to_mark(app: AppTest) -> None:
    html = open_at(app, Location(query="pavimento"))
    there = Location.from_href(links(html, "pp. 7–8")[0])
    assert (there.page, there.case, there.leaf, there.passage) == ("case", "bogota-buses", 7, f"{REPORT}.1")
    assert [(mark.start, mark.end) for mark in there.marks] == [(0, 25)]


def test_card_says_how_sure_it_is(app: AppTest) -> None:
    page = visible(open_at(app, Location()))
    assert "Independently evaluated Self-reported 1 figure unconfirmed" in page
    assert "Draft: guessed, not confirmed: title, topics" in page
    assert "No outcomes recorded" in page


def test_filters_are_sent_shown_and_removable(app: AppTest, archive: FakeArchive) -> None:
    here = Location(query="bus").toggled("country", "CO").toggled("section", "cost")
    html = open_at(app, here)
    assert any("country=CO&section=cost" in asked for asked in archive.asked)
    assert Location.from_href(links(html, "Remove the filter Country Colombia")[0]).filters == {"section": ("cost",)}
    assert Location.from_href(links(html, "Clear all")[0]) == Location(query="bus")


def test_regions_stand_under_their_continent(app: AppTest) -> None:
    html = open_at(app, Location())
    americas = html[html.index('id="f-region-019"') :]
    assert "<ul>" in americas[: americas.index('id="f-region-005"')]


def test_list_can_be_taken_away_as_it_is_filtered(app: AppTest) -> None:
    html = open_at(app, Location(query="bus", year_from=1999).toggled("topic", "transport"))
    wanted = "?q=bus&topic=transport&year_from=1999&lang=en"
    assert links(html, "CSV") == [f"https://public.test/v1/export.csv{wanted}"]
    assert links(html, "BibTeX") == [f"https://public.test/v1/export.bib{wanted}"]


def test_more_cases_are_shown_on_demand(app: AppTest) -> None:
    html = open_at(app, "?show=2")
    assert html.count('<article class="card"') == 2
    assert "2 of 4" in visible(html)
    assert Location.from_href(links(html, "Show more cases")[0]).shown == 12


def test_search_without_results_says_what_to_do(app: AppTest) -> None:
    html = open_at(app, Location(query="zeppelin").toggled("topic", "transport"))
    assert "No case answers this" in visible(html)
    assert Location.from_href(links(html, "Search without the filters")[0]) == Location(query="zeppelin")
    assert links(html, "Search without Topic: Transport and mobility")


@pytest.mark.parametrize(
    "here",
    [
        Location(),
        Location(query="chaleur"),
        Location(query=HOSTILE),
        Location().to_case("lyon-heat"),
        Location().to_passage("lyon-heat", "lyon-heat.dddddddddddd.0", None),
        Location(tray=("lyon-heat",)).to_tray(),
    ],
)
def test_texts_of_the_archive_never_become_markup(app: AppTest, here: Location) -> None:
    html = open_at(app, here)
    assert "alert(&#39;x&#39;)" in html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_case_shows_its_record_and_what_is_missing(app: AppTest) -> None:
    page = visible(open_at(app, Location().to_case("bogota-buses")))
    assert "Trips took long." in page
    assert "The pavement failed." in page
    assert "No objectives found." in page
    assert "Nothing found on what made it work." in page
    assert "curitiba-buses not in this archive yet" in page
    assert "Seoul bus reform" in page
    assert "Who should pay for the pavement?" in page
    assert "Checked on November 22, 2026: Read the chapter on cost." in page


def test_figures_say_who_reports_them_and_whether_anybody_confirmed(app: AppTest) -> None:
    page = visible(open_at(app, Location().to_case("bogota-buses")))
    assert re.search(r"capital, phase I USD.240,000,000 not stated City auditor, 2010, p. 7 Confirmed", page)
    assert (
        "Passengers per hour 20,000 43,000passengers per hour and direction not stated Independently evaluated" in page
    )
    assert re.search(
        r"Change in travel time not stated -32.5.% 2009 Self-reported City auditor, 2010 Unconfirmed", page
    )


def test_case_tells_where_it_was_taught(app: AppTest) -> None:
    page = visible(open_at(app, Location().to_case("bogota-buses")))
    assert "In training programmes Taught in 4 programmes most recently in 2026" in page
    assert "Rated 4.3 of 5 by 41 participants" in page
    assert "Streets <b>for</b> people" in page, "a title is words and no markup"


def test_bare_case_says_that_no_cost_and_no_outcome_were_found(app: AppTest) -> None:
    page = visible(open_at(app, Location().to_case("lyon-heat")))
    for sentence in ("No cost found.", "No measured outcome found.", "No lessons recorded.", "No sources recorded."):
        assert sentence in page


def test_draft_without_city_is_shown_as_one(app: AppTest) -> None:
    page = visible(open_at(app, Location().to_case("found-file")))
    assert "Draft: guessed, not confirmed" in page
    assert "City not recorded" in page
    assert "No documents yet." in page


def test_record_is_read_in_another_language(app: AppTest) -> None:
    html = open_at(app, Location().to_case("bogota-buses"))
    assert "machine translation, not reviewed" in visible(html)
    spanish = Location.from_href(links(html, "Spanish (original)")[0])
    page = visible(open_at(app, spanish))
    assert "Los viajes eran largos." in page
    assert "Autobuses rápidos de Bogotá" in page


def test_cited_page_of_a_pdf_is_shown_with_the_mark(app: AppTest) -> None:
    html = open_at(app, Location().to_passage("bogota-buses", f"{REPORT}.1", 7))
    image = f"https://public.test/v1/documents/{REPORT}/pages/7.png?width=1200&amp;passage={REPORT}.1"
    assert f'src="{image}"' in html
    assert "Page 7 of 12" in visible(html)
    assert links(html, "Original file (PDF)") == [f"https://public.test/v1/documents/{REPORT}/file#page=7"]
    assert Location.from_href(links(html, "Next page")[0]).leaf == 8
    assert Location.from_href(links(html, "Previous page")[0]).leaf == 6


def test_passage_over_two_pages_is_marked_on_both_and_not_beyond(app: AppTest) -> None:
    here = Location().to_passage("bogota-buses", f"{REPORT}.1", 7)
    assert "passage=" in open_at(app, here.to_document(REPORT, 8)).split('class="leaf"')[1].split(">")[0]
    html = open_at(app, here.to_document(REPORT, 9))
    assert "passage=" not in html.split('class="leaf"')[1].split(">")[0]
    assert links(html, "Go to the cited passage (p. 7)")


def test_cases_are_compared_with_the_city_of_the_reader(app: AppTest, archive: FakeArchive) -> None:
    html = open_at(app, Location(like="Lyon", weights={"population": 6, "income": 1.5}))
    page = visible(html)
    assert "like=Lyon" in archive.asked[-1]
    assert 'value="Lyon, France"' in html
    assert (
        "Cases of cities most comparable to Lyon, France come first. Another city of that name: Lyon, United States"
        in page
    )
    assert "80% comparable similar size: 7 against 8; same income; same <b>region</b> More of the comparison" in page
    assert "<b>region" not in html
    assert "87% of what counts is known" in page or "88% of what counts is known" in page
    chosen = re.findall(r'<option value="([^"]*)" selected>([^<]*)<', html)
    assert chosen[:3] == [("population:6", "twice as much"), ("income:1.5", "1.5"), ("", "normal")]
    assert Location.from_href(links(html, "Stop comparing")[0]) == Location()


def test_an_unknown_city_leaves_the_answers_and_offers_others(app: AppTest) -> None:
    html = open_at(app, Location(query="bus", like="Lyonn"))
    page = visible(html)
    assert "No city of the gazetteer is called “Lyonn”. Did you mean: Lyon, France" in page
    assert "Fast buses of Bogotá" in page
    assert Location.from_href(links(html, "Lyon, France")[0]) == Location(query="bus", like="2996944")


def test_document_without_pages_is_opened_around_the_cited_passage(app: AppTest) -> None:
    html = open_at(app, Location().to_passage("seoul-buses", f"{KOREAN}.20", None, []))
    assert re.search(r'class="passage cited" lang="ko" dir="ltr">문단 20\.', html)
    assert "문단 17." in html
    assert "문단 16." not in html
    assert Location.from_href(links(html, "Later in the text")[0]).leaf == 31


def test_document_that_was_replaced_is_not_a_failure(app: AppTest) -> None:
    page = visible(open_at(app, Location().to_passage("bogota-buses", "bogota-buses.000000000000.4", 3)))
    assert "This document is not part of the case any more" in page
    assert "Trips took long." in page


def test_tray_keeps_its_order_and_leads_to_the_reading_pack(app: AppTest) -> None:
    here = Location(tray=("seoul-buses", "gone-case", "bogota-buses"), language="ko").to_tray()
    html = open_at(app, here)
    assert links(html, "읽기 자료 내려받기") == ["reading-pack?tray=seoul-buses%2Cbogota-buses&lang=ko"]
    assert html.index("서울 버스 개편") < html.index("Fast buses")
    assert "gone-case: 더 이상 기록관에 없습니다." in visible(html)


def test_empty_tray_says_how_to_fill_it(app: AppTest) -> None:
    assert "Put cases in with “Add to tray”" in visible(open_at(app, Location().to_tray()))


def test_going_back_does_not_empty_the_tray(app: AppTest) -> None:
    before = Location(query="bus")
    open_at(app, before.with_in_tray("seoul-buses"))
    html = go_to(app, before)
    assert "Tray 1 case" in visible(html)
    assert app.query_params["tray"] == "seoul-buses"


def test_whole_interface_speaks_the_language_of_the_address(app: AppTest) -> None:
    page = visible(open_at(app, Location(language="ko")))
    assert "다른 도시는 무엇을 했고" in page
    for english in ("Search", "Filters", "Add to tray", "Show", "Topics"):
        assert english not in page


def test_unknown_case_is_a_page_that_says_so(app: AppTest) -> None:
    html = open_at(app, Location().to_case("no-such-case"))
    assert "This is not in the archive" in visible(html)
    assert links(html, "See all cases")


def test_refused_filter_shows_the_allowed_values_and_a_way_out(app: AppTest) -> None:
    html = open_at(app, "?topic=nonsense&q=bus")
    assert "topic has no value 'nonsense'; allowed: transport" in visible(html)
    assert Location.from_href(links(html, "Search without the filters")[0]) == Location(query="bus")


@pytest.mark.parametrize(
    "here",
    [
        Location(),
        Location(query="bus"),
        Location(query="zeppelin"),
        Location().to_case("bogota-buses"),
        Location().to_passage("bogota-buses", f"{REPORT}.1", 7),
        Location(tray=("seoul-buses",)).to_tray(),
        Location().to_case("no-such-case"),
    ],
)
def test_headings_are_in_order_and_ids_are_unique(app: AppTest, here: Location) -> None:
    html = open_at(app, here)
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels.count(1) == 1
    first = levels.index(1)
    assert all(after <= before + 1 for before, after in zip(levels[first:], levels[first + 1 :], strict=False))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_missing_server_is_named_with_the_command_that_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_session(monkeypatch, "http://127.0.0.1:9")
    page = visible(open_at(app, Location(query="bus")))
    st.cache_resource.clear()
    assert "Nothing answers at http://127.0.0.1:9" in page
    assert "make run" in page


def test_a_question_has_an_answer_above_its_results_that_leads_to_the_cited_page(
    app: AppTest, archive: FakeArchive
) -> None:
    archive.asked.clear()
    html = open_at(app, Location(query="¿pavimento?"))
    asked = [address for address in archive.asked if address.startswith(("/v1/search", "/v1/answers"))]
    assert [address.partition("?")[0] for address in asked] == ["/v1/search", "/v1/answers"], "results come first"
    assert "The archive has no good answer to this" in visible(html)
    html = open_at(app, Location(query="what did pavimento cost"))
    assert "From cases with the verdict: Mixed results" in visible(html)
    there = Location.from_href(links(html, "Bogotá 2000, pp. 7–8")[0])
    assert (there.page, there.case, there.leaf, there.passage) == ("case", "bogota-buses", 7, f"{REPORT}.1")
    assert [(mark.start, mark.end) for mark in there.marks] == [(0, 25)]


def test_words_that_ask_nothing_have_no_answer(app: AppTest, archive: FakeArchive) -> None:
    archive.asked.clear()
    html = open_at(app, Location(query="pavimento"))
    assert not any(address.startswith("/v1/answers") for address in archive.asked)
    assert "What the cases say" not in visible(html)


def test_what_is_quoted_in_an_answer_is_text_and_no_markup(app: AppTest) -> None:
    html = open_at(app, Location(query="what is <b>bus</b> bus?"))
    assert "<b>bus" not in html
