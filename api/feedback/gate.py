"""How often forms may be asked for: so many requests for one link, and so many from one address."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from corpus.errors import TooManyRequests

OF_LINK = RateLimitItemPerMinute(30)
"""A person opens a form, changes the language a few times and sends it, with mistakes."""
SUBNET = 64
"""Bits of an IPv6 address that name whoever asks; they choose the rest as they like."""


class FormGate:
    """Counts requests in a moving window, in this process: several processes allow each as many. Safe to share between threads."""

    def __init__(self, rate: str) -> None:
        self._of_address: RateLimitItem = parse(rate)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def let_address(self, address: str) -> None:
        """Count a request from an address; TooManyRequests where there are no more to be had now."""
        self._let(self._of_address, "address", _whose(address))

    def let_link(self, digest: str) -> None:
        """Count a request for a link that there is."""
        self._let(OF_LINK, "link", digest)

    def _let(self, rate: RateLimitItem, *key: str) -> None:
        if not self._limiter.hit(rate, *key):
            resets = self._limiter.get_window_stats(rate, *key).reset_time
            raise TooManyRequests(max(1, math.ceil(resets - time.time())))


def _whose(address: str) -> str:
    """An IPv4 address, or the subnet of an IPv6 address; what is neither stays as it is."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if read.version == 4:
        return str(read)
    return str(ipaddress.ip_network((read, SUBNET), strict=False))
