"""From a draft and its passages to proposals for the fields of its record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from corpus.case import Case, Guess
from corpus.passage import Passage, Span
from ingest.proposals.agencies import propose_agencies
from ingest.proposals.dates import propose_dates
from ingest.proposals.decisions import filled
from ingest.proposals.figures import propose_costs, propose_outcomes
from ingest.proposals.places import propose_places
from ingest.proposals.reading import Reading, TextEncoder, read_passages
from ingest.proposals.themes import propose_goals, propose_topics

PROPOSERS: tuple[Callable[[Reading], Iterator[Guess]], ...] = (
    propose_dates, propose_topics, propose_goals, propose_agencies, propose_costs, propose_outcomes,
)  # fmt: skip


def propose(draft: Case, passages: Sequence[Passage], encoder: TextEncoder) -> Case:
    """The draft with proposals for every field that its passages tell something of, the surest of each field first.

    Title, abstract, language, city, country, start and topics also fill their fields, marked as guesses; figures, goals,
    agencies and the end stay proposals until somebody confirms them.
    """
    reading = read_passages(draft, passages, encoder)
    places = list(propose_places(reading))
    country = next((str(guess.value) for guess in places if guess.field == "country"), None)
    reading = replace(reading, country=country)
    found = [guess for proposer in PROPOSERS for guess in proposer(reading)]
    guesses = tuple(_located((*draft.guesses, *places, *found), reading.passages))
    return filled(draft.model_copy(update={"guesses": tuple(_sorted(guesses))}))


def _sorted(guesses: Iterable[Guess]) -> list[Guess]:
    """Field by field in the order in which fields were found, surest first; a value that was found twice once."""
    distinct = {guess.id: guess for guess in sorted(guesses, key=lambda guess: guess.confidence)}
    fields = list(dict.fromkeys(guess.field for guess in guesses))
    return sorted(distinct.values(), key=lambda guess: (fields.index(guess.field), -guess.confidence))


def _located(guesses: Iterable[Guess], passages: Sequence[Passage]) -> Iterator[Guess]:
    """Each guess with its passage: what was found before there were passages is at its words' place, else in the first passage."""
    for guess in guesses:
        if guess.passage:
            yield guess
            continue
        words = next(iter(guess.value.values()), "") if isinstance(guess.value, dict) else ""
        place = _place(str(words), passages)
        if place is None:
            yield guess
            continue
        passage, span = place
        update = {"passage": passage.id, "page": passage.page, "span": (span.start, span.end) if span else None}
        yield guess.model_copy(update=update)


def _place(words: str, passages: Sequence[Passage]) -> tuple[Passage, Span | None] | None:
    for passage in passages if words else ():
        start = passage.text.find(words)
        if start >= 0:
            return passage, Span(start, start + len(words))
    return (passages[0], None) if passages else None
