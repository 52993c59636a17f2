"""Sources that are addresses: one document, a sitemap, a feed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from corpus.errors import CasebookError
from ingest.sources.contract import Item
from ingest.sources.kinds import unpacked
from ingest.sources.listings import FeedEntry, Sitemap, read_feed, read_sitemap
from ingest.sources.visit import LISTING_MB, Visit

MOST_SITEMAPS = 500
"""Sitemaps that one index may lead to."""


@dataclass(frozen=True, slots=True)
class SitemapSource:
    """A sitemap or an index of sitemaps, packed or not."""

    address: str
    visit: Visit

    def items(self) -> Iterator[Item]:
        """Every page that is listed; a sitemap of an index that cannot be read is an item with its reason."""
        first = self._read(self.address)
        yield from self._pages(first)
        seen = {self.address}
        waiting = deque(first.sitemaps)
        while waiting:
            address = waiting.popleft()
            if address in seen:
                continue
            seen.add(address)
            if len(seen) > MOST_SITEMAPS:
                yield Item(
                    self.address, reason=f"it leads to more than {MOST_SITEMAPS} sitemaps; name one of them instead"
                )
                return
            try:
                sitemap = self._read(address)
            except CasebookError as error:
                yield Item(address, reason=str(error))
                continue
            waiting.extend(sitemap.sitemaps)
            yield from self._pages(sitemap)

    def _read(self, address: str) -> Sitemap:
        return read_sitemap(unpacked(self.visit.read(address), LISTING_MB * 2**20))

    def _pages(self, sitemap: Sitemap) -> Iterator[Item]:
        return (self.visit.item(address, changed=changed) for address, changed in sitemap.pages)


@dataclass(frozen=True, slots=True)
class FeedSource:
    """An RSS or Atom feed: the page of each entry and the documents enclosed with it."""

    address: str
    visit: Visit

    def items(self) -> Iterator[Item]:
        """Every page and document of every entry; an entry that links to nothing is taken for its own text."""
        for entry in read_feed(self.visit.read(self.address), self.address):
            if not entry.addresses:
                yield self._text_of(entry)
            for address in entry.addresses:
                yield self.visit.item(address, replace(entry.known, url=address))

    def _text_of(self, entry: FeedEntry) -> Item:
        origin = f"{self.address}#{entry.id}"
        if not entry.text.strip():
            return Item(origin, reason="the entry has neither a link nor a text", known=entry.known)
        title = escape(entry.known.title or "")
        page = f"<!doctype html><title>{title}</title><h1>{title}</h1>{entry.text}\n"
        return self.visit.text_item(origin, page, entry.known, ".html")
