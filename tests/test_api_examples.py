"""Every example in the OpenAPI document is true: those of parameters and bodies are asked of the real archive, those of answers are valid."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from openapi_walk import Walked, walk

from corpus.settings import Settings
from index.owner import current_owner

pytest_plugins = ("archive_client",)

Json = dict[str, Any]

NEEDS: Mapping[str, str] = {"weights": "like", "like_share": "like"}
"""Query parameter -> the one without which it means nothing."""

NOT_THERE = ("job", "cancel_job", "retry_job")
"""operationIds whose examples name what only a running archive has: there is none of it, which the answer says. Programmes are alike."""


@pytest.fixture(scope="module")
def real(api_url: str, sample_settings: Settings) -> Iterator[httpx.Client]:
    owner = current_owner(sample_settings.data_dir)
    assert owner is not None
    with httpx.Client(base_url=api_url, headers={"Authorization": f"Bearer {owner.token}"}, timeout=120) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    found: Json = client.get("/openapi.json").json()
    return found


def requests(walked: Walked, seen: set[str]) -> Iterator[Json]:
    """Query parameters to ask with: all that have an example at once, and each that no other operation has had alone."""
    examples = {name: schema["examples"][0] for name, schema in walked.parameters("query").items()}
    given = {name: value for name, value in examples.items() if value is not None}
    yield given
    for name in given:
        key = json.dumps([name, walked.parameters("query")[name]])
        if key not in seen and len(given) > 1:
            seen.add(key)
            needed = {other: given[other] for other in (NEEDS.get(name),) if other}
            yield {**walked.required(), name: given[name], **needed}


def _is_as_told(walked: Walked, answer: httpx.Response) -> bool:
    success = str(answer.status_code) in walked.operation["responses"] and answer.is_success
    is_missing = walked.id in NOT_THERE or "{programme_id}" in walked.path
    return answer.status_code == 404 if is_missing else success


def test_every_example_of_a_parameter_is_answered(document: Json, real: httpx.Client) -> None:
    wrong, seen = [], set[str]()
    for walked in (each for each in walk(document) if each.method == "GET"):
        for asked in requests(walked, seen):
            answer = real.get(walked.address(), params=asked)
            if not _is_as_told(walked, answer):
                wrong.append(f"{answer.request.url}: {answer.status_code} {answer.text[:300]}")
    assert not wrong, "\n".join(wrong)


def test_every_example_of_a_body_is_answered(document: Json, real: httpx.Client) -> None:
    for walked in (each for each in walk(document) if each.method == "POST" and each.id != "start_job"):
        for media_type, content in walked.operation.get("requestBody", {}).get("content", {}).items():
            body = content["example"] if "example" in content else _of_fields(document, content["schema"])
            sent = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            answer = real.post(
                walked.address(), params=walked.required(), content=sent, headers={"Content-Type": media_type}
            )
            assert _is_as_told(walked, answer), (walked.id, answer.text[:300])


def _of_fields(document: Json, schema: Json) -> Json:
    properties = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["properties"]
    return {name: found["examples"][0] for name, found in properties.items()}


def test_every_example_of_an_answer_is_valid(document: Json) -> None:
    count = 0
    described = [*document["components"]["responses"].values()]
    described += [found for walked in walk(document) for found in walked.operation["responses"].values()]
    for response in described:
        for media_type, content in response.get("content", {}).items():
            if "json" in media_type:
                _valid(content["example"], content["schema"], document)
                count += 1
    assert count > 25


def test_every_example_of_a_type_is_valid(document: Json) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, found in schema.get("properties", {}).items():
            for example in found.get("examples", ()):
                _valid(example, found, document, f"{name}.{field}")


def test_every_example_of_a_parameter_is_of_its_form(document: Json) -> None:
    for walked in walk(document):
        for place in ("path", "query"):
            for name, schema in walked.parameters(place).items():
                _valid(schema["examples"][0], schema, document, f"{walked.id} {name}")


def _valid(example: Any, schema: Json, document: Json, where: str = "") -> None:
    errors = list(Draft202012Validator({**schema, "components": document["components"]}).iter_errors(example))
    assert not errors, f"{where}: {errors[0].json_path} {errors[0].message[:300]}"
