"""What the archive holds, counted from the records: for the command line, for machines and for the README."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath

from rich.columns import Columns
from rich.console import Group
from rich.table import Table

from corpus import facets, gazetteer
from corpus.case import Case, Check
from corpus.vocabulary import vocabulary

FEWEST_CONFIRMED = 0.70
"""Share of figures whose source was read that the shipped corpus must keep."""


@dataclass(frozen=True, slots=True)
class Statistics:
    cases: int
    cities: int
    countries: int
    documents: int
    bilingual_cases: int
    """Cases that exist in two languages or more."""
    adoptions: int
    """Links from a case to one that it learnt from."""
    figures: int
    """Outcomes and costs."""
    confirmed_share: float
    """Share of the figures, 0 to 1, that stand in a source that was read; 0 where there are no figures."""
    mean_completeness: float
    """0 to 1; see `Case.completeness`."""
    by: Mapping[str, Mapping[str, int]]
    """Cases by dimension and value; by `evidence`, outcomes. Values in the order of the vocabulary, else most frequent first."""


def _sub_region(case: Case) -> Iterable[str]:
    region = gazetteer.region_of(case.country)
    return (region.id,) if region else ()


DIMENSIONS: Mapping[str, Callable[[Case], Iterable[str]]] = {
    "topic": lambda case: case.topics,
    "region": _sub_region,
    "language": lambda case: {document.language for document in case.documents},
    "document_type": lambda case: {PurePath(document.file).suffix.lstrip(".") for document in case.documents},
    "verdict": lambda case: (case.verdict.value,) if case.verdict else (),
    "stage": lambda case: (case.stage.value,) if case.stage else (),
    "evidence": lambda case: (outcome.evidence.value for outcome in case.outcomes),
}
"""Dimension -> the values that a case counts for; a value that comes several times counts as often."""

CASE_DIMENSIONS: Mapping[str, Callable[[Case], Iterable[str]]] = {
    "year": lambda case: (str(case.year),) if case.year else (),
    "country": lambda case: (case.country,) if case.country else (),
    **DIMENSIONS,
}
"""Dimensions in which cases can be counted, each once for a value."""


def case_counts(dimension: str, values: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Value of a dimension -> ids of the cases that have it, in the order of `ordered`; from the values of each case."""
    found: dict[str, set[str]] = {}
    for case_id, having in values.items():
        for value in having:
            found.setdefault(value, set()).add(case_id)
    return {value: frozenset(found[value]) for value in ordered(dimension, {v: len(ids) for v, ids in found.items()})}


VOCABULARY_OF = {
    "topic": "topics",
    "region": "regions",
    "verdict": "verdicts",
    "stage": "stages",
    "evidence": "evidence",
}
TITLES = {"document_type": "Format", "evidence": "Evidence (outcomes)"}


def statistics_of(cases: Sequence[Case]) -> Statistics:
    """Count the cases. Deterministic: the same records give the same numbers in the same order."""
    figures = [figure for case in cases for figure in case.figures]
    return Statistics(
        cases=len(cases),
        cities=len({case.city.geonames_id for case in cases if case.city}),
        countries=len({case.country for case in cases if case.country}),
        documents=sum(len(case.documents) for case in cases),
        bilingual_cases=sum(len({document.language for document in case.documents}) > 1 for case in cases),
        adoptions=sum(len(case.transfer.adopted_from) for case in cases),
        figures=len(figures),
        confirmed_share=_share(figure.check is Check.confirmed for figure in figures),
        mean_completeness=_share(case.completeness for case in cases),
        by={name: _counts(name, cases) for name in DIMENSIONS},
    )


def _share(values: Iterable[float]) -> float:
    held = list(values)
    return round(sum(held) / len(held), 4) if held else 0.0


def _counts(dimension: str, cases: Sequence[Case]) -> dict[str, int]:
    found = Counter(value for case in cases for value in DIMENSIONS[dimension](case))
    if dimension not in VOCABULARY_OF:
        return {value: found[value] for value in ordered(dimension, found)}
    parents = {concept.parent for concept in vocabulary(VOCABULARY_OF[dimension])}
    known = [concept.id for concept in vocabulary(VOCABULARY_OF[dimension]) if concept.id not in parents]
    return {value: found[value] for value in known}


def ordered(dimension: str, counts: Mapping[str, int]) -> list[str]:
    """Values in the order of their vocabulary, years by year, any others the most frequent first."""
    if dimension == "year":
        return sorted(counts)
    known = list(vocabulary(VOCABULARY_OF[dimension]).concepts) if dimension in VOCABULARY_OF else []
    place = {value: number for number, value in enumerate(known)}
    return sorted(counts, key=lambda value: (place.get(value, len(place)), -counts[value], value))


def to_json(statistics: Statistics) -> str:
    """The figures as JSON, values by their codes: BCP 47 languages, M49 regions, ids of the vocabularies."""
    return json.dumps(asdict(statistics), ensure_ascii=False, indent=2)


def to_table(statistics: Statistics) -> Group:
    """What a person reads in a terminal: the totals, then a table for each dimension."""
    totals = Table.grid(padding=(0, 2))
    for name, value in _totals(statistics):
        totals.add_row(name, value)
    tables = (_table(dimension, counts) for dimension, counts in statistics.by.items())
    return Group(totals, "", Columns(tables, padding=(1, 4)))


def _totals(statistics: Statistics) -> list[tuple[str, str]]:
    return [
        ("Cases", f"{statistics.cases}, of them {statistics.bilingual_cases} in two languages"),
        ("Cities", f"{statistics.cities} in {statistics.countries} countries"),
        ("Documents", str(statistics.documents)),
        ("Links from a case to one it learnt from", str(statistics.adoptions)),
        (
            "Figures",
            f"{statistics.figures}, of them {statistics.confirmed_share:.1%} confirmed in a source that was read",
        ),
        ("Mean completeness of the records", f"{statistics.mean_completeness:.0%}"),
    ]


def _table(dimension: str, counts: Mapping[str, int]) -> Table:
    table = Table(_title(dimension), "", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for value, count in counts.items():
        table.add_row(_label(dimension, value), str(count))
    return table


def _title(dimension: str) -> str:
    return TITLES.get(dimension) or facets.FACET_LABELS.get(dimension, {}).get("en") or dimension.capitalize()


def _label(dimension: str, value: str) -> str:
    name = VOCABULARY_OF.get(dimension)
    return vocabulary(name).label(value, "en") if name else facets.value_label(dimension, value, "en")


def to_markdown(statistics: Statistics) -> str:
    """The paragraph and table that the README shows."""
    listed = {
        dimension: ", ".join(f"{_label(dimension, value)} {count}" for value, count in statistics.by[dimension].items())
        for dimension in ("topic", "region", "language", "document_type", "verdict", "evidence")
    }
    rows = [f"| {_title(dimension)} | {values} |" for dimension, values in listed.items()]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in _totals(statistics)), *rows])
