"""Finding the passage of a case that says what a claim of its record says. Where none states the number or is near enough, none is cited.

Thresholds are cosines above what all texts have in common (`index.search.likeness`), measured on 30 of the shipped cases with the
encoder that ships: texts of a record reach 0.15 with a passage of the matching section of their own case in 94 of 100 cases, and with any
passage of another case 0.15 in half of them, 0.20 in one of twenty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from corpus.case import Case
from corpus.comparison import CitedPassage, CitedSource, StatementEvidence
from corpus.gazetteer import fold
from corpus.numbers import numbers_in, states
from corpus.passage import Passage, Span, StoredDocument
from corpus.vocabulary import vocabulary
from index.catalogue import Catalogue
from index.compare.claims import Claim, Proof
from index.compare.labels import label
from index.search.likeness import Likeness

MOST_PASSAGES = 2000
"""Passages of a case that are looked through, in the order of its documents: some 800 pages."""

IN_SECTION, ELSEWHERE = 0.15, 0.2
"""Likeness from which a passage says what a text of the record says: in the section that the text belongs to, and in any other."""

TELLING_NUMBER, ANY_NUMBER = 0.0, 0.2
"""Likeness of claim and sentence from which a sentence with the same number means the same thing. A number with three digits that say
something, or a large one with two, is hardly there by chance, so that its sentence only must not speak of something else; 5 or 2010
stand for many things."""

LARGE = 10_000
"""Numbers from here on are telling with two digits."""

RIGHT_SECTION, BOTH_NUMBERS = 0.05, 0.2
"""What a sentence with the number gains for standing in the section of the claim, and for having the number before as well."""


@dataclass(frozen=True)
class CaseText:
    """The searched passages of a case, read once for all its claims."""

    case: Case
    documents: Mapping[str, StoredDocument]
    passages: tuple[Passage, ...]

    @cached_property
    def numbers(self) -> tuple[set[float], ...]:
        """Numbers that each passage can be read to state."""
        return tuple(numbers_in(passage.text) for passage in self.passages)

    def stating(self, value: float) -> Iterator[Passage]:
        return (p for p, found in zip(self.passages, self.numbers, strict=True) if states(found, value))


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a passage that says what a claim says."""

    passage: Passage
    span: Span
    likeness: float
    score: float


def read_case_text(catalogue: Catalogue, case: Case, documents: Sequence[StoredDocument]) -> CaseText:
    """The first `MOST_PASSAGES` passages of the documents that search ranks too."""
    held = (passage for document in documents for passage in catalogue.passages(document.id) if passage.is_searched)
    return CaseText(case, {document.id: document for document in documents}, tuple(islice(held, MOST_PASSAGES)))


def evidence_of(claim: Claim, text: CaseText, likeness: Likeness, language: str) -> StatementEvidence:
    """What the claim rests on: a passage of the archive, the publication that the record names, both, or neither."""
    found = _FINDERS[claim.proof](claim, text, likeness)
    source = _cited_source(text.case, claim) if claim.source else None
    told = StatementEvidence(
        kind="none", source=source, check=claim.check.value if claim.check else None, reported_by=claim.reported_by
    )
    if found:
        passage = _cited(found, claim, text.documents[found.passage.document_id], language)
        return told.model_copy(update={"kind": "passage", "passage": passage})
    if source:
        return told.model_copy(update={"kind": "source", "note": label("by_source", language)})
    if claim.proof is Proof.editor:
        return told.model_copy(update={"kind": "editor", "note": label("by_editor", language)})
    return told.model_copy(update={"note": label("no_evidence", language)})


def _by_meaning(claim: Claim, text: CaseText, likeness: Likeness) -> Found | None:
    if not text.passages:
        return None
    near = likeness.to_passages(claim.wanted, text.passages)
    inside = [place for place, passage in enumerate(text.passages) if passage.section in claim.sections]
    for places, least in ((inside, IN_SECTION), (range(len(text.passages)), ELSEWHERE)):
        best = max(places, key=lambda place: float(near[place]), default=None)
        if best is not None and near[best] >= least:
            return _quoting(claim, text.passages[best], float(near[best]), likeness)
    return None


def _quoting(claim: Claim, passage: Passage, near: float, likeness: Likeness) -> Found:
    """With the sentence nearest to the claim; the whole text of a passage without sentences."""
    if not passage.sentences:
        return Found(passage, Span(0, len(passage.text)), near, near)
    best = int(np.argmax(likeness.to_sentences(claim.wanted, passage)))
    return Found(passage, passage.sentences[best], near, near)


def _by_number(claim: Claim, text: CaseText, likeness: Likeness) -> Found | None:
    if claim.value is None:
        return None
    least = TELLING_NUMBER if _is_telling(claim.value) and claim.proof is Proof.number else ANY_NUMBER
    near = (each for each in _stating(claim, claim.value, text, likeness) if each.likeness >= least)
    return max(near, key=lambda found: found.score, default=None)


def _stating(claim: Claim, value: float, text: CaseText, likeness: Likeness) -> Iterator[Found]:
    """Sentences with the number of the claim, in the order of the documents."""
    for passage in text.stating(value):
        near = likeness.to_sentences(claim.wanted, passage)
        for span, cosine in zip(passage.sentences, near, strict=True):
            found = numbers_in(passage.text[span.start : span.end])
            if states(found, value):
                gained = RIGHT_SECTION * (passage.section in claim.sections)
                gained += BOTH_NUMBERS * (claim.baseline is not None and states(found, claim.baseline))
                yield Found(passage, span, float(cosine), float(cosine) + gained)


def _is_telling(value: float) -> bool:
    """Whether the number has three digits that say something, or two where it is large: 1,130, 8.25 and 1,900,000 do, 2,000 and 22 not."""
    digits = f"{abs(value):.12g}".partition("e")[0].replace(".", "").strip("0")
    return len(digits) >= (2 if abs(value) >= LARGE else 3)


def _by_name(claim: Claim, text: CaseText, _: Likeness) -> Found | None:
    """The first sentence with the name, in the sections of the claim if there is one; else with its part before a bracket."""
    for name in dict.fromkeys((claim.wanted, claim.wanted.partition("(")[0].strip())):
        named = list(_naming(fold(name), text.passages)) if name else []
        if named:
            return min(named, key=lambda found: found.passage.section not in claim.sections)
    return None


def _naming(name: str, passages: Iterable[Passage]) -> Iterator[Found]:
    for passage in passages:
        if name not in fold(passage.text):
            continue
        for span in passage.sentences:
            if name in fold(passage.text[span.start : span.end]):
                yield Found(passage, span, 1.0, 1.0)


def _none(_claim: Claim, _text: CaseText, _likeness: Likeness) -> None:
    return None


_FINDERS: Mapping[Proof, Callable[[Claim, CaseText, Likeness], Found | None]] = {
    Proof.number: _by_number,
    Proof.year: _by_number,
    Proof.name: _by_name,
    Proof.meaning: _by_meaning,
    Proof.editor: _none,
}
_FOUND_BY = {Proof.number: "number", Proof.year: "number", Proof.name: "name", Proof.meaning: "meaning"}


def _cited(found: Found, claim: Claim, document: StoredDocument, language: str) -> CitedPassage:
    passage, span = found.passage, found.span
    return CitedPassage.model_validate(
        {
            "passage_id": passage.id,
            "document_id": document.id,
            "document_title": document.title,
            "language": passage.language,
            "page": passage.page,
            "page_end": passage.page_end,
            "heading_path": passage.heading_path,
            "section": passage.section,
            "section_label": vocabulary("sections").label(passage.section, language),
            "section_is_guessed": passage.section_is_guessed,
            "quote": passage.text[span.start : span.end].strip(),
            "start": span.start,
            "end": span.end,
            "found_by": _FOUND_BY[claim.proof],
            "likeness": round(found.likeness, 3),
        }
    )


def _cited_source(case: Case, claim: Claim) -> CitedSource:
    source = next(each for each in case.sources if each.id == claim.source)
    return CitedSource(
        source_id=source.id, title=source.title, publisher=source.publisher, year=source.year, url=source.url, page=claim.page
    )  # fmt: skip
