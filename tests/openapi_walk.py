"""Walking an OpenAPI document: its operations, and requests made of the examples in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]


@dataclass(frozen=True)
class Walked:
    """An operation with the place where it stands."""

    method: str
    path: str
    operation: Json

    @property
    def id(self) -> str:
        return str(self.operation["operationId"])

    def parameters(self, place: str) -> Mapping[str, Json]:
        """Schemas of the parameters in the path or in the query, by name."""
        return {each["name"]: each["schema"] for each in self.operation.get("parameters", ()) if each["in"] == place}

    def address(self, **instead: str) -> str:
        """The path with its parameters' examples, or what is given instead of them."""
        path = self.path
        for name, schema in self.parameters("path").items():
            path = path.replace(f"{{{name}}}", quote(instead.get(name, str(schema["examples"][0])), safe=""))
        return path

    def required(self) -> Json:
        """Examples of the query parameters without which there is no answer."""
        return {
            each["name"]: each["schema"]["examples"][0]
            for each in self.operation.get("parameters", ())
            if each["in"] == "query" and each.get("required")
        }


def walk(document: Json) -> Iterator[Walked]:
    """Every operation, in the order of the document."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield Walked(method.upper(), path, operation)
