"""Whom and what a programme shows as examples, counted; and what the counts leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal

from corpus import gazetteer
from corpus.facets import value_label
from corpus.programme.checks.facts import CaseFact
from corpus.programme.checks.sentences import labels
from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.findings import ExampleCount
from corpus.vocabulary import vocabulary

UNKNOWN = "unknown"
FEWEST = 3
"""Cases or people from which it is told that all are of one kind."""

Dimension = Literal["region", "verdict", "gender", "income", "language"]

_OF_CASE: Mapping[Dimension, Callable[[CaseFact], Iterable[str]]] = {
    "region": lambda case: (case.region or UNKNOWN,),
    "verdict": lambda case: (case.verdict or UNKNOWN,),
    "income": lambda case: (case.income or UNKNOWN,),
    "language": lambda case: case.languages or (UNKNOWN,),
}
"""Dimension -> the values for which a case counts."""


def example_counts(subject: Subject) -> tuple[ExampleCount, ...]:
    """Each case and each person who leads a session once, by dimension; most frequent first, what is not known last."""
    counted: dict[Dimension, Counter[str]] = {
        dimension: Counter(value for case in subject.facts.cases.values() for value in values(case))
        for dimension, values in _OF_CASE.items()
    }
    counted["gender"] = _genders(subject)
    return tuple(
        ExampleCount(dimension=dimension, value=value, label=_label(dimension, value, subject.language), count=count)
        for dimension, counts in counted.items()
        for value, count in sorted(counts.items(), key=lambda pair: (pair[0] == UNKNOWN, -pair[1], pair[0]))
    )


def _genders(subject: Subject) -> Counter[str]:
    leading = {id for session in subject.programme.sessions for id in session.people}
    return Counter(person.gender or UNKNOWN for person in subject.programme.people if person.id in leading)


def _label(dimension: Dimension, value: str, language: str) -> str:
    if dimension == "gender" or value == UNKNOWN:
        return labels()[value][language]
    if dimension == "income":
        return vocabulary("income_groups").label(value, language)
    return value_label(dimension, value, language)


def examples(subject: Subject) -> Iterator[Remark]:
    """Where all cases are of one region or ended alike, all who teach are of one gender, or nobody's own region is shown."""
    regions = Counter(case.region for case in subject.facts.cases.values() if case.region)
    yield from _alike("one-region", "region", regions, subject.language)
    verdicts = Counter(case.verdict for case in subject.facts.cases.values() if case.verdict)
    yield from _alike("one-verdict", "verdict", verdicts, subject.language)
    known = Counter({value: count for value, count in _genders(subject).items() if value != UNKNOWN})
    yield from _alike("one-gender", "gender", known, subject.language)
    home = _home(subject)
    if regions and home and not home & set(regions):
        named = sorted(value_label("region", region, subject.language) for region in home)
        yield Remark("far-examples", (), {"regions": subject.listed(named)})


def _alike(code: str, dimension: Dimension, counts: Counter[str], language: str) -> Iterator[Remark]:
    if len(counts) == 1 and counts.total() >= FEWEST:
        value, count = counts.most_common(1)[0]
        yield Remark(code, (), {"count": count, "label": _label(dimension, value, language)})


def _home(subject: Subject) -> set[str]:
    """Sub-regions that participants come from, as far as the audience or the roster tells."""
    audience = subject.programme.audience
    cities = [gazetteer.city(id) for id in audience.cities]
    countries = {*audience.countries, *(each.country for each in subject.participants)}
    countries |= {city.country for city in cities if city}
    found = {region.id for country in countries if country and (region := gazetteer.region_of(country))}
    named = set(audience.regions)
    return found | {each.id for each in vocabulary("regions") if each.id in named or each.parent in named}
