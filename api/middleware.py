"""What every request passes: an id, security headers, compression, reading from other origins, a limit, and no bare errors."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.conditional import answer_conditionally
from api.deprecation import ApiVersion, Deprecation, announce
from api.methods import HeadRequests
from api.openapi import UPLOADS
from api.problems import MEDIA_TYPE, TOO_LARGE, internal_response, problem_response, request_id, status_response
from corpus.settings import Settings

LARGEST_BODY = 1024 * 1024
"""Bytes. The largest body that a route takes is a list of a thousand paths, handed over by `casebook ingest`."""

LARGEST_PROGRAMME = 8 * 1024 * 1024
"""Bytes of a body that holds a programme. Ten days and sixty sessions in two languages, each statement with the passage that it comes
from word for word, have two to three million."""
PROGRAMMES = ("/v1/programmes", "/v1/programme-checks", "/v1/programme-proposals")
"""How addresses begin that take programmes; a table of rooms or participants is no larger than any other body."""


def _too_large(most: int) -> str:
    return f"The body has more than {most} bytes."


SECURITY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Set where the route has not set its own. Pages and files are read from other origins on purpose: the archive is public."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger("casebook.api")


class RequestIds:
    """Gives each request an id: the caller's X-Request-ID where it is harmless, else a random one. The answer carries it, and names the
    snapshot of the archive that it was made from.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        given = Headers(scope=scope).get("x-request-id", "")
        chosen = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        scope.setdefault("state", {})["request_id"] = chosen

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message, scope)
            await send(message)

        return await self.app(scope, receive, send_with_headers)


def _add_headers(message: Message, scope: Scope) -> None:
    headers, state = MutableHeaders(scope=message), scope["state"]
    headers["X-Request-ID"] = state["request_id"]
    if "snapshot" in state:
        headers.setdefault("X-Casebook-Snapshot", state["snapshot"])
    for name, value in {**SECURITY_HEADERS, **_kept_by(scope["path"])}.items():
        headers.setdefault(name, value)


def _kept_by(path: str) -> Mapping[str, str]:
    """Nobody keeps what a key opens, nor that there is nothing without it, where the route says nothing else."""
    is_opened_by_keys = f"{path}/".startswith("/v1/programmes/")
    return {"Cache-Control": "private, no-store"} if is_opened_by_keys else {}


class Problems:
    """Turns a failure into a problem document and logs it, and a plain error of the framework into a problem as well."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        answer = _Answer(scope, receive, send)
        try:
            return await self.app(scope, receive, answer.send)
        except Exception:
            _log.exception("request %s failed: %s %s", request_id(scope), scope["method"], scope["path"])
            if answer.started:
                raise
        return await internal_response(scope)(scope, receive, send)


class _Answer:
    """The answer of one request on its way out; a bare error is held back and sent as a problem."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.started = False
        self._bare = False
        self._scope, self._receive, self._send = scope, receive, send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self._bare = _is_bare_error(message) and not self._scope["path"].startswith(FORMS)
            if self._bare:
                return await self._problem(message)(self._scope, self._receive, self._send)
        if not self._bare:
            await self._send(message)
        return None

    def _problem(self, start: Message) -> Response:
        found = Headers(raw=start["headers"])
        kept = {name: found[name] for name in ("allow", "content-range") if name in found}
        detail = _DETAILS.get((self._scope["method"], start["status"]), "The request cannot be answered.")
        return status_response(self._scope, start["status"], detail, kept)


_DETAILS: Mapping[tuple[str, int], str] = {
    ("GET", 400): "The Range header cannot be read; write it as bytes=0-1023.",
    ("GET", 416): "The file has no such range of bytes; Content-Range says how many it has.",
    ("OPTIONS", 400): "Pages of other origins may read (GET, HEAD) and do nothing else.",
    ("GET", 405): "This address takes messages by POST and has nothing to read.",
    ("POST", 403): "Pages of other origins cannot use this address; a program that sends no Origin header can.",
    ("POST", 413): _too_large(LARGEST_BODY),
    ("POST", 421): "The Host header names another server; CASEBOOK_PUBLIC_API_URL has to name this one.",
}

FORMS = "/f/"
"""How addresses begin of pages that people fill in: their errors are pages too."""

_FORMS = (MEDIA_TYPE, "application/json")
"""Media types of errors that say what was wrong: problems, and the protocol's own at /mcp."""


def _is_bare_error(start: Message) -> bool:
    return start["status"] >= 400 and Headers(raw=start["headers"]).get("content-type", "") not in _FORMS


class BodyLimit:
    """Refuses bodies above what `largest_body` allows, whether they say their length or not; an upload has a limit of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == UPLOADS:
            return await self.app(scope, receive, send)
        length, most = Headers(scope=scope).get("content-length", ""), largest_body(scope["path"])
        if length.isdecimal() and int(length) > most:
            return await problem_response(scope, TOO_LARGE, _too_large(most))(scope, receive, send)
        return await self.app(scope, _counted(receive, most), send)


def largest_body(path: str) -> int:
    """Bytes that an address takes."""
    return LARGEST_PROGRAMME if path.startswith(PROGRAMMES) else LARGEST_BODY


def _counted(receive: Receive, most: int) -> Receive:
    """Counts what a route reads of its body; the error passes through the route to the application's answer."""
    read = 0

    async def receive_counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(TOO_LARGE.status, _too_large(most))
        return message

    return receive_counted


AS_STORED = ("/file", ".zip", ".parquet")
"""Ends of paths whose answers are not compressed: byte ranges and ETags of files count the bytes as stored, and the rest is compressed."""


class Compression(GZipMiddleware):
    """gzip, but for what has to be sent as it is."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith(AS_STORED):
            return await self.app(scope, receive, send)
        return await super().__call__(scope, receive, send)


class PublicReading(CORSMiddleware):
    """Lets pages of any origin read what is `PUBLIC`."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(PUBLIC):
            return await self.app(scope, receive, send)
        return await super().__call__(scope, receive, send)


PUBLIC = ("/v1", "/id/", "/schemas/", "/opensearch.xml")
"""Addresses that pages of other origins may read: what is cited, harvested and linked."""


def wrap(app: FastAPI, settings: Settings, deprecations: Sequence[Deprecation]) -> None:
    """Put every middleware around the application; the one added last sees the request first.

    `Problems` stands twice: inside `PublicReading`, so that pages of other origins can read why a request failed, and outside,
    since a refused preflight is a bare error too.
    """
    announce(app, deprecations)
    answer_conditionally(app, settings)
    app.add_middleware(BodyLimit)
    app.add_middleware(Problems)
    app.add_middleware(PublicReading, **_PUBLIC_READING)
    app.add_middleware(Problems)
    app.add_middleware(Compression, minimum_size=1000, compresslevel=5, exclude_content_types=_COMPRESSED_ALREADY)
    app.add_middleware(HeadRequests)
    app.add_middleware(RequestIds)
    app.add_middleware(ApiVersion, version=app.version)


_COMPRESSED_ALREADY = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.apache.parquet",
)

_PUBLIC_READING: Mapping[str, Any] = {
    "allow_origins": ("*",),
    "allow_methods": ("GET", "HEAD"),
    "allow_headers": ("*",),
    "max_age": 86400,
    "expose_headers": (
        "API-Version", "Content-Disposition", "Content-Range", "Deprecation", "ETag", "Link", "Retry-After", "Sunset", "X-Casebook-Snapshot",
        "X-Request-ID", "X-Total-Count",
    ),
}  # fmt: skip
"""What scripts of other origins may do, and the headers that they may read beside those that every browser lets them read."""
