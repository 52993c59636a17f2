"""The server of the Model Context Protocol as an ASGI application that stands at `/mcp` of the API.

Streamable HTTP without sessions: each request is answered by itself, as JSON, and nothing of it is kept. As the specification asks,
the Host and Origin headers are checked, so that a page that the browser of a reader has open cannot reach a server on her machine by a
name of its own; pages of other origins are not answered, and `/mcp` sends no CORS headers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from fastmcp import FastMCP
from fastmcp.exceptions import FastMCPError, ResourceError, ToolError
from fastmcp.server.http import StarletteWithLifespan
from mcp.types import ToolAnnotations
from starlette.types import ASGIApp, Receive, Scope, Send

from api.mcp.holdings import read_collection
from api.mcp.tools import RESOURCES, TOOLS
from api.problems import BAD_INPUT, problem_response, sentence
from api.version import casebook_version
from corpus.errors import BadInput, CasebookError
from corpus.settings import Settings

PATH = "/mcp"

INSTRUCTIONS = (
    "An archive of urban policy cases: what cities did, what it cost, what came of it, and the page that says so. Ask in any language. "
    "Cite each statement with its citation address and page. Outcomes say whether an independent body measured them or the city itself "
    "reports them: pass that on. Where the archive has no answer, say so."
)
_READ_ONLY = ToolAnnotations(readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False)

Given = ParamSpec("Given")
Answered = TypeVar("Answered")


def mcp_app(settings: Settings) -> StarletteWithLifespan:
    """The application; its `lifespan` has to run while it is used. Requests must carry the opened archive in their state."""
    server = FastMCP(
        "Casebook", INSTRUCTIONS, version=casebook_version(), website_url=settings.public_api, mask_error_details=True
    )
    for tool in TOOLS:
        server.tool(_told(tool, ToolError), annotations=_READ_ONLY)
    for uri, read in RESOURCES.items():
        server.resource(uri, mime_type="application/json")(_told(read, ResourceError))
    public = urlsplit(settings.public_api).hostname
    return server.http_app(
        PATH, json_response=True, stateless_http=True, host_origin_protection=True,
        allowed_hosts=[host for host in (public, settings.host) if host],
    )  # fmt: skip


def _told(ask: Callable[Given, Answered], kind: type[FastMCPError]) -> Callable[Given, Answered]:
    """The function with errors that are meant for a person told to the caller; of others only that there was one is told."""

    @wraps(ask)
    def told(*args: Given.args, **kwargs: Given.kwargs) -> Answered:
        try:
            return ask(*args, **kwargs)
        except CasebookError as error:
            # The caller's to mend, so no error in our log.
            raise kind(sentence(str(error)), log_level=logging.DEBUG) from None

    return told


class Bound:
    """Reads the collection of an address before the protocol does; an address that cannot be read is a problem, not a wider bound."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            collection = read_collection(scope["query_string"])
        except BadInput as error:
            return await problem_response(scope, BAD_INPUT, sentence(str(error)))(scope, receive, send)
        scope.setdefault("state", {})["collection"] = collection
        return await self.app(scope, receive, send)
