"""The whole way on the real thing: shipped cases, real encoder, real index, real database, the API as it is served."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import httpx
import pypdfium2
import pytest

from corpus.results import FACETS


def ask(api_url: str, q: str = "", **params: Any) -> dict[str, Any]:
    answer = httpx.get(f"{api_url}/v1/search", params={"q": q, "limit": 50, **params}, timeout=60)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [case["id"] for case in found["cases"]]


@pytest.mark.parametrize(
    ("query", "case_id", "within"),
    [
        ("차량번호에 따른 운행 제한이 공기를 깨끗하게 했는가", "mexico-city-hoy-no-circula", 3),
        ("언덕 위 가난한 동네를 잇는 케이블카", "medellin-metrocable", 3),
        ("sequía, restricciones de agua, litros por persona", "cape-town-day-zero", 2),
        ("carriles exclusivos para colectivos en la avenida 9 de Julio", "buenos-aires-metrobus", 1),
        ("How much does Seoul pay its bus companies in subsidies?", "seoul-bus-reform", 1),
        ("cours d'école végétalisées contre la canicule", "paris-cours-oasis", 1),
        ("heat wave early warning that saved lives", "ahmedabad-heat-action-plan", 1),
        ("음식물 쓰레기 종량제", "seoul-food-waste", 1),
        ("water use during the drought, litres per person", "cape-town-day-zero", 1),
        ("presupuesto participativo", "porto-alegre-participatory-budget", 3),
    ],
)
def test_a_question_in_one_language_finds_the_case_in_another(
    api_url: str, query: str, case_id: str, within: int
) -> None:
    assert case_id in ids(ask(api_url, query))[:within]


def test_an_english_question_finds_the_page_of_the_korean_pdf(api_url: str) -> None:
    query = "how much the city paid its bus companies each year"
    found = ask(api_url, query, country="KR", document_type="pdf", hits_per_case=10)
    case = next(case for case in found["cases"] if case["id"] == "seoul-bus-reform")
    hit = next(hit for hit in case["hits"] if hit["section"] == "cost" and re.search(r"\d,\d{3}", hit["text"]))
    assert hit["language"] == "ko"
    figure = re.findall(r"\d{1,3}(?:,\d{3})+", hit["text"])[0]
    pdf = httpx.get(f"{api_url}/v1/documents/{hit['document_id']}/file").content
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert figure in pages[hit["page"] - 1]


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("query", ["", "bus", "heat and drought", "버스 요금"])
def test_the_count_of_a_facet_is_the_number_of_results_after_choosing_it(api_url: str, query: str, facet: str) -> None:
    found = ask(api_url, query)
    counts = {value["value"]: value["count"] for f in found["facets"] if f["name"] == facet for value in f["values"]}
    assert counts
    for value, count in counts.items():
        assert ask(api_url, query, **{facet: value})["total"] == count, (facet, value)


def test_counts_hold_when_other_facets_are_chosen_already(api_url: str) -> None:
    chosen = {"topic": ["transport", "governance"], "language": "es"}
    found = ask(api_url, "autobuses", **chosen)
    assert 0 < found["total"] < ask(api_url, "autobuses", topic=chosen["topic"])["total"]
    for facet in found["facets"]:
        for value in facet["values"]:
            again = {**chosen, facet["name"]: value["value"]}
            assert ask(api_url, "autobuses", **again)["total"] == value["count"], (facet["name"], value)


def test_a_quoted_phrase_restricts_to_passages_that_hold_it(api_url: str) -> None:
    found = ask(api_url, '"중앙버스전용차로"')
    assert ids(found) == ["seoul-bus-reform"]
    assert all("중앙버스전용차로" in hit["text"] for case in found["cases"] for hit in case["hits"])
    assert found["cases"][0]["hits"][0]["why"]["phrases"] == ["중앙버스전용차로"]
    assert ask(api_url, '"no city ever wrote these very words"')["total"] == 0


def test_highlights_lie_in_the_text_and_hold_whole_sentences(api_url: str) -> None:
    found = ask(api_url, "Who pays the congestion charge and how much?")
    highlights = [(hit, mark) for case in found["cases"] for hit in case["hits"] for mark in hit["highlights"]]
    assert highlights
    for hit, mark in highlights:
        passage = httpx.get(f"{api_url}/v1/passages/{hit['passage_id']}").json()
        assert [mark["start"], mark["end"]] in passage["sentences"]


def test_every_hit_says_why_it_was_found(api_url: str) -> None:
    found = ask(api_url, "congestion charge revenue")
    for case in found["cases"]:
        for hit in case["hits"]:
            assert hit["why"]["dense_rank"] or hit["why"]["keyword_rank"]
            assert all(word.casefold() in "congestion charge revenue" for word in hit["why"]["words"])


def test_pages_of_results_join_without_loss_or_repeats(api_url: str) -> None:
    whole = ids(ask(api_url, "city", topic="transport"))
    parts: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ask(api_url, "city", topic="transport", limit=4, **({"cursor": cursor} if cursor else {}))
        parts += ids(page)
        cursor = page["next_cursor"]
    assert parts == whole
    assert len(set(parts)) == len(parts) == ask(api_url, "city", topic="transport")["total"]


def test_the_csv_holds_every_filtered_result_in_order(api_url: str) -> None:
    params = {"q": "buses", "topic": "transport"}
    text = httpx.get(f"{api_url}/v1/export.csv", params=params, timeout=60).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == ids(ask(api_url, "buses", topic="transport"))


def test_similar_cases_are_other_cases_of_the_kind(api_url: str) -> None:
    similar = httpx.get(f"{api_url}/v1/cases/bogota-transmilenio/similar", params={"limit": 5}, timeout=60).json()
    cards = similar if isinstance(similar, list) else similar["cases"]
    assert "bogota-transmilenio" not in [card["id"] for card in cards]
    assert all("transport" in card["topics"] for card in cards[:3])


def test_every_document_is_served_as_it_was_uploaded(api_url: str) -> None:
    for case in ask(api_url)["cases"]:
        for document in httpx.get(f"{api_url}/v1/cases/{case['id']}").json()["documents"]:
            answer = httpx.get(f"{api_url}/v1/documents/{document['id']}/file", headers={"Range": "bytes=0-9"})
            assert answer.status_code == 206
            assert answer.headers["content-type"].startswith(document["media_type"])
            assert document["passages"] > 0
