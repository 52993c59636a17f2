"""Proposals for the record of a draft as the API shows them: by field, each with the words of the passage that says it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from pydantic import Field, JsonValue

from corpus.case import Case, Guess
from corpus.passage import Passage, document_of
from corpus.results import Answer
from index.catalogue import Catalogue


class Proposal(Answer):
    """A value that nobody has confirmed, and the passage that it was found in."""

    id: str = Field(description="stays the same when the same file is ingested again")
    value: JsonValue = Field(
        description="as the field of the record would hold it; one entry of a field that is a list"
    )
    confidence: float = Field(ge=0, le=1)
    found_in: str
    passage_id: str | None = Field(
        description="null where the passage is gone, or a draft of an older version has none"
    )
    document_id: str | None
    page: int | None
    section: str | None
    quote: str | None = Field(description="the sentence, row or passage that says it")


class ProposalGroup(Answer):
    """Proposals for one field, the surest first."""

    field: str
    is_filled: bool = Field(description="whether the field shows the best of them, marked as a guess")
    proposals: tuple[Proposal, ...]


class ProposalsAnswer(Answer):
    """What a draft is proposed to say, and how many proposals somebody has decided on."""

    case_id: str
    version: int = Field(description="of the case; each decision makes a new one")
    confirmed: int
    rejected: int
    fields: tuple[ProposalGroup, ...]


def proposals_answer(case: Case, catalogue: Catalogue) -> ProposalsAnswer:
    """The open proposals of a case; none for a case that has a record."""
    open_guesses = [guess for guess in case.guesses if guess.value is not None]
    passages = catalogue.passages_by_id({guess.passage for guess in open_guesses if guess.passage})
    fields = list(dict.fromkeys(guess.field for guess in open_guesses))
    ranked = sorted(open_guesses, key=lambda guess: (fields.index(guess.field), -guess.confidence))
    rulings = [made.ruling.value for made in case.decisions]
    return ProposalsAnswer(
        case_id=case.id,
        version=case.version,
        confirmed=rulings.count("confirmed"),
        rejected=rulings.count("rejected"),
        fields=tuple(
            ProposalGroup(
                field=field,
                is_filled=field in case.guessed,
                proposals=tuple(_proposal(guess, passages) for guess in group),
            )
            for field, group in groupby(ranked, key=lambda guess: guess.field)
        ),
    )


def _proposal(guess: Guess, passages: Mapping[str, Passage]) -> Proposal:
    passage = passages.get(guess.passage or "")
    return Proposal(
        id=guess.id,
        value=guess.value,
        confidence=guess.confidence,
        found_in=guess.found_in,
        passage_id=passage.id if passage else None,
        document_id=document_of(passage.id) if passage else None,
        page=guess.page,
        section=passage.section if passage else None,
        quote=passage.text[slice(*(guess.span or (0, None)))] if passage else None,
    )
