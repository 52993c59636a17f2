"""CSL-JSON items as BibTeX in UTF-8, for reference managers and LaTeX alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, ExplicitComment, Field

from api.exports.csl import Item, one_line

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\lbrace{}",
        "}": r"\rbrace{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
"""Braces become commands: BibTeX counts braces even behind a backslash, so that one stray brace would swallow the rest of the file."""

ENTRY_TYPES: Mapping[str, str] = {"report": "techreport", "chapter": "incollection"}
"""CSL type -> entry type, as Zotero and Zenodo map them."""


def escaped(text: str) -> str:
    """The text for a BibTeX field, LaTeX's special characters escaped, on one line."""
    return one_line(text).translate(_SPECIAL)


def _kept(name: str) -> Callable[[Item], str]:
    """A text of the item in braces of its own, so that no style changes its capitals or takes an organisation for a person."""
    return lambda item: f"{{{escaped(item[name])}}}" if name in item else ""


def _text(name: str) -> Callable[[Item], str]:
    return lambda item: escaped(item.get(name, ""))


def _author(item: Item) -> str:
    return " and ".join(f"{{{escaped(name['literal'])}}}" for name in item["author"])


def _publisher(item: Item) -> str:
    """An archive that is its own author is its own institution as well: BibTeX wants the field."""
    return escaped(item.get("publisher") or item["author"][0]["literal"])


def _year(item: Item) -> str:
    return f"{item['issued']['date-parts'][0][0]:04}" if "issued" in item else ""


def _accessed(item: Item) -> str:
    parts = item["accessed"]["date-parts"][0] if "accessed" in item else ()
    return "-".join(f"{part:02}" for part in parts)


FIELDS: tuple[tuple[str, Callable[[Item], str]], ...] = (
    ("author", _author),
    ("title", _kept("title")),
    ("booktitle", _kept("container-title")),
    ("institution", lambda item: "" if "container-title" in item else _publisher(item)),
    ("publisher", lambda item: _publisher(item) if "container-title" in item else ""),
    ("year", _year),
    ("pages", lambda item: item.get("page", "").replace("–", "--")),
    ("number", lambda item: f"Version {item['version']}"),
    ("note", _text("note")),
    ("abstract", _text("abstract")),
    ("keywords", _text("keyword")),
    ("language", _text("language")),
    ("url", lambda item: item["URL"]),
    ("urldate", _accessed),
)
"""Field of BibTeX -> its value in the item, empty where it has none."""


def bibtex_entry(item: Item) -> str:
    """The entry of one item, without an empty line after it."""
    fields = ((name, value(item)) for name, value in FIELDS)
    entry = Entry(ENTRY_TYPES[item["type"]], item["id"], [Field(name, value) for name, value in fields if value])
    return write_string(Library([entry]))


def bibtex_entries(items: Iterable[Item], snapshot: str) -> Iterator[str]:
    """BibTeX piece by piece: a comment that names the state of the archive, then an entry at a time."""
    yield write_string(Library([ExplicitComment(f"Casebook, snapshot {escaped(snapshot)}")])) + "\n"
    for item in items:
        yield bibtex_entry(item) + "\n"
