"""Markdown as a flat list of blocks, from which every format is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.errors import BadInput

NOTES = "Notes:"
"""A paragraph of a slide source that starts with this goes into the speaker's notes."""
BARS = "bars"
CONTENTS = "[TOC]"
"""A paragraph that is this stands for the table of contents of a report."""
TABLE_CAPTION = "Table: "
"""A paragraph that starts with this, right before a table, is its caption; the number is set by the renderer."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `url` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class ListItem:
    """`number` counts in an ordered list, None in a bulleted one; `depth` is 0 for an outer list."""

    runs: Runs
    depth: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    shown: str
    """The value as the source writes it, in the language of the document."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart: a fenced block ```bars whose first line is the caption, the others `label | value`. Only PDF draws it."""

    caption: str
    bars: tuple[Bar, ...]


Block = Heading | Paragraph | ListItem | Table | Chart


def plain(runs: Sequence[Run]) -> str:
    """The text of runs without style."""
    return "".join(run.text for run in runs)


def markdown() -> MarkdownIt:
    """The Markdown that sources are written in: CommonMark with tables and bare links, raw HTML shown as text."""
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def read_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text in order."""
    return list(_Reader(markdown().parse(text)))


def refuse_charts(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, for a format in which charts are not drawn; BadInput where there is one."""
    if any(isinstance(block, Chart) for block in blocks):
        raise BadInput("bar charts are drawn in PDF only; make the document a .pdf.md, or write the figures as a table")
    return blocks


def is_right_to_left(language: str) -> bool:
    """Whether the language (BCP 47) is written from right to left."""
    return language.partition("-")[0] in {"ar", "fa", "he", "ur"}


def font_of(language: str, fonts: Mapping[str, str]) -> str | None:
    """The font that a format has for a language: that of the whole tag ("zh-Hant") before that of its language ("zh")."""
    return fonts.get(language) or fonts.get(language.partition("-")[0])


class _Reader:
    """Walks the token stream once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.lists: list[int | None] = []

    def __iter__(self) -> Iterator[Block]:
        position = 0
        while position < len(self.tokens):
            token = self.tokens[position]
            if token.type == "table_open":
                end = next(i for i in range(position, len(self.tokens)) if self.tokens[i].type == "table_close")
                yield _table(self.tokens[position:end])
                position = end
            elif token.type == "fence" and token.info.strip() == BARS:
                yield _chart(token.content)
            elif token.type == "inline":
                yield self._text(self.tokens[position - 1], token)
            else:
                self._follow_list(token)
            position += 1

    def _follow_list(self, token: Token) -> None:
        if token.type == "bullet_list_open":
            self.lists.append(None)
        elif token.type == "ordered_list_open":
            self.lists.append(int(token.attrs.get("start", 1)) - 1)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
        elif token.type == "list_item_open" and (number := self.lists[-1]) is not None:
            self.lists[-1] = number + 1

    def _text(self, opened_by: Token, inline: Token) -> Block:
        runs = _runs(inline)
        if opened_by.type == "heading_open":
            return Heading(int(opened_by.tag[1:]), runs)
        if self.lists:
            return ListItem(runs, len(self.lists) - 1, self.lists[-1])
        return Paragraph(runs)


def _runs(inline: Token) -> Runs:
    runs: list[Run] = []
    bold = italic = 0
    url: str | None = None
    for child in inline.children or ():
        bold += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(child.type, 0)
        if child.type == "link_open":
            url = str(child.attrs["href"])
        elif child.type == "link_close":
            url = None
        elif child.type in {"text", "code_inline", "softbreak", "hardbreak"}:
            runs.append(Run(child.content or " ", bool(bold), bool(italic), url))
    return tuple(runs)


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[tuple[Runs, ...]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append(())
        elif token.type == "inline":
            rows[-1] = (*rows[-1], _runs(token))
    return Table(rows[0], tuple(rows[1:]))


def _chart(lines: str) -> Chart:
    caption, *bars = [line.strip() for line in lines.strip().splitlines()]
    return Chart(caption, tuple(map(_bar, bars)))


def _bar(line: str) -> Bar:
    """`label | 1,130` or `label | 1.130 = 1130`, where what is shown is not how Python writes the value."""
    label, _, value = (part.strip() for part in line.rpartition("|"))
    shown, _, number = (part.strip() for part in value.partition("="))
    try:
        return Bar(label, float((number or shown).replace(",", "")), shown)
    except ValueError:
        raise BadInput(f"a bar is written 'label | value' or 'label | value as shown = number', not {line!r}") from None
