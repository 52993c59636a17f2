"""The contract that every source keeps: it yields items, each a local file or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Known:
    """What a source says of a document before anybody reads it; a claim of the source, not a fact of the archive."""

    url: str | None = None
    """Where a reader finds it."""
    title: str | None = None
    language: str | None = None
    """BCP 47, as the source writes it."""
    date: str | None = None
    """When it was published or changed, as the source writes it, ISO 8601 where the source keeps to it."""
    etag: str | None = None
    modified: str | None = None
    """The `Last-Modified` header; with `etag` it lets the next run ask whether anything is new."""
    media_type: str | None = None
    metadata: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Whatever else is said, under the names that the source uses: creator, rights, subject ..."""


@dataclass(frozen=True, slots=True)
class Item:
    """One document that a source offers: `path` holds it, or `reason` says in a sentence why it could not be had."""

    origin: str
    """Stable: the same document has the same origin in every run."""
    path: Path | None = None
    reason: str | None = None
    known: Known = Known()


class Source(Protocol):
    """Something that documents can be taken from."""

    def items(self) -> Iterator[Item]:
        """Yield each document as soon as it is there; one that fails is an item with its reason, and the rest goes on.

        Raises BadInput or Unavailable where the source as a whole cannot be read.
        """
