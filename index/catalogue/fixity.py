"""Fixity: digests by which a later reader can tell whether a version is still what was published (RDA data citation, R6).

A passage's boxes are left out: they say where to draw a mark on a page, and nothing that is found, ranked or quoted depends on them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from corpus.passage import Passage, StoredDocument


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document as a version of its case had it."""

    document: StoredDocument
    passages: int
    """Number of passages cut from it, those that search leaves out among them."""
    digest: str | None
    """`passages_digest` as it was then; None where the version is older than Casebook's digests."""


def hold(document: StoredDocument, passages: Iterable[Passage]) -> HeldDocument:
    """The document with the digest of these passages."""
    cut = tuple(passages)
    return HeldDocument(document, len(cut), passages_digest(cut))


def passages_digest(passages: Iterable[Passage]) -> str:
    """SHA-256, hexadecimal, of all that searching and showing passages depends on, in their order."""
    return _digest([_told(passage) for passage in passages])


def version_digest(record: Mapping[str, Any], documents: Iterable[HeldDocument]) -> str:
    """SHA-256, hexadecimal, of a version: its record as stored, its number in it, and its documents with their passages."""
    return _digest([record, *map(as_json, documents)])


def as_json(held: HeldDocument) -> dict[str, Any]:
    """What the catalogue stores; `from_json` reads it."""
    return {"document": asdict(held.document), "passages": held.passages, "digest": held.digest}


def from_json(stored: Mapping[str, Any]) -> HeldDocument:
    """Of what `as_json` wrote."""
    return HeldDocument(StoredDocument(**stored["document"]), stored["passages"], stored["digest"])


def _told(passage: Passage) -> dict[str, Any]:
    fields = asdict(passage)
    del fields["boxes"]
    return fields


def _digest(value: Any) -> str:
    canonical = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
