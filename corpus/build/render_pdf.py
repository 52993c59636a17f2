"""A case document as a PDF report with typst: headings, lists, tables, page numbers, tagged text in the script's own font."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

import typst

from corpus.build.blocks import (
    CONTENTS,
    TABLE_CAPTION,
    Block,
    Chart,
    Heading,
    ListItem,
    Paragraph,
    Table,
    font_of,
    plain,
    read_blocks,
)
from corpus.errors import Unavailable

LATIN_FONT = "Libertinus Serif"
"""Comes inside typst."""
SCRIPT_FONTS = {
    "ko": "Noto Sans CJK KR",
    "ja": "Noto Sans CJK JP",
    "zh": "Noto Sans CJK SC",
    "zh-Hant": "Noto Sans CJK TC",
    "ar": "Noto Naskh Arabic",
}
FONT_PACKAGES = {"ar": "fonts-noto-core"}
"""Debian packages of those fonts; fonts-noto-cjk where nothing else is said."""


def render_pdf(text: str, title: str, language: str, footer: str) -> bytes:
    """A PDF; the same text and fonts give the same bytes. Unavailable names the font package that is missing."""
    data = {
        "title": title,
        "language": language.partition("-")[0],
        "fonts": _fonts(language),
        "footer": footer,
        "blocks": _as_data(read_blocks(text)),
    }
    source = resources.files("corpus.build").joinpath("report.typ").read_bytes()
    compiled: bytes = typst.compile(source, format="pdf", sys_inputs={"data": json.dumps(data)}, timestamp=0)
    return compiled


def _fonts(language: str) -> list[str]:
    font = font_of(language, SCRIPT_FONTS)
    if font is None:
        return [LATIN_FONT]
    if not any(family == font for family in typst.Fonts().families()):
        package = FONT_PACKAGES.get(language.partition("-")[0], "fonts-noto-cjk")
        raise Unavailable(f"the font {font!r} is not installed; on Debian: apt-get install {package}")
    return [font]


def _as_data(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, ListItem):
            _join_list(out, block)
        elif isinstance(block, Heading):
            out.append({"kind": "heading", **asdict(block)})
        elif isinstance(block, Paragraph):
            is_contents = plain(block.runs) == CONTENTS
            out.append({"kind": "contents"} if is_contents else {"kind": "paragraph", **asdict(block)})
        elif isinstance(block, Table):
            out.append({"kind": "table", "caption": _take_caption(out), **asdict(block)})
        elif isinstance(block, Chart):
            out.append({"kind": "chart", **asdict(block)})
    return out


def _join_list(out: list[dict[str, Any]], item: ListItem) -> None:
    """Add an item to the list before it, or start a new one. Nested lists are set flat."""
    is_ordered = item.number is not None
    if not out or out[-1]["kind"] != "list" or out[-1]["ordered"] != is_ordered:
        out.append({"kind": "list", "ordered": is_ordered, "start": item.number or 1, "items": []})
    out[-1]["items"].append([asdict(run) for run in item.runs])


def _take_caption(out: list[dict[str, Any]]) -> str | None:
    """The caption that stands before a table, taken out of the text."""
    if not out or out[-1]["kind"] != "paragraph":
        return None
    words = "".join(run["text"] for run in out[-1]["runs"])
    if not words.startswith(TABLE_CAPTION):
        return None
    out.pop()
    return words.removeprefix(TABLE_CAPTION)
