"""Lists that the API answers page by page, read as one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from ui.client.calls import Call
from ui.client.frames import to_pandas
from ui.client.problems import ArchiveChanged

if TYPE_CHECKING:
    import pandas as pd

    from corpus.results import Answer


class Paged(Protocol):
    """A page of a list, as the API answers it."""

    @property
    def next_cursor(self) -> str | None: ...
    @property
    def snapshot(self) -> str: ...


Page = TypeVar("Page", bound=Paged)
Item = TypeVar("Item", bound="Answer")


@dataclass(frozen=True, slots=True)
class Listing(Generic[Page, Item]):
    """A list: the call for its first page, and where its items stand in a page."""

    first: Call[Page]
    items: Callable[[Page], Iterable[Item]]
    is_steady: bool = True
    """Whether a page of another snapshot than the first ends the reading with `ArchiveChanged`."""


class _Reading(Generic[Page, Item]):
    """How far a listing has been read."""

    def __init__(self, listing: Listing[Page, Item]) -> None:
        self.listing = listing
        self.call: Call[Page] | None = listing.first
        """For the next page, None after the last."""
        self._snapshot: str | None = None

    def take(self, page: Page) -> Iterable[Item]:
        """The items of the page that `call` was answered with."""
        if self.listing.is_steady and self._snapshot not in (None, page.snapshot):
            raise ArchiveChanged(str(self._snapshot), page.snapshot)
        self._snapshot = page.snapshot
        self.call = self.listing.first.continued(page.next_cursor) if page.next_cursor else None
        return self.listing.items(page)


@dataclass(frozen=True, slots=True)
class Items(Generic[Page, Item]):
    """Every item of a list in its order; a page is asked for when it is needed. Each iteration starts anew."""

    listing: Listing[Page, Item]
    ask: Callable[[Call[Page]], Page]

    def __iter__(self) -> Iterator[Item]:
        reading = _Reading(self.listing)
        while reading.call:
            yield from reading.take(self.ask(reading.call))

    def to_pandas(self) -> pd.DataFrame:
        """The whole list as a table, see `ui.client.frames.to_pandas`."""
        return to_pandas(self)


@dataclass(frozen=True, slots=True)
class AsyncItems(Generic[Page, Item]):
    """As `Items`, for `async for`."""

    listing: Listing[Page, Item]
    ask: Callable[[Call[Page]], Awaitable[Page]]

    async def __aiter__(self) -> AsyncIterator[Item]:
        reading = _Reading(self.listing)
        while reading.call:
            for item in reading.take(await self.ask(reading.call)):
                yield item

    async def to_pandas(self) -> pd.DataFrame:
        """The whole list as a table, see `ui.client.frames.to_pandas`."""
        return to_pandas([item async for item in self])
