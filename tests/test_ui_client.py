"""The client of the API: what it sends, and how every failure becomes one sentence."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fake_api import create_fake_api
from fake_cases import fake_archive
from fastapi.testclient import TestClient

from corpus.results import SearchQuery
from ui.client import ApiProblem, ArchiveClient, PublicAddresses, query_params

API = "http://archive.test"


def client_of(answer: Callable[[httpx.Request], httpx.Response]) -> ArchiveClient:
    return ArchiveClient(API, httpx.MockTransport(answer), attempts=1)


def problem_of(answer: Callable[[httpx.Request], httpx.Response]) -> ApiProblem:
    with pytest.raises(ApiProblem) as caught:
        client_of(answer).case("some-case", "en")
    return caught.value


def test_detail_of_a_problem_document_is_the_sentence() -> None:
    body = {"type": "about:blank", "title": "Bad value", "status": 422, "detail": "topic has no value 'x'"}
    problem = problem_of(lambda _: httpx.Response(422, json=body))
    assert (problem.kind, str(problem)) == ("refused", "topic has no value 'x'")


@pytest.mark.parametrize(("status", "kind"), [(404, "missing"), (400, "refused"), (500, "broken"), (503, "broken")])
def test_status_says_whose_turn_it_is(status: int, kind: str) -> None:
    problem = problem_of(lambda _: httpx.Response(status, text="<html>proxy</html>"))
    assert problem.kind == kind
    assert str(status) in str(problem)


def test_server_that_is_not_there_is_named() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused", request=request)

    problem = problem_of(refuse)
    assert problem.kind == "unreachable"
    assert problem.address == API
    assert API in str(problem)


def test_slow_server_is_not_called_missing() -> None:
    def dawdle(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    assert problem_of(dawdle).kind == "broken"


@pytest.mark.parametrize("body", [b"<html>not ours</html>", b"{}", b'{"card": 3}'])
def test_answer_of_something_else_is_a_sentence_and_no_traceback(body: bytes) -> None:
    problem = problem_of(lambda _: httpx.Response(200, content=body))
    assert problem.kind == "broken"
    assert "form that this client does not know" in str(problem)


def test_ids_stay_one_segment_of_the_path() -> None:
    asked: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path.decode())
        return httpx.Response(404)

    with pytest.raises(ApiProblem):
        client_of(note).passages("../../admin?x=1", "en")
    assert asked == ["/v1/documents/..%2F..%2Fadmin%3Fx%3D1/passages?lang=en"]


def test_query_is_sent_under_the_names_of_the_api() -> None:
    query = SearchQuery(text="버스", filters={"topic": ("water", "waste")}, year_from=2000, language="ko")
    sent = {"q": ["버스"], "topic": ["water", "waste"], "year_from": ["2000"], "lang": ["ko"]}
    assert query_params(query) == sent
    compared = query.model_copy(update={"like": "Lyon", "weights": {"population": 2.0, "climate": 0.5}})
    assert query_params(compared) == sent | {"like": ["Lyon"], "weights": ["population:2,climate:0.5"]}


def test_more_than_one_page_of_the_api_is_fetched_when_more_is_wanted() -> None:
    archive = fake_archive()
    with TestClient(create_fake_api(archive)) as api:

        def one_at_a_time(request: httpx.Request) -> httpx.Response:
            params = dict(httpx.QueryParams(request.url.query)) | {"limit": "1"}
            answer = api.get("/v1/search", params=params)
            return httpx.Response(answer.status_code, content=answer.content)

        results = client_of(one_at_a_time).search(SearchQuery(limit=3))
    assert [case.id for case in results.cases] == ["bogota-buses", "seoul-buses", "lyon-heat"]
    assert results.next_cursor is not None
    assert results.total == 4


def test_public_addresses_jump_to_the_page() -> None:
    public = PublicAddresses("https://casebook.test")
    assert public.file("case.doc", 7) == "https://casebook.test/v1/documents/case.doc/file#page=7"
    assert public.page_image("case.doc", 7, "case.doc.3", 900).endswith("/pages/7.png?width=900&passage=case.doc.3")
    assert public.export({"q": ["a b"], "topic": ["x", "y"]}, "csv").endswith("/export.csv?q=a+b&topic=x&topic=y")
