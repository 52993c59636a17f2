"""What parsing yields: the elements of one file as plain data, so that they can leave the child process that parsed it.

They leave it as JSON, not as a pickle: a file that takes the child over can then still do no more than hand us odd text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from corpus.passage import Box, PassageRole


class ElementKind(StrEnum):
    heading = "heading"
    text = "text"
    list_item = "list_item"
    table = "table"


@dataclass(frozen=True, slots=True)
class ParsedElement:
    """One of unstructured's elements, reduced to what passages need."""

    kind: ElementKind
    text: str
    """Clean text; of a table its cells in reading order."""
    depth: int | None = None
    """Level of a heading, from 0; None for the rest."""
    page: int | None = None
    """Page, slide or sheet, from 1; None where the format has none."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table; the first row is its header."""
    glued: bool = False
    """Whether the text goes on in the middle of the word in which the element before it ended, over a page break."""
    role: PassageRole = PassageRole.body
    boxes: tuple[Box, ...] = ()
    """Its lines on the page from top to bottom; empty where the format does not tell their places."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file as parsed. `notes` are sentences on what could not be read although the rest could."""

    elements: tuple[ParsedElement, ...]
    document_type: str
    """Id of the document types vocabulary."""
    media_type: str
    pages: int | None
    """Pages, slides or sheets; None for formats without."""
    notes: tuple[str, ...] = ()
    pictured: tuple[int, ...] = ()
    """Pages, from 1, that hold pictures and no text, which only OCR can read."""


def to_json(parsed: ParsedFile) -> bytes:
    """The file's elements as UTF-8 JSON; `from_json` reads it back."""
    return json.dumps(asdict(parsed), ensure_ascii=False).encode("utf-8", "replace")


def from_json(data: bytes) -> ParsedFile:
    """Undo `to_json`. KeyError, TypeError or ValueError for anything that `to_json` did not write."""
    fields = json.loads(data)
    elements = tuple(_element(entry) for entry in fields.pop("elements"))
    pictured = tuple(map(int, fields.pop("pictured")))
    return ParsedFile(elements=elements, notes=_texts(fields.pop("notes")), pictured=pictured, **fields)


def _element(entry: Mapping[str, Any]) -> ParsedElement:
    return ParsedElement(
        kind=ElementKind(entry["kind"]),
        text=str(entry["text"]),
        depth=entry["depth"],
        page=entry["page"],
        rows=tuple(_texts(row) for row in entry["rows"]),
        glued=bool(entry["glued"]),
        role=PassageRole(entry["role"]),
        boxes=tuple(
            Box(int(box.pop("page")), **{name: float(share) for name, share in box.items()}) for box in entry["boxes"]
        ),
    )


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(value) for value in values)
