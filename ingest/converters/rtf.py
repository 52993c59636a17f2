"""Rich Text Format: paragraphs, headings, lists and tables in any of its encodings.

Read here: the free library for it, striprtf, yields text without headings and tables, and LibreOffice would have to be installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.conversion import title_element
from ingest.converters.sheets import table_elements

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

MOST_GROUPS = 2_000
"""Groups within groups; a document has some dozens."""

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?"
    r"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_CHARSETS: Mapping[int, str] = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Number of a font's character set -> Python's name of its encoding."""
_MULTIBYTE = frozenset({"cp932", "cp949", "johab", "gbk", "big5"})
_SKIPPED = frozenset({
    "fonttbl", "stylesheet", "colortbl", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl",
    "footerr", "footerf", "fldinst", "listtext", "pntext", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator",
    "themedata", "datastore", "latentstyles", "xmlnstbl", "nonshppict", "annotation", "atnid", "atnauthor", "tc", "xe", "bkmkstart",
})  # fmt: skip
"""Groups whose text is not of the document; and all that mark themselves by \\* as safe to pass over."""
_IN_TEXT = frozenset({"", "footnote"})
_ACTED_IN = frozenset({"", "stylesheet", "fonttbl"})
"""Groups in which control words do something."""
_CHARACTERS: Mapping[str, str] = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "emspace": " ", "enspace": " ", "softline": "\n", "~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"title", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a pair of braces."""

    destination: str = ""
    """The group of `_SKIPPED` that this is part of; empty in the text."""
    font: int = 0
    fallback: int = 1
    """Characters that follow a Unicode number for readers that do not know it."""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """What the marks before a paragraph say of it."""

    style: int = 0
    outline: int | None = None
    is_item: bool = False
    is_cell: bool = False


@dataclass
class _Reader:
    """Reads a file's tokens in order and gathers elements."""

    codec: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    outlines: dict[int, int] = field(default_factory=dict)
    """Style -> depth of the headings that have it; -1 for the title."""
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    paragraph: _Paragraph = _Paragraph()
    text: list[str] = field(default_factory=list)
    waiting: bytes = b""
    """Bytes of a character that may have more of them."""
    to_skip: int = 0
    notes: list[str] = field(default_factory=list)
    """Footnotes of the paragraph; they stand after it."""
    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    style: int = 0
    style_name: str = ""
    font: int = 0

    # Tokens

    def read(self, source: str) -> list[Element]:
        at = 0
        while match := _TOKEN.match(source, at):
            at = match.end()
            if match["word"] == "bin":
                at += max(int(match["number"] or 0), 0)
            else:
                self._take(match)
        self._end_paragraph()
        self._end_table()
        return self.elements

    def _take(self, match: re.Match[str]) -> None:
        kind = match.lastgroup
        if kind == "hex":
            self._take_byte(bytes.fromhex(match["hex"]))
        elif kind == "text":
            self._take_text(match["text"])
        elif kind == "brace":
            self._open() if match["brace"] == "{" else self._close()
        elif kind == "symbol":
            self._take_symbol(match["symbol"])
        elif match["word"]:
            self._take_word(match["word"], int(match["number"]) if match["number"] else None)

    def _open(self) -> None:
        self._flush()
        if len(self.groups) > MOST_GROUPS:
            raise ValueError("groups are nested too deeply")
        self.groups.append(self.groups[-1])

    def _close(self) -> None:
        self._flush()
        self.to_skip = 0
        if self.groups[-1].destination == "stylesheet":
            self._end_style()
        if len(self.groups) > 1:
            self.groups.pop()

    def _take_symbol(self, symbol: str) -> None:
        if symbol == "*":
            inside = self.groups[-1].destination
            self._change(destination="*" if inside in _IN_TEXT else inside)
        elif symbol in "\r\n":
            self._end_paragraph()
        else:
            self._write(_CHARACTERS.get(symbol, ""))

    def _take_word(self, word: str, number: int | None) -> None:
        destination = self.groups[-1].destination
        if destination in {"*", *_IN_TEXT} and (destination == "*" or word in {*_SKIPPED, "footnote"}):
            self._enter(word)
        elif word in _CHARACTERS:
            self._write(_CHARACTERS[word])
        elif destination == "footnote" and word == "u":
            self.write_unicode(number)
        elif destination not in _ACTED_IN:
            return
        elif action := _ACTIONS.get(word):
            self._flush()
            action(self, number)

    def _enter(self, word: str) -> None:
        if word in {"listtext", "pntext"}:
            self.paragraph = replace(self.paragraph, is_item=True)
        if word == "footnote":
            self.notes.append("")
        self._change(destination=word)

    def _change(self, **values: object) -> None:
        self._flush()
        self.groups[-1] = replace(self.groups[-1], **values)  # type: ignore[arg-type]

    # Characters

    def _take_byte(self, data: bytes) -> None:
        if self.to_skip:
            self.to_skip -= 1
        else:
            self.waiting += data

    def _take_text(self, text: str) -> None:
        skipped = min(self.to_skip, len(text))
        self.to_skip -= skipped
        text = text[skipped:]
        if self.waiting and self._encoding() in _MULTIBYTE and not self._is_whole():
            # The second byte of a character may be a plain letter.
            self.waiting += text[:1].encode("latin-1", "replace")
            text = text[1:]
        self._write(text)

    def _is_whole(self) -> bool:
        try:
            return bool(self.waiting.decode(self._encoding()))
        except UnicodeDecodeError:
            return False

    def _encoding(self) -> str:
        return self.fonts.get(self.groups[-1].font, self.codec)

    def _flush(self) -> None:
        if self.waiting:
            data, self.waiting = self.waiting, b""
            self._append(data.decode(self._encoding(), "replace"))

    def _write(self, text: str) -> None:
        self._flush()
        self._append(text)

    def _append(self, text: str) -> None:
        group = self.groups[-1]
        if group.destination == "stylesheet":
            self.style_name += text
        elif group.destination == "footnote":
            self.notes[-1] += text
        elif not group.destination and not group.is_hidden:
            self.text.append(text)

    def write_unicode(self, number: int | None) -> None:
        """A character by its number; halves of one beyond the first 65,536 are joined at the end of the paragraph."""
        self._append(chr((number or 0) % 65536))
        self.to_skip = self.groups[-1].fallback

    # Paragraphs

    def _said(self) -> str:
        self._flush()
        text, self.text = "".join(self.text), []
        return _joined(text)

    def _end_paragraph(self) -> None:
        if self.paragraph.is_cell:
            # A line break within a cell.
            self._append("\n")
            return
        if text := self._said():
            self._end_table()
            self.elements.append(self._element(text))
        self.elements += [_footnote(_joined(note)) for note in self.notes]
        self.notes = []
        self.paragraph = replace(self.paragraph, is_item=False)

    def _element(self, text: str) -> Element:
        from unstructured.documents.elements import ListItem, NarrativeText

        outline = self.paragraph.outline
        depth = self.outlines.get(self.paragraph.style) if outline is None else outline
        if depth is not None:
            return title_element(text, depth + (-1 in self.outlines.values()))
        return (ListItem if self.paragraph.is_item else NarrativeText)(text)

    def end_cell(self, _: int | None) -> None:
        self.cells.append(self._said())

    def end_row(self, _: int | None) -> None:
        self.rows.append(self.cells)
        self.cells = []
        self.text = []

    def _end_table(self) -> None:
        if self.cells:
            self.end_row(None)
        self.elements += table_elements(self.rows)
        self.rows = []

    # Styles and fonts

    def _end_style(self) -> None:
        name = self.style_name.strip().rstrip(";")
        if match := _HEADING_STYLE.fullmatch(name):
            self.outlines.setdefault(self.style, int(match[1]) - 1)
        elif _TITLE_STYLE.fullmatch(name):
            self.outlines[self.style] = -1
        self.style, self.style_name = 0, ""

    def set_style(self, number: int | None) -> None:
        if self.groups[-1].destination == "stylesheet":
            self.style = number or 0
        else:
            self.paragraph = replace(self.paragraph, style=number or 0)

    def set_outline(self, number: int | None) -> None:
        if self.groups[-1].destination == "stylesheet":
            if number is not None and 0 <= number <= 8:
                self.outlines[self.style] = number
        elif number is not None and 0 <= number <= 8:
            self.paragraph = replace(self.paragraph, outline=number)

    def set_font(self, number: int | None) -> None:
        self.font = number or 0
        self._change(font=self.font)

    def set_charset(self, number: int | None) -> None:
        if self.groups[-1].destination == "fonttbl" and number is not None:
            self.fonts[self.font] = _CHARSETS.get(number, self.codec)

    def set_codec(self, number: int | None) -> None:
        try:
            "".encode(f"cp{number}")
            self.codec = f"cp{number}"
        except LookupError:
            return

    def reset_paragraph(self, _: int | None) -> None:
        self.paragraph = _Paragraph(is_item=self.paragraph.is_item)

    def mark_cell(self, _: int | None) -> None:
        self.paragraph = replace(self.paragraph, is_cell=True)

    def mark_item(self, number: int | None) -> None:
        self.paragraph = replace(self.paragraph, is_item=bool(number))

    def hide(self, number: int | None) -> None:
        self._change(is_hidden=number != 0)

    def show(self, _: int | None) -> None:
        self._change(is_hidden=False)

    def set_fallback(self, number: int | None) -> None:
        self._change(fallback=min(max(number or 0, 0), 10))

    def end_paragraph(self, _: int | None) -> None:
        self._end_paragraph()


_ACTIONS: Mapping[str, Callable[[_Reader, int | None], None]] = {
    "ansicpg": _Reader.set_codec, "f": _Reader.set_font, "fcharset": _Reader.set_charset, "u": _Reader.write_unicode,
    "uc": _Reader.set_fallback, "v": _Reader.hide, "deleted": _Reader.hide, "plain": _Reader.show, "s": _Reader.set_style,
    "outlinelevel": _Reader.set_outline, "pard": _Reader.reset_paragraph, "par": _Reader.end_paragraph,
    "sect": _Reader.end_paragraph, "page": _Reader.end_paragraph, "intbl": _Reader.mark_cell, "ls": _Reader.mark_item,
    "cell": _Reader.end_cell, "row": _Reader.end_row,
}  # fmt: skip
"""Control word -> what it does; a word that is not here is about looks only."""


def _footnote(text: str) -> Element:
    from unstructured.documents.elements import NarrativeText

    note = NarrativeText(text)
    # An ad-hoc field of unstructured's metadata, which `ingest.convert` reads.
    note.metadata.role = "footnote"
    return note


def _joined(text: str) -> str:
    """The text with characters whole that were written as two halves of 16 bits."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def convert_rtf(path: Path) -> list[Element]:
    """Paragraphs, list items, headings by outline level or style, and tables; it has no pages."""
    return _Reader().read(path.read_bytes().decode("latin-1"))
