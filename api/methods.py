"""What RFC 9110 asks of every address whatever its route does: HEAD, OPTIONS, 405 with all of Allow, one spelling of the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio
from fastapi import FastAPI
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROUTED = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""Methods that a route may take; HEAD follows from GET, and OPTIONS is answered wherever there is a route."""


def allowed_methods(app: FastAPI, path: str) -> tuple[str, ...]:
    """Methods that the path takes, over all routes that have it; none where there is no such address."""
    found = [method for method in ROUTED if _is_taken(app, path, method)]
    implied = (["HEAD"] if "GET" in found else []) + (["OPTIONS"] if found else [])
    return (*found, *implied)


def _is_taken(app: FastAPI, path: str, method: str) -> bool:
    # A scope of its own for each route, since matching writes into it.
    asked = ({"type": "http", "method": method, "path": path, "headers": []} for _ in app.routes)
    return any(route.matches(scope)[0] is Match.FULL for route, scope in zip(app.routes, asked, strict=True))


def with_other_slash(app: FastAPI, scope: Mapping[str, Any]) -> str | None:
    """Where a path leads that is an address but for a closing slash too much, or one too few; None where it is none either way.

    Routes of the API have no closing slash, applications mounted in it may. The target is relative, so that it holds behind a proxy.
    """
    path, query = str(scope["path"]), scope["query_string"].decode("latin-1")
    last = path.rstrip("/").rpartition("/")[2]
    other, target = (path[:-1], f"../{last}") if path.endswith("/") else (f"{path}/", f"{last}/")
    return f"{target}{'?' + query if query else ''}" if allowed_methods(app, other) else None


class HeadRequests:
    """Answers HEAD as GET without the body, so that both have the same headers, compression included.

    After its first piece a streamed body is not made: its maker is told that the caller has gone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)
        answer = _Headers(send)
        # Ranges are for GET alone. The server keeps its own scope: by that it knows that no body follows.
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        return await self.app({**scope, "method": "GET", "headers": headers}, answer.receive, answer.send)


class _Headers:
    """The headers of an answer on their way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_read = False
        self._sent = anyio.Event()

    async def receive(self) -> Message:
        """An empty body; then, as soon as the headers are out, that the caller has gone."""
        if not self._is_read:
            self._is_read = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._sent.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(message)
        elif not self._sent.is_set():
            self._sent.set()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
