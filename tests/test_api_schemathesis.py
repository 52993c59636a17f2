"""Requests made from the OpenAPI document, right and wrong ones, against the whole application: the document and the API must agree.

All checks of schemathesis are on. Whether a value of the right form is one that the archive knows (a city, a cursor) no schema can say:
right requests get such values from `KNOWN`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from fake_archive import TOKEN
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_walk import walk
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.schemas import BaseSchema

from api.app import create_app
from corpus.settings import Settings
from tests.programmes import small_programme

pytest_plugins = ("served_archive",)

FEW, SOME, MANY = 3, 15, 100
"""Random requests for each operation, beside those that cover its parameters' boundaries one by one. Some, where each takes a second: those
that hold a whole programme, and those that make a file of one.
"""


def alike(document: dict[str, Any]) -> list[str]:
    """Operations whose every parameter another one before them has in the same form, and with it the same code that checks it."""
    seen, found = set[str](), []
    for walked in walk(document):
        parameters = {json.dumps([each["name"], each["schema"]]) for each in walked.operation.get("parameters", ())}
        if parameters and parameters <= seen and "requestBody" not in walked.operation:
            found.append(walked.id)
        seen |= parameters
    return found


def holding_programmes(document: dict[str, Any]) -> list[str]:
    """Operations that take a whole programme, whose several hundred fields take a minute to be covered one by one."""
    schemas = document["components"]["schemas"]
    whole = "#/components/schemas/Programme"
    holders = {name for name, each in schemas.items() if f'"{whole}"' in json.dumps(each.get("properties", {}))} | {
        "Programme"
    }
    taken = {walked.id: json.dumps(walked.operation.get("requestBody", {})) for walked in walk(document)}
    return [name for name, body in taken.items() if any(f'"#/components/schemas/{each}"' in body for each in holders)]


DOCUMENT = create_app(Settings(_env_file=None)).openapi()
LARGE = holding_programmes(DOCUMENT)
CONFIG: Mapping[str, Any] = {
    "seed": 6,
    "request-timeout": 60,
    "generation": {"deterministic": True},
    # A list that is too long can make a body that is too large, which is then what the answer says.
    "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
}


def read_schema(document: dict[str, Any], *uncovered: str) -> BaseSchema:
    """The document, with the boundaries of parameters and bodies covered except in the operations of these ids."""
    left_out = [{"include-operation-id": list(uncovered), "phases": {"coverage": {"enabled": False}}}]
    return schemathesis.openapi.from_dict(
        document, config=SchemathesisConfig.from_dict({**CONFIG, "operations": left_out})
    )


schema = read_schema(DOCUMENT, *alike(DOCUMENT), *LARGE)
SLOW = [walked.path for walked in walk(DOCUMENT) if walked.id in LARGE]
CHECKS = "/v1/programme-checks"
"""Takes what all of them take, and costs least."""
large = read_schema({**DOCUMENT, "paths": {CHECKS: DOCUMENT["paths"][CHECKS]}})

KNOWN: Mapping[str, Any] = {
    "country": "SE", "like": "Kathmandu", "weights": "climate:0", "name": "note.md", "case": "stockholm-charge",
}  # fmt: skip
"""Query parameter -> a value that the archive or the gazetteer has."""

NEEDS: Mapping[str, str] = {"weights": "like"}
"""Query parameter -> the one without which it means nothing."""

PROGRAMME = small_programme().model_dump(mode="json")
BODIES: Mapping[str, Any] = {
    "/v1/uploads": b"# A heading\n\nSome words.\n",
    "/v1/jobs": {"remove": ["no-such-case"]},
    "/v1/programme-checks": {"programme": PROGRAMME},
    "/v1/programme-proposals": {"brief": {"text": "Two days on road pricing"}},
    "/v1/programme-proposals/swaps": {"programme": PROGRAMME, "session": "s1", "case": "stockholm-charge"},
    "/v1/programme-proposals/notes": {"programme": PROGRAMME, "session": "s1"},
    "/v1/programme-imports/rooms": "name,capacity\nHall,30\n",
    "/v1/programme-imports/people": "name\nAda Berg\n",
    "/v1/programme-imports/participants": "name\nAda Berg\n",
    "/v1/programmes": {"template": {"id": "workshop"}},
    "/v1/programmes/{programme_id}": {"title": {"en": "Streets"}, "languages": ["en"]},
    "/v1/programmes/{programme_id}/participants": {"participants": []},
    **{
        path: {"form": "reaction", "count": 3}
        for path in DOCUMENT["paths"]
        if path.startswith("/v1/programmes/{programme_id}/forms")
    },
}
"""Path -> a body whose parts fit each other."""


COMPARED: Mapping[str, Any] = {
    "case": ["stockholm-charge", "hostile-title"], "cases": None, "fields": ["cost"], "year": 2025,
}  # fmt: skip
TOGETHER: Mapping[str, Mapping[str, Any]] = {
    **{f"/v1/compare{ending}": COMPARED for ending in ("", ".csv", ".xlsx", ".docx")},
    "/v1/statistics": {"by": "topic", "and": "year"},
    "/v1/cases/{case_id}/diff": {"from": 1, "to": 1},
    **{
        walked.path: {"lang": "en"}  # one that the programme has
        for walked in walk(DOCUMENT)
        if walked.path.startswith("/v1/programmes/") and "lang" in walked.parameters("query")
    },
}
"""Path -> query parameters that fit each other; None takes one away."""


def make_known(case: schemathesis.Case) -> None:
    """Put what is known in place of what only looks right."""
    query = case.query
    for name in ("cursor", "year_to", "snapshot", "ranking"):
        query.pop(name, None)
    for name in set(query) & set(NEEDS):
        query.setdefault(NEEDS[name], KNOWN[NEEDS[name]])
    for name in set(query) & set(KNOWN):
        query[name] = [KNOWN[name]] if isinstance(query[name], list) else KNOWN[name]
    query.update(TOGETHER.get(case.operation.path, {}))
    for name in [name for name, value in query.items() if value is None]:
        del query[name]
    case.body = BODIES.get(case.operation.path, case.body)


def ask(case: schemathesis.Case, served: str) -> None:
    """Send the request, with the token that opens everything, and check the answer."""
    if case.meta and case.meta.generation.mode.is_positive:
        make_known(case)
    case.call_and_validate(base_url=served, headers={"Authorization": f"Bearer {TOKEN}"})


@schema.parametrize()
@settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
def test_document_and_api_agree(case: schemathesis.Case, served: str) -> None:
    ask(case, served)


@pytest.mark.long
@large.parametrize()
@settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
def test_document_and_api_agree_on_every_field_of_programmes(case: schemathesis.Case, served: str) -> None:
    ask(case, served)


def _requests(path: str) -> int:
    return SOME if path in SLOW or "/files/" in path else MANY


@pytest.mark.long
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_document_and_api_agree_on_many_requests(mode: GenerationMode, served: str) -> None:
    failures: list[Exception] = []
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=_requests(operation.path),
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def agree(case: schemathesis.Case) -> None:
            ask(case, served)

        try:
            agree()
        except Unsatisfiable:
            pass  # what takes nothing cannot be asked wrongly
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} operations do not do as the document says", failures)
