"""A bulk file: JSON Lines, one document a line, with its text or the address of its file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import BadInput, CasebookError
from ingest.sources.contract import Item, Known
from ingest.sources.visit import Visit
from ingest.text import one_line

LONGEST_LINE_MB = 20
"""A longer line is no document: 20 MB of text are some ten thousand pages."""

FIELDS = frozenset({"id", "title", "text", "url", "language", "date", "metadata"})


@dataclass(frozen=True, slots=True)
class BulkSource:
    """Lines such as ``{"id": "ch-17", "title": "…", "text": "…", "language": "fr", "date": "2021-05-01", "metadata": {…}}``.

    `id` and one of `text` and `url` are needed. The text may be Markdown; other fields are kept as metadata.
    """

    path: Path
    origin: str
    """Where the file came from: with a line's id it is the origin of the document."""
    visit: Visit

    def items(self) -> Iterator[Item]:
        """Every line; one that cannot be used is an item with its number and the reason."""
        for number, line in self._lines():
            try:
                yield self._document(_parsed(line))
            except CasebookError as error:
                yield Item(f"{self.origin}#line-{number}", reason=f"line {number}: {error}")

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """Lines that say something, numbered from 1, at most one byte longer than is allowed: the rest of a longer one is skipped."""
        most = LONGEST_LINE_MB * 2**20
        with self.path.open("rb") as file:
            number = 0
            while line := file.readline(most + 1):
                number += 1
                rest = line
                while len(rest) > most and not rest.endswith(b"\n"):
                    rest = file.readline(most + 1)
                if line.strip():
                    yield number, line

    def _document(self, said: Mapping[str, Any]) -> Item:
        known = Known(
            url=_text(said, "url"),
            title=one_line(_text(said, "title") or "") or None,
            language=_text(said, "language"),
            date=_text(said, "date"),
            metadata=_metadata(said),
        )
        text = _text(said, "text")
        if text:
            heading = f"# {known.title}\n\n" if known.title else ""
            return self.visit.text_item(f"{self.origin}#{_id(said)}", f"{heading}{text.strip()}\n", known)
        if known.url:
            return self.visit.item(known.url, known)
        raise BadInput("it has neither a 'text' nor a 'url'")


def _parsed(line: bytes) -> Mapping[str, Any]:
    if len(line) > LONGEST_LINE_MB * 2**20:
        raise BadInput(f"it is longer than {LONGEST_LINE_MB} MB; split the document")
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"it is not JSON in UTF-8 ({str(error)[:120]})") from None
    if not isinstance(said, dict):
        raise BadInput("it is not a JSON object")
    _id(said)
    return said


def _id(said: Mapping[str, Any]) -> str:
    id = said.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int) or not str(id).strip():
        raise BadInput("it has no 'id', which tells the document from others in every run")
    return str(id)


def _text(said: Mapping[str, Any], name: str) -> str | None:
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise BadInput(f"its '{name}' is not a text")
    return value.strip() or None if value else None


def _metadata(said: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    given = said.get("metadata") or {}
    if not isinstance(given, dict):
        raise BadInput("its 'metadata' is not a JSON object")
    others = {name: value for name, value in said.items() if name not in FIELDS}
    return {str(name): _plain(value) for name, value in (others | given).items() if value not in (None, "", [], {})}


def _plain(value: object) -> str | tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_said, value))
    return _said(value)


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
