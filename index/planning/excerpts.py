"""What a case offers to a session, each piece with the passage that it rests on. A text of the record that no passage says is not offered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.case import Case, Outcome, Text, in_language
from corpus.comparison import CitedPassage, ComparedField
from corpus.facets import city_name
from corpus.passage import Passage, PassageKind, StoredDocument
from corpus.programme.model import Citation, Statement
from corpus.programme.wording import clipped
from corpus.reading_time import reading_minutes
from corpus.vocabulary import INTERFACE_LANGUAGES
from index.catalogue import CaseSummary
from index.compare.claims import Claim, Proof, claims_of
from index.compare.evidence import CaseText, evidence_of, read_case_text
from index.search import SearchEngine
from index.search.likeness import Likeness

TEXTS: tuple[ComparedField, ...] = ("lessons", "limiting_factors", "challenge")
"""Fields of the record that sessions use, as the record words them."""

QUESTION_SECTIONS = ("failure", "lessons", "results", "implementation", "success", "challenge")
"""Where the passage that a question is about is looked for first."""

MOST_QUESTIONS = 3
MOST_OUTCOMES = 2
"""Of a case that are looked up: each costs the encoder a sentence."""

NOTED = ("challenge", "solution", "implementation", "cost", "results", "failure", "lessons")
"""Sections that facilitators are given notes from, in the order in which a case is told."""

MOST_HELD = 400
"""Cases of which the pieces are kept, some 50 kB each."""

LONGEST_NOTE = 320
"""Characters that a note quotes: some three sentences."""


@dataclass(frozen=True, slots=True)
class CitedOutcome:
    """A figure of the record with the sentence that states it."""

    outcome: Outcome
    citation: Citation


@dataclass(frozen=True)
class Excerpts:
    """The pieces of one case."""

    summary: CaseSummary
    text: CaseText
    texts: Mapping[ComparedField, Statement]
    """Field of the record -> its words, cited; fields that no passage says are missing."""
    questions: tuple[Statement, ...]
    outcomes: tuple[CitedOutcome, ...]

    @property
    def case(self) -> Case:
        return self.summary.case

    @cached_property
    def city(self) -> Text:
        """Name of the city by interface language; the title of a case without one."""
        names = {tag: city_name(self.case, tag) for tag in INTERFACE_LANGUAGES}
        return {tag: name for tag, name in names.items() if name} or self.case.title

    @cached_property
    def sections(self) -> Mapping[str, Citation]:
        """Section -> the first words of its first passage of text."""
        found: dict[str, Citation] = {}
        for passage in self.text.passages:
            if passage.kind is PassageKind.text and passage.section not in found:
                found[passage.section] = self._opening(passage)
        return found

    def of(self, *sections: str) -> tuple[Citation, ...]:
        """The openings of those of these sections that the case has."""
        return tuple(self.sections[section] for section in sections if section in self.sections)

    def minutes(self, document: StoredDocument) -> float:
        """Time that reading a document takes."""
        own = (passage for passage in self.text.passages if passage.document_id == document.id)
        return sum(reading_minutes(passage.text, passage.language) for passage in own)

    def _opening(self, passage: Passage) -> Citation:
        ends = [span.end for span in passage.sentences if span.end <= LONGEST_NOTE]
        words = passage.text[: ends[-1]] if ends else passage.text
        return _citation(self.case.id, passage, self.text.documents[passage.document_id], clipped(words, LONGEST_NOTE))


def _citation(case_id: str, passage: Passage, document: StoredDocument, words: str) -> Citation:
    return Citation(
        passage=passage.id,
        case=case_id,
        document=document.title,
        page=passage.page,
        section=passage.section,
        language=passage.language,
        words=words,
    )


class ExcerptStore:
    """Keeps what was read of cases, since embedding their texts is what a proposal takes its time for. Safe to share between threads."""

    def __init__(self, most: int = MOST_HELD) -> None:
        self._held: OrderedDict[tuple[str, str], Excerpts] = OrderedDict()
        self._most, self._lock = most, threading.Lock()

    def read(self, engine: SearchEngine, summaries: Iterable[CaseSummary]) -> dict[str, Excerpts]:
        """Case id -> its pieces; what the present archive was not asked for yet is embedded at once."""
        snapshot, wanted = engine.catalogue.snapshot(), {each.case.id: each for each in summaries}
        with self._lock:
            found = {id: self._held[snapshot, id] for id in wanted if (snapshot, id) in self._held}
        found |= _read(engine, [each for id, each in wanted.items() if id not in found])
        with self._lock:
            for id in wanted:
                self._held[snapshot, id] = found[id]
                self._held.move_to_end((snapshot, id))
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return {id: found[id] for id in wanted}


def _read(engine: SearchEngine, summaries: Sequence[CaseSummary]) -> dict[str, Excerpts]:
    likeness = engine.likeness()
    likeness.read([claim.wanted for each in summaries for claim in _claims(each.case) if claim.wanted])
    return {each.case.id: _excerpts(engine, each, likeness) for each in summaries}


def _claims(case: Case) -> Iterator[Claim]:
    for field in TEXTS:
        yield from claims_of(case, field, "en")
    yield from (claim for claim, _ in _questions(case))
    yield from (claim for claim, _ in _outcomes(case))


def _questions(case: Case) -> Iterator[tuple[Claim, Text]]:
    for question in case.learning.questions[:MOST_QUESTIONS]:
        if wanted := in_language(question, "en"):
            yield (
                Claim("lessons", "questions", wanted[1], Proof.meaning, wanted[1], wanted[0], QUESTION_SECTIONS),
                question,
            )


def _outcomes(case: Case) -> Iterator[tuple[Claim, Outcome]]:
    claims = claims_of(case, "outcomes", "en")
    yield from list(zip(claims, case.outcomes, strict=True))[:MOST_OUTCOMES]


def _excerpts(engine: SearchEngine, summary: CaseSummary, likeness: Likeness) -> Excerpts:
    case = summary.case
    text = read_case_text(engine.catalogue, case, summary.documents)
    texts = {
        field: Statement(text=getattr(case, field), citations=cited)
        for field in TEXTS
        if (cited := _cited(claims_of(case, field, "en"), text, likeness))
    }
    questions = tuple(
        Statement(text=words, citations=cited)
        for claim, words in _questions(case)
        if (cited := _cited((claim,), text, likeness))
    )
    outcomes = tuple(
        CitedOutcome(outcome, cited[0])
        for claim, outcome in _outcomes(case)
        if (cited := _cited((claim,), text, likeness))
    )
    return Excerpts(summary, text, texts, questions, outcomes)


def _cited(claims: Sequence[Claim], text: CaseText, likeness: Likeness) -> tuple[Citation, ...]:
    """The passages that say what the claims say; none where one has none."""
    found = [evidence_of(claim, text, likeness, "en").passage for claim in claims]
    return tuple(_as_citation(text.case.id, passage) for passage in found if passage)


def _as_citation(case_id: str, passage: CitedPassage) -> Citation:
    return Citation(
        passage=passage.passage_id,
        case=case_id,
        document=passage.document_title,
        page=passage.page,
        section=passage.section,
        language=passage.language,
        words=clipped(passage.quote),
    )
