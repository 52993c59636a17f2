"""The comparison of a few cases as a matrix: fields of the record down, cases across."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from corpus.comparison import (
    CaseComparison,
    ComparedCell,
    ComparedField,
    ComparedRow,
    ComparedStatement,
    DataSourceAnswer,
    NormalisedAmount,
)
from corpus.prices import PRICE_YEAR, Conversion, PriceTables, convert
from corpus.results import InterfaceLanguage
from corpus.vocabulary import vocabulary
from index.catalogue import CaseSummary, Catalogue
from index.compare.alignment import Family, align
from index.compare.claims import Claim, claims_of
from index.compare.evidence import CaseText, evidence_of, read_case_text
from index.compare.indicators import kind_label
from index.compare.labels import label
from index.search.cards import case_card
from index.search.likeness import Likeness

ALL_FIELDS: tuple[ComparedField, ...] = get_args(ComparedField)

ROWS: Mapping[ComparedField, tuple[str, ...]] = {
    "context": ("city", "country", "population", "income_group", "density", "governance_level"),
    "progress": ("start", "stage", "verdict"),
    "cost": ("total", "capital", "operating", "subsidy", "price", "income", "other"),
}
"""Rows of a field in order; a field that is not here has one row of its own name."""

KINDS: Mapping[ComparedField, Literal["value", "amount", "outcome"]] = {
    "context": "value",
    "progress": "value",
    "cost": "amount",
    "outcomes": "outcome",
}
"""What the statements of a field are; of any other, text."""


@dataclass(frozen=True, slots=True)
class ComparisonQuery:
    """What is to be compared."""

    case_ids: tuple[str, ...]
    """In the order of the columns."""
    fields: tuple[ComparedField, ...] = ALL_FIELDS
    language: InterfaceLanguage = "en"
    year: int = PRICE_YEAR
    """Of the prices that amounts are turned into."""


@dataclass(frozen=True, slots=True)
class _Column:
    summary: CaseSummary
    text: CaseText


@dataclass(frozen=True, slots=True)
class _Line:
    """A row before evidence was looked for."""

    field: ComparedField
    id: str
    label: str
    unit: str | None
    claims: tuple[tuple[Claim, ...], ...]
    """Of each case."""


def compare(query: ComparisonQuery, catalogue: Catalogue, likeness: Likeness, prices: PriceTables) -> CaseComparison:
    """The matrix. The same query on the same archive gives the same answer.

    The cases must be in the catalogue, and the year in the price index.
    """
    summaries = catalogue.cases()
    columns = [_column(catalogue, summaries[id]) for id in query.case_ids]
    fields = tuple(field for field in ALL_FIELDS if field in query.fields)
    lines = [line for field in fields for line in _lines(field, columns, likeness, query.language)]
    likeness.read([claim.wanted for line in lines for claims in line.claims for claim in claims if claim.wanted])
    rows = tuple(_row(line, columns, likeness, query, prices) for line in lines)
    return CaseComparison(
        cases=tuple(case_card(column.summary, query.language) for column in columns),
        fields=fields,
        rows=rows,
        year=query.year,
        convention=label("convention", query.language, year=query.year),
        data=tuple(_data(rows, prices)),
        language=query.language,
        snapshot=catalogue.snapshot(),
    )


def _column(catalogue: Catalogue, summary: CaseSummary) -> _Column:
    return _Column(summary, read_case_text(catalogue, summary.case, summary.documents))


def _lines(field: ComparedField, columns: Sequence[_Column], likeness: Likeness, language: str) -> Iterator[_Line]:
    told = [claims_of(column.summary.case, field, language) for column in columns]
    if field == "outcomes":
        likeness.read([claim.wanted for claims in told for claim in claims])
        families = enumerate(align(told, likeness), 1)
        found = [_family_line(family, number, len(columns), language) for number, family in families]
        yield from found or [_row_line(field, field, told, language)]
        return
    lines = [_row_line(field, row, told, language) for row in ROWS.get(field, (field,))]
    # Of the kinds of amounts only those that some case has: seven empty lines would say nothing of a policy.
    yield from lines if field != "cost" else [line for line in lines if any(line.claims)] or lines[:1]


def _row_line(field: ComparedField, row: str, told: Sequence[Sequence[Claim]], language: str) -> _Line:
    claims = tuple(tuple(claim for claim in of_case if claim.row == row) for of_case in told)
    return _Line(field, row, label(row, language), None, claims)


def _family_line(family: Family, number: int, columns: int, language: str) -> _Line:
    """Headed by the kind of its outcomes; by the first one's own indicator where they are of no known kind."""
    first, measure = family.members[0][1], family.measure
    claims = tuple(tuple(c for at, c in family.members if at == column) for column in range(columns))
    if measure is None:
        return _Line("outcomes", f"{first.unit}-{number}", first.indicator, first.unit, claims)
    kind = kind_label(measure.kind, language)
    told = label("change_of", language, kind=kind) if measure.is_change else kind
    return _Line("outcomes", measure.id, told, first.unit, claims)


def _row(
    line: _Line, columns: Sequence[_Column], likeness: Likeness, query: ComparisonQuery, prices: PriceTables
) -> ComparedRow:
    cells = (
        _cell(column, [_statement(claim, column, likeness, query, prices) for claim in claims])
        for column, claims in zip(columns, line.claims, strict=True)
    )
    return ComparedRow(
        field=line.field,
        id=line.id,
        label=line.label,
        kind=KINDS.get(line.field, "text"),
        unit=line.unit,
        unit_label=vocabulary("units").label(line.unit, query.language) if line.unit else None,
        cells=tuple(cells),
    )


def _cell(column: _Column, statements: Iterable[ComparedStatement]) -> ComparedCell:
    held = tuple(statements)
    return ComparedCell(
        case_id=column.summary.case.id, state="stated" if held else "not in the record", statements=held
    )


def _statement(
    claim: Claim, column: _Column, likeness: Likeness, query: ComparisonQuery, prices: PriceTables
) -> ComparedStatement:
    normalised, reason = _normalised(claim, query, prices)
    return ComparedStatement(
        text=claim.text,
        language=claim.language,
        value=claim.value,
        baseline=claim.baseline,
        unit=claim.unit,
        price_year=claim.price_year,
        basis=claim.basis,
        period=claim.period,
        normalised=normalised,
        not_normalised=reason,
        evidence=evidence_of(claim, column.text, likeness, query.language),
    )


def _normalised(
    claim: Claim, query: ComparisonQuery, prices: PriceTables
) -> tuple[NormalisedAmount, None] | tuple[None, str | None]:
    if claim.field != "cost" or claim.value is None or claim.unit is None:
        return None, None
    found = convert(prices, claim.value, claim.unit, claim.price_year, query.year)
    if isinstance(found, Conversion):
        return _amount(found), None
    return None, label(found.value, query.language, currency=claim.unit, year=claim.price_year)


def _amount(found: Conversion) -> NormalisedAmount:
    return NormalisedAmount(
        amount=_three_digits(found.amount),
        year=found.year,
        nominal=_three_digits(found.nominal),
        rate=float(f"{found.rate.value:.6g}"),
        rate_sources=found.rate.sources,
        index_then=found.index_then.value,
        index_target=found.index_target.value,
        index_sources=tuple(dict.fromkeys((*found.index_then.sources, *found.index_target.sources))),
    )


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _data(rows: Iterable[ComparedRow], prices: PriceTables) -> Iterator[DataSourceAnswer]:
    """Publications that the amounts name, each once."""
    amounts = (s.normalised for row in rows for cell in row.cells for s in cell.statements if s.normalised)
    named = dict.fromkeys(id for amount in amounts for id in (*amount.rate_sources, *amount.index_sources))
    return (DataSourceAnswer(**asdict(prices.sources[id])) for id in named)
