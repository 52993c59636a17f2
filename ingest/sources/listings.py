"""Sitemaps and feeds as plain data: the documents that they name, and what they say of each."""

from __future__ import annotations

import io
from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]
import httpx
from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import BadInput
from ingest.sources.contract import Known

NOT_DOCUMENTS = ("audio/", "video/", "image/")
"""Starts of the types of enclosures that are passed over: podcasts, and pictures that decorate an entry."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Addresses of pages, each with when it last changed as far as the sitemap says, and of further sitemaps."""

    pages: tuple[tuple[str, str | None], ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed: addresses of its page and of what is enclosed, its text as HTML, and what is known of it."""

    id: str
    addresses: tuple[str, ...]
    text: str
    known: Known


def read_sitemap(data: bytes) -> Sitemap:
    """A sitemap or an index of sitemaps in XML, or one address a line (sitemaps.org). BadInput for anything else."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Sitemap(pages=tuple((line, None) for line in _addresses(data)))
    root = _xml(data)
    found = tuple((address, _child(entry, "lastmod")) for entry in root if (address := _child(entry, "loc")))
    name = etree.QName(root).localname
    if name not in {"urlset", "sitemapindex"}:
        raise BadInput(f"the file is not a sitemap: it starts with <{name}>")
    return Sitemap(pages=found) if name == "urlset" else Sitemap(sitemaps=tuple(address for address, _ in found))


def read_feed(data: bytes, address: str) -> list[FeedEntry]:
    """Entries of an RSS or Atom feed in its order, relative links made whole. BadInput where it is no feed."""
    # Text without markup that feedparser would take for an address never reaches it: bytes in a stream are parsed only.
    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": address})
    if not feed.version:
        raise BadInput(f"the file at {address} is not an RSS or Atom feed")
    return [_entry(entry, feed.feed.get("language"), address) for entry in feed.entries]


def _addresses(data: bytes) -> Iterator[str]:
    lines = data.decode("utf-8-sig", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        raise BadInput("the file is not a sitemap: neither XML nor one address a line")
    return iter(lines)


def _xml(data: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput(f"the sitemap is damaged or cut off: {error.msg}") from None


def _child(element: Any, name: str) -> str | None:
    # Direct children only: extensions for images and videos have a <loc> of their own further down.
    child = element.find(f"{{*}}{name}")
    return (child.text or "").strip() or None if child is not None else None


def _entry(entry: Mapping[str, Any], language: str | None, address: str) -> FeedEntry:
    addresses = tuple(dict.fromkeys(str(httpx.URL(address).join(link)) for link in _links(entry.get("links", ()))))
    texts = entry.get("content") or [{"value": entry.get("summary", ""), "language": None}]
    known = Known(
        url=entry.get("link"),
        title=entry.get("title") or None,
        language=texts[0].get("language") or language or None,
        date=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        metadata={"creator": entry["author"]} if entry.get("author") else {},
    )
    text = str(texts[0].get("value", ""))
    return FeedEntry(
        str(entry.get("id") or entry.get("link") or entry.get("title") or text[:200]), addresses, text, known
    )


def _links(links: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for link in links:
        is_media = str(link.get("type", "")).startswith(NOT_DOCUMENTS)
        if link.get("rel") in {"alternate", "enclosure"} and link.get("href") and not is_media:
            yield str(link["href"])


def _date(parts: Sequence[int] | None) -> str | None:
    """ISO 8601 from the nine numbers, in UTC, that feedparser makes of any spelling of a date."""
    return datetime.fromtimestamp(timegm(tuple(parts)), UTC).isoformat() if parts else None
