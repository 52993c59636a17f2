"""The OpenAPI document as a page shows it: operations by tag, with parameters, types, examples, errors and a line for a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

Json = Mapping[str, Any]

_BOUNDS: Mapping[str, str] = {
    "minimum": "at least {}", "maximum": "at most {}", "maxLength": "at most {} characters", "minItems": "at least {} values",
    "maxItems": "at most {} values", "default": "default {}",
}  # fmt: skip
"""Keyword of JSON Schema -> how a person is told. Patterns are left to the document: the description says what they mean."""

_NOTHING: tuple[Any, ...] = (None, [], "")
"""Defaults and examples that say no more than that the value may be missing."""

_TRUSTED = "jobs"
"""Tag of the operations that need a token."""
_KEY = "key"
"""Parameter that may come as a header instead, and then stands in no address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter, or a field of a type."""

    name: str
    type: Markup
    description: str
    bounds: tuple[str, ...]
    example: str
    place: str = ""
    """path or query, for a parameter."""
    is_required: bool = False
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that an operation can give."""

    status: str
    description: str
    media_type: str
    type: Markup
    example: str
    headers: tuple[str, ...]
    problem: str
    """Last part of the address that explains it; empty for what is no problem."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    is_deprecated: bool
    parameters: tuple[Entry, ...]
    body: tuple[Entry, ...]
    answers: tuple[Answered, ...]
    problems: tuple[Answered, ...]
    shell: str
    """A line that asks for its examples."""


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of a tag."""

    name: str
    description: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the document."""

    name: str
    description: str
    fields: tuple[Entry, ...]
    values: tuple[str, ...]
    """Of an enumeration."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything that the page shows."""

    version: str
    groups: tuple[Group, ...]
    types: tuple[Type, ...]


def read_reference(document: Json, api: str) -> Reference:
    """The reference of an OpenAPI document whose API lies at `api`."""
    reader = _Reader(document, api)
    return Reference(document["info"]["version"], tuple(reader.groups()), tuple(reader.types()))


def type_of(schema: Json) -> Markup:
    """A type in words; those of the document link to their description on the page."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#type-{0}">{0}</a>').format(name)
    if "anyOf" in schema:
        return Markup(" or ").join(type_of(each) for each in schema["anyOf"])
    if "enum" in schema:
        return Markup("one of {}").format(
            Markup(", ").join(Markup("<code>{}</code>").format(v) for v in schema["enum"])
        )
    if schema.get("type") == "array":
        return Markup("list of {}").format(type_of(schema.get("items", {})))
    if isinstance(schema.get("additionalProperties"), Mapping):
        return Markup("map to {}").format(type_of(schema["additionalProperties"]))
    if "patternProperties" in schema:
        [(pattern, value)] = schema["patternProperties"].items()
        return Markup("map from <code>{}</code> to {}").format(pattern, type_of(value))
    return Markup("{}").format(schema.get("format") or schema.get("type", "any value"))


def bounds_of(schema: Json) -> tuple[str, ...]:
    """What a value must keep to, in words, of itself and of its items."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", ())]
    found = (
        text.format(_shown(each[key]))
        for each in inner
        for key, text in _BOUNDS.items()
        if each.get(key) not in _NOTHING
    )
    return tuple(dict.fromkeys(found))


class _Reader:
    def __init__(self, document: Json, api: str) -> None:
        self._document, self._api = document, api
        self._parts = document["components"]

    def groups(self) -> Iterator[Group]:
        for tag in self._document["tags"]:
            found = tuple(
                self._operation(method, path, operation)
                for path, operations in self._document["paths"].items()
                for method, operation in operations.items()
                if tag["name"] in operation.get("tags", ())
            )
            if found:
                yield Group(tag["name"], tag["description"], found)

    def types(self) -> Iterator[Type]:
        for name, schema in sorted(self._parts["schemas"].items()):
            required = schema.get("required", ())
            fields = (
                self._entry(field, found, field in required) for field, found in schema.get("properties", {}).items()
            )
            yield Type(name, schema.get("description", ""), tuple(fields), tuple(map(str, schema.get("enum", ()))))

    def _operation(self, method: str, path: str, operation: Json) -> Operation:
        answers = [self._answer(status, found) for status, found in operation["responses"].items()]
        return Operation(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation["summary"],
            description=operation.get("description", ""),
            is_deprecated=operation.get("deprecated", False),
            parameters=tuple(self._parameter(each) for each in operation.get("parameters", ())),
            body=tuple(self._body(operation)),
            answers=tuple(each for each in answers if not each.problem),
            problems=tuple(each for each in answers if each.problem),
            shell=self._shell(method, path, operation),
        )

    def _parameter(self, parameter: Json) -> Entry:
        schema = dict(parameter["schema"])
        # An address holds no null: a parameter that may be null may be left out.
        schema |= next((each for each in schema.pop("anyOf", ()) if each.get("type") != "null"), {})
        schema["description"] = parameter.get("description", "")
        is_deprecated = parameter.get("deprecated", False)
        return self._entry(parameter["name"], schema, parameter.get("required", False), parameter["in"], is_deprecated)

    def _entry(self, name: str, schema: Json, required: bool, place: str = "", is_deprecated: bool = False) -> Entry:
        examples = schema.get("examples", [None])
        return Entry(
            name=name,
            type=type_of(schema),
            description=schema.get("description", ""),
            bounds=bounds_of(schema),
            example="" if examples[0] in _NOTHING else _shown(examples[0]),
            place=place,
            is_required=required,
            is_deprecated=is_deprecated,
        )

    def _body(self, operation: Json) -> Iterator[Entry]:
        for media_type, found in operation.get("requestBody", {}).get("content", {}).items():
            schema = self._resolved(found["schema"])
            if "properties" not in schema:
                yield self._entry(
                    media_type, {**schema, "description": operation["requestBody"].get("description", "")}, True
                )
            required = schema.get("required", ())
            for field, described in schema.get("properties", {}).items():
                yield self._entry(field, described, field in required)

    def _answer(self, status: str, response: Json) -> Answered:
        found = self._resolved(response)
        contents: Mapping[str, Json] = found.get("content", {})
        media_type = next(iter(contents), "")
        content = contents.get(media_type, {})
        example = content.get("example", "")
        is_problem = "problem+json" in media_type
        return Answered(
            status=status,
            description=found.get("description", ""),
            media_type=media_type,
            type=type_of(content.get("schema", {})) if content else Markup(""),
            example=example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False),
            headers=tuple(found.get("headers", ())),
            problem=example["type"].rpartition("/")[2] if is_problem else "",
        )

    def _resolved(self, part: Json) -> Json:
        """What a reference names, or the part itself."""
        if "$ref" not in part:
            return part
        kind, name = part["$ref"].split("/")[-2:]
        found: Json = self._parts[kind][name]
        return found

    def _shell(self, method: str, path: str, operation: Json) -> str:
        parameters = operation.get("parameters", ())
        for each in parameters:
            if each["in"] == "path":
                path = path.replace(f"{{{each['name']}}}", quote(str(each["schema"]["examples"][0])))
        asked = [(each["name"], example_of(each)) for each in parameters if each["in"] == "query" and _is_telling(each)]
        line = ["curl", *_headers(operation), *self._data(method, operation)]
        return " ".join([*line, shlex.quote(f"{self._api}{path}{'?' + urlencode(asked, doseq=True) if asked else ''}")])

    def _data(self, method: str, operation: Json) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/octet-stream" in content:
            yield "--data-binary @report.pdf"
        elif "application/json" in content:
            schema = self._resolved(content["application/json"]["schema"])
            fields = {
                name: found["examples"][0] for name, found in schema["properties"].items() if found.get("examples")
            }
            # curl sends JSON by POST unless it is told otherwise.
            if method != "post":
                yield f"-X {method.upper()}"
            yield f"--json {shlex.quote(json.dumps({name: value for name, value in fields.items() if value}))}"
        elif method != "get":
            yield f"-X {method.upper()}"


def example_of(parameter: Json) -> Any:
    """The value that a parameter's example has."""
    return parameter["schema"]["examples"][0]


def _is_telling(parameter: Json) -> bool:
    """Of the query parameters a shell line shows those that are required, and the words that are looked for."""
    return bool(parameter.get("required") or (parameter["name"] in ("q", "case", "cases") and example_of(parameter)))


def _headers(operation: Json) -> list[str]:
    needs_token = _TRUSTED in operation.get("tags", ()) or "security" in operation
    parameters = {each["name"]: each for each in operation.get("parameters", ())}
    found = ['-H "Authorization: Bearer $CASEBOOK_API_TOKEN"'] if needs_token else []
    found += ['-H "Authorization: Bearer $PROGRAMME_KEY"'] if _KEY in parameters else []
    sent = ((name, each) for name, each in parameters.items() if each["in"] == "header")
    return found + [f"-H {shlex.quote(f'{name}: {example_of(each)}')}" for name, each in sent]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
