"""What a package holds, before it is written in the words of a standard: resources, and the tree in which they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from api.classroom.interchange.profiles import Kind


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the package; of a link its address too, since thin cartridges have no file for it."""

    id: str
    kind: Kind
    title: str
    path: str
    content: bytes
    is_for_instructors: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the tree: a folder of others, or one resource."""

    id: str
    title: str
    resource: str | None = None
    """Id of the resource that it shows; folders show none."""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A package. Every resource is there once, however often the tree shows it."""

    id: str
    title: str
    summary: str
    language: str
    keywords: tuple[str, ...]
    entries: tuple[Entry, ...]
    resources: Mapping[str, Resource] = field(default_factory=dict)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path -> content."""
        for resource in self.resources.values():
            yield resource.path, resource.content
