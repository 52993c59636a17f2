"""What HTTP itself asks of the API, over a real server: HEAD, OPTIONS, 405, closing slashes, other origins, compression."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import free_port, serve_app
from fake_archive import open_fake_archive, settings_in
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient

from api import app as application

pytest_plugins = ("served_archive",)

Json = dict[str, Any]
READ = (
    "/v1/search?q=bus&limit=2", "/v1/cases/stockholm-charge", "/v1/export.csv", "/v1/vocabularies/topics", "/v1/health", "/docs",
    "/openapi.json", "/problems/bad-input", "/v1/cases/nowhere", "/v1/search?limit=many",
)  # fmt: skip
CHANGING = {"date", "server", "x-request-id", "content-length", "transfer-encoding"}


@pytest.fixture(scope="module")
def http(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def document(http: httpx.Client) -> Json:
    found: Json = http.get("/openapi.json").json()
    return found


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_answers_the_headers_of_get_and_no_body(http: httpx.Client, path: str, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    get, head = http.get(path, headers=asked), http.head(path, headers=asked)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert {**head.headers, **dict.fromkeys(CHANGING, "")} == {**get.headers, **dict.fromkeys(CHANGING, "")}


def test_head_of_a_file_says_how_long_it_is(http: httpx.Client) -> None:
    path = f"/v1/documents/{http.get('/v1/cases/stockholm-charge/documents').json()[0]['id']}/file"
    assert int(http.head(path).headers["content-length"]) == len(http.get(path).content)
    assert http.head(path, headers={"Range": "bytes=0-3"}).status_code == 200, "ranges are for GET alone"


def test_head_does_not_make_a_stream_that_nobody_gets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stream has no end: reading its headers can only end because it is cut."""
    router = APIRouter()
    router.add_api_route("/v1/endless", lambda: StreamingResponse(itertools.repeat(b"again\n")))
    monkeypatch.setattr(application, "ROUTERS", (*application.ROUTERS, router))
    port = free_port()
    with serve_app(application.create_app(settings_in(tmp_path), open_fake_archive), port):
        for coding in ("gzip", "identity"):
            answer = httpx.head(f"http://127.0.0.1:{port}/v1/endless", headers={"Accept-Encoding": coding}, timeout=20)
            assert (answer.status_code, answer.content) == (200, b"")


def test_options_and_405_name_every_method_of_an_address(http: httpx.Client, document: Json) -> None:
    for path, operations in document["paths"].items():
        declared = {method.upper() for method in operations}
        address = path.replace("{", "").replace("}", "")
        expected = declared | {"OPTIONS"} | ({"HEAD"} if "GET" in declared else set())
        options = http.options(address)
        assert (options.status_code, options.content) == (204, b""), path
        assert set(options.headers["allow"].split(", ")) >= expected, path
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"} - set(
            options.headers["allow"].split(", ")
        ):
            refused = http.request(method, address)
            assert refused.status_code == 405, (method, path)
            assert refused.headers["allow"] == options.headers["allow"]
            assert refused.headers["content-type"] == "application/problem+json"


def test_options_of_no_address_finds_nothing(http: httpx.Client) -> None:
    assert http.options("/v1/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/v1/cases/", "/v1/cases"),
        ("/v1/search/?q=bus&limit=2", "/v1/search?q=bus&limit=2"),
        ("/v1/cases/stockholm-charge/", "/v1/cases/stockholm-charge"),
        ("/docs/", "/docs"),
    ],
)
def test_closing_slash_leads_to_the_address_without_it(http: httpx.Client, path: str, leads_to: str) -> None:
    moved = http.get(path)
    assert moved.status_code == 308
    assert "://" not in moved.headers["location"], "the name of the host is the caller's to know"
    assert http.get(path, follow_redirects=True).url.raw_path.decode() == leads_to


@pytest.mark.parametrize("path", ["/v1/nowhere/", "/v1/cases//", "//example.org/", "/v1/"])
def test_closing_slash_of_no_address_finds_nothing(http: httpx.Client, path: str) -> None:
    assert http.get(f"{http.base_url}".rstrip("/") + path).status_code == 404


def test_missing_slash_leads_to_what_is_mounted(tmp_path: Path) -> None:
    app = application.create_app(settings_in(tmp_path), open_fake_archive)
    app.mount("/mounted", PlainTextResponse("here"))
    with TestClient(app) as client:
        assert client.get("/mounted?a=1", follow_redirects=False).headers["location"] == "mounted/?a=1"
        assert client.get("/mounted").text == "here"


def test_pages_of_other_origins_may_ask_first_and_read_every_header(http: httpx.Client) -> None:
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    preflight = http.options("/v1/search", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-headers"] == "if-none-match"
    exposed = http.get("/v1/search", headers={"Origin": "https://example.org"}).headers["access-control-expose-headers"]
    assert {
        "ETag", "Link", "Retry-After", "Deprecation", "Sunset", "X-Casebook-Snapshot", "X-Request-ID", "X-Total-Count", "API-Version",
    } <= set(exposed.split(", "))  # fmt: skip


def test_a_stream_is_compressed_as_it_comes(http: httpx.Client) -> None:
    with http.stream("GET", "/v1/export.csv", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" not in answer.headers
    assert answer.headers["etag"].startswith('W/"'), "the same tag stands for other bytes where nothing is compressed"
    plain = http.get("/v1/export.csv", headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(packed) == plain.content
    assert plain.headers["etag"] == answer.headers["etag"]


def test_every_answer_names_the_version_of_the_api(http: httpx.Client, document: Json) -> None:
    for path in READ:
        assert http.get(path).headers["api-version"] == document["info"]["version"]
