"""From what a person typed to local paths: open each source, fetch what is new, and say what could not be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import BadInput, CasebookError
from corpus.settings import Settings
from ingest.sources.addresses import check_address
from ingest.sources.bulk import BulkSource
from ingest.sources.contract import Item, Source
from ingest.sources.fetch import Fetcher, Manners
from ingest.sources.folders import PathSource
from ingest.sources.kinds import BULK_SUFFIXES, listing_kind
from ingest.sources.oai import OaiSource
from ingest.sources.store import FetchedStore
from ingest.sources.visit import Visit
from ingest.sources.web import FeedSource, SitemapSource

LISTINGS: Mapping[str, Callable[[str, Visit], Source]] = {
    "sitemap": SitemapSource,
    "feed": FeedSource,
    "oai": OaiSource,
}
"""Prefix before an address -> the source that reads the list there."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Paths to ingest, each once, and the items that could not be had."""

    paths: tuple[Path, ...]
    refused: tuple[Item, ...]


Progress = Callable[[Item], None]


def gather(
    sources: Sequence[str], settings: Settings, progress: Progress = lambda _: None, manners: Manners | None = None
) -> Gathered:
    """Take everything that the sources offer: files, folders, addresses, lists of documents.

    A source that fails as a whole is an item with its reason, and the others go on; only a path that does not exist is BadInput.
    """
    items: list[Item] = []
    store = FetchedStore(settings.data_dir.resolve() / "fetched")
    with Fetcher(settings, manners) as fetcher:
        # What is on this machine first: a path that is mistyped is told before anything is fetched.
        for source in sorted(sources, key=_is_visited):
            for item in _items(source, Visit(source, fetcher, store, settings)):
                progress(item)
                items.append(item)
    paths = dict.fromkeys(item.path for item in items if item.path)
    return Gathered(tuple(paths), tuple(item for item in items if item.path is None))


def _items(text: str, visit: Visit) -> Iterator[Item]:
    """The items of one source within the limit; a run that comes to its end is marked as finished."""
    if not _is_visited(text):
        yield from PathSource(Path(text)).items()
        return
    visit.begin()
    try:
        for item in _open(text, visit):
            yield item
            if visit.asked >= visit.settings.source_items:
                yield Item(text, reason=_enough(visit.settings.source_items))
                return
    except CasebookError as error:
        yield Item(text, reason=str(error))
        return
    visit.remember(is_finished=True)


def _enough(most: int) -> str:
    return (
        f"{most:,} documents were taken, which is the most of one run (CASEBOOK_SOURCE_ITEMS); "
        "run it again within a day to go on from there"
    )


def _is_visited(text: str) -> bool:
    """Whether it is anything but a plain path: an address, with or without a prefix, or a bulk file."""
    return "://" in text or Path(text).suffix.lower() in BULK_SUFFIXES


def _open(text: str, visit: Visit) -> Iterator[Item]:
    prefix, _, address = text.partition(":")
    if prefix in LISTINGS:
        return LISTINGS[prefix](str(check_address(address)), visit).items()
    if "://" in text:
        return _detected(str(check_address(text)), visit)
    path = Path(text)
    if not path.is_file():
        raise BadInput(f"there is no file {text}")
    return BulkSource(path, str(path.resolve()), visit).items()


def _detected(address: str, visit: Visit) -> Iterator[Item]:
    """The document at an address, or the documents of the list that is found there."""
    item = visit.item(address)
    kind = listing_kind(item.path, item.known.media_type) if item.path else None
    if kind is None or item.path is None:
        yield item
    elif kind == "bulk":
        yield from BulkSource(item.path, address, visit).items()
    else:
        yield from LISTINGS[kind](address, visit).items()
