"""Why values can travel through a Haystack pipeline without being copied."""

from __future__ import annotations

from typing import Self


class Shared:
    """Haystack deep-copies the inputs of every component. What is frozen needs no copy, so it gives itself.

    A request carries the whole snapshot: with copies, a search that takes a tenth of a second did not end within minutes.
    """

    __slots__ = ()

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self
