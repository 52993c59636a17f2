"""Cases and passages as CSL-JSON items (citationstyles.org, schema 1.0.2): the one source of every citation.

BibTeX, RIS and the written styles are made of these items, so that none can say what another does not. A case is cited as a report of its
rights holder, published by the archive; a passage as a chapter, its document, in that report, with its page. The year is that of the
editor's last check, since a citation is of the record and not of the policy; the DOI registries and Zenodo date a version likewise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from api.exports.cases import ExportedCase
from corpus.passage import Passage, StoredDocument

Item = Mapping[str, Any]
"""A CSL-JSON item."""

KEYWORDS = "; "
"""Between keywords: labels of topics have commas in them."""

ARCHIVE = "Casebook"
"""Publisher of every record; its author too where the record names no rights holder."""


def case_item(case: ExportedCase, accessed: str | None = None) -> Item:
    """The item of a case. `accessed` (YYYY-MM-DD) is told only where it is given, so that the same archive gives the same item."""
    return {"type": "report", "id": case.card.id, "title": one_line(case.card.title), **_common(case, accessed)}


def passage_item(case: ExportedCase, document: StoredDocument, passage: Passage, accessed: str | None = None) -> Item:
    """The item of a passage: its document as a part of the case, with the page, or the heading where the format has no pages."""
    place = {"page": pages(passage), "section": " › ".join(map(one_line, passage.heading_path))}
    return {
        "type": "chapter",
        "id": passage.id,
        "title": one_line(document.title),
        "container-title": one_line(case.card.title),
        **{name: value for name, value in place.items() if value},
        **_common(case, accessed),
        "URL": case.addresses.passage(passage.id),
        "language": document.language,
    }


def pages(passage: Passage) -> str:
    """'3' or '3–4'; empty where the format has no pages."""
    first, last = passage.page, passage.page_end
    if first is None:
        return ""
    return str(first) if last in (None, first) else f"{first}–{last}"


def one_line(text: str) -> str:
    """The text with control characters and white space of any kind as single spaces: a line break would end a field of RIS."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _common(case: ExportedCase, accessed: str | None) -> dict[str, Any]:
    card, record = case.card, case.record
    fields = {
        "author": [{"literal": one_line(record.rights_holder or ARCHIVE)}],
        "issued": _date(record.last_verified),
        "accessed": _date(accessed),
        # An author who is the publisher too is named once, as all three styles want it.
        "publisher": ARCHIVE if record.rights_holder else None,
        "version": str(card.version),
        "URL": case.uri,
        "language": card.title_language,
        "abstract": one_line(card.abstract),
        "keyword": KEYWORDS.join(card.topic_labels),
        "note": _note(case),
        "custom": {"snapshot": case.snapshot, "licence": record.licence},
    }
    return {name: value for name, value in fields.items() if value}


def _date(date: str | None) -> dict[str, Any] | None:
    """A partial date ('2026', '2026-11', '2026-11-22') as CSL writes it."""
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else None


def _note(case: ExportedCase) -> str:
    """City, country and the year in which the policy started: no words, as names are in the language of the reader."""
    card = case.card
    return one_line(", ".join(filter(None, (card.city, card.country_label, str(card.year or "")))))


def csl_json(cases: Iterable[ExportedCase]) -> Iterator[str]:
    """A CSL-JSON array piece by piece, an item at a time."""
    yield "["
    for number, case in enumerate(cases):
        yield (",\n" if number else "\n") + json.dumps(case_item(case), ensure_ascii=False)
    yield "\n]\n"
