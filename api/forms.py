"""The form of parameters that their types do not tell, for the OpenAPI document: values of closed vocabularies, patterns of codes.

Requests are not checked by these. The routes check more, against what the archive has, and answer with the nearest allowed values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.case import LANGUAGE_TAG
from corpus.results import FILTERS
from index.search.comparable import DEFAULT_WEIGHTS
from index.search.scope import fixed_values

_FACTOR = "|".join(DEFAULT_WEIGHTS)
_WEIGHT = rf" *({_FACTOR}) *: *\d{{1,3}}(\.\d{{1,6}})? *"

PATTERNS: Mapping[str, str] = {
    "city": r"^[0-9]+$",
    "country": r"^[A-Z]{2}$",
    "year": r"^[0-9]{4}$",
    "language": LANGUAGE_TAG.pattern,
    "weights": rf"^{_WEIGHT}(,{_WEIGHT})*$",
}
"""Parameter -> regular expression that every value that is taken fits."""


def describe_forms(paths: Mapping[str, Any]) -> None:
    """Add to the query parameters of an OpenAPI document which values they take."""
    for operation in (each for operations in paths.values() for each in operations.values()):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                _strings_of(parameter["schema"]).update(_form(parameter["name"]))


def _form(name: str) -> Mapping[str, Any]:
    if name in PATTERNS:
        return {"pattern": PATTERNS[name]}
    fixed = fixed_values(name) if name in FILTERS else ()
    return {"enum": list(fixed)} if fixed else {}


def _strings_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The part of a schema that says what a single value is: of its items where it is a list, of what is not null where it may be."""
    inner = schema.get("items") or next((each for each in schema.get("anyOf", ()) if each.get("type") != "null"), None)
    return _strings_of(inner) if inner else schema
