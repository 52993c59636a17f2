"""A draft record for a document that came without one: what names it, each value marked as a guess."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from corpus.case import Case, DocumentRecord, Guess, Status
from corpus.gazetteer import fold
from ingest.elements import ElementKind
from ingest.headings import Outline
from ingest.languages import document_language, language_probability
from ingest.proposals.decisions import filled
from ingest.sentences import sentence_spans
from ingest.text import one_line, says_something

READ_FOR_DRAFT = 100_000
"""Characters from the start of a document that its language is told from."""

LONGEST_ABSTRACT = 600
LONGEST_SLUG = 60


def draft_case(path: Path, origin: str, outline: Outline, case_id: str | None = None) -> Case:
    """A draft of the case that a document tells, with what names it: title, abstract, language. `ingest.proposals` finds the rest.

    Without `case_id` the id is made of the title and of `origin`, where the file lives.
    """
    language = outline.language or document_language(element.element.text for element in outline.elements)
    guesses = (*_titles(path, outline, language), *_abstract(outline, language), _language(outline, language))
    title = _said(guesses[0])
    draft = Case(
        id=case_id or draft_id(title, origin),
        status=Status.draft,
        title={},
        abstract={},
        original_language=language,
        guesses=guesses,
        documents=(DocumentRecord(file=file_name(path), language=language, title=title),),
    )
    return filled(draft)


def draft_id(title: str, origin: str) -> str:
    """Words of the title in ASCII and eight hexadecimal digits of where the file lives: 'seoul-bus-reform-3f2a91bc'.

    A title in another script gives no words; then the id starts with 'draft'.
    """
    ascii_title = unicodedata.normalize("NFKD", fold(title)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_title)[:LONGEST_SLUG].strip("-")
    if len(slug) == LONGEST_SLUG:
        slug = slug.rpartition("-")[0] or slug
    digits = hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{slug if re.search('[a-z]', slug) else 'draft'}-{digits}"


def file_name(path: Path) -> str:
    """The name of a file as text that can be stored and shown: a file system allows any bytes in it."""
    readable = path.name.encode("utf-8", "replace").decode("utf-8")
    return one_line(readable.replace("\\", "_")) or "?"


def _said(guess: Guess) -> str:
    return next(iter(guess.value.values())) if isinstance(guess.value, dict) else ""  # type: ignore[return-value]


def _titles(path: Path, outline: Outline, language: str) -> Iterator[Guess]:
    """The first heading, and the name of the file for a document without one, or with a wrong one."""
    if outline.title:
        yield Guess(field="title", value={language: outline.title}, found_in="first heading", confidence=0.9)
    name = re.sub(r"[\s_-]+", " ", Path(file_name(path)).stem).strip() or "?"
    if name != outline.title:
        yield Guess(field="title", value={language: name}, found_in="file name", confidence=0.4)


def _abstract(outline: Outline, language: str) -> Iterator[Guess]:
    """The first paragraph that says something, as it stands, up to a sentence's end."""
    telling = (placed.element for placed in outline.elements if placed.element.kind is ElementKind.text)
    first = next((element for element in telling if says_something(element.text)), None)
    if first:
        where = f"first paragraph, page {first.page}" if first.page else "first paragraph"
        opening = _opening(first.text, language)
        yield Guess(field="abstract", value={language: opening}, found_in=where, confidence=0.5)


def _opening(text: str, language: str) -> str:
    ends = [span.end for span in sentence_spans(text, language) if span.end <= LONGEST_ABSTRACT]
    return text[: max(ends)] if ends else f"{text[: LONGEST_ABSTRACT - 1].rstrip()}…"


def _language(outline: Outline, language: str) -> Guess:
    sure = min(0.99, max(0.1, language_probability("\n".join(_texts(outline)))))
    return Guess(field="original_language", value=language, found_in="words of the text", confidence=round(sure, 2))


def _texts(outline: Outline) -> list[str]:
    """What the document itself says, tables and lists of sources aside; of a long one its start."""
    elements = [
        placed.element for placed in outline.elements if placed.section != "sources" and not placed.element.rows
    ]
    lengths = accumulate(len(element.text) for element in elements)
    return [element.text for element, length in zip(elements, lengths, strict=True) if length <= READ_FOR_DRAFT]
