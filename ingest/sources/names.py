"""The name that a fetched file is kept under: what the server or the address calls it, made safe, with a fitting ending."""

from __future__ import annotations

import mimetypes
import re
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote

import httpx

from corpus.vocabulary import vocabulary
from ingest.formats import SUFFIXES
from ingest.sources.kinds import BULK_SUFFIXES

LONGEST_STEM = 80
"""Characters, at most four bytes each; file systems allow 255 bytes."""

_UNSAFE = re.compile(r"[^\w .()+-]+")


def name_of(url: httpx.URL, headers: httpx.Headers) -> str:
    """'report.pdf' for an answer; an ending is added where the name has none that ingestion knows, by the type in the header.

    The ending decides only between kinds of text; everything else is told from content, whatever the server says.
    """
    said = _attached(headers.get("content-disposition", "")) or PurePosixPath(unquote(url.path)).name
    return safe_name(said or "index", media_type_of(headers))


def safe_name(said: str, media_type: str | None) -> str:
    """A name without path, control or hidden parts, at most 80 characters and an ending."""
    name = _UNSAFE.sub("_", said.replace("\\", "/").rpartition("/")[2]).strip(" ._") or "document"
    path = PurePosixPath(name)
    known = path.suffix.lower() in SUFFIXES | BULK_SUFFIXES
    stem, ending = (path.stem, path.suffix.lower()) if known else (name, _ending(media_type))
    return stem[:LONGEST_STEM] + ending


def media_type_of(headers: httpx.Headers) -> str | None:
    """The type that the server claims, without parameters and in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() or None


def _attached(disposition: str) -> str | None:
    # The standard library's parser of mail headers knows both spellings: filename and filename*.
    message = Message()
    message["Content-Disposition"] = disposition
    return message.get_filename()


def _ending(media_type: str | None) -> str:
    if not media_type:
        return ""
    kinds = {str(kind.notes["media_type"]): f".{kind.id}" for kind in vocabulary("document_types")}
    return kinds.get(media_type) or mimetypes.guess_extension(media_type) or ""
