"""What every converter has in common: its contract, and making and calling for unstructured's elements."""

from __future__ import annotations

import html
import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

Converter = Callable[[Path], "list[Element]"]
"""A file's elements in reading order; BadInput, with a sentence for a person, where it cannot be read as its type.

Converters run in the child process of `ingest.sandbox`, after `prepare_unstructured`. They import unstructured and the
readers of formats where they use them, so that the process that asks for a file to be parsed never loads them.
"""


def partitioner(kind: str) -> Callable[..., list[Element]]:
    """unstructured's `partition_<kind>`."""
    function: Callable[..., list[Element]] = getattr(
        importlib.import_module(f"unstructured.partition.{kind}"), f"partition_{kind}"
    )
    return function


def partition(kind: str, **source: str) -> list[Element]:
    """Elements by unstructured, without its language detection: ours is better, and knows the document's language."""
    return partitioner(kind)(languages=[""], **source)


def title_element(text: str, depth: int, page: int | None = None) -> Element:
    """A heading; `depth` counts from 0, `page` from 1."""
    from unstructured.documents.elements import ElementMetadata, Title

    return Title(text, metadata=ElementMetadata(category_depth=depth, page_number=page))


def table_element(rows: Iterable[Iterable[str]], page: int | None = None) -> Element:
    """A table with its cells as HTML, the way unstructured's own partitioners hand them on."""
    from unstructured.documents.elements import ElementMetadata, Table

    cells = [list(row) for row in rows]
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in cells)
    markup = "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
    text = " ".join(cell for row in cells for cell in row if cell)
    return Table(text, metadata=ElementMetadata(text_as_html=markup, page_number=page))
