"""A draft record for a document that came without one: what can be found in it, each value marked as a guess."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from corpus.case import Case, City, DocumentRecord, Guess, Status
from corpus.gazetteer import fold
from corpus.vocabulary import vocabulary
from index.passages import Vector
from ingest.elements import ElementKind
from ingest.headings import Outline
from ingest.languages import document_language, language_probability
from ingest.places import find_city
from ingest.sentences import sentence_spans
from ingest.text import count_letters, is_cjk, one_line
from ingest.years import find_start_year

FEWEST_LETTERS = 60
"""Letters of a paragraph that says something, half as many in Korean, Chinese and Japanese."""

READ_FOR_DRAFT = 100_000
"""Characters from the start of a document that a draft is made of."""

LONGEST_ABSTRACT = 600
LONGEST_FOUND_IN = 120
LONGEST_SLUG = 60
SAMPLED_PARAGRAPHS = 12
MOST_TOPICS = 3
CLEARLY_ABOVE = 1.2
"""Standard deviations above the mean of all topics from which a topic is proposed. On 26 shipped cases the best topic was one
of the record's in 25, and four of five proposed ones were."""


class TextEncoder(Protocol):
    """What drafting needs of `index.encoder.Encoder`."""

    def embed_texts(self, texts: Sequence[str]) -> Vector:
        """Shape (texts, dimension), unit length."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A value for a field of the record, and the guess that says where it comes from."""

    value: Any
    guess: Guess


def draft_case(path: Path, origin: str, outline: Outline, encoder: TextEncoder, case_id: str | None = None) -> Case:
    """A draft of the case that a document tells; fields for which the document gives no good ground stay empty.

    Without `case_id` the id is made of the title and of `origin`, where the file lives.
    """
    language = outline.language or document_language(element.element.text for element in outline.elements)
    title = _title(path, outline)
    abstract = _abstract(outline, language)
    found = {
        "title": title,
        "abstract": abstract,
        "original_language": _language(outline, language),
        "topics": _topics(outline, _said(title), _said(abstract), encoder),
        "start_date": _start_date(outline, _said(title), language),
        **_place(outline, _said(title), language),
    }
    values = {field: value.value for field, value in found.items() if value}
    for field in ("title", "abstract"):
        values[field] = {language: values[field]} if values.get(field) else {}
    return Case(
        id=case_id or draft_id(_said(title), origin),
        status=Status.draft,
        guesses=tuple(value.guess for value in found.values() if value),
        documents=(DocumentRecord(file=file_name(path), language=language, title=_said(title)),),
        **values,
    )


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


def _said(found: _Found | None) -> str:
    return str(found.value) if found else ""


def _found(field: str, value: Any, found_in: str, confidence: float) -> _Found:
    shown = found_in if len(found_in) <= LONGEST_FOUND_IN else f"{found_in[: LONGEST_FOUND_IN - 1]}…"
    return _Found(value, Guess(field=field, found_in=shown, confidence=round(float(confidence), 2)))


def _title(path: Path, outline: Outline) -> _Found:
    if outline.title:
        return _found("title", outline.title, "first heading", 0.9)
    name = re.sub(r"[\s_-]+", " ", Path(file_name(path)).stem).strip() or "?"
    return _found("title", name, "file name", 0.4)


def _abstract(outline: Outline, language: str) -> _Found | None:
    """The first paragraph that says something, as it stands, up to a sentence's end."""
    for placed in outline.elements:
        if placed.element.kind is ElementKind.text and _says_something(placed.element.text):
            page = placed.element.page
            where = f"first paragraph, page {page}" if page else "first paragraph"
            return _found("abstract", _opening(placed.element.text, language), where, 0.5)
    return None


def _opening(text: str, language: str) -> str:
    ends = [span.end for span in sentence_spans(text, language) if span.end <= LONGEST_ABSTRACT]
    return text[: max(ends)] if ends else f"{text[: LONGEST_ABSTRACT - 1].rstrip()}…"


def _says_something(text: str) -> bool:
    return count_letters(text) >= (FEWEST_LETTERS // 2 if any(map(is_cjk, text[:50])) else FEWEST_LETTERS)


def _language(outline: Outline, language: str) -> _Found:
    probability = language_probability("\n".join(_texts(outline)))
    return _found("original_language", language, "words of the text", min(0.99, max(0.1, probability)))


def _texts(outline: Outline) -> list[str]:
    """What the document itself says, tables and lists of sources aside; of a long one its start."""
    elements = [
        placed.element for placed in outline.elements if placed.section != "sources" and not placed.element.rows
    ]
    lengths = accumulate(len(element.text) for element in elements)
    return [element.text for element, length in zip(elements, lengths, strict=True) if length <= READ_FOR_DRAFT]


def _place(outline: Outline, title: str, language: str) -> dict[str, _Found | None]:
    found = find_city(title, _texts(outline), tuple(dict.fromkeys((language, "en"))))
    if not found:
        return {}
    name = {language: found.spelled, **({} if language == "en" else {"en": found.city.name})}
    places = [
        *(["in the title"] if found.is_in_title else []),
        *([f"{found.mentions} times in the text"] if found.mentions else []),
    ]
    where = f"'{found.spelled}' {' and '.join(places)}"
    return {
        "city": _found("city", City(name=name, geonames_id=found.city.geonames_id), where, found.confidence),
        "country": _found("country", found.city.country, "country of the city", found.confidence),
    }


def _start_date(outline: Outline, title: str, language: str) -> _Found | None:
    elements = [
        placed.element for placed in outline.elements if placed.section != "sources" and not placed.element.rows
    ]
    texts = [element.text for element in elements]
    sentences = [text[span.start : span.end] for text in texts for span in sentence_spans(text, language)]
    found = find_start_year(title, sentences)
    return _found("start_date", str(found.year), found.found_in, found.confidence) if found else None


# Topics --------------------------------------------------------------------------------------------------------------


def _topics(outline: Outline, title: str, abstract: str, encoder: TextEncoder) -> _Found | None:
    """Topics that are clearly nearer to the document than the others: to its opening, and to its paragraphs on average."""
    paragraphs = _sampled([text for text in _texts(outline) if _says_something(text)])
    if not paragraphs:
        return None
    topics = list(vocabulary("topics"))
    vectors = encoder.embed_texts([f"{title}. {abstract}", *paragraphs])
    labels = encoder.embed_texts([f"{topic.label('en')}. {topic.notes['about']}" for topic in topics])
    nearness = vectors @ labels.T
    scores = _standard(nearness[0] + nearness[1:].mean(axis=0))
    chosen = [int(i) for i in np.argsort(-scores)[:MOST_TOPICS] if scores[i] >= CLEARLY_ABOVE]
    if not chosen:
        return None
    confidence = min(0.9, 0.3 + 0.2 * float(scores[chosen].min()))
    return _found("topics", tuple(topics[i].id for i in chosen), "similarity of the text to the topics", confidence)


def _sampled(texts: Sequence[str]) -> list[str]:
    step = max(1, len(texts) // SAMPLED_PARAGRAPHS)
    return list(texts[::step])[:SAMPLED_PARAGRAPHS]


def _standard(scores: Vector) -> Vector:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread else np.zeros_like(scores)
