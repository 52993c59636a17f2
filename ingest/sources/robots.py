"""What a host's robots.txt lets Casebook fetch, and how often (RFC 9309, with the customary Crawl-delay)."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from protego import Protego

from corpus.errors import BadInput, Unavailable

TOKEN = "Casebook"
"""The name that robots.txt calls this project by; the User-Agent starts with it."""

LARGEST_ROBOTS = 512 * 1024
"""Bytes; RFC 9309 asks for 500 KiB at least."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host; `refusal` where they could not be read, and then nothing may be fetched."""

    parsed: Protego | None = None
    refusal: str | None = None

    @property
    def delay(self) -> float:
        """Seconds that the host asks for between requests."""
        return (self.parsed.crawl_delay(TOKEN) or 0.0) if self.parsed else 0.0

    def check(self, url: httpx.URL) -> None:
        """BadInput where the host does not want the address fetched, Unavailable where it could not be asked."""
        if self.refusal:
            raise Unavailable(self.refusal)
        if self.parsed and not self.parsed.can_fetch(str(url), TOKEN):
            raise BadInput(
                f"the robots.txt of {url.host} does not let programs fetch {url.path}; ask the host for permission, "
                "or download the file yourself"
            )


def rules_of(text: bytes) -> Rules:
    """The rules that a robots.txt states; what is no rule in it is passed over."""
    return Rules(Protego.parse(text.decode("utf-8", "replace")))
