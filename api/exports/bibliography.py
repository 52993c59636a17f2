"""A list of cases as BibTeX, one `@misc` a case, in UTF-8, for reference managers and LaTeX alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from api.exports.cases import ExportedCase

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


def bibtex_entries(cases: Iterable[ExportedCase]) -> Iterator[str]:
    """BibTeX piece by piece, an entry at a time."""
    for case in cases:
        yield write_string(Library([entry(case)])) + "\n"


def escaped(text: str) -> str:
    """The text for a BibTeX field: LaTeX's special characters escaped, white space and control characters as single spaces."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split()).translate(_SPECIAL)


def entry(case: ExportedCase) -> Entry:
    """The citation of a case; the year is that of the last check, since the entry cites the record and not the policy."""
    card, record = case.card, case.record
    fields = {
        "author": f"{{{escaped(record.rights_holder)}}}" if record.rights_holder else None,
        "title": f"{{{escaped(card.title)}}}",
        "year": record.last_verified[:4] if record.last_verified else None,
        "howpublished": "Casebook, archive of urban policy cases",
        "note": escaped(_note(case)),
        "abstract": escaped(card.abstract),
        "keywords": escaped(", ".join(card.topic_labels)),
        "language": escaped(card.title_language),
        "url": case.url,
    }
    return Entry("misc", card.id, [Field(key, value) for key, value in fields.items() if value])


def _note(case: ExportedCase) -> str:
    place = ", ".join(filter(None, (case.card.city, case.card.country_label)))
    parts = (place, f"policy started {case.card.year}" if case.card.year else "", f"version {case.card.version}")
    return "; ".join(filter(None, parts))
