"""From a ranking to an answer with evidence, or to the sentence that the archive has none."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from corpus.results import CaseCard, EvidenceAnswer, EvidenceGroup, EvidenceSentence, EvidenceWhy, SearchQuery
from corpus.vocabulary import vocabulary
from index.catalogue import Catalogue
from index.keywords import word_alternatives
from index.passages import PassageIndex, Vector
from index.search.answers.agreement import Agreement, Basis, agreements
from index.search.answers.evidence import Candidate, Question, candidates, choose, confidence, read_material
from index.search.cards import case_card
from index.search.encode import query_words
from index.search.highlight import TELLING_SHARE
from index.search.parts import Page, Ranked, Reading, Request
from index.search.snapshot import Snapshot

NEAREST = 3
"""Cases offered where nothing answers."""

NO_CARDS = Page(offset=0, limit=0, hits_per_case=0)
"""An answer needs the ranking of a search and none of its cards."""

TellingWords = Mapping[str, Sequence[tuple[str, ...]]]
"""Word of the question as typed -> its parts, each with the terms that it may be: see `word_alternatives`."""

_VOCABULARY: dict[Basis, str] = {"section": "sections", "verdict": "verdicts"}


def answer_question(
    catalogue: Catalogue, index: PassageIndex, request: Request, ranked: Ranked, vector: Vector, threshold: float
) -> EvidenceAnswer:
    """The answer that the ranked passages hold; `vector` is the encoder's for the question.

    It is enough from a confidence of `threshold` on, and with a sentence to show.
    Who quotes a phrase and finds it has an answer, however far the rest of the archive is.
    """
    snapshot, query = request.snapshot, request.query
    question = Question(vector, query_words(ranked.reading.text, snapshot))
    material = read_material(catalogue, index, ranked.groups.cases, question, snapshot.background)
    nearness = confidence(material)
    chosen = choose(candidates(material))
    enough = bool(chosen) and (nearness >= threshold or bool(ranked.reading.phrases))
    words = telling_words(ranked.reading, question, snapshot)
    return EvidenceAnswer(
        query=query,
        enough=enough,
        confidence=round(nearness, 4),
        threshold=threshold,
        groups=_groups(chosen, snapshot, words, query) if enough else (),
        nearest=() if enough else _nearest(ranked, snapshot, query.language),
        snapshot=snapshot.name,
        milliseconds=round(1000 * (time.perf_counter() - request.started)),
    )


def telling_words(reading: Reading, question: Question, snapshot: Snapshot) -> TellingWords:
    """Words that are at least half as rare as the rarest: common ones say nothing of why a sentence was chosen."""
    least = TELLING_SHARE * max((word.rarity for word in question.words), default=0.0)
    telling = {term for word in question.words if word.rarity >= least for term in word.terms}
    terms = {word: word_alternatives(word, snapshot.spoken) for word in reading.words}
    return {word: found for word, found in terms.items() if any(telling & set(each) for each in found)}


def no_question(query: SearchQuery, snapshot: Snapshot, threshold: float) -> EvidenceAnswer:
    """What an empty query is answered: nothing was asked, so nothing is lacking."""
    return EvidenceAnswer(
        query=query, enough=False, confidence=0.0, threshold=threshold, groups=(), nearest=(), snapshot=snapshot.name,
        milliseconds=0,
    )  # fmt: skip


def _nearest(ranked: Ranked, snapshot: Snapshot, language: str) -> tuple[CaseCard, ...]:
    return tuple(case_card(snapshot.cases[g.case_id], language, g.score) for g in ranked.groups.cases[:NEAREST])


def _groups(
    chosen: Sequence[Candidate], snapshot: Snapshot, words: TellingWords, query: SearchQuery
) -> tuple[EvidenceGroup, ...]:
    numbers = {id(candidate): number for number, candidate in enumerate(chosen, start=1)}

    def verdict_of(case_id: str) -> str | None:
        verdict = snapshot.cases[case_id].case.verdict
        return verdict.value if verdict else None

    def shown(members: Iterable[Candidate]) -> tuple[EvidenceSentence, ...]:
        return tuple(_sentence(one, numbers[id(one)], snapshot, words, query.language) for one in members)

    return tuple(
        EvidenceGroup(
            basis=group.basis,
            value=group.value,
            label=_label(group, query.language),
            is_alike=group.is_alike,
            cases=len({one.case_id for one in group.members}),
            sentences=shown(group.members),
        )
        for group in agreements(chosen, verdict_of)
    )


def _label(group: Agreement, language: str) -> str:
    return vocabulary(_VOCABULARY[group.basis]).label(group.value, language) if group.basis in _VOCABULARY else ""


def _sentence(
    candidate: Candidate, number: int, snapshot: Snapshot, told: TellingWords, language: str
) -> EvidenceSentence:
    passage, shown = candidate.passage, candidate.shown
    document, card = snapshot.documents[passage.document_id], case_card(snapshot.cases[candidate.case_id], language)
    words = tuple(word for word, terms in told.items() if not any(candidate.terms.isdisjoint(part) for part in terms))
    return EvidenceSentence(
        number=number,
        text=shown.text,
        context=shown.context,
        kind=passage.kind.value,
        start=shown.span.start,
        end=shown.span.end,
        passage_id=passage.id,
        document_id=document.id,
        document_title=document.title,
        document_type=document.document_type,
        language=passage.language,
        page=passage.page,
        page_end=passage.page_end,
        heading_path=passage.heading_path,
        section=passage.section,
        section_label=vocabulary("sections").label(passage.section, language),
        section_is_guessed=passage.section_is_guessed,
        case_id=candidate.case_id,
        case_title=card.title,
        case_title_language=card.title_language,
        city=card.city,
        country_label=card.country_label,
        year=card.year,
        verdict=card.verdict,
        verdict_label=card.verdict_label,
        why=EvidenceWhy(similarity=round(candidate.similarity, 4), above_usual=round(candidate.height, 4), words=words),
    )
