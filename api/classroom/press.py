"""How many files are made at once: each takes a processor for seconds and tens of megabytes, and searches must go on."""

from __future__ import annotations

import threading
from collections.abc import Callable

from corpus.errors import NotReadyYet

AT_ONCE = 2
SECONDS = 30.0
"""Longest that a request waits for its turn."""


class Press:
    """Makes files, a few at a time; safe to share between threads."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._seconds = seconds

    def make(self, maker: Callable[[], bytes]) -> bytes:
        """What the maker makes; NotReadyYet where too many others are before it."""
        if not self._turns.acquire(timeout=self._seconds):
            raise NotReadyYet("many files are being made; ask again in a moment", 10)
        try:
            return maker()
        finally:
            self._turns.release()
