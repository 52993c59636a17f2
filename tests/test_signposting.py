"""Typed links of cases and documents, read by a client's own parser of `Link` headers, and the link set of a case."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fake_archive import document_of_kind
from fastapi.testclient import TestClient
from requests.utils import parse_header_links  # type: ignore[import-untyped]

from api.addresses import Addresses
from api.signposting import MOST_IN_HEADER, case_links, header
from corpus.case import Case, Status
from corpus.passage import StoredDocument
from corpus.settings import Settings

pytest_plugins = ("archive_client",)
API = "http://127.0.0.1:8000"
CASE = f"{API}/id/case/stockholm-charge"


def links(answer: httpx.Response) -> list[dict[str, str]]:
    found: list[dict[str, str]] = parse_header_links(answer.headers["link"])
    return found


def targets(found: list[dict[str, str]], rel: str) -> list[str]:
    return [each["url"] for each in found if each["rel"] == rel]


def test_a_case_leads_to_what_names_describes_and_holds_it(client: TestClient) -> None:
    found = links(client.get("/v1/cases/stockholm-charge"))
    assert targets(found, "cite-as") == [CASE]
    assert targets(found, "type") == ["https://schema.org/AboutPage", "https://schema.org/Report"]
    assert targets(found, "license") == ["https://spdx.org/licenses/CC-BY-4.0"]
    assert targets(found, "collection") == [f"{API}/v1/dataset.dcat.jsonld"]
    assert len(targets(found, "item")) == 4
    described = {(each["type"], each.get("profile")) for each in found if each["rel"] == "describedby"}
    assert described == {
        ("application/ld+json", "https://schema.org/"), ("application/json", None), ("application/x-bibtex", None),
        ("application/x-research-info-systems", None), ("application/vnd.citationstyles.csl+json", None),
        ("text/xml", "http://www.openarchives.org/OAI/2.0/oai_dc/"), ("text/xml", "urn:casebook:case:1.0"),
    }  # fmt: skip


def test_files_and_harvested_descriptions_that_links_name_are_there(client: TestClient) -> None:
    found = links(client.get("/v1/cases/stockholm-charge"))
    for each in found:
        if each["rel"] == "item":
            answer = client.get(each["url"].removeprefix(API))
            assert answer.headers["content-type"].partition(";")[0] == each["type"]
    for address in targets(found, "describedby"):
        if "/oai?" in address:
            assert b"<GetRecord>" in client.get(address.removeprefix(API)).content


def test_a_file_leads_to_its_case_and_its_description(client: TestClient) -> None:
    id = document_of_kind(client, "report.pdf")
    found = links(client.get(f"/v1/documents/{id}/file"))
    assert targets(found, "collection") == [CASE]
    assert targets(found, "type") == ["https://schema.org/DigitalDocument"]
    assert targets(found, "license") == ["https://spdx.org/licenses/CC-BY-4.0"]
    described = targets(found, "describedby")[0].removeprefix(API)
    back = links(client.get(described))
    assert targets(back, "describes") == [f"{API}/v1/documents/{id}/file"]
    assert targets(back, "collection") == [CASE]


def test_the_link_set_has_every_link_and_what_leads_back(client: TestClient) -> None:
    header_links = links(client.get("/v1/cases/stockholm-charge"))
    address = targets(header_links, "linkset")[0]
    answer = client.get(address.removeprefix(API))
    assert answer.headers["content-type"] == "application/linkset+json"
    contexts: dict[str, dict[str, Any]] = {each["anchor"]: each for each in answer.json()["linkset"]}
    assert {(link["rel"], link["url"]) for link in header_links} == {
        (rel, target["href"]) for rel, found in contexts[CASE].items() if rel != "anchor" for target in found
    }
    for item in contexts[CASE]["item"]:
        assert contexts[item["href"]]["collection"] == [{"href": CASE}]
    for description in contexts[CASE]["describedby"]:
        if description["href"] != CASE:
            assert contexts[description["href"]]["describes"][0]["href"] == CASE
    assert client.get("/v1/cases/atlantis/linkset.json").json()["type"] == "/problems/not-found"


def test_pages_of_other_origins_may_read_the_header(client: TestClient) -> None:
    answer = client.get("/v1/cases/stockholm-charge", headers={"Origin": "https://elsewhere.example"})
    assert "Link" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("status", [Status.published, Status.draft])
def test_the_header_stays_short_and_names_no_harvested_record_of_a_draft(status: Status) -> None:
    case = Case(
        id="x" * 80, status=status, title={"en": "X"}, abstract={}, original_language="en", licence="LicenseRef-own",
        city={"name": {"en": "Seoul"}}, country="KR",
    )  # fmt: skip
    file = StoredDocument(f"{case.id}.1", case.id, "a.pdf", "A", "en", "application/pdf", "pdf", "0" * 64, 1, 1, None)
    settings = Settings(public_api_url="https://a-rather-long-host-name.example.org/api", _env_file=None)  # type: ignore[call-arg]
    found = case_links(Addresses.of(settings), case, [file] * 100)
    assert [link.rel for link in found].count("item") == MOST_IN_HEADER
    assert len(header(found)) < 8000
    assert [link.rel for link in found].count("license") == 0
    assert any("/oai?" in link.href for link in found) == (status is Status.published)
