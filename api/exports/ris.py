"""CSL-JSON items as RIS in UTF-8, which EndNote, Mendeley and library catalogues read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import rispy
from rispy.writer import RisWriter

from api.exports.csl import ARCHIVE, KEYWORDS, Item

REFERENCE_TYPES: Mapping[str, str] = {"report": "RPRT", "chapter": "CHAP"}
"""CSL type -> TY, as Zotero and Zenodo map them."""


class _Writer(RisWriter):  # type: ignore[misc]
    """rispy numbers the references of a file; pieces of one must not begin at 1 each."""

    def set_header(self, count: int) -> str:  # noqa: ARG002 - the signature is rispy's
        return ""


def _text(name: str) -> Callable[[Item], str]:
    return lambda item: item.get(name, "")


def _date(name: str) -> Callable[[Item], str]:
    """YYYY/MM/DD/, with its parts empty where they are not known."""
    return lambda item: _slashed(item[name]["date-parts"][0]) if name in item else ""


def _slashed(parts: list[int]) -> str:
    return "/".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:]), "", "", ""][:3]) + "/"


def _page(place: int) -> Callable[[Item], str]:
    return lambda item: item["page"].split("–")[place] if "page" in item else ""


FIELDS: tuple[tuple[str, Callable[[Item], Any]], ...] = (
    ("type_of_reference", lambda item: REFERENCE_TYPES[item["type"]]),
    ("authors", lambda item: [name["literal"] for name in item["author"]]),
    ("title", _text("title")),
    ("secondary_title", _text("container-title")),
    ("year", lambda item: _date("issued")(item)[:4]),
    ("date", _date("issued")),
    ("edition", lambda item: f"Version {item['version']}"),
    ("start_page", _page(0)),
    ("end_page", _page(-1)),
    ("section", _text("section")),
    ("publisher", _text("publisher")),
    ("abstract", _text("abstract")),
    ("keywords", lambda item: list(filter(None, item.get("keyword", "").split(KEYWORDS)))),
    ("language", _text("language")),
    ("urls", lambda item: [item["URL"]]),
    ("access_date", _date("accessed")),
    ("name_of_database", lambda _: ARCHIVE),
    ("accession_number", _text("id")),
    ("notes", lambda item: [*filter(None, (item.get("note"), f"Casebook snapshot {item['custom']['snapshot']}"))]),
    ("id", _text("id")),
)
"""Field of rispy -> its value in the item, empty where it has none."""


def ris_entry(item: Item) -> str:
    """The reference of one item."""
    fields = ((name, value(item)) for name, value in FIELDS)
    return str(rispy.dumps([{name: value for name, value in fields if value}], implementation=_Writer))


def ris_entries(items: Iterable[Item]) -> Iterator[str]:
    """RIS piece by piece, a reference at a time."""
    for item in items:
        yield ris_entry(item) + "\n"
