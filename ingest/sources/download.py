"""The body of an answer to a file, within limits that hold while it streams."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from corpus.errors import BadInput, Unavailable

ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})
"""One layer of compression at most: layers multiply, and 64 kB could then unpack to gigabytes in one step."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one download may take: bytes after unpacking, and seconds in all, however slowly it trickles."""

    size: int
    seconds: float


def save_body(answer: httpx.Response, file: Path, limits: Limits) -> None:
    """Write the unpacked body, replacing what the file held.

    Raises BadInput where it is too large or damaged, Unavailable where it takes too long or the disk is full; the errors of
    the connection pass through.
    """
    _check_announced(answer, limits)
    end = time.monotonic() + limits.seconds
    written = 0
    try:
        with file.open("wb") as target:
            for piece in answer.iter_bytes():
                written += len(piece)
                if written > limits.size:
                    raise _too_large(answer, limits)
                if time.monotonic() > end:
                    raise Unavailable(
                        f"{answer.url} was still being sent after {limits.seconds:.0f} seconds, which is the limit"
                    )
                target.write(piece)
    except httpx.DecodingError:
        raise BadInput(f"{answer.url} was sent damaged: it cannot be unpacked") from None
    except OSError as failure:
        raise Unavailable(f"a download cannot be stored in the data directory: {failure.strerror}") from failure


def _check_announced(answer: httpx.Response, limits: Limits) -> None:
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        raise BadInput(f"{answer.url} is packed as '{encoding[:60]}', which is not read")
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.size:
        raise _too_large(answer, limits)


def _too_large(answer: httpx.Response, limits: Limits) -> BadInput:
    return BadInput(
        f"{answer.url} is larger than {limits.size / 2**20:,.0f} MB, which is the limit (for documents: CASEBOOK_MAX_FILE_MB)"
    )
