"""Files of documents as the API sends them: whole or in byte ranges, typed, named, cached, and unable to act in our origin."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import FileResponse, Response

from corpus.passage import StoredDocument

CACHE = "public, max-age=86400"
"""An id names one content for ever; a day lets a file that was taken down vanish from caches as well."""

SHOWN_IN_BROWSER = frozenset({"application/pdf", "text/html", "text/markdown", "text/plain", "text/csv"})
"""Media types that open in the browser; every other one is saved."""

_SNIFFED = 64 * 1024
"""Bytes read to tell the encoding of a text."""

SANDBOX = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""Policy of every file but PDF: an origin of its own, no script, no form, nothing fetched."""

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
"""Not every browser's PDF viewer starts in a sandbox, and none needs it: viewers run apart from the origin of the file."""


def content_disposition(file: str, kind: str) -> str:
    """The header's value for a file name that may hold anything: an ASCII stand-in, and the true name percent-encoded (RFC 6266)."""
    name = re.split(r"[/\\]", file)[-1]
    ascii_name = re.sub(r"[^A-Za-z0-9._ -]", "_", name) or "document"
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def not_changed(request: Request, etag: str) -> bool:
    """Whether the caller already has what carries this ETag."""
    given = request.headers.get("if-none-match", "")
    return etag in {tag.strip().removeprefix("W/") for tag in given.split(",")} or given.strip() == "*"


def cached_headers(etag: str) -> Mapping[str, str]:
    """Headers of an answer that stays the same as long as its ETag does."""
    return {"ETag": etag, "Cache-Control": CACHE}


def file_response(request: Request, document: StoredDocument, path: Path, download: bool) -> Response:
    """The document's file, or 304 where the caller has it; byte ranges are answered by 206."""
    etag = f'"{document.sha256}"'
    if not_changed(request, etag):
        return Response(status_code=304, headers=dict(cached_headers(etag)))
    shown = document.media_type in SHOWN_IN_BROWSER and not download
    headers = {
        **cached_headers(etag),
        "Content-Type": _content_type(document.media_type, path),
        "Content-Disposition": content_disposition(document.file, "inline" if shown else "attachment"),
        "Content-Security-Policy": PDF_POLICY if document.media_type == "application/pdf" else SANDBOX,
    }
    return FileResponse(path, headers=headers)


def _content_type(media_type: str, path: Path) -> str:
    """Text that begins as UTF-8 is said to be UTF-8; of other text the browser has to find the encoding, as its file may name it."""
    is_utf8 = media_type.startswith("text/") and _begins_as_utf8(path)
    return f"{media_type}; charset=utf-8" if is_utf8 else media_type


def _begins_as_utf8(path: Path) -> bool:
    with path.open("rb") as stream:
        beginning = stream.read(_SNIFFED)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True
