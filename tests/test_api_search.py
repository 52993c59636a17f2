"""Searching by HTTP: parameters and their checks, pages without loss, facets, suggestions, vocabularies, readiness."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from fake_archive import DRAFT, HOSTILE_TITLE, OTHERS, client_of
from fastapi.testclient import TestClient

from api.archive import Archive
from corpus.errors import Unavailable
from corpus.results import FACETS
from corpus.vocabulary import VOCABULARIES

pytest_plugins = ("archive_client",)

ALL_CASES = len(OTHERS) + 3
Json = dict[str, Any]


def pages(client: TestClient, path: str, entries: str, limit: int) -> list[Json]:
    """Every entry of a list, read page by page."""
    found: list[Json] = []
    separator = "&" if "?" in path else "?"
    address = f"{path}{separator}limit={limit}"
    cursor = ""
    while True:
        page = client.get(address + cursor).json()
        found += page[entries]
        if page["next_cursor"] is None:
            assert len(found) == page["total"]
            return found
        assert len(page[entries]) == limit
        cursor = f"&cursor={page['next_cursor']}"


def test_a_list_can_be_bound_to_named_cases(client: TestClient) -> None:
    named = {"case": ["seoul-03", "stockholm-charge", "no-such-case"]}
    for path in ("/v1/search", "/v1/cases"):
        assert {case["id"] for case in client.get(path, params=named).json()["cases"]} == {
            "seoul-03",
            "stockholm-charge",
        }
    assert client.get("/v1/search", params={"case": ["x"] * 501}).status_code == 422


@pytest.mark.parametrize("limit", [1, 7, 10, 50])
def test_pages_have_every_case_once(client: TestClient, limit: int) -> None:
    ids = [case["id"] for case in pages(client, "/v1/search", "cases", limit)]
    assert len(ids) == len(set(ids)) == ALL_CASES


def test_pages_of_a_filtered_query_have_every_case_once(client: TestClient) -> None:
    ids = [case["id"] for case in pages(client, "/v1/search?q=bus&country=KR&year_from=2000", "cases", 4)]
    assert sorted(ids) == [f"seoul-{number:02}" for number in range(10, 23)]


def test_size_of_a_page_may_change_between_pages(client: TestClient) -> None:
    first = client.get("/v1/search?limit=3").json()
    second = client.get(f"/v1/search?limit=50&cursor={first['next_cursor']}").json()
    assert len(first["cases"]) + len(second["cases"]) == ALL_CASES


def test_list_and_empty_search_are_the_same_list(client: TestClient) -> None:
    cursor = client.get("/v1/cases?limit=3").json()["next_cursor"]
    assert client.get(f"/v1/search?cursor={cursor}").status_code == 200


def test_list_takes_no_query(client: TestClient) -> None:
    problem = client.get("/v1/cases?q=bus").json()
    assert problem["errors"][0]["parameter"] == "q"


@pytest.mark.parametrize("other", ["q=bus", "country=KR", "year_from=2000"])
def test_cursor_is_refused_with_another_query(client: TestClient, other: str) -> None:
    cursor = client.get("/v1/search?limit=3").json()["next_cursor"]
    answer = client.get(f"/v1/search?{other}&cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "cursor"
    assert "another list" in answer.json()["detail"]


def _forged(fields: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "%00", "AAAA", "é", _forged([1]), _forged({"offset": 1}), _forged({"offset": -1, "list": "", "snapshot": ""}),
        _forged({"offset": True, "list": "", "snapshot": ""}), _forged({"offset": 1, "list": 5, "snapshot": ""}),
    ],
)  # fmt: skip
def test_forged_cursor_is_a_wrong_value(client: TestClient, cursor: str) -> None:
    answer = client.get("/v1/search", params={"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "cursor"


def test_cursor_of_an_older_snapshot_goes_on_at_its_position(tmp_path: Path) -> None:
    def keep(archive: Archive) -> None:
        opened.append(archive)

    opened: list[Archive] = []
    with client_of(tmp_path, keep) as client:
        first = client.get("/v1/search?limit=5").json()
        opened[0].catalogue.remove(OTHERS[0].id)
        second = client.get(f"/v1/search?limit=50&cursor={first['next_cursor']}").json()
    assert second["snapshot"] != first["snapshot"]
    assert len(second["cases"]) == ALL_CASES - 1 - 5


def test_cursor_beyond_the_end_gives_an_empty_last_page(client: TestClient) -> None:
    cursor = client.get("/v1/search?limit=1").json()["next_cursor"]
    fields = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    page = client.get("/v1/search", params={"cursor": _forged(fields | {"offset": 9999})}).json()
    assert page["cases"] == []
    assert page["next_cursor"] is None


def test_wrong_filter_value_names_the_allowed_ones(client: TestClient) -> None:
    answer = client.get("/v1/search?topic=tranport&lang=ko")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["parameter"], error["given"]) == (422, "topic", "tranport")
    assert {"value": "transport", "label": "교통과 이동"} in error["allowed"]
    assert error["allowed_total"] == len(error["allowed"]) == 16
    assert "transport" in answer.json()["detail"]


@pytest.mark.parametrize("value", ["country=NZ", "city=2193733", "year=1950", "language=mi"])
def test_value_that_no_case_has_finds_nothing_since_a_link_may_outlive_a_case(client: TestClient, value: str) -> None:
    answer = client.get(f"/v1/search?{value}")
    assert (answer.status_code, answer.json()["total"]) == (200, 0)


def test_wrong_city_finds_the_id_by_its_name(client: TestClient) -> None:
    error = client.get("/v1/search?city=Estocolmo").json()["errors"][0]
    assert {"value": "2673730", "label": "Stockholm"} in error["allowed"]


def test_long_lists_of_allowed_values_are_cut_to_the_nearest(client: TestClient) -> None:
    error = client.get("/v1/search?region=Northern%20Europ").json()["errors"][0]
    assert error["allowed"][0]["label"] == "Northern Europe"
    assert len(error["allowed"]) == 20 < error["allowed_total"]
    assert f"Nearest of {error['allowed_total']}" in error["message"]


def test_all_wrong_values_are_named_at_once(client: TestClient) -> None:
    errors = client.get("/v1/search?topic=x&topic=transport&country=Sweden&year_from=2010&year_to=2000").json()[
        "errors"
    ]
    assert [error["parameter"] for error in errors] == ["topic", "country", "year_from"]


@pytest.mark.parametrize(
    "path", ["/v1/search", "/v1/cases", "/v1/suggest", "/v1/facets", "/v1/health", "/v1/export.csv", "/v1/vocabularies"]
)
def test_unknown_parameter_is_refused_and_the_known_ones_named(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?topics=transport")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["parameter"]) == (422, "topics")
    known = [each["value"] for each in error["allowed"]]
    assert ("topic" in known) == (path in {"/v1/search", "/v1/cases", "/v1/facets", "/v1/export.csv"})


def test_wrong_language_names_those_of_the_interface(client: TestClient) -> None:
    error = client.get("/v1/search?lang=de").json()["errors"][0]
    assert [each["value"] for each in error["allowed"]] == ["en", "es", "fr", "ko"]


@pytest.mark.parametrize(
    "parameters",
    ["limit=0", "limit=51", "hits_per_case=0", "year_from=12", "q=" + "x" * 4001, "q=%00", "topic=", "limit=ten", "topic=" + "x" * 101,
     "&".join(["topic=transport"] * 51)],
)  # fmt: skip
def test_values_out_of_bounds_are_refused(client: TestClient, parameters: str) -> None:
    answer = client.get(f"/v1/search?{parameters}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameters.partition("=")[0]


def test_a_pasted_paragraph_may_be_as_long_as_is_promised_in_any_script(client: TestClient) -> None:
    for text in ("congestion charge " * 223)[:4000].strip(), "혼잡통행료" * 800:
        assert client.get("/v1/search", params={"q": text}).json()["query"]["text"] == text


def test_results_say_what_was_asked(client: TestClient) -> None:
    query = client.get("/v1/search?q=%20charge%20&topic=transport&topic=transport&lang=ko&hits_per_case=2").json()[
        "query"
    ]
    assert query == {
        "text": "charge", "filters": {"topic": ["transport"]}, "cases": [], "year_from": None, "year_to": None, "language": "ko",
        "limit": 10, "hits_per_case": 2, "offset": 0, "like": None, "weights": {}, "like_share": 0.3,
    }  # fmt: skip


def test_search_shows_the_best_passages_and_the_list_shows_none(client: TestClient) -> None:
    assert client.get("/v1/search?q=congestion&hits_per_case=2").json()["cases"][0]["hits"]
    assert all(not case["hits"] for case in client.get("/v1/cases").json()["cases"])


def test_facet_count_equals_the_results_after_choosing_it(client: TestClient) -> None:
    for facet in client.get("/v1/facets?q=reform").json():
        for value in facet["values"]:
            chosen = client.get("/v1/search", params={"q": "reform", facet["name"]: value["value"]}).json()
            assert chosen["total"] == value["count"], (facet["name"], value["value"])


def test_facets_of_the_whole_archive(client: TestClient) -> None:
    facets = client.get("/v1/facets?lang=fr").json()
    assert tuple(facet["name"] for facet in facets) == FACETS
    assert facets[0]["label"] == "Thème"


def test_suggestions_complete_what_was_typed(client: TestClient) -> None:
    assert client.get("/v1/suggest?q=conges").json()[0]["value"] == "stockholm-charge"
    assert client.get("/v1/suggest").json() == []
    assert len(client.get("/v1/suggest?q=bus&limit=3").json()) == 3


def test_city_to_compare_with_is_read_and_belongs_to_the_list(client: TestClient) -> None:
    page = client.get("/v1/cases?like=%20Cordoba%20&weights=population:2,climate:0&weights=region:0.5&limit=3").json()
    assert page["query"]["like"] == "Cordoba"
    assert page["query"]["weights"] == {"population": 2, "climate": 0, "region": 0.5}
    cursor = f"limit=3&cursor={page['next_cursor']}"
    assert client.get(f"/v1/cases?like=Cordoba&weights=population:2,climate:0,region:0.5&{cursor}").status_code == 200
    for other in ("", "like=Cordoba", "like=Seoul&weights=population:2,climate:0,region:0.5"):
        assert client.get(f"/v1/cases?{other}&{cursor}").json()["errors"][0]["parameter"] == "cursor"


def test_unknown_city_is_a_problem_with_the_nearest_names(client: TestClient) -> None:
    answer = client.get("/v1/search?q=bus&like=Bogatah&lang=fr")
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["parameter"], error["given"]) == (422, "like", "Bogatah")
    assert error["allowed"][0] == {"value": "3688689", "label": "Bogotá, Colombie"}
    assert "Bogotá" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("weights", "said"),
    [("like=Seoul&weights=wealth:2", "'wealth:2' is not a weight"), ("like=Seoul&weights=income:-1", "'income:-1'"),
     ("like=Seoul&weights=income:11", "0 to 10"), ("like=Seoul&weights=income", "factor:number"), ("weights=income:2", "say which city"),
     ("like=Seoul&weights=population:0,income:0,region:0,density:0,language:0,climate:0,governance:0", "has the weight 0")],
)  # fmt: skip
def test_wrong_weights_are_named(client: TestClient, weights: str, said: str) -> None:
    answer = client.get(f"/v1/cases?{weights}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "weights"
    assert said in answer.json()["detail"]


def test_share_of_comparability_is_for_searching_only(client: TestClient) -> None:
    assert client.get("/v1/search?q=bus&like=Seoul&like_share=1").json()["query"]["like_share"] == 1
    assert client.get("/v1/search?like_share=1.5").json()["errors"][0]["parameter"] == "like_share"
    assert client.get("/v1/cases?like_share=1").json()["errors"][0]["parameter"] == "like_share"


def test_any_city_of_the_gazetteer_is_completed(client: TestClient) -> None:
    found = client.get("/v1/cities?q=kathm&lang=es").json()
    assert [(city["name"], city["country_label"]) for city in found] == [("Kathmandu", "Nepal")]
    assert client.get("/v1/cities").json() == []
    assert len(client.get("/v1/cities?q=san&limit=3").json()) == 3


def test_vocabularies_are_listed_and_read(client: TestClient) -> None:
    listed = client.get("/v1/vocabularies").json()
    assert [each["name"] for each in listed] == list(VOCABULARIES)
    for each in listed:
        concepts = client.get(f"/v1/vocabularies/{each['name']}?lang=es").json()["concepts"]
        assert len(concepts) == each["concepts"]
        assert all(concept["label"] == concept["labels"]["es"] for concept in concepts)


def test_unknown_vocabulary_names_those_that_exist(client: TestClient) -> None:
    answer = client.get("/v1/vocabularies/themes")
    assert answer.status_code == 404
    assert "topics" in answer.json()["detail"]


def test_case_in_any_interface_language(client: TestClient) -> None:
    titles = {
        lang: client.get(f"/v1/cases/stockholm-charge?lang={lang}").json()["card"]["title"]
        for lang in ("en", "fr", "ko")
    }
    assert titles == {
        "en": "Congestion charge in Stockholm",
        "fr": "Congestion charge in Stockholm",
        "ko": "스톡홀름 혼잡통행료",
    }


def test_case_has_its_record_documents_and_versions(client: TestClient) -> None:
    case = client.get("/v1/cases/stockholm-charge").json()
    assert case["record"]["outcomes"][0]["value"] == -22
    assert [document["file"] for document in case["documents"]] == [
        "report.pdf",
        "broken.pdf",
        "page.html",
        "brief.docx",
    ]
    assert case["versions"][0]["version"] == 1
    assert client.get("/v1/cases/stockholm-charge/documents").json() == case["documents"]


def test_draft_says_what_was_guessed(client: TestClient) -> None:
    assert client.get(f"/v1/cases/{DRAFT.id}").json()["card"]["guessed"] == ["topics"]


def test_similar_cases_leave_out_the_case_itself(client: TestClient) -> None:
    similar = client.get("/v1/cases/stockholm-charge/similar?limit=4").json()
    assert len(similar) == 4
    assert "stockholm-charge" not in {case["id"] for case in similar}


def test_passages_of_a_case_are_read_page_by_page(client: TestClient) -> None:
    passages = pages(client, "/v1/cases/stockholm-charge/passages", "passages", 2)
    assert len({passage["id"] for passage in passages}) == len(passages) == 5
    assert [passage["page"] for passage in passages][:2] == [1, 2]


def test_cursor_of_one_case_is_refused_for_another(client: TestClient) -> None:
    cursor = client.get("/v1/cases/seoul-01/passages?limit=2").json()["next_cursor"]
    assert client.get(f"/v1/cases/seoul-02/passages?cursor={cursor}").status_code == 422


def test_markup_in_a_title_stays_text(client: TestClient) -> None:
    answer = client.get("/v1/cases/hostile-title")
    assert answer.json()["card"]["title"] == HOSTILE_TITLE
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_process_lives_and_archive_answers(client: TestClient) -> None:
    assert client.get("/v1/health").json()["status"] == "ok"
    parts = client.get("/v1/ready").json()["parts"]
    assert [part["name"] for part in parts if part["ready"]] == ["catalogue", "index", "encoder"]


@pytest.mark.parametrize(
    ("failure", "said"),
    [(Unavailable("the lock is gone"), "the lock is gone"), (ZeroDivisionError("secret"), "see the log")],
)
def test_readiness_names_the_part_that_does_not_answer(tmp_path: Path, failure: Exception, said: str) -> None:
    def break_index(archive: Archive) -> None:
        object.__setattr__(archive.engine.index, "count", Mock(side_effect=failure))

    with client_of(tmp_path, break_index) as client:
        answer = client.get("/v1/ready")
        assert client.get("/v1/health").status_code == 200
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert f"index ({said}" in answer.json()["detail"] or said in answer.json()["detail"]
    assert "catalogue" not in answer.json()["detail"]
    assert "secret" not in answer.text
