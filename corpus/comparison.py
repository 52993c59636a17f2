"""What comparing cases answers: a matrix of fields and cases, each statement with what it rests on.

The comparison makes these, the API sends them as they are, and its tables and documents are drawn from them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from corpus.prices import PRICE_YEAR
from corpus.results import Answer, CaseCard

FEWEST_COMPARED, MOST_COMPARED = 2, 6
"""Cases that a comparison takes: six still fit on a landscape page."""

ComparedField = Literal[
    "context", "progress", "topics", "instruments", "challenge", "solution", "lead_agency", "cost", "funding", "outcomes",
    "success_factors", "limiting_factors", "lessons", "preconditions",
]  # fmt: skip
"""What can be compared, in the order of the rows. `context` is city, country, population, income group, density and governance level;
`progress` start, stage and verdict; `cost` a row for each kind of amount; `outcomes` a row for each family of indicators."""


class CitedPassage(Answer):
    """A passage of a document of the case that says what a statement says."""

    passage_id: str
    document_id: str
    document_title: str
    language: str = Field(description="BCP 47 language of the passage")
    page: int | None = Field(description="first page or slide, from 1; None where the format has none")
    page_end: int | None
    heading_path: tuple[str, ...]
    section: str
    section_label: str
    section_is_guessed: bool
    quote: str = Field(
        description="the sentence, or row of a table, that comes nearest to the statement, word for word"
    )
    start: int = Field(ge=0, description="first character of the quote in the passage's text")
    end: int = Field(ge=0, description="character after its last one")
    found_by: Literal["number", "name", "meaning"] = Field(
        description="number: the quote states the same number; name: the same name; meaning: the passage is near in meaning"
    )
    likeness: float = Field(
        description="cosine of statement and passage (for numbers: and quote) above what all texts of the archive have in common"
    )


class CitedSource(Answer):
    """The publication that the record names for a figure; it need not be a document of the archive."""

    source_id: str
    title: str
    publisher: str | None
    year: int | None
    url: str | None
    page: int | None = Field(description="page of that publication, where the record has one")


class StatementEvidence(Answer):
    """What a statement rests on."""

    kind: Literal["passage", "source", "editor", "none"] = Field(
        description="passage: a passage of the archive says so; source: only the publication that the record names; editor: a "
        "classification by the editor, which no page states; none: no passage is near enough and no publication is named"
    )
    passage: CitedPassage | None = None
    source: CitedSource | None = None
    check: Literal["confirmed", "unconfirmed"] | None = Field(
        default=None, description="of a figure: whether an editor read the page of the source that says so"
    )
    reported_by: str | None = Field(
        default=None, description="of an outcome: who says so: independent, self-reported or none found"
    )
    note: str = Field(default="", description="the same in words, where there is no passage")


class NormalisedAmount(Answer):
    """An amount of money in US dollars of one year, with every number that it was reached by."""

    amount: float = Field(description="in dollars of `year`, rounded to three significant digits")
    currency: Literal["USD"] = "USD"
    year: int = Field(description="year of the prices")
    nominal: float = Field(description="in dollars of the price year, three significant digits")
    rate: float = Field(description="units of the currency for one dollar, on average over the price year")
    rate_sources: tuple[str, ...] = Field(description="ids in `data`; empty for an amount in dollars")
    index_then: float = Field(description="US price index of the price year")
    index_target: float = Field(description="the same index of `year`")
    index_sources: tuple[str, ...] = Field(description="ids in `data`")


class ComparedStatement(Answer):
    """One thing that the record says, as it says it, and comparable where it can be made so."""

    text: str = Field(description="for a person, in the language asked for where the record has it")
    language: str | None = Field(description="BCP 47 language of the text; None for names and numbers")
    value: float | None = Field(default=None, description="the number, where the statement is one")
    baseline: float | None = Field(default=None, description="of an outcome: the number before, in the same unit")
    unit: str | None = Field(
        default=None, description="id of the vocabulary `units`, or ISO 4217 currency of an amount"
    )
    price_year: int | None = Field(default=None, description="year of the prices of an amount, as the source gives it")
    basis: str | None = Field(default=None, description="what an amount pays for; as the record says it, in English")
    period: str | None = Field(default=None, description="of an outcome: when it was measured")
    normalised: NormalisedAmount | None = Field(default=None, description="of an amount")
    not_normalised: str | None = Field(default=None, description="why an amount has no normalised value")
    evidence: StatementEvidence


class ComparedCell(Answer):
    """What one case has to say in one row."""

    case_id: str
    state: Literal["stated", "not in the record"] = Field(
        description="'not in the record' says nothing about the city: the record has no such statement"
    )
    statements: tuple[ComparedStatement, ...]


class ComparedRow(Answer):
    """A line of the matrix; cells stand in the order of the cases."""

    field: ComparedField
    id: str = Field(
        description="name of the row within its field; that of outcomes of no known kind depends on the cases compared"
    )
    label: str
    kind: Literal["text", "value", "amount", "outcome"] = Field(description="what its statements are")
    unit: str | None = Field(default=None, description="id of the vocabulary `units` that all its values are in")
    unit_label: str | None = None
    cells: tuple[ComparedCell, ...]


class DataSourceAnswer(Answer):
    """A publication whose numbers amounts were normalised by."""

    id: str
    title: str
    publisher: str
    url: str
    licence: str
    read: str = Field(description="in what the numbers were read, and when")
    method: str = Field(description="what was done to them")


class CaseComparison(Answer):
    """A matrix of cases and fields."""

    cases: tuple[CaseCard, ...] = Field(description="columns, in the order asked for")
    fields: tuple[ComparedField, ...] = Field(description="fields that were asked for, in the order of the rows")
    rows: tuple[ComparedRow, ...]
    year: int = Field(
        description=f"year of the prices that amounts are normalised to; {PRICE_YEAR} where none is named"
    )
    currency: Literal["USD"] = "USD"
    convention: str = Field(description="how amounts are normalised, in words")
    data: tuple[DataSourceAnswer, ...] = Field(description="publications that amounts were normalised by")
    language: str = Field(description="language of labels")
    snapshot: str = Field(description="state of the archive that was asked")
