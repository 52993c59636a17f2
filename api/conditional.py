"""Conditional requests (RFC 9110, section 13) for what depends on the state of the archive, answered without asking it again.

An answer under /v1 is a function of the archive's snapshot, the address, the settings and the version of Casebook. A digest of these is
its ETag, so one small query tells whether a caller has the present answer, and no search is done for a caller who has. The tag is weak:
answers to the same address differ in `milliseconds` and in their compression, and in nothing that counts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.parameters import SNAPSHOT_PATTERN
from corpus.errors import CasebookError
from corpus.settings import Settings
from index.catalogue import rows
from index.catalogue.tables import ChangeRow

CACHE_CONTROL = "public, no-cache"
"""Anybody may keep an answer and has to ask whether it is still true: what was published a moment ago must be found. As Zenodo does."""

PREFIX = "/v1/"
VOLATILE = ("/v1/health", "/v1/ready", "/v1/jobs", "/v1/gaps", "/v1/uploads", "/v1/programmes")
"""What tells of the moment, or of what a key opens, and not of the archive; and everything below it."""

_WRITTEN = ("written", "true")
"""The parameter by which a language model writes: it never does so twice alike."""


_TAUGHT = "/teaching"
"""How the address of a case ends that tells of programmes: these change without the archive."""


def is_volatile(path: str) -> bool:
    """Whether an address has no tag: it lies outside `PREFIX`, or tells of the moment."""
    return (
        not path.startswith(PREFIX)
        or path.endswith(_TAUGHT)
        or any(path == each or path.startswith(f"{each}/") for each in VOLATILE)
    )


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """The archive's snapshot, and when it came about."""

    snapshot: str
    changed: dt.datetime | None
    """UTC; None for an archive that nothing was ever published in."""


def archive_state(engine: Engine) -> ArchiveState:
    """The present state, by one query on the primary key."""
    with Session(engine) as session:
        newest = session.execute(select(ChangeRow.id, ChangeRow.at).order_by(ChangeRow.id.desc()).limit(1)).first()
    return ArchiveState(str(newest[0]), rows.utc(newest[1])) if newest else ArchiveState("0", None)


def normalised(path: str, query: str) -> str:
    """The address with its parameters in order of name; values of the same name keep theirs, which may matter."""
    return json.dumps([path, sorted(parse_qsl(query, keep_blank_values=True), key=lambda pair: pair[0])])


_VARIES: Mapping[str, str] = {"Vary": "Accept-Encoding"}
"""On a 304, since the answer that it stands for is compressed for some callers; the compression says so only where it works."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one answer to an address from a later one."""

    etag: str
    state: ArchiveState
    asked: str
    """Name of the snapshot that the answer is of: of the present one, or of an older one that the request names."""

    def headers(self) -> Mapping[str, str]:
        """Headers of an answer that has these validators."""
        changed = self.state.changed
        dated = {"Last-Modified": format_datetime(changed, usegmt=True)} if changed and _is_settled(changed) else {}
        return {
            "ETag": self.etag,
            "Cache-Control": CACHE_CONTROL,
            "X-Casebook-Snapshot": self.asked,
            **dated,
        }

    def are_known(self, given: Headers) -> bool:
        """Whether `If-None-Match` names the tag. `*` is no such name: whether there is an answer at all, only the route knows."""
        return self.etag in {tag.strip() for tag in given.get("if-none-match", "").split(",")}

    def are_older(self, given: Headers) -> bool:
        """Whether the caller has any answer (`*`), or in the absence of tags one as new as the archive."""
        if "if-none-match" in given:
            return given["if-none-match"].strip() == "*"
        since, changed = _date(given.get("if-modified-since", "")), self.state.changed
        return (
            since is not None
            and changed is not None
            and _is_settled(changed)
            and changed.replace(microsecond=0) <= since
        )


def _is_settled(changed: dt.datetime) -> bool:
    """A date counts whole seconds: until the second is over, another change might get the same one (RFC 9110, 8.8.2.2)."""
    return dt.datetime.now(dt.UTC) - changed > dt.timedelta(seconds=1)


def _date(text: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


class ConditionalRequests:
    """Gives validators to answers that depend on the archive's state, and answers 304 to callers who have the present one.

    A route that sets its own ETag, as those of files do, keeps it and answers its own conditions.
    """

    def __init__(self, app: ASGIApp, settings: Settings, version: str) -> None:
        self.app = app
        self._software = f"{version} {settings.model_dump_json()}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await self._validators(scope)
        if found is None:
            return await self.app(scope, receive, send)
        given = Headers(scope=scope)
        if found.are_known(given):
            return await Response(status_code=304, headers={**found.headers(), **_VARIES})(scope, receive, send)
        return await self.app(scope, receive, _Validated(found, given, send).send)

    async def _validators(self, scope: Scope) -> Validators | None:
        """None for what has no validators, and where the catalogue does not answer: then the route says so better."""
        if scope["type"] != "http" or scope["method"] != "GET" or is_volatile(scope["path"]):
            return None
        query = scope["query_string"].decode("latin-1")
        if _WRITTEN in parse_qsl(query):
            return None
        try:
            state = await run_in_threadpool(archive_state, scope["state"]["archive"].catalogue.engine)
        except (SQLAlchemyError, CasebookError):
            return None
        key = "\n".join([state.snapshot, self._software, normalised(scope["path"], query)])
        named = dict(parse_qsl(query)).get("snapshot", "")
        asked = str(int(named)) if re.fullmatch(SNAPSHOT_PATTERN, named) else state.snapshot
        return Validators(f'W/"{hashlib.sha256(key.encode()).hexdigest()[:32]}"', state, asked)


class _Validated:
    """An answer on its way out: if it succeeds it gets the validators, and becomes a 304 for callers who have it by its date."""

    def __init__(self, validators: Validators, given: Headers, send: Send) -> None:
        self._validators, self._given, self._send = validators, given, send
        self._is_dropped = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            return await self._start(message)
        if not self._is_dropped:
            await self._send(message)
        return None

    async def _start(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        if message["status"] == 200 and "etag" not in headers:
            self._is_dropped = self._validators.are_older(self._given)
            _add(headers, self._validators.headers())
        if self._is_dropped:
            _drop_content(headers)
            message = {**message, "status": 304}
        await self._send(message)
        if self._is_dropped:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def _drop_content(headers: MutableHeaders) -> None:
    for name in [name for name in headers if name.startswith("content-")]:
        del headers[name]
    _add(headers, _VARIES)


def _add(headers: MutableHeaders, validators: Mapping[str, str]) -> None:
    for name, value in validators.items():
        headers.setdefault(name, value)


def answer_conditionally(app: FastAPI, settings: Settings) -> None:
    """Make the application take conditions."""
    app.add_middleware(ConditionalRequests, settings=settings, version=app.version)


def describe_conditions(paths: Mapping[str, Any]) -> None:
    """Add to the OpenAPI document's operations what `ConditionalRequests` does."""
    for path, operations in paths.items():
        if "get" in operations and not is_volatile(path):
            responses = operations["get"]["responses"]
            responses.setdefault("304", {"description": "The caller has it: `If-None-Match` holds its ETag."})
            for status, response in responses.items():
                if status in ("200", "304") and "$ref" not in response:
                    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in DESCRIBED_HEADERS}


DESCRIBED_HEADERS: Mapping[str, Mapping[str, Any]] = {
    "ETag": {
        "description": "names this answer; send it back as `If-None-Match` to be answered 304 while it is the present one",
        "schema": {"type": "string"},
        "example": 'W/"6f0d1c0f0e3b4c7f9a3d1b2c4e5f6071"',
    },
    "Cache-Control": {
        "description": "how long the answer may be used without asking again",
        "schema": {"type": "string"},
        "example": CACHE_CONTROL,
    },
}
"""Headers that every answer with validators has, as the OpenAPI document describes them."""
