"""The OpenAPI document: an example for everything, stable names, every error described, and a reference that needs no network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter

from api import answers, jobs, problems, proposals, uploads
from api.classroom import formats
from api.exports.reading_pack import ReadingPackRequest
from api.openapi import NAMES_NOTHING, examples
from api.routes import near, programme_checks
from corpus import case, citation, comparison, counts, history, listings, results
from corpus.programme import changes, findings, imported, model, proposal, requests, roster, stored
from corpus.programme import forms as programme_forms
from corpus.programme import results as programme_results

pytest_plugins = ("archive_client",)

TYPED = (
    model, stored, requests, changes, roster, findings, imported, proposal, formats, programme_forms, programme_results,
    case, citation, comparison, counts, results, history, listings, answers, jobs, near, problems, programme_checks, proposals, uploads,
)  # fmt: skip
"""Modules whose types the API sends or takes."""

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    found: Json = client.get("/openapi.json").json()
    return found


def operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_field_of_every_type_has_an_example(document: Json) -> None:
    missing = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field, found in schema.get("properties", {}).items()
        if "examples" not in found
    ]
    assert missing == []


def test_every_parameter_has_an_example_and_a_description(document: Json) -> None:
    missing = [
        f"{name} {parameter['name']}"
        for name, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description") or "examples" not in parameter["schema"]
    ]
    assert missing == []


def test_every_operation_says_what_it_is_and_has_a_tag(document: Json) -> None:
    told = {tag["name"] for tag in document["tags"]}
    poor = [
        name
        for name, each in operations(document)
        if not each["summary"] or not each["description"] or not set(each["tags"]) <= told
    ]
    assert poor == []


def test_operation_ids_are_stable_names(document: Json) -> None:
    assert {operation["operationId"] for _, operation in operations(document)} == {
        "search", "suggest", "cities", "facets", "answers", "gaps", "cases", "case", "case_documents", "case_passages", "similar_cases",
        "case_linkset",
        "document",
        "document_file", "document_passages", "document_page", "passage", "vocabulary_list", "vocabulary_by_name", "export_csv",
        "export_bib", "make_reading_pack", "proposals",
        "export_jsonl", "export_parquet", "export_ris", "export_csl", "export_geojson", "export_passages", "export_files",
        "case_citation", "passage_citation",
        "document_near", "start_job", "job_list", "job", "cancel_job", "retry_job", "upload", "health", "ready", "problem_kind",
        "identified_case", "identified_document", "identified_passage", "identified_scheme", "identified_concept",
        "vocabulary_turtle", "vocabulary_jsonld", "feed_atom", "feed_json", "opensearch_description", "suggest_opensearch",
        "dataset_dcat_turtle", "dataset_dcat_jsonld", "dataset_croissant",
        "snapshots", "snapshot", "case_versions",
        "case_version", "case_diff",
        "check_draft", "programme_checks", "import_rooms", "import_people", "import_participants", "import_template",
        "issue_forms", "issue_forms_csv", "issue_forms_sheet", "programme_results", "programme_results_csv", "programme_results_xlsx",
        "teaching",
        "compare_cases", "compare_csv", "compare_xlsx", "compare_docx", "case_statistics", "adoption_graph", "adoption_graphml",
        "programme_templates", "create_programme", "programmes", "programme", "change_programme", "remove_programme", "programme_versions",
        "programme_file_list", "programme_docx", "programme_as_pdf", "programme_day", "programme_slide_deck", "programme_reading_pack",
        "programme_certificates",
        "programme_diff", "share_programme", "renew_programme_keys", "programme_participants", "enrol_participants",
        "programme_calendar", "programme_sessions", "programme_cartridge", "programme_qti",
        "propose_programme", "programme_swaps", "programme_notes",
    }  # fmt: skip


def test_every_operation_describes_its_errors_as_problems(document: Json) -> None:
    described = document["components"]["responses"]
    for name, operation in operations(document):
        errors = {
            status: found
            for status, found in operation["responses"].items()
            if status in ("404", "410", "422", "500", "503", "413")
        }
        assert {"422", "500"} <= set(errors), name
        takes_snapshot = any(each["name"] == "snapshot" for each in operation.get("parameters", ()))
        names_what = name.startswith("POST") and not name.removeprefix("POST ").startswith(NAMES_NOTHING)
        assert ("404" in errors) == ("{" in name or names_what or takes_snapshot), name
        names_what_goes = name.startswith(("GET /id/case", "GET /id/document", "GET /id/passage"))
        assert ("410" in errors) == (takes_snapshot or names_what_goes), name
        for found in errors.values():
            assert "application/problem+json" in described[found["$ref"].rpartition("/")[2]]["content"]


def test_every_success_has_a_body_with_an_example(document: Json) -> None:
    for name, operation in operations(document):
        success = next(found for status, found in operation["responses"].items() if status.startswith("2"))
        for media_type, body in success["content"].items():
            assert media_type == "application/json" or "example" in body, name


def test_written_examples_are_valid_values_of_their_types() -> None:
    found: dict[str, type[BaseModel]] = {
        name: each
        for module in TYPED
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, BaseModel)
    }
    found["ReadingPackRequest"] = ReadingPackRequest
    for name, fields in examples().items():
        for field, value in fields.items():
            described = found[name].model_fields[field]
            TypeAdapter(described.rebuild_annotation()).validate_python(value)


def test_no_error_type_of_the_framework_is_left(document: Json) -> None:
    assert "HTTPValidationError" not in document["components"]["schemas"]
    assert "HTTPValidationError" not in str(document["paths"])


def test_all_references_lead_somewhere(document: Json) -> None:
    parts = document["components"]
    for kind, name in re.findall(r"'#/components/(\w+)/(\w+)'", str(document)):
        assert name in parts[kind]


def test_reference_page_loads_nothing_from_other_hosts(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    links = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert "https:" not in page.text
    for link in links:
        if not link.startswith("data:"):
            assert client.get(f"/{link}").status_code == 200, link


def test_reference_page_has_no_other_files(client: TestClient) -> None:
    assert client.get("/docs/..%2fapp.py").status_code == 404
    assert client.get("/docs/secrets").headers["content-type"] == "application/problem+json"


def test_root_leads_to_the_reference(client: TestClient) -> None:
    assert client.get("/").url.path == "/docs"
