"""A programme as a PDF to print and to read on a screen, by eye or by ear: A4, tagged, with bookmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.classroom.content import Classroom
from api.classroom.printed.blocks import Block, Contents, Cover, Entry, Heading, Line, Paragraph, Points, Table
from api.classroom.printed.programme import Edition, programme_blocks
from api.classroom.printed.typesetting import Data, page_data, told, typeset
from api.exports.word import Words


def programme_pdf(classroom: Classroom, edition: Edition) -> bytes:
    """The same version, edition and language give the same bytes."""
    writer = _Writer(classroom.language)
    blocks = [writer.block(each) for each in programme_blocks(classroom, edition)]
    return typeset("programme.typ", {**page_data(classroom, "programme"), "blocks": blocks}, classroom)


class _Writer:
    """Blocks as the template takes them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._kinds: Mapping[type[Block], Callable[[Any], Data]] = {
            Cover: self._cover,
            Contents: lambda block: {"kind": "contents", "title": self._told(block.title)},
            Heading: self._heading,
            Paragraph: lambda block: {"kind": "paragraph", "tone": block.tone, "words": self._told(block.words)},
            Points: self._points,
            Table: self._table,
        }

    def block(self, block: Block) -> Data:
        return self._kinds[type(block)](block)

    def _told(self, words: Words) -> Data:
        return told(words, self._language)

    def _line(self, line: Line) -> Data:
        return {"words": self._told(line.words), "url": line.url}

    def _cover(self, cover: Cover) -> Data:
        return {
            "kind": "cover",
            **{name: self._told(getattr(cover, name)) for name in ("kicker", "title", "subtitle")},
            "facts": [[self._told(name), self._told(value)] for name, value in cover.facts],
            "foot": list(map(self._told, cover.foot)),
        }

    def _heading(self, heading: Heading) -> Data:
        words = self._told(heading.words)
        return {"kind": "heading", "level": heading.level, "listed": heading.is_listed, "words": words}

    def _points(self, points: Points) -> Data:
        entries = list(map(self._entry, points.entries))
        return {"kind": "points", "numbered": points.is_numbered, "entries": entries}

    def _entry(self, entry: Entry) -> Data:
        return {"words": self._told(entry.words), "below": list(map(self._line, entry.below))}

    def _table(self, table: Table) -> Data:
        rows = [
            {"cells": [list(map(self._line, cell)) for cell in row.cells], "shaded": row.is_shaded}
            for row in table.rows
        ]
        return {
            "kind": "table", "header": list(map(self._told, table.header)), "rows": rows, "widths": list(table.widths),
        }  # fmt: skip
