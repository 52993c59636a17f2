"""Converters of plain text and its markups: Markdown, reStructuredText, text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.conversion import partition, title_element
from ingest.converters.web import html_elements
from ingest.formats import decode

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6} .*$", re.MULTILINE)
# One line that says something and ends no sentence.
_TEXT_HEADING = re.compile(r"(?=.*[^\W\d_]).{1,79}[^.!?;,:。！？؟\s]")
_RST_SETTINGS = {
    # A file must not bring in other files of this machine, nor markup past the parser; nor is a fault worth a message in it.
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "smart_quotes": False,
    "toc_backlinks": False,
}


def convert_markdown(path: Path) -> list[Element]:
    """Markdown with tables and fenced code; front matter is left out."""
    text = _FRONT_MATTER.sub("", decode(path.read_bytes()).replace("\r\n", "\n"))
    # HTML in a heading is part of what the author called it: as markup it would vanish, and a script with its content.
    return partition("md", text=_MARKDOWN_HEADING.sub(lambda line: line[0].replace("<", "&lt;"), text))


def convert_rst(path: Path) -> list[Element]:
    """reStructuredText by docutils, by way of HTML; unstructured would need pandoc, which is a program under the GPL."""
    from docutils.core import publish_parts  # type: ignore[import-untyped]

    parts = publish_parts(decode(path.read_bytes()), writer="html5", settings_overrides=_RST_SETTINGS)
    return html_elements(parts["html_body"])


def convert_text(path: Path) -> list[Element]:
    """Plain text: paragraphs stand between empty lines; a short line that ends no sentence heads the text below it."""
    return text_elements(decode(path.read_bytes()))


def text_elements(text: str, *, has_headings: bool = True) -> list[Element]:
    """Paragraphs of a text, and headings where it may have some; `convert_text` says how they are told apart."""
    from unstructured.documents.elements import NarrativeText

    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n[ \t]*\n", lines) if paragraph.strip()]
    short = [has_headings and bool(_TEXT_HEADING.fullmatch(paragraph)) for paragraph in paragraphs]
    # Of two short lines in a row only the first of all, the title, is a heading for certain.
    heads = [here and (position == 0 or not below) for position, (here, below) in enumerate(_with_next(short))]
    return [
        title_element(paragraph, 0) if is_heading else NarrativeText(paragraph)
        for paragraph, is_heading in zip(paragraphs, heads, strict=True)
    ]


def _with_next(flags: list[bool]) -> Iterator[tuple[bool, bool]]:
    """Each flag with the one after it; the last, which has no text below, counts as followed by a short line."""
    return pairwise([*flags, True])
