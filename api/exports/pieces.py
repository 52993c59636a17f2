"""Writing a file that is never whole in memory: what has been written is handed on, and forgotten."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

BLOCK = 64 * 1024
"""Bytes that are sent at a time: one line a time would cost a change of threads each."""

Item = TypeVar("Item")


class Outbox(io.RawIOBase):
    """A binary stream for writers that want a file; it cannot be read or sought, and holds only what nobody has taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        """Keep a copy until it is taken; the number of bytes is returned."""
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        self._position += len(part)
        return len(part)

    def tell(self) -> int:
        """Bytes written from the beginning, taken or not."""
        return self._position

    def take(self) -> bytes:
        """Everything written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def in_blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    """Pieces of text as UTF-8, joined until a block is full."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece.encode())
        size += len(waiting[-1])
        if size >= BLOCK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of at most `size` items, the last one shorter; nothing is read ahead."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one made at once, so that what fails at the start fails before the answer has begun."""
    first = next(pieces, None)
    return iter(()) if first is None else chain((first,), pieces)
