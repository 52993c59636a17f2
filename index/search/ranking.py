"""What an order of results depends on beside the archive, and the digest by which two lists are found to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from index.points import FORMAT

RANKING_VERSION = 4
"""Raise it when the search finds, scores or orders otherwise than before: links made earlier then say so instead of answering
with another order. `PIPELINE_VERSION` and `FORMAT` tell of changes in what passages are and how they are stored."""


def ranking_name(encoder: str, reranker: str | None) -> str:
    """Twelve hexadecimal digits of encoder, reranker, index format and version of the ranking.

    Archives with equal names order the same cases alike, but for the last digits in which processors differ.
    """
    parts = (str(RANKING_VERSION), str(FORMAT), encoder, reranker or "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def list_fixity(cases: Iterable[tuple[str, int]]) -> str:
    """SHA-256, hexadecimal, of the lines `<id>@<version>` of a whole list in its order, each ended by a line feed."""
    digest = hashlib.sha256()
    for id, version in cases:
        digest.update(f"{id}@{version}\n".encode())
    return digest.hexdigest()
