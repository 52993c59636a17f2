"""Cases that a programme could teach: found by the search, weighed by topic, instrument, language and likeness to the audience's cities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus import gazetteer
from corpus.case import Case
from corpus.programme.model import Citation, Reason
from corpus.programme.wording import clipped
from corpus.results import CaseCard, Hit, SearchQuery
from index.catalogue import CaseSummary
from index.planning.brief import BriefReading
from index.planning.wording import say
from index.planning.yardsticks import Fit, Yardsticks
from index.search import SearchEngine
from index.search.snapshot import Snapshot

MOST_FOUND = 50
"""Cases that the search is asked for: a programme of thirty days holds half as many."""

ENOUGH = 24
"""Cases on the topics from which on no others are looked for: a few more than a programme takes."""

HALF_RELEVANT = 10.0
"""Places after the first at which relevance counts half."""

OFF_TOPIC = 0.5
"""What the relevance of a case is multiplied by that has none of the topics asked for, and likewise of the instruments."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A case that could be taught. Made once for a proposal, so that the same case is the same object."""

    summary: CaseSummary
    place: int
    """In the search, from 1."""
    worth: float
    """Relevance, likeness and language together, about 0 to 1."""
    fit: Fit | None
    citation: Citation | None
    """The sentence that the search found it by."""
    languages: frozenset[str]
    """Of the programme's, those that a document of it has."""

    @property
    def case(self) -> Case:
        return self.summary.case

    @property
    def region(self) -> str:
        """UN M49 sub-region; empty where it is not known."""
        found = gazetteer.region_of(self.case.country)
        return found.id if found else ""

    @property
    def verdict(self) -> str:
        return self.case.verdict.value if self.case.verdict else ""


WEIGHTS: Mapping[str, float] = {"relevance": 0.5, "likeness": 0.35, "language": 0.15}


def find_candidates(engine: SearchEngine, reading: BriefReading, yardsticks: Yardsticks) -> tuple[Candidate, ...]:
    """Published cases for the brief, best first, ties by id.

    Those that have a topic of the brief, searched with the theme in the trainer's words; where they are fewer than `ENOUGH`, others that
    the same search finds, at half their relevance.
    """
    snapshot = engine.snapshots.present()
    cards = [card for card in _found(engine, reading) if not _is_unwanted(card, snapshot, reading)]
    found = (_candidate(place, card, reading, yardsticks, snapshot) for place, card in enumerate(cards, start=1))
    return tuple(sorted(found, key=lambda each: (-each.worth, each.case.id)))


def _found(engine: SearchEngine, reading: BriefReading) -> tuple[CaseCard, ...]:
    """Cards in the order of the search, those on the topics first."""
    published = {"status": ("published",)}
    topics = {"topic": reading.brief.topics} if reading.brief.topics else {}
    found = {card.id: card for card in _asked(engine, reading.search, published | topics)}
    if topics and len(found) < ENOUGH:
        found = {card.id: card for card in _asked(engine, reading.search, published)} | found
        on_topic = set(reading.brief.topics)
        return tuple(sorted(found.values(), key=lambda card: not on_topic & set(card.topics)))
    return tuple(found.values())


def _asked(engine: SearchEngine, text: str, filters: Mapping[str, tuple[str, ...]]) -> tuple[CaseCard, ...]:
    return engine.search(SearchQuery(text=text, filters=filters, limit=MOST_FOUND, hits_per_case=1)).cases


def _is_unwanted(card: CaseCard, snapshot: Snapshot, reading: BriefReading) -> bool:
    values = snapshot.cases[card.id].values
    return any(value in values.get(kind, ()) for kind, value in reading.unwanted)


def _candidate(
    place: int, card: CaseCard, reading: BriefReading, yardsticks: Yardsticks, snapshot: Snapshot
) -> Candidate:
    summary, brief = snapshot.cases[card.id], reading.brief
    fit = yardsticks.fit(card.id)
    languages = frozenset(document.language for document in summary.documents) & frozenset(brief.languages)
    relevance = HALF_RELEVANT / (HALF_RELEVANT + place - 1)
    relevance *= _on(brief.topics, summary.case.topics) * _on(brief.instruments, summary.case.instruments)
    parts = {
        "relevance": relevance,
        "likeness": fit.score if fit else 0.0,
        "language": len(languages) / len(brief.languages) if brief.languages else 0.0,
    }
    worth = sum(WEIGHTS[name] * value for name, value in parts.items())
    return Candidate(summary, place, round(worth, 6), fit, _cited(card.id, card.hits), languages)


def _on(wanted: Sequence[str], has: Sequence[str]) -> float:
    return 1.0 if not wanted or set(wanted) & set(has) else OFF_TOPIC


def _cited(case_id: str, hits: Iterable[Hit]) -> Citation | None:
    hit = next(iter(hits), None)
    if hit is None:
        return None
    spans = [(mark.start, mark.end) for mark in hit.highlights[:1]] or [(0, len(hit.text))]
    return Citation(
        passage=hit.passage_id,
        case=case_id,
        document=hit.document_title,
        page=hit.page,
        section=hit.section,
        language=hit.language,
        words=clipped(hit.text[spans[0][0] : spans[0][1]]),
    )


def found_reason(candidate: Candidate, theme: Mapping[str, str]) -> Reason:
    """That and where the search found it."""
    text = say("reason_found", rank=candidate.place, theme=theme or say("untold_theme"))
    return Reason(text=text, citations=(candidate.citation,) if candidate.citation else ())
