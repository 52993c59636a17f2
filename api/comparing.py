"""What `/v1/compare` is asked, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from pydantic import Field

from api.archive import Archive
from api.parameters import LanguageParameters, Values
from api.problems import LONGEST_ECHO, AllowedValue, ValueProblem, WrongValues
from api.queries import nearest
from corpus.case import in_language
from corpus.comparison import FEWEST_COMPARED, MOST_COMPARED, CaseComparison
from corpus.prices import PRICE_YEAR, PriceTables, read_price_tables
from index.catalogue import CaseSummary
from index.compare.compare import ALL_FIELDS, ComparisonQuery, compare


class ComparisonParameters(LanguageParameters):
    """Cases, fields, and the year of prices."""

    case: Values = Field(
        default=(),
        description=f"ids of cases, {FEWEST_COMPARED} to {MOST_COMPARED}; columns keep their order",
        examples=[["stockholm-congestion-charge", "london-congestion-charge"]],
    )
    cases: str | None = Field(
        default=None,
        max_length=600,
        pattern=r"^[^\x00]*$",
        description="the same separated by commas, after those of `case`",
        examples=["stockholm-congestion-charge,london-congestion-charge"],
    )
    fields: Values = Field(
        default=(),
        description="fields to compare, repeated or separated by commas: "
        + ", ".join(ALL_FIELDS)
        + "; all of them where none is named",
        examples=[["cost,outcomes"]],
    )
    year: int = Field(
        default=PRICE_YEAR,
        ge=1900,
        le=2100,
        description="year of the prices that amounts are turned into: one that the US price index has as a whole",
        examples=[PRICE_YEAR],
    )


def comparison(parameters: ComparisonParameters, archive: Archive) -> CaseComparison:
    """The comparison that was asked for; WrongValues names every wrong case, field and year."""
    settings = archive.settings
    prices = read_price_tables(settings.exchange_rates, settings.price_index)
    query = comparison_query(parameters, archive.catalogue.cases(), prices)
    return compare(query, archive.catalogue, archive.engine.likeness(), prices)


def comparison_query(
    parameters: ComparisonParameters, known: Mapping[str, CaseSummary], prices: PriceTables
) -> ComparisonQuery:
    """The query of the parameters; a case named twice counts once."""
    ids = _split((*parameters.case, parameters.cases or ""))
    fields = _split(parameters.fields)
    wrong = [
        *_wrong_cases(ids, known, parameters.lang),
        *_wrong_fields(fields),
        *_wrong_year(parameters.year, prices.index),
    ]
    if wrong:
        raise WrongValues(wrong)
    chosen = tuple(field for field in ALL_FIELDS if field in fields) or ALL_FIELDS
    return ComparisonQuery(ids, chosen, parameters.lang, parameters.year)


def _split(given: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for each in given for part in each.split(",") if part.strip()))


def _wrong_cases(ids: Sequence[str], known: Mapping[str, CaseSummary], language: str) -> Iterator[ValueProblem]:
    if not FEWEST_COMPARED <= len(ids) <= MOST_COMPARED:
        message = f"{len(ids)} cases were named; a comparison takes {FEWEST_COMPARED} to {MOST_COMPARED}, each once."
        yield ValueProblem(parameter="case", place="query", message=message, given=",".join(ids)[:LONGEST_ECHO])
        return
    for id in ids:
        if id not in known:
            allowed = [AllowedValue(value=each, label=_title(summary, language)) for each, summary in known.items()]
            yield _problem("case", f"There is no case {id[:LONGEST_ECHO]!r}.", id, nearest(id, allowed), len(allowed))


def _title(summary: CaseSummary, language: str) -> str:
    found = in_language(summary.case.title, language)
    return found[1] if found else summary.case.id


def _wrong_fields(fields: Sequence[str]) -> Iterator[ValueProblem]:
    allowed = [AllowedValue(value=field, label=field) for field in ALL_FIELDS]
    for field in fields:
        if field not in ALL_FIELDS:
            yield _problem("fields", f"{field[:LONGEST_ECHO]!r} cannot be compared.", field, allowed, len(allowed))


def _wrong_year(year: int, index: Collection[int]) -> Iterator[ValueProblem]:
    if year not in index:
        message = f"The US price index has no whole year {year}; it has {min(index)} to {max(index)}."
        yield ValueProblem(parameter="year", place="query", message=message, given=str(year))


def _problem(name: str, what: str, given: str, allowed: Sequence[AllowedValue], total: int) -> ValueProblem:
    values = ", ".join(each.value for each in allowed)
    return ValueProblem(
        parameter=name,
        place="query",
        message=f"{what} {'Allowed' if len(allowed) == total else 'Nearest'} are: {values or 'none yet'}.",
        given=given[:LONGEST_ECHO],
        allowed=tuple(allowed),
        allowed_total=total,
    )
