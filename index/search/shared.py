"""Why values can travel through a Haystack pipeline without being copied."""

from __future__ import annotations

from typing import Self


class Shared:
    """Haystack deep-copies the inputs of every component. What is frozen needs no copy, so it gives itself.

    Copying thousands of candidates five times took longer than the search.
    """

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self
