"""What one search has read and the next will want again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from cachetools import LRUCache

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by id, the `most` that were wanted last. Only for what never changes under its id.

    Safe to use from several threads: two may read the same at once, which costs time and nothing else.
    """

    def __init__(self, most: int) -> None:
        self._held: LRUCache[str, Value] = LRUCache(most)
        self._lock = threading.Lock()

    def many(self, ids: Iterable[str], read: Callable[[list[str]], Mapping[str, Value]]) -> dict[str, Value]:
        """The values in the order of the ids; `read` is asked once for those that are not held, and what it lacks is left out."""
        wanted = list(dict.fromkeys(ids))
        with self._lock:
            found = {id: self._held[id] for id in wanted if id in self._held}
        if len(found) == len(wanted):
            return found
        read_now = read([id for id in wanted if id not in found])
        with self._lock:
            self._held.update(read_now)
        found |= read_now
        return {id: found[id] for id in wanted if id in found}
