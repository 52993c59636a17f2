"""What kind of source a fetched file is, told from its content: a document, or a list of documents."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from corpus.errors import BadInput

_HEAD = 4096
_GZIP = b"\x1f\x8b"
_ROOT = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*<(?:\w+:)?([\w-]+)([^>]*)", re.DOTALL)

ROOTS: Mapping[str, str] = {
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
    "rss": "feed",
    "feed": "feed",
    "RDF": "feed",
    "OAI-PMH": "oai",
}
"""Name of the first element of an XML file -> prefix of the source that reads it."""

BULK_SUFFIXES = frozenset({".jsonl", ".ndjson"})
BULK_TYPES = frozenset(
    {"application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/jsonlines"}
)


def listing_kind(path: Path, media_type: str | None = None) -> str | None:
    """'sitemap', 'feed', 'oai' or 'bulk' for a list of documents; None for anything else, which is a document itself."""
    if path.suffix.lower() in BULK_SUFFIXES or media_type in BULK_TYPES:
        return "bulk"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_GZIP):
        with suppress(zlib.error):
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    root = _ROOT.match(head.decode("utf-8-sig", "ignore"))
    if not root or (root[1] == "RDF" and "purl.org/rss" not in root[2]):
        return None
    return ROOTS.get(root[1])


def unpacked(data: bytes, most: int) -> bytes:
    """The content of a gzip file, other data as it is; BadInput where it is damaged or unpacks to more than `most` bytes."""
    if not data.startswith(_GZIP):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, most)
    except zlib.error:
        raise BadInput("the packed list is damaged: it cannot be unpacked") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise BadInput(
            f"the packed list is cut off, or unpacks to more than {most / 2**20:,.0f} MB, which is the limit"
        )
    return content
