"""What is deprecated says so in headers and in the document; tested on an application of its own, since today nothing is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from fake_archive import open_fake_archive, settings_in
from fastapi.testclient import TestClient

from api.app import create_app
from api.deprecation import DEPRECATIONS, NOTICE, PAGE, Deprecation

SINCE = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
OPERATION = Deprecation("facets", SINCE, SINCE + NOTICE, "Take the facets of `search`.")
PARAMETER = Deprecation("search", SINCE, SINCE + 2 * NOTICE, "Use `limit`.", parameter="hits_per_case")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = settings_in(tmp_path_factory.mktemp("archive"))
    with TestClient(create_app(settings, open_fake_archive, (OPERATION, PARAMETER))) as opened:
        yield opened


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_deprecated_operation_says_since_when_until_when_and_where_to_read_on(client: TestClient, method: str) -> None:
    headers = client.request(method, "/v1/facets").headers
    assert headers["deprecation"] == f"@{int(SINCE.timestamp())}"
    assert parsedate_to_datetime(headers["sunset"]) == SINCE + NOTICE
    links = client.get("/v1/facets").links
    assert links["deprecation"] == {"url": PAGE, "rel": "deprecation", "type": "text/html"}
    assert client.get(PAGE).status_code == 200


def test_deprecated_operation_says_so_when_it_fails_and_when_the_caller_has_the_answer(client: TestClient) -> None:
    assert "deprecation" in client.get("/v1/facets?limit=many").headers
    assert "deprecation" in client.get("/v1/facets", headers={"If-None-Match": "*"}).headers


def test_deprecated_parameter_is_told_to_whoever_uses_it(client: TestClient) -> None:
    assert "deprecation" in client.get("/v1/search?hits_per_case=2").headers
    assert "deprecation" not in client.get("/v1/search?limit=2").headers


def test_document_marks_what_is_deprecated_and_nothing_else(client: TestClient) -> None:
    paths: dict[str, Any] = client.get("/openapi.json").json()["paths"]
    marked = {path for path, operations in paths.items() for each in operations.values() if each.get("deprecated")}
    assert marked == {"/v1/facets"}
    assert OPERATION.instead in paths["/v1/facets"]["get"]["description"]
    parameters = {each["name"]: each for each in paths["/v1/search"]["get"]["parameters"]}
    assert [name for name, each in parameters.items() if each.get("deprecated")] == ["hits_per_case"]
    assert PARAMETER.instead in parameters["hits_per_case"]["description"]


def test_page_lists_what_is_deprecated(client: TestClient) -> None:
    page = client.get(PAGE).text
    assert "Take the facets of" in page
    assert "1 January 2028" in page


def test_a_short_notice_is_refused() -> None:
    with pytest.raises(ValueError, match="365 days"):
        Deprecation("search", SINCE, SINCE + dt.timedelta(days=30), "Hurry.")


def test_everything_that_is_deprecated_exists(tmp_path: Path) -> None:
    with TestClient(create_app(settings_in(tmp_path), open_fake_archive)) as client:
        paths = client.get("/openapi.json").json()["paths"]
        answer = client.get("/v1/search")
    known = {each["operationId"]: each for operations in paths.values() for each in operations.values()}
    assert {each.operation for each in DEPRECATIONS} <= set(known)
    assert DEPRECATIONS or "deprecation" not in answer.headers
