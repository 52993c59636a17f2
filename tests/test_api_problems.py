"""Every error is a problem document; what every answer carries; what other origins may do."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from fake_archive import client_of
from fastapi.testclient import TestClient

from api.archive import Archive
from api.middleware import LARGEST_BODY
from api.problems import KINDS, Problem
from corpus.errors import BadInput, CasebookError, EncoderMismatch, NotFound, Unavailable

pytest_plugins = ("archive_client",)

Json = dict[str, Any]


def problem(answer: Any) -> Problem:
    """The answer's problem, checked for the form that RFC 9457 and our own type give it."""
    assert answer.headers["content-type"] == "application/problem+json"
    found = Problem.model_validate_json(answer.content)
    assert found.status == answer.status_code
    assert found.request_id == answer.headers["x-request-id"]
    assert found.detail.endswith((".", "!", "?"))
    return found


def test_unknown_address(client: TestClient) -> None:
    found = problem(client.get("/v1/caess"))
    assert (found.status, found.type, found.instance) == (404, "/problems/not-found", "/v1/caess")


def test_method_that_is_not_taken(client: TestClient) -> None:
    answer = client.post("/v1/search")
    assert problem(answer).type == "/problems/method-not-allowed"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_wrong_parameter(client: TestClient) -> None:
    found = problem(client.get("/v1/search?limit=many"))
    assert (found.status, found.type) == (422, "/problems/bad-input")
    assert (found.errors[0].parameter, found.errors[0].place, found.errors[0].given) == ("limit", "query", "many")


@pytest.mark.parametrize(
    "path", ["/v1/cases/nowhere", "/v1/cases/nowhere/similar", "/v1/cases/nowhere/passages", "/v1/documents/no.where"]
)
def test_unknown_id_is_named(client: TestClient, path: str) -> None:
    found = problem(client.get(path))
    assert found.status == 404
    assert re.search(r"no\.?where", found.detail)


@pytest.mark.parametrize("id", ["a%20b", "%00", "a'--", "<b>", "x" * 200])
def test_id_of_wrong_form_is_a_wrong_value(client: TestClient, id: str) -> None:
    assert problem(client.get(f"/v1/cases/{id}")).status == 422


@pytest.mark.parametrize(
    "body", ["{", "[]", "", '{"cases": "x"}', '{"cases": ["\\ud800"]}', '{"cases": [1]}', '{"\\ud800": 1}']
)
def test_malformed_body(client: TestClient, body: str) -> None:
    answer = client.post("/v1/reading-pack", content=body, headers={"Content-Type": "application/json"})
    found = problem(answer)
    assert found.status == 422
    assert found.errors[0].place == "body"


def test_body_that_is_no_text(client: TestClient) -> None:
    answer = client.post("/v1/reading-pack", content=b"\xfb3\xff", headers={"Content-Type": "application/json"})
    assert problem(answer).type == "/problems/bad-input"


def test_body_that_says_it_is_too_large(client: TestClient) -> None:
    answer = client.post("/v1/reading-pack", content=b" " * (LARGEST_BODY + 1))
    assert problem(answer).type == "/problems/too-large"


def test_body_that_does_not_say_how_large_it_is(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * (LARGEST_BODY // 10)

    answer = client.post("/v1/reading-pack", content=pieces(), headers={"Content-Type": "application/json"})
    assert problem(answer).type == "/problems/too-large"


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Callable[[Exception], Any]]:
    """Gives the answer to a search during which the engine raises an error."""
    engine: list[Any] = []

    def keep(archive: Archive) -> None:
        engine.append(archive.engine)

    with client_of(tmp_path, keep) as client:

        def search(error: Exception) -> Any:
            engine[0].search = Mock(side_effect=error)
            return client.get("/v1/search", headers={"Origin": "https://example.org"})

        yield search


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (BadInput("it is bad"), 422, "bad-input"),
        (NotFound("it is gone"), 404, "not-found"),
        (Unavailable("it is busy"), 503, "unavailable"),
        (EncoderMismatch("run casebook reindex"), 503, "encoder-mismatch"),
        (CasebookError("it is something else"), 503, "unavailable"),
    ],
)
def test_each_error_of_ours_has_its_status_and_sentence(
    failing: Callable[[Exception], Any], error: Exception, status: int, name: str
) -> None:
    found = problem(failing(error))
    assert (found.status, found.type) == (status, f"/problems/{name}")
    assert found.detail == f"{str(error)[0].upper()}{str(error)[1:]}."


def test_defect_is_logged_under_its_id_and_tells_nothing(
    failing: Callable[[Exception], Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "casebook.api"):
        answer = failing(RuntimeError("password=hunter2"))
    found = problem(answer)
    assert (found.status, found.type) == (500, "/problems/internal")
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert found.request_id in caplog.text
    assert "hunter2" in caplog.text
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_type_of_problem_can_be_read_up(client: TestClient) -> None:
    for name, kind in KINDS.items():
        told = client.get(f"/problems/{name}").json()
        assert (told["status"], told["title"]) == (kind.status, kind.title)
    assert problem(client.get("/problems/boredom")).status == 404


def test_request_keeps_the_id_that_it_brings(client: TestClient) -> None:
    assert client.get("/v1/health", headers={"X-Request-ID": "abc-123"}).headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize("id", ["a b", "x" * 65, "<script>", "é".encode().decode("latin-1"), ""])
def test_request_id_that_could_do_harm_is_replaced(client: TestClient, id: str) -> None:
    given = client.get("/v1/health", headers=[(b"X-Request-ID", id.encode("latin-1"))]).headers["x-request-id"]
    assert given != id
    assert len(given) == 32


@pytest.mark.parametrize("path", ["/v1/health", "/v1/nowhere", "/docs", "/openapi.json"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_long_answers_are_compressed(client: TestClient) -> None:
    answer = client.get("/v1/vocabularies/topics", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


def test_pages_of_other_origins_may_read(client: TestClient) -> None:
    answer = client.get("/v1/cases", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_pages_of_other_origins_may_not_write(client: TestClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/v1/reading-pack", headers=asked)
    assert answer.status_code == 400
    assert problem(answer).detail.startswith("Pages of other origins may read")


def test_json_from_a_form_of_another_origin_is_not_taken(client: TestClient) -> None:
    answer = client.post(
        "/v1/reading-pack", content='{"cases": ["stockholm-charge"]}', headers={"Content-Type": "text/plain"}
    )
    assert problem(answer).status == 422
