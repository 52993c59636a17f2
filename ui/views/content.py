"""What a page is made of, and what every page needs to be made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.client import ArchiveClient, PublicAddresses


@dataclass(frozen=True)
class Archive:
    """The archive as the front end sees it: what it asks itself and where it sends the reader's browser."""

    client: ArchiveClient
    public: PublicAddresses


@dataclass(frozen=True)
class Content:
    """A page ready to draw."""

    title: str
    """For the browser's tab and history; plain text."""
    html: str
    announcement: str
    """What a screen reader says when the page has changed."""
    is_problem: bool = False
    """Whether it says why there is no page."""
    live: Callable[[], None] | None = None
    """Draws what stands below the HTML and lives on in the browser."""
