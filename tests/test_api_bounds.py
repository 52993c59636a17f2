"""Nothing that a caller sends is without a bound, and a page deep in a list costs what the first one does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from fake_archive import TOKEN, client_of
from fake_index import FakeArchive, archive, filled, search
from fastapi.testclient import TestClient
from openapi_walk import walk

from api.archive import Archive
from index.catalogue import rows
from index.search.cards import case_card

__all__ = ["archive", "filled"]
pytest_plugins = ("archive_client", "served_archive")

Json = dict[str, Any]
BOUND: Mapping[str, tuple[str, ...]] = {
    "string": ("maxLength", "enum", "const", "format"),
    "integer": ("maximum", "exclusiveMaximum", "enum", "const"),
    "number": ("maximum", "exclusiveMaximum", "enum", "const"),
    "array": ("maxItems",),
}
"""Type of JSON Schema -> keywords of which one must be there."""


def unbounded(schema: Json, schemas: Json, where: str) -> Iterator[str]:
    """Places in a schema at which a caller may send as much as it likes."""
    if "$ref" in schema:
        yield from unbounded(schemas[schema["$ref"].rpartition("/")[2]], schemas, where)
    if schema.get("type") in BOUND and not set(BOUND[schema["type"]]) & set(schema):
        yield where
    parts = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    for part in parts:
        yield from unbounded(part, schemas, f"{where}[]")
    for name, field in schema.get("properties", {}).items():
        yield from unbounded(field, schemas, f"{where}.{name}")


def test_every_parameter_and_every_field_of_a_body_is_bounded(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    found = []
    for walked in walk(document):
        for each in walked.operation.get("parameters", ()):
            found += unbounded(each["schema"], schemas, f"{walked.id} {each['name']}")
        for media_type, content in walked.operation.get("requestBody", {}).get("content", {}).items():
            found += unbounded(content["schema"], schemas, f"{walked.id} {media_type}")
    assert found == []


def test_no_bound_is_only_written_down(client: TestClient, served: str) -> None:
    """What is longer or larger than the document allows is refused, parameter by parameter."""
    wrong = []
    with httpx.Client(base_url=served, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as http:
        made = http.post("/v1/programmes", json={"template": {"id": "workshop"}}).json()
        for walked in (each for each in walk(client.get("/openapi.json").json()) if each.method == "GET"):
            for name, schema in walked.parameters("query").items():
                # Without its key a programme is not there, whatever else is asked.
                key = {"key": made["edit_key"]} if "{programme_id}" in walked.path else {}
                for value in _too_much(schema):
                    asked = {**key, **walked.required(), name: value}
                    answer = http.get(walked.address(programme_id=made["id"]), params=asked)
                    wrong += [] if answer.status_code == 422 else [f"{walked.id} {name}: {answer.status_code}"]
    assert wrong == []


def _too_much(schema: Json) -> Iterator[Any]:
    """Values just beyond each bound that the schema has."""
    for each in (schema, *schema.get("anyOf", ())):
        if "maxItems" in each:
            example = (schema.get("examples") or [["x"]])[0] or ["x"]
            yield [example[0]] * (each["maxItems"] + 1)
        if "maximum" in each:
            yield each["maximum"] + 1
        if "maxLength" in each:
            yield "x" * (each["maxLength"] + 1)


@pytest.mark.parametrize("text", ["", "buses water toll"])
def test_a_deep_page_of_cases_makes_no_more_cards_than_the_first_one(archive: FakeArchive, text: str) -> None:
    """The ranking is bounded by itself; beside it a page costs what it holds."""
    total = search(archive, text, limit=1).total
    assert total > 5
    for offset in range(total):
        with (
            patch("index.search.components.case_card", wraps=case_card) as of_words,
            patch("index.search.engine.case_card", wraps=case_card) as of_lists,
        ):
            page = search(archive, text, limit=1, offset=offset)
        assert of_words.call_count + of_lists.call_count == len(page.cases) == 1


def test_a_page_of_passages_reads_no_others(tmp_path: Path) -> None:
    archives: list[Archive] = []
    with client_of(tmp_path, archives.append) as client:
        case, read, cursor = "/v1/cases/stockholm-charge/passages?limit=2", [], ""
        while cursor is not None:
            with patch("index.catalogue.pages.rows.passage", wraps=rows.passage) as made:
                page = client.get(f"{case}{cursor and '&cursor=' + cursor}").json()
            assert made.call_count == len(page["passages"]) <= 2
            read += [each["id"] for each in page["passages"]]
            cursor = page["next_cursor"]
        documents = archives[0].catalogue.case("stockholm-charge").documents
        assert read == [each.id for document in documents for each in archives[0].catalogue.passages(document.id)]
        assert len(read) == page["total"] == 5
