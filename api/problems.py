"""Errors as RFC 9457 problem documents: every failure, ours or the caller's, leaves the API in this one shape."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import Field
from starlette.exceptions import HTTPException

from api.methods import allowed_methods, with_other_slash
from corpus.errors import (
    BadInput,
    CasebookError,
    Conflict,
    DiskFull,
    EncoderMismatch,
    Gone,
    NotAcceptable,
    NotFound,
    NotLicensed,
    NotReadyYet,
    NotRepeatable,
    TooLarge,
    TooManyRequests,
    Unavailable,
    Unconditional,
)
from corpus.results import Answer

MEDIA_TYPE = "application/problem+json"
LONGEST_ECHO = 200
"""Characters of a wrong value that are sent back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of problems; `name` ends its `type` address, where `meaning` can be read."""

    name: str
    status: int
    title: str
    meaning: str


BAD_INPUT = Kind(
    "bad-input", 422, "The request cannot be answered as it is",
    "A parameter, a path or a body has a value that is not allowed. `errors` names each one and, where there is a list of "
    "allowed values, the values nearest to what was given.",
)  # fmt: skip
NOT_FOUND = Kind(
    "not-found",
    404,
    "There is nothing here",
    "Nothing in the archive has this id, or the address is none of the API's.",
)
GONE = Kind(
    "gone", 410, "What was here has been removed",
    "The archive had it and has it no more; `detail` says since when.",
)  # fmt: skip
NOT_ACCEPTABLE = Kind(
    "not-acceptable", 406, "There is no such form of it",
    "None of the media types of the `Accept` header is offered here; `detail` lists those that are.",
)  # fmt: skip
UNAVAILABLE = Kind(
    "unavailable",
    503,
    "The archive cannot answer now",
    "A part of the archive is missing, busy or broken. Try again later.",
)
MISMATCH = Kind(
    "encoder-mismatch", 503, "The index was made with another encoder",
    "The settings name another encoder than the one that the index was made with; whoever runs the archive has to make it again.",
)  # fmt: skip
NOT_LICENSED = Kind(
    "not-licensed", 403, "This may not be passed on",
    "The archive has the file, and its licence does not let it be passed on, or none is stated. The sentence says which, and the `Link` "
    "header with `rel=\"via\"` leads to the source where the record has one. It is 403 and not 451, which RFC 7725 keeps for what a "
    "legal demand, as of a court, denies: here nobody has demanded anything, the archive keeps to the licence.",
)  # fmt: skip
NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    "This address does not take that method",
    "The `Allow` header lists the methods that it takes.",
)
CHANGED = Kind(
    "changed-meanwhile", 412, "Somebody changed it since it was read",
    "`If-Match` names another version than the present one. Nothing of what was sent was kept: read it again, and make the change there.",
)  # fmt: skip
UNCONDITIONAL = Kind(
    "version-required", 428, "The change does not say to which version",
    "What several people may change takes changes only with `If-Match`, whose value is the `ETag` that came with what was read, so that "
    "nobody overwrites what they have not seen.",
)  # fmt: skip
TOO_LARGE = Kind("too-large", 413, "The request is too large", "The body is larger than any that the API takes.")
TOO_MANY = Kind(
    "too-many-requests", 429, "Too many requests",
    "One link, or one address, has asked more often than it may. `Retry-After` says after how many seconds the next request is taken.",
)  # fmt: skip
FULL = Kind(
    "disk-full",
    507,
    "There is no room for the file",
    "The disk of the API's machine is full; nothing of the file was kept.",
)
NOT_REPEATABLE = Kind(
    "not-repeatable", 410, "This cannot be repeated any more",
    "The `snapshot` asked for held something that the archive has lost since: a case that was removed, or a document whose passages a newer "
    "Casebook cut otherwise. Or the `ranking` asked for is that of another encoder or an earlier search. Leave the parameter out to ask "
    "the archive, or the search, of now.",
)  # fmt: skip
INTERNAL = Kind(
    "internal", 500, "Something failed on our side",
    "The failure was logged under the `request_id` of the answer; quote it when you report it.",
)  # fmt: skip

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        BAD_INPUT, NOT_LICENSED, NOT_FOUND, GONE, NOT_REPEATABLE, NOT_ACCEPTABLE, NOT_ALLOWED, CHANGED, TOO_LARGE, UNCONDITIONAL,
        TOO_MANY, FULL, UNAVAILABLE, MISMATCH, INTERNAL,
    )
}  # fmt: skip
_KIND_OF_ERROR: Mapping[type[CasebookError], Kind] = {
    BadInput: BAD_INPUT,
    Conflict: CHANGED,
    Unconditional: UNCONDITIONAL,
    TooLarge: TOO_LARGE,
    TooManyRequests: TOO_MANY,
    DiskFull: FULL,
    NotFound: NOT_FOUND,
    Gone: GONE,
    NotAcceptable: NOT_ACCEPTABLE,
    NotLicensed: NOT_LICENSED,
    Unavailable: UNAVAILABLE,
    EncoderMismatch: MISMATCH,
    NotRepeatable: NOT_REPEATABLE,
}


class AllowedValue(Answer):
    """A value that a parameter takes, with what a person calls it."""

    value: str
    label: str


class ValueProblem(Answer):
    """One wrong value: where it stands, what was given and what would have been taken."""

    parameter: str = Field(description="name of the parameter, or the path of a field in the body")
    place: str = Field(description="query, path, header or body")
    message: str
    given: str | None = Field(default=None, description=f"the value, cut after {LONGEST_ECHO} characters")
    allowed: tuple[AllowedValue, ...] = Field(
        default=(), description="all allowed values, or the nearest where there are many"
    )
    allowed_total: int = Field(
        default=0, description="number of allowed values; 0 where any value of the right form is taken"
    )


class Problem(Answer):
    """The body of every answer with a status of 400 or more (RFC 9457)."""

    type: str = Field(description="address of the explanation of this kind of problem, relative to the API")
    title: str
    status: int
    detail: str = Field(description="what was wrong here, and what to do")
    instance: str = Field(description="path that was asked for")
    request_id: str = Field(description="as in the X-Request-ID header; failures are logged under it")
    errors: tuple[ValueProblem, ...] = Field(default=(), description="each wrong value")


class KindAnswer(Answer):
    """What a problem's `type` address leads to."""

    name: str
    status: int
    title: str
    meaning: str = Field(description="when it happens, and what to do")


class WrongValues(BadInput):
    """Parameters with values that are not allowed; carries one `ValueProblem` for each."""

    def __init__(self, errors: Sequence[ValueProblem]) -> None:
        super().__init__(" ".join(error.message for error in errors))
        self.errors = tuple(errors)


def request_id(scope: Mapping[str, Any]) -> str:
    """Id of the request of an ASGI scope; a fresh one where no middleware has set it."""
    found = scope.get("state", {}).get("request_id")
    return str(found) if found else secrets.token_hex(16)


def problem_response(
    scope: Mapping[str, Any],
    kind: Kind | int,
    detail: str,
    errors: Sequence[ValueProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer for a kind of problem, or for an HTTP status that has no kind of its own (`about:blank`)."""
    problem = Problem(
        type=f"/problems/{kind.name}" if isinstance(kind, Kind) else "about:blank",
        title=kind.title if isinstance(kind, Kind) else HTTPStatus(kind).phrase,
        status=kind.status if isinstance(kind, Kind) else kind,
        detail=detail,
        instance=str(scope["path"]),
        request_id=request_id(scope),
        errors=tuple(errors),
    )
    # Half of a surrogate pair, which JSON can smuggle into a body, has no UTF-8: it is sent back as a question mark.
    content = json.dumps(problem.model_dump(), ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, problem.status, dict(headers or {}), media_type=MEDIA_TYPE)


def status_response(
    scope: Mapping[str, Any], status: int, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """The problem for an HTTP status, as the kind that has this status first in `KINDS`."""
    kind = next((kind for kind in KINDS.values() if kind.status == status), status)
    return problem_response(scope, kind, detail, headers=headers)


def internal_response(scope: Mapping[str, Any]) -> Response:
    """A failure of ours: the answer says nothing of what failed, only the id under which it was logged."""
    return problem_response(scope, INTERNAL, f"This should not have happened. It was logged as {request_id(scope)}.")


def kind_of(error: CasebookError) -> Kind:
    """The kind of the nearest class that has one; an error that is only a `CasebookError` counts as unavailable."""
    return next((_KIND_OF_ERROR[base] for base in type(error).__mro__ if base in _KIND_OF_ERROR), UNAVAILABLE)


def sentence(text: str) -> str:
    """The text with a capital and a full stop, since messages of errors are written to follow a colon."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _casebook_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CasebookError)
    errors = error.errors if isinstance(error, WrongValues) else ()
    return problem_response(request.scope, kind_of(error), sentence(str(error)), errors, _headers(error))


def _headers(error: CasebookError) -> dict[str, str]:
    """What a client can go on with: where the original is, or when to ask again."""
    if isinstance(error, NotLicensed) and error.source:
        return {"Link": f'<{error.source}>; rel="via"'}
    return {"Retry-After": str(error.seconds)} if isinstance(error, NotReadyYet | TooManyRequests) else {}


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if found := _by_method_or_slash(request, error.status_code):
        return found
    if error.status_code == HTTPStatus.BAD_REQUEST:
        # The framework says this of a body that is no text at all; of one that is no JSON it says 422.
        return problem_response(request.scope, BAD_INPUT, _NO_TEXT.message, [_NO_TEXT])
    details = {
        404: f"There is no {request.url.path} here; /docs lists every address.",
    }
    detail = details.get(error.status_code, sentence(str(error.detail)))
    return status_response(request.scope, error.status_code, detail, error.headers)


_NO_TEXT = ValueProblem(parameter="body", place="body", message="The body cannot be read; send JSON in UTF-8.")


def _by_method_or_slash(request: Request, status: int) -> Response | None:
    """The answer to a request with the wrong method or closing slash; None where something else is wrong with it."""
    if status == HTTPStatus.NOT_FOUND and (target := with_other_slash(request.app, request.scope)):
        return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": target})
    if status != HTTPStatus.METHOD_NOT_ALLOWED:
        return None
    allow = {"Allow": ", ".join(allowed_methods(request.app, request.url.path))}
    if request.method == "OPTIONS":
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=allow)
    detail = f"{request.method} is not possible on {request.url.path}; {allow['Allow']} are."
    return problem_response(request.scope, NOT_ALLOWED, detail, headers=allow)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_value_problem(request, found) for found in error.errors()]
    return problem_response(request.scope, BAD_INPUT, " ".join(found.message for found in errors), errors)


def _value_problem(request: Request, found: Mapping[str, Any]) -> ValueProblem:
    place, *path = (str(part) for part in found["loc"])
    name = ".".join(path[:1] if place == "query" else path) or place
    if found["type"] == "extra_forbidden" and place == "query":
        return unknown_parameter(name, known_parameters(request))
    allowed = enumerated(known_parameters(request).get(name, {}))
    given = found.get("input")
    return ValueProblem(
        parameter=name,
        place=place,
        message=sentence(f"{name!r}: {str(found['msg']).removeprefix('Value error, ')}"),
        given=given[:LONGEST_ECHO] if isinstance(given, str) else None,
        allowed=tuple(AllowedValue(value=value, label=value) for value in allowed),
        allowed_total=len(allowed),
    )


def unknown_parameter(name: str, known: Mapping[str, Any]) -> ValueProblem:
    return ValueProblem(
        parameter=name[:LONGEST_ECHO],
        place="query",
        message=sentence(f"there is no parameter {name[:LONGEST_ECHO]!r}; there are: {', '.join(known) or 'none'}"),
        allowed=tuple(AllowedValue(value=known_name, label=known_name) for known_name in known),
        allowed_total=len(known),
    )


def known_parameters(request: Request) -> dict[str, Mapping[str, Any]]:
    """Name -> JSON schema of the query parameters of the route that took the request, as the OpenAPI document has them."""
    route = request.scope.get("route")
    operations = request.app.openapi()["paths"].get(getattr(route, "path_format", request.url.path), {})
    parameters = operations.get(request.method.lower(), {}).get("parameters", ())
    return {each["name"]: each["schema"] for each in parameters if each["in"] == "query"}


def enumerated(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that a JSON schema lists, of itself or of its items."""
    return tuple(_enumerated(schema))


def _enumerated(schema: Mapping[str, Any]) -> Iterator[str]:
    yield from map(str, schema.get("enum", ()))
    if "items" in schema:
        yield from _enumerated(schema["items"])


def answer_with_problems(app: FastAPI) -> None:
    """Make the application answer its own errors, the framework's and wrong parameters with problem documents."""
    app.add_exception_handler(CasebookError, _casebook_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
