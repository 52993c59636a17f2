"""The version of the API, and what of it will go: told in headers, in the OpenAPI document and on a page.

An address under /v1 keeps its meaning. What has to go anyway is first deprecated: it works as before, and every answer says since when
(`Deprecation`, RFC 9745), until when (`Sunset`, RFC 8594) and where to read on (`Link`). `DEPRECATIONS` is the one place for that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE = "/docs/versions"
"""Where people read what is deprecated."""

NOTICE = dt.timedelta(days=365)
"""Least time between deprecation and sunset, as the API's policy promises."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An operation that will go, or one parameter of it."""

    operation: str
    """Its operationId."""
    since: dt.datetime
    """UTC; from then on it is deprecated."""
    sunset: dt.datetime
    """UTC; until then it works as before, at least for `NOTICE`."""
    instead: str
    """A sentence for people: what to use."""
    parameter: str | None = None
    """The query parameter, where the rest of the operation stays."""

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.operation}: at least {NOTICE.days} days lie between deprecation and sunset")

    def headers(self) -> Mapping[str, str]:
        """What every answer to a deprecated request carries."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": format_datetime(self.sunset, usegmt=True),
            "Link": f'<{PAGE}>; rel="deprecation"; type="text/html", <{PAGE}>; rel="sunset"; type="text/html"',
        }


DEPRECATIONS: tuple[Deprecation, ...] = ()
"""Everything that is deprecated today."""


class ApiVersion:
    """Says in every answer, errors included, which version of the API gave it: `info.version` of the OpenAPI document."""

    def __init__(self, app: ASGIApp, version: str) -> None:
        self.app, self.version = app, version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["API-Version"] = self.version
            await send(message)

        await self.app(scope, receive, send_with_version)


class DeprecationHeaders:
    """Marks answers to requests that use what is deprecated; must stand inside of whatever copies the request's scope."""

    def __init__(self, app: ASGIApp, deprecations: Sequence[Deprecation]) -> None:
        self.app, self.deprecations = app, tuple(deprecations)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_notice(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_notice(message, _earliest(_used(scope, self.deprecations)))
            await send(message)

        await self.app(scope, receive, send_with_notice if self.deprecations else send)


def _used(scope: Scope, deprecations: Sequence[Deprecation]) -> Iterator[Deprecation]:
    # The router has written its choice into the scope by the time an answer starts.
    operation = getattr(scope.get("route"), "name", None)
    given = {name for name, _ in parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)}
    for each in deprecations:
        if each.operation == operation and (each.parameter is None or each.parameter in given):
            yield each


def _earliest(found: Iterator[Deprecation]) -> Deprecation | None:
    """Of several, the one that ends first: the headers have room for one."""
    return min(found, key=lambda each: each.sunset, default=None)


def _add_notice(message: Message, found: Deprecation | None) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in (found.headers() if found else {}).items():
        headers.append(name, value)


def announce(app: FastAPI, deprecations: Sequence[Deprecation]) -> None:
    """Make the application's answers tell what is deprecated."""
    app.add_middleware(DeprecationHeaders, deprecations=deprecations)


def mark_deprecated(paths: Mapping[str, Any], deprecations: Sequence[Deprecation]) -> None:
    """Mark operations and parameters of an OpenAPI document, with the sentence that says what to use instead."""
    table = {(each.operation, each.parameter): each for each in deprecations}
    for operation in (each for operations in paths.values() for each in operations.values()):
        named = operation["operationId"]
        marked = [(operation, None), *((each, each["name"]) for each in operation.get("parameters", ()))]
        for described, parameter in marked:
            if found := table.get((named, parameter)):
                described["deprecated"] = True
                described["description"] = (
                    f"{described.get('description', '')}\n\n**Deprecated.** {found.instead}".strip()
                )
