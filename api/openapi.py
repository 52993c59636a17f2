"""The OpenAPI document: what FastAPI derives from routes and types, with examples for every field and every error described.

Examples are data, in ``examples.yaml``: for each type its fields' values. A field whose value is another type takes that type's example,
so that each value is written once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.conditional import DESCRIBED_HEADERS, describe_conditions
from api.deprecation import Deprecation, mark_deprecated
from api.forms import describe_forms
from api.problems import (
    BAD_INPUT,
    CHANGED,
    FULL,
    GONE,
    INTERNAL,
    MEDIA_TYPE,
    NOT_ACCEPTABLE,
    NOT_FOUND,
    NOT_LICENSED,
    NOT_REPEATABLE,
    TOO_LARGE,
    UNAVAILABLE,
    UNCONDITIONAL,
    Kind,
    Problem,
)

TITLE = "Casebook"
DESCRIPTION = """
An archive of urban policy cases with search: what cities did, what it cost, what came of it, and the page that says so.

**Searching.** Ask in any language, read in any. Filters of the same name are joined by "or", different ones by "and"; facets count what
each further choice would leave.

**Pages.** Lists answer `next_cursor`; hand it back as `cursor`. A cursor belongs to its query. `snapshot` names the state of the archive:
it changes when a case is published or removed. A cursor of an older snapshot goes on at the same position of the present list.

**Harvesting.** `/oai` speaks OAI-PMH 2.0 (formats `oai_dc` and `casebook`, whose schema is `/schemas/casebook-1.0.xsd`; sets by topic and
region; deleted records kept for good; 100 records a page, as DSpace has it). `/sitemap.xml` lists the address of every published case.
Cases and files carry signposting links. These protocols have their own rules for parameters and errors and are not described below.

**Repeating.** Every answer about content names its snapshot (`X-Casebook-Snapshot`). `link` of a list repeats exactly it: asked with
`snapshot`, the archive answers as it stood then, with the same cases in the same order, or says why it cannot any more (410). `fixity` is
the digest of the whole list by which a reader can tell; `ranking` names what orders lists beside the archive. Scores may differ in
their last digits on other processors. This follows the RDA's recommendations on data citation.

**Asking again.** Answers that depend on the snapshot carry a weak `ETag`; sent back as `If-None-Match`, it is answered 304 without a search as
long as nothing has changed. HEAD is taken wherever GET is.

**Errors.** Every error is a problem document (RFC 9457) that names each wrong parameter and what is allowed.

**Limits.** Reading needs no key. Each parameter has a bound, and no answer costs more than in proportion to what it holds and to the
candidates that it ranks.

**Versions.** Addresses under `/v1` keep their meaning: operations, parameters, fields and values are added, none is renamed or removed. What
has to go is deprecated first, for a year at least, and says so in `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` headers and in this
document. `API-Version` names the version that answered.

Guides for people are at `/docs`.
"""
TAGS = [
    {"name": "search", "description": "Find cases and passages; count facets; complete what is typed."},
    {"name": "answers", "description": "Sentences that answer a question; questions without an answer."},
    {"name": "cases", "description": "Cases, their records, documents, passages and neighbours."},
    {"name": "history", "description": "Snapshots of the archive, versions of cases, and what changed between them."},
    {"name": "documents", "description": "Files, whole, in byte ranges, or as pictures of their pages."},
    {"name": "passages", "description": "What a citation points to."},
    {"name": "vocabularies", "description": "Values of filters with their labels."},
    {
        "name": "linked data",
        "description": "Addresses that name things for good and answer in many forms; descriptions, feeds.",
    },
    {
        "name": "jobs",
        "description": "Ingest and remove; only for whoever runs the API, whose token `data/owner.json` holds (`Authorization: Bearer`).",
    },
    {
        "name": "exports",
        "description": "Whole lists of cases as tables, records, references, maps, passages and files.",
    },
    {"name": "citations", "description": "Cases and passages as they are cited."},
    {"name": "comparison", "description": "Cases side by side, counts of cases, and who learnt from whom."},
    {
        "name": "programmes",
        "description": "Courses made of cases, and their files: opened by keys (`Authorization: Bearer`, or `key`), private until shared.",
    },
    {"name": "state", "description": "Whether the archive answers, and what its problems mean."},
]

UPLOADS = "/v1/uploads"
"""The one address that takes large bodies; its route applies the limit on files."""

_SCHEMA = "#/components/schemas/"
_RESPONSE = "#/components/responses/"
Json = dict[str, Any]


def file_body(description: str, media_type: str, example: str, **schema: str) -> Json:
    """What the document says of an answer that is a file; `schema` adds to its type, as `format="binary"`.

    JSON is described as what it is: an object or a list, as its example is.
    """
    if media_type.endswith("json"):
        value = json.loads(example)
        described = {"schema": {"type": "object" if isinstance(value, dict) else "array"}, "example": value}
    else:
        described = {"schema": {"type": "string", **schema}, "example": example}
    return {"description": description, "content": {media_type: described}}


def file_request(description: str, media_type: str = "application/octet-stream", example: str = "%PDF-1.7 ...") -> Json:
    """What the document says of a request whose body is a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}, "example": example}}
    return {"requestBody": {"description": description, "required": True, "content": content}}


def describe(app: FastAPI, deprecations: Sequence[Deprecation]) -> None:
    """Make the application serve this document; it is built when first asked for."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = document(app, deprecations)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def document(app: FastAPI, deprecations: Sequence[Deprecation]) -> Json:
    """The whole OpenAPI 3.1 document."""
    found = get_openapi(
        title=TITLE, version=app.version, description=DESCRIPTION, routes=app.routes, tags=TAGS,
        license_info={"name": "MIT", "identifier": "MIT"},
    )  # fmt: skip
    schemas = found["components"]["schemas"]
    schemas |= Problem.model_json_schema(ref_template=_SCHEMA + "{model}").pop("$defs")
    schemas["Problem"] = {
        key: value
        for key, value in Problem.model_json_schema(ref_template=_SCHEMA + "{model}").items()
        if key != "$defs"
    }
    _add_examples(schemas)
    found["components"]["responses"] = {_response_name(kind): _response(kind) for kind in _DESCRIBED}
    found["components"]["headers"] = DESCRIBED_HEADERS
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _add_answer_examples(operation, schemas)
            _describe_errors(operation, path, method)
    describe_forms(found["paths"])
    describe_conditions(found["paths"])
    mark_deprecated(found["paths"], deprecations)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return found


@cache
def examples() -> Mapping[str, Mapping[str, Any]]:
    """Type -> field -> example value, as written in examples.yaml."""
    text = resources.files("api").joinpath("examples.yaml").read_text("utf-8")
    written: Mapping[str, Mapping[str, Any]] = yaml.safe_load(text)
    return written


def _add_examples(schemas: Json) -> None:
    for name, schema in schemas.items():
        for field, found in schema.get("properties", {}).items():
            value = _field_example(name, field, found, schemas)
            if value is not _UNKNOWN:
                found["examples"] = [value]


def _add_answer_examples(operation: Json, schemas: Json) -> None:
    for response in operation["responses"].values():
        for content in response.get("content", {}).values():
            value = _schema_example(content.get("schema", {}), schemas)
            if "example" not in content and value is not _UNKNOWN:
                content["example"] = value


_UNKNOWN = object()


def _field_example(type_name: str, field: str, schema: Json, schemas: Json) -> Any:
    written = examples().get(type_name, {})
    return written[field] if field in written else _schema_example(schema, schemas)


def _schema_example(schema: Json, schemas: Json) -> Any:
    """An example of what the schema describes, from the examples of the types in it; `_UNKNOWN` where there is none."""
    if "$ref" in schema:
        return _type_example(schema["$ref"].removeprefix(_SCHEMA), schemas)
    if schema.get("type") == "array":
        item = _schema_example(schema.get("items", {}), schemas)
        return _UNKNOWN if item is _UNKNOWN else [item]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in schema.get("anyOf", ()):
        return _schema_example(choice, schemas)
    return _UNKNOWN


def _type_example(name: str, schemas: Json) -> Any:
    schema = schemas[name]
    if "properties" not in schema:
        return _schema_example(schema, schemas)
    values = {field: _field_example(name, field, found, schemas) for field, found in schema["properties"].items()}
    return {field: value for field, value in values.items() if value is not _UNKNOWN}


_DESCRIBED = (
    BAD_INPUT, NOT_LICENSED, NOT_FOUND, GONE, NOT_REPEATABLE, NOT_ACCEPTABLE, CHANGED, TOO_LARGE, UNCONDITIONAL, UNAVAILABLE,
    INTERNAL, FULL,
)  # fmt: skip


def _response_name(kind: Kind) -> str:
    return "".join(part.capitalize() for part in kind.name.split("-"))


def _response(kind: Kind) -> Json:
    example = dict(examples()["Problem"]) | {
        "type": f"/problems/{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.meaning,
    }
    content = {"schema": {"$ref": _SCHEMA + "Problem"}, "example": example}
    return {"description": f"{kind.title}. {kind.meaning}", "content": {MEDIA_TYPE: content}}


_OF_CASES = ("/id/case/", "/id/document/", "/id/passage/")
"""Addresses of what goes when its case is removed."""
_CONDITIONAL = ("change_programme",)
"""Operations that are refused without `If-Match`."""
_WITHOUT_ARCHIVE = ("/v1/health", "/v1/vocabularies", "/v1/programme-imports", "/v1/programme-templates")
"""Beginnings of addresses that answer whether or not the archive does."""
NAMES_NOTHING = ("/v1/programme-checks", "/v1/programme-imports/")
"""Beginnings of addresses without parameters that take what they work on, and name nothing that could be missing."""


def _describe_errors(operation: Json, path: str, method: str) -> None:
    kinds = [BAD_INPUT, INTERNAL]
    takes_snapshot = any(parameter["name"] == "snapshot" for parameter in operation.get("parameters", ()))
    if takes_snapshot:
        kinds.append(NOT_REPEATABLE)
    is_told_what = method == "post" and not path.startswith(NAMES_NOTHING)
    if "{" in path or is_told_what or takes_snapshot:
        kinds.append(NOT_FOUND)
    if method in ("post", "put"):
        kinds.append(TOO_LARGE)
    kinds += _of_conditions(operation)
    if path.startswith("/id/"):
        kinds += [NOT_ACCEPTABLE, UNAVAILABLE]
    if path.startswith(_OF_CASES):
        kinds.append(GONE)
    if path.startswith("/v1/") and not path.startswith(_WITHOUT_ARCHIVE):
        kinds.append(UNAVAILABLE)
    if path.endswith("/file"):
        kinds.append(NOT_LICENSED)
    if path == UPLOADS:
        kinds.append(FULL)
    for kind in sorted(kinds, key=lambda kind: kind.status):
        operation["responses"][str(kind.status)] = {"$ref": _RESPONSE + _response_name(kind)}


def _of_conditions(operation: Json) -> tuple[Kind, ...]:
    """Problems of operations that take `If-Match`."""
    if not any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
        return ()
    return (CHANGED, UNCONDITIONAL) if operation["operationId"] in _CONDITIONAL else (CHANGED,)
