"""Converters of OpenDocument texts and slides, from their XML: headings, lists, tables, notes and pages.

Read here: odfdo, the library that is kept, is made for writing and joins footnotes, comments and deleted text to the text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.conversion import title_element
from ingest.converters.sheets import MOST_COLUMNS, table_elements
from ingest.safe_xml import parse_xml

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_NAMESPACES: Mapping[str, str] = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
}
_LEFT_OUT = frozenset({
    "text:tracked-changes", "text:table-of-content", "text:alphabetical-index", "text:illustration-index",
    "text:table-index", "text:object-index", "text:user-index", "office:annotation", "office:annotation-end",
    "text:sequence-decls", "office:forms", "text:note", "text:ruby-text", "draw:object", "svg:title", "svg:desc",
})  # fmt: skip
"""What is no text of the document: what was deleted, comments, lists of its parts; notes are put after their paragraph."""
_SPACES: Mapping[str, str] = {"text:tab": "\t", "text:line-break": "\n"}
_MOST_SPACES = 100
_TITLE_STYLE = "Title"
_AROUND = frozenset({"page-number", "date-time", "footer", "header"})
"""Places on a slide that hold none of what it says."""


@dataclass
class _Reading:
    """Where in a document the reading is."""

    parents: Mapping[str, str]
    """Style -> the style that it is derived from."""
    page: int | None = None
    has_title: bool = False
    elements: list[Element] = field(default_factory=list)


def convert_odt(path: Path) -> list[Element]:
    """A text; its notes stand after their paragraphs. It has no pages: where they break, only a layout tells."""
    root = _content(path)
    reading = _Reading(_style_parents(path, root))
    body = _find(root, "office:text")
    if body is not None:
        _read_children(body, reading)
    return reading.elements


def convert_odp(path: Path) -> list[Element]:
    """Slides with their titles, bullets and tables, each followed by its speaker's notes."""
    root = _content(path)
    reading = _Reading({})
    for number, slide in enumerate(_slides(root), start=1):
        reading.page = number
        titles = [frame for frame in _iter(slide, "draw:frame") if _get(frame, "presentation:class") == "title"]
        for frame in titles:
            _add_title(" ".join(" ".join(map(_text, _iter(frame, "text:p"))).split()), reading)
        for child in slide:
            if child not in titles and _name(child) != "presentation:notes":
                _read_bullets(child, reading)
        for notes in _iter(slide, "presentation:notes"):
            _read_children(notes, reading)
    return reading.elements


def count_odp_slides(path: Path) -> int:
    """Number of slides, hidden ones too."""
    return len(_slides(_content(path)))


def _content(path: Path) -> Any:
    with zipfile.ZipFile(path) as package:
        return parse_xml(package.read("content.xml"))


def _slides(root: Any) -> list[Any]:
    body = _find(root, "office:presentation")
    return [] if body is None else [child for child in body if _name(child) == "draw:page"]


def _style_parents(path: Path, root: Any) -> dict[str, str]:
    """Automatic styles have names of their own; what they mean, the named style above them says."""
    with zipfile.ZipFile(path) as package:
        shared = parse_xml(package.read("styles.xml")) if "styles.xml" in package.namelist() else None
    roots = [each for each in (shared, root) if each is not None]
    styles = (style for each in roots for style in _iter(each, "style:style"))
    return {_get(style, "style:name"): _get(style, "style:parent-style-name") for style in styles}


# Walking -----------------------------------------------------------------------------------------------------------------


def _read_children(parent: Any, reading: _Reading) -> None:
    for child in parent:
        name = _name(child)
        if name not in _LEFT_OUT and _get(child, "presentation:class") not in _AROUND:
            _READERS.get(name, _read_children)(child, reading)


def _read_heading(element: Any, reading: _Reading) -> None:
    level = _get(element, "text:outline-level")
    depth = (int(level) if level.isdigit() else 1) - 1 + reading.has_title
    if text := _text(element).strip():
        reading.elements.append(title_element(text, depth, reading.page))
    _read_apart(element, reading)


def _read_paragraph(element: Any, reading: _Reading) -> None:
    from unstructured.documents.elements import NarrativeText

    text = _text(element)
    if _is_title(_get(element, "text:style-name"), reading) and text.strip():
        _add_title(text.strip(), reading)
        reading.has_title = True
    elif text.strip():
        reading.elements.append(_with_page(NarrativeText(text), reading))
    _read_apart(element, reading)


def _read_item(element: Any, reading: _Reading) -> None:
    """An item's paragraphs as one list item; lists within it follow."""
    from unstructured.documents.elements import ListItem

    own = [child for child in element if _name(child) in {"text:p", "text:h"}]
    text = "\n".join(filter(None, (_text(child).strip() for child in own)))
    if own and all(_name(child) == "text:h" for child in own):
        # Numbered headings are headings in a list, as some programs write them.
        for child in own:
            _read_heading(child, reading)
    elif text:
        reading.elements.append(_with_page(ListItem(text), reading))
    for child in element:
        if child not in own:
            _READERS.get(_name(child), _read_children)(child, reading)


def _read_table(element: Any, reading: _Reading) -> None:
    # A table within a cell is text of that cell.
    rows = [_cells(row) for row in _iter(element, "table:table-row") if _within(row, "table:table") is element]
    reading.elements += table_elements(rows, reading.page)


def _read_bullets(element: Any, reading: _Reading) -> None:
    """What stands on a slide beside its title: every line is a bullet, as in slides of PowerPoint."""
    from unstructured.documents.elements import ListItem

    name = _name(element)
    if name == "table:table":
        _read_table(element, reading)
    elif name in {"text:p", "text:h"}:
        if text := _text(element).strip():
            reading.elements.append(_with_page(ListItem(text), reading))
    elif name not in _LEFT_OUT and _get(element, "presentation:class") not in _AROUND:
        for child in element:
            _read_bullets(child, reading)


def _read_apart(element: Any, reading: _Reading) -> None:
    """What hangs in a paragraph and is none of its text: its notes, and boxes of text."""
    for name in ("text:note-body", "draw:text-box"):
        for box in _iter(element, name):
            # What hangs in a paragraph of the box, that paragraph brings along.
            if _within(box, "text:p") is element or _within(box, "text:h") is element:
                before = len(reading.elements)
                _read_children(box, reading)
                for note in reading.elements[before:] if name == "text:note-body" else ():
                    # An ad-hoc field of unstructured's metadata, which `ingest.convert` reads.
                    note.metadata.role = "footnote"


_READERS: Mapping[str, Callable[[Any, _Reading], None]] = {
    "text:h": _read_heading,
    "text:p": _read_paragraph,
    "text:list-item": _read_item,
    "text:list-header": _read_item,
    "table:table": _read_table,
}


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if _name(cell) not in {"table:table-cell", "table:covered-table-cell"}:
            continue
        repeated = _get(cell, "table:number-columns-repeated")
        times = min(int(repeated) if repeated.isdigit() else 1, MOST_COLUMNS - len(cells))
        cells += ["\n".join(_text(child).strip() for child in _iter(cell, "text:p"))] * times
    while cells and not cells[-1]:
        cells.pop()
    return cells


# Text --------------------------------------------------------------------------------------------------------------------


def _text(element: Any) -> str:
    """The text in an element, with its spaces and line breaks, which have elements of their own."""
    return "".join(_texts(element))


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = _name(child)
        if name == "text:s":
            count = _get(child, "text:c")
            yield " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
        elif name in _SPACES:
            yield _SPACES[name]
        elif name not in _LEFT_OUT and name != "draw:text-box":
            yield from _texts(child)
            yield "\n" if name in {"text:p", "text:h"} else ""
        yield child.tail or ""


def _is_title(style: str, reading: _Reading) -> bool:
    seen: set[str] = set()
    while style and style not in seen:
        if style == _TITLE_STYLE:
            return True
        seen.add(style)
        style = reading.parents.get(style, "")
    return False


def _add_title(text: str, reading: _Reading) -> None:
    if text:
        reading.elements.append(title_element(text, 0, reading.page))


def _with_page(element: Element, reading: _Reading) -> Element:
    element.metadata.page_number = reading.page
    return element


# Names -------------------------------------------------------------------------------------------------------------------


def _name(element: Any) -> str:
    """'text:p' and the like; an empty text for what is no element, and the namespace itself where it is none of ours."""
    if not isinstance(element.tag, str):
        return ""
    namespace, _, local = element.tag.removeprefix("{").rpartition("}")
    return f"{_NAMESPACES.get(namespace, namespace)}:{local}"


def _clark(name: str) -> str:
    prefix, _, local = name.partition(":")
    namespace = next(address for address, short in _NAMESPACES.items() if short == prefix)
    return f"{{{namespace}}}{local}"


def _find(root: Any, name: str) -> Any:
    return next(root.iter(_clark(name)), None)


def _iter(root: Any, name: str) -> Iterator[Any]:
    yield from root.iter(_clark(name))


def _within(element: Any, name: str) -> Any:
    """The nearest element of that name around an element."""
    return next(element.iterancestors(_clark(name)), None)


def _get(element: Any, name: str) -> str:
    return str(element.get(_clark(name)) or "")
