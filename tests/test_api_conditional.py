"""Conditional requests: who has the present answer is told so without a search, and nobody is told so who has not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from fake_archive import HOSTILE, client_of, document_of_kind
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.archive import Archive
from api.conditional import VOLATILE, is_volatile
from index.catalogue.tables import ChangeRow

Json = dict[str, Any]
CONDITIONAL = (
    "/v1/search?q=bus", "/v1/cases", "/v1/cases/stockholm-charge", "/v1/cases/stockholm-charge/passages", "/v1/facets?q=bus",
    "/v1/vocabularies/topics", "/v1/export.csv", "/v1/export.bib",
)  # fmt: skip


@pytest.fixture(scope="module")
def archive() -> list[Archive]:
    """Filled when the application starts."""
    return []


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, archive: list[Archive]) -> Iterator[TestClient]:
    """An archive that was last changed an hour ago."""

    def keep(opened: Archive) -> None:
        with opened.catalogue.engine.begin() as connection:
            connection.execute(update(ChangeRow).values(at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)))
        archive.append(opened)

    with client_of(tmp_path_factory.mktemp("archive"), keep) as opened:
        yield opened


@pytest.mark.parametrize("path", CONDITIONAL)
def test_answer_that_the_caller_has_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["etag"].startswith('W/"')
    assert first.headers["cache-control"] == "public, no-cache"
    assert first.headers["x-casebook-snapshot"] == client.get("/v1/cases").json()["snapshot"]
    for sent in (first.headers["etag"], f'"other", {first.headers["etag"]}'):
        again = client.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        for kept in ("etag", "cache-control", "last-modified", "vary"):
            assert kept in again.headers, kept
        assert "content-type" not in again.headers


def test_no_search_is_done_for_an_answer_that_the_caller_has(client: TestClient, archive: list[Archive]) -> None:
    etag = client.get("/v1/search?q=bus").headers["etag"]
    engine: Any = archive[0].engine
    before, engine.search = engine.search, Mock(side_effect=AssertionError("a search was done"))
    try:
        assert client.get("/v1/search?q=bus", headers={"If-None-Match": etag}).status_code == 304
        assert client.head("/v1/search?q=bus", headers={"If-None-Match": etag}).status_code == 304
    finally:
        engine.search = before


def test_order_of_parameters_does_not_matter_and_that_of_values_does(client: TestClient) -> None:
    def tag(query: str) -> str:
        return str(client.get(f"/v1/cases?{query}").headers["etag"])

    assert tag("limit=2&lang=en") == tag("lang=en&limit=2")
    assert tag("country=SE&country=NG") != tag("country=NG&country=SE")
    assert tag("limit=2") != tag("limit=3")
    assert tag("limit=2") != client.get("/v1/search?limit=2").headers["etag"]


@pytest.mark.parametrize("path", CONDITIONAL)
def test_answer_that_is_not_newer_than_the_date_is_not_sent_again(client: TestClient, path: str) -> None:
    modified = client.get(path).headers["last-modified"]
    assert client.get(path, headers={"If-Modified-Since": modified}).status_code == 304
    earlier = format_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(hours=2), usegmt=True)
    assert client.get(path, headers={"If-Modified-Since": earlier}).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    both = {"If-Modified-Since": modified, "If-None-Match": '"other"'}
    assert client.get(path, headers=both).status_code == 200, "a tag counts more than a date"


def test_any_tag_will_do_where_there_is_an_answer(client: TestClient) -> None:
    assert client.get("/v1/cases", headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize("path", ["/v1/cases/nowhere", "/v1/search?limit=many", "/v1/nowhere"])
@pytest.mark.parametrize("given", [{"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}])
def test_a_failure_is_told_whatever_the_caller_has(client: TestClient, path: str, given: dict[str, str]) -> None:
    answer = client.get(path, headers=given)
    assert answer.status_code in (404, 422)
    assert "etag" not in answer.headers


def test_a_change_of_the_archive_changes_every_tag(tmp_path: Path) -> None:
    opened: list[Archive] = []
    with client_of(tmp_path, opened.append) as client:
        before = {path: client.get(path).headers["etag"] for path in CONDITIONAL}
        with patch("api.conditional._is_settled", return_value=False):
            headers = client.get("/v1/cases").headers
            assert "last-modified" not in headers, "another change may follow within the second"
        opened[0].catalogue.remove(HOSTILE.id)
        for path, etag in before.items():
            answer = client.get(path, headers={"If-None-Match": etag})
            assert (answer.status_code, answer.headers["etag"] == etag) == (200, False)


def test_other_settings_give_other_tags(tmp_path: Path, client: TestClient) -> None:
    with client_of(tmp_path, lambda _: None) as other:
        assert other.get("/v1/cases").headers["etag"] != client.get("/v1/cases").headers["etag"]


@pytest.mark.parametrize("path", ["/v1/health", "/v1/ready", "/v1/jobs", "/v1/gaps", "/docs", "/openapi.json"])
def test_what_tells_of_the_moment_has_no_tag(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert "x-casebook-snapshot" not in answer.headers
    assert path.startswith("/docs") or "etag" not in answer.headers


def test_what_is_volatile_are_whole_addresses() -> None:
    assert all(
        is_volatile(each) and is_volatile(f"{each}/more") and not is_volatile(f"{each}more") for each in VOLATILE
    )


def test_files_keep_their_own_strong_tag(client: TestClient) -> None:
    id = document_of_kind(client, "report.pdf")
    for path in (f"/v1/documents/{id}/file", f"/v1/documents/{id}/pages/1.png?width=200"):
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["etag"].startswith('"')
        assert "content-encoding" not in answer.headers, "a strong tag names bytes"
        assert client.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


OWN_VALIDATORS = ("programme",)
"""Operations whose answers depend on no state of the archive and are told apart by a version of their own."""


def test_document_says_which_answers_have_validators(client: TestClient) -> None:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        if "get" in operations:
            has_its_own = operations["get"]["operationId"] in OWN_VALIDATORS
            assert ("304" in operations["get"]["responses"]) == (not is_volatile(path) or has_its_own), path
