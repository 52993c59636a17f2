"""The documentation site: whole without JavaScript, without a network, and true."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from openapi_walk import walk
from shell_examples import run_shell, shell_blocks

from api.problems import KINDS
from api.site.guides import FIRST, LOCAL, guides, to_html

pytest_plugins = ("archive_client", "served_archive")

Json = dict[str, Any]
PAGES = ["/docs", "/docs/reference", "/docs/try", *(f"/docs/{guide.name}" for guide in guides() if guide.name != FIRST)]


class Page(HTMLParser):
    """What a page links to, the ids in it, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.links += [found[name] or "" for name in ("href", "src") if name in found]
        if found.get("id"):
            assert found["id"] not in self.ids, f"{found['id']} twice"
            self.ids.add(str(found["id"]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    found: Json = client.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def pages(client: TestClient) -> dict[str, Page]:
    return {path: Page(client.get(path).text) for path in PAGES}


def test_every_link_of_every_page_leads_somewhere(client: TestClient, pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        for link in page.links:
            if link.startswith("data:"):
                continue
            target = urlsplit(urljoin(f"http://testserver{path}", link))
            assert target.netloc == "testserver", f"{path} leads to {link}"
            assert client.get(target.path).status_code == 200, f"{path}: {link}"
            if target.fragment:
                assert target.fragment in pages[target.path].ids, f"{path}: {link}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_forbids_whatever_it_does_not_need(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'self';" in policy
    assert ("unsafe-inline" in policy) == (path == "/docs/try")
    assert not re.search(r"<script(?! src)|<style|\sstyle=|\son\w+=", answer.text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_reference_has_every_operation_parameter_type_and_status(document: Json, pages: dict[str, Page]) -> None:
    page = pages["/docs/reference"]
    text = " ".join(page.words)
    for walked in walk(document):
        assert walked.id in page.ids
        assert walked.path in text
        assert walked.operation["summary"] in text
        for name in (*walked.parameters("path"), *walked.parameters("query"), *walked.operation["responses"]):
            assert name in text, (walked.id, name)
    for name in document["components"]["schemas"]:
        assert f"type-{name}" in page.ids


def test_shell_lines_of_the_reference_ask_for_what_the_operation_is(document: Json, client: TestClient) -> None:
    lines = re.findall(r"<code>(curl .*?)</code>", client.get("/docs/reference").text)
    assert len(lines) == len(list(walk(document)))
    for walked, line in zip(sorted(walk(document), key=lambda each: each.path), sorted(lines, key=_path), strict=True):
        is_sending = "-X POST" in line or "--json" in line or "--data-binary" in line
        assert is_sending == (walked.method in ("POST", "PUT")), line
        assert ("-X PUT" in line) == (walked.method == "PUT"), line
        assert ("$CASEBOOK_API_TOKEN" in line) == ("jobs" in walked.operation["tags"]), line


def _path(line: str) -> str:
    return urlsplit(line.rpartition(" ")[2].strip("'").replace("&#39;", "")).path


def test_every_address_in_a_guide_is_one_of_the_document(document: Json) -> None:
    known = [re.sub(r"\{[^}]+\}", "[^/]+", path) for path in document["paths"]] + [
        "/openapi.json",
        "/v1",
        "/v2",
        "/docs(/.*)?",
        # Protocols with rules of their own, which OpenAPI does not describe.
        "/oai",
        "/mcp",
        "/id",
    ]
    for guide in guides():
        named = re.findall(
            rf"(?:{re.escape(LOCAL)}|[`(<])(/(?:v1|v2|problems|openapi|docs|id|oai|mcp)[^\s'\"`)#?;>]*)", guide.text
        )
        assert named or guide.name == "errors"
        for address in named:
            assert any(re.fullmatch(each, address) for each in known), f"{guide.name}: {address}"


def test_guide_on_errors_names_every_kind() -> None:
    text = next(guide.text for guide in guides() if guide.name == "errors")
    assert set(re.findall(r"\(/problems/([a-z-]+)\)", text)) == set(KINDS)


def test_guides_tell_the_address_of_this_archive(document: Json) -> None:
    assert document["openapi"] == "3.1.0"
    html = to_html(f"`{LOCAL}/v1/search` and [errors](/docs/errors)", "../", "https://casebook.example.org/archive")
    assert "https://casebook.example.org/archive/v1/search" in html
    assert 'href="../docs/errors"' in html


def test_html_in_a_guide_is_text() -> None:
    assert "<script>" not in to_html("<script>alert(1)</script>\n\n```\n<script>\n```\n\n# <b>x</b>", "")


def test_pages_say_so_when_there_is_none(client: TestClient) -> None:
    for path in ("/docs/nothing", "/docs/assets/..%2fapp.py", "/docs/assets/secrets"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("name", [guide.name for guide in guides()])
def test_shell_examples_of_a_guide_run(name: str, served: str, tmp_path: Path) -> None:
    text = next(guide.text for guide in guides() if guide.name == name)
    for block in shell_blocks(text):
        # The guide on errors shows one.
        lines = [f"! {line}" if name == "errors" else line for line in block.splitlines()]
        printed = run_shell("\n".join(lines), served, tmp_path)
        assert printed or "-o " in block
        if "If-None-Match" in block:
            assert printed.strip() == "304"
