"""The addresses of cases, documents and passages: their forms, chosen by `Accept`, and their descriptions, read by independent readers."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import extruct  # type: ignore[import-untyped]
import pytest
from fake_archive import HOSTILE_TITLE, document_of_kind, open_fake_archive, settings_in
from fake_archive import STOCKHOLM as RECORD_OF_STOCKHOLM
from fastapi.testclient import TestClient
from rdflib import RDF, Graph, Namespace, URIRef
from shape_checks import faults, faults_of

from api.addresses import Addresses
from api.app import create_app
from api.linked.case import DescribedCase, case_jsonld, period
from api.linked.rdf import graph_of
from corpus.case import Case
from corpus.commands import CASES, case_folders
from corpus.passage import StoredDocument, document_id
from corpus.settings import Settings
from index.catalogue import open_catalogue
from ingest.records import read_case

pytest_plugins = ("archive_client",)

SCHEMA = Namespace("https://schema.org/")
STOCKHOLM = "/id/case/stockholm-charge"
JSON_LD = {"accept": "application/ld+json"}
HERE = Addresses("https://cases.example.org", "https://read.example.org")


def documents_of(record: Case) -> Iterator[StoredDocument]:
    """The documents of a shipped record as ingesting them would store them."""
    for each in record.documents:
        content = (CASES / record.id / each.file).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        yield StoredDocument(
            document_id(record.id, digest), record.id, each.file, each.title, each.language, "application/pdf", "pdf",
            digest, len(content), each.pages, each.licence,
        )  # fmt: skip


@pytest.mark.long
def test_every_shipped_record_keeps_to_the_shapes() -> None:
    records = [read_case(folder, is_ours=True) for folder in case_folders()]
    described = [DescribedCase(record, tuple(documents_of(record)), None) for record in records]
    assert len(described) == 140
    assert faults_of(case_jsonld(each, HERE) for each in described) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("nmae", "misspelt"), ("license", None), ("temporalCoverage", "2006 to 2007"), ("about", []), ("version", "0"), ("name", [])],
)  # fmt: skip
def test_shapes_refuse_what_is_wrong(client: TestClient, name: str, value: object) -> None:
    told: dict[str, Any] = client.get(STOCKHOLM, headers=JSON_LD).json()
    wrong = {**told, name: value} if value is not None else {**told, "license": {"@value": "CC-BY-4.0"}}
    assert faults(graph_of(told)) == ""
    assert "Constraint Violation" in faults(graph_of(wrong))


@pytest.mark.parametrize("case_id", ["stockholm-charge", "hostile-title", "found-file"])
def test_data_of_a_landing_page_is_read_by_extruct_and_keeps_to_the_shapes(client: TestClient, case_id: str) -> None:
    page = client.get(f"/id/case/{case_id}", headers={"accept": "text/html"})
    (found,) = extruct.extract(page.text, base_url=str(page.url), syntaxes=["json-ld"])["json-ld"]
    graph = Graph().parse(data=json.dumps(found), format="json-ld")
    assert (URIRef(f"http://127.0.0.1:8000/id/case/{case_id}"), RDF.type, SCHEMA.Report) in graph
    assert faults(graph) == ""


def test_description_says_what_the_record_says(client: TestClient) -> None:
    told = client.get(STOCKHOLM, headers=JSON_LD).json()
    assert {"@language": "ko", "@value": "스톡홀름 혼잡통행료"} in told["name"]
    assert told["contentLocation"]["sameAs"] == "https://sws.geonames.org/2673730/"
    assert told["contentLocation"]["containedInPlace"]["identifier"] == "SE"
    assert told["temporalCoverage"] == "2006-05/.."
    assert told["license"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert [each["@id"] for each in told["about"]] == [
        "http://127.0.0.1:8000/id/concept/topics/transport",
        "http://metadata.un.org/sdg/11.2",
    ]
    assert told["citation"][0]["url"] == "https://example.org/trial"
    parts = {part["@type"]: part for part in told["hasPart"]}
    assert parts["LearningResource"]["hasPart"][0]["text"][1] == {"@language": "ko", "@value": "누가 내야 하는가?"}
    assert client.get(parts["DigitalDocument"]["contentUrl"]).status_code == 200


def test_description_needs_nothing_from_the_network_and_is_the_same_in_turtle(client: TestClient) -> None:
    told = client.get(STOCKHOLM, headers=JSON_LD).json()
    assert isinstance(told["@context"], dict)
    assert told["@context"] == client.get("/schemas/context.jsonld").json()["@context"]
    turtle = Graph().parse(data=client.get(STOCKHOLM, headers={"accept": "text/turtle"}).text, format="turtle")
    assert turtle.isomorphic(graph_of(told))


def test_shapes_are_served(client: TestClient) -> None:
    served = client.get("/schemas/shapes.ttl")
    assert served.headers["content-type"].startswith("text/turtle")
    assert len(Graph().parse(data=served.text, format="turtle")) > 100
    assert client.get("/schemas/nothing").status_code == 404


def _case(**fields: object) -> Case:
    needed = {"id": "a", "title": {"en": "A"}, "abstract": {"en": "A"}, "original_language": "en", "status": "draft"}
    return Case.model_validate(needed | fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, None),
        ({"start_date": "2000-12", "end_date": "2016"}, "2000-12/2016"),
        ({"start_date": "2000", "stage": "running"}, "2000/.."),
        ({"start_date": "2000", "stage": "abandoned"}, "2000"),
    ],
)
def test_period_is_open_only_while_the_policy_goes_on(fields: dict[str, object], said: str | None) -> None:
    assert period(_case(**fields)) == said


def test_addresses_that_rdf_refuses_are_encoded() -> None:
    source = {"id": "s", "title": "S", "kind": "news", "url": 'https://example.org/a"b<c>{d}|e\\f^g`h?q=é'}
    told = case_jsonld(DescribedCase(_case(sources=[source]), (), None), HERE)
    assert told["citation"][0]["url"] == "https://example.org/a%22b%3Cc%3E%7Bd%7D%7Ce%5Cf%5Eg%60h?q=é"
    assert "%22b" in graph_of(told).serialize(format="turtle")


RECORD = "http://127.0.0.1:8000/v1/cases/stockholm-charge"
EXPORT = "http://127.0.0.1:8000/v1/export"


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/ld+json", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("text/turtle;q=0.5, application/ld+json;q=0.4", "text/turtle"),
        ("text/html;q=0, */*;q=0.1", "application/ld+json"),
        ("application/json", RECORD),
        ("application/x-bibtex", f"{EXPORT}.bib?case=stockholm-charge"),
        ("application/x-research-info-systems", f"{EXPORT}.ris?case=stockholm-charge"),
        ("application/vnd.citationstyles.csl+json", f"{EXPORT}.csl.json?case=stockholm-charge"),
    ],
)
def test_case_answers_in_the_form_that_is_accepted_best(client: TestClient, accept: str, answer: str) -> None:
    found = client.get(STOCKHOLM, headers={"accept": accept}, follow_redirects=False)
    told = found.headers.get("location") or found.headers["content-type"].partition(";")[0]
    assert (found.status_code, told) == (303 if answer.startswith("http") else 200, answer)
    assert {"Accept", "Accept-Language"} <= set(found.headers["vary"].split(", "))


@pytest.mark.parametrize("accept", ["image/png", "*/*;q=0", "nonsense", "text/"])
def test_form_that_is_not_offered_is_refused_with_those_that_are(client: TestClient, accept: str) -> None:
    refused = client.get(STOCKHOLM, headers={"accept": accept})
    assert (refused.status_code, refused.json()["type"]) == (406, "/problems/not-acceptable")
    assert "text/turtle" in refused.json()["detail"]


def test_landing_page_speaks_the_language_of_the_reader(client: TestClient) -> None:
    korean = client.get(STOCKHOLM, headers={"accept-language": "ko-KR,ko;q=0.9,en;q=0.1"})
    assert '<html lang="ko">' in korean.text
    assert '<h1 lang="ko" dir="auto">스톡홀름 혼잡통행료</h1>' in korean.text
    assert "http://127.0.0.1:8501/?page=case&amp;case=stockholm-charge&amp;lang=ko" in korean.text
    assert '<html lang="en">' in client.get(STOCKHOLM, headers={"accept-language": "de"}).text


def test_landing_page_runs_nothing_and_escapes_everything(client: TestClient) -> None:
    page = client.get("/id/case/hostile-title")
    style = re.search(r"<style>(.*)</style>", page.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.headers["content-security-policy"]
    assert HOSTILE_TITLE not in page.text
    assert page.text.count("<script") == page.text.count('<script type="application/ld+json">') == 1


def test_draft_is_said_to_be_one_and_kept_out_of_search_engines(client: TestClient) -> None:
    page = client.get("/id/case/found-file").text
    assert '<meta name="robots" content="noindex">' in page
    assert "not confirmed by an editor" in page
    assert "noindex" not in client.get(STOCKHOLM).text


def test_links_of_a_landing_page_answer(client: TestClient) -> None:
    page = client.get(STOCKHOLM).text
    ours = {link for link in re.findall(r'href="([^"]+)"', page) if link.startswith("http://127.0.0.1:8000/")}
    exports = {link for link in ours if "/v1/export." in link}
    assert len(exports) == 3
    for link in ours - exports:
        assert client.get(link, follow_redirects=False).status_code in (200, 303), link


def test_document_leads_to_its_page_its_record_and_its_file(client: TestClient) -> None:
    document = document_of_kind(client, "report.pdf")
    leads = {
        "*/*": f"http://127.0.0.1:8501/?page=case&case=stockholm-charge&document={document}&lang=en",
        "application/json": f"http://127.0.0.1:8000/v1/documents/{document}",
        "application/pdf": f"http://127.0.0.1:8000/v1/documents/{document}/file",
    }
    for accept, location in leads.items():
        found = client.get(f"/id/document/{document}", headers={"accept": accept}, follow_redirects=False)
        assert (found.status_code, found.headers["location"]) == (303, location)
    assert faults(graph_of(client.get(f"/id/document/{document}", headers=JSON_LD).json())) == ""


def test_passage_leads_to_its_place_and_is_described(client: TestClient) -> None:
    passage = f"{document_of_kind(client, 'report.pdf')}.1"
    seen = client.get(f"/id/passage/{passage}", headers={"accept": "text/html"}, follow_redirects=False)
    assert seen.status_code == 303
    assert seen.headers["location"].endswith(f"/?page=case&case=stockholm-charge&p=2&passage={passage}&lang=en")
    told = client.get(f"/id/passage/{passage}", headers=JSON_LD).json()
    assert told["text"]["@value"].startswith("The charge cost two billion kronor.")
    assert faults(graph_of(told)) == ""


@pytest.mark.parametrize(
    "path", ["/id/case/never", "/id/document/never.0123456789ab", "/id/passage/never.0123456789ab.0"]
)
def test_what_never_was_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.fixture
def own_settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def test_removed_case_is_gone_with_all_that_was_its_until_it_comes_back(own_settings: Settings) -> None:
    with TestClient(create_app(own_settings, open_fake_archive)) as client:
        document = document_of_kind(client, "report.pdf")
        catalogue = open_catalogue(own_settings.catalogue)
        catalogue.remove("stockholm-charge")
        for path in (STOCKHOLM, f"/id/document/{document}", f"/id/passage/{document}.0"):
            gone = client.get(path)
            assert (gone.status_code, gone.json()["type"]) == (410, "/problems/gone")
            assert re.search(r"was removed on \d{4}-\d\d-\d\d at \d\d:\d\d UTC", gone.json()["detail"])
        catalogue.publish(RECORD_OF_STOCKHOLM, [], "stockholm", "2")
        catalogue.close()
        assert client.get(STOCKHOLM).status_code == 200
        assert client.get(f"/id/document/{document}").status_code == 404


def test_pages_of_other_origins_may_read_descriptions(client: TestClient) -> None:
    assert (
        client.get(STOCKHOLM, headers={"origin": "https://example.org"}).headers["access-control-allow-origin"] == "*"
    )
