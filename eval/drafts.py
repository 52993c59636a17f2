"""Are the proposals for a draft right? The shipped documents are read without their records, which are then the truth.

A record holds the figures that its authors chose, and a document states many more that are as true: the precision of figures says
how many proposals the record has too, not how many are right. A figure of the record counts as wanted only where the document
states the number at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from haystack import Pipeline

from corpus.case import Case, Guess
from corpus.errors import BadInput, MissingTool
from corpus.numbers import numbers_in, states
from index.files import sha256_of
from ingest.pipeline import ReadDocument, read_document
from ingest.plan import find_entries
from ingest.records import read_case

ALL = "all"
MOST_PAGES = 60
"""Longer documents are left out: they take minutes and are a few."""

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Proposals and how many of them the record has; values of the record and how many of them were proposed."""

    proposed: int
    right: int
    wanted: int
    found: int

    @property
    def precision(self) -> float | None:
        return self.right / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        return self.found / self.wanted if self.wanted else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.proposed + other.proposed,
            self.right + other.right,
            self.wanted + other.wanted,
            self.found + other.found,
        )


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is judged: what was proposed and what the record has, as values that can be compared."""

    proposed: Callable[[Case], Iterable[Key]]
    recorded: Callable[[Case, set[float]], Iterable[Key]]
    """Given the numbers that the document states."""
    counts_first: bool = False
    """Whether only the surest proposal counts, and any value of the record is right."""


def _guesses(case: Case, field: str) -> Iterator[Guess]:
    return (guess for guess in case.guesses if guess.field == field)


def _amount(value: object) -> Key:
    assert isinstance(value, dict)
    return round(float(value["amount"]), 2), value["currency"]


def _quantity(value: object) -> Key:
    assert isinstance(value, dict)
    return round(abs(float(value["value"])), 4), value["unit"]


FIELDS: Mapping[str, Field] = {
    "city": Field(
        lambda draft: [(draft.city.geonames_id,)] if draft.city else [],
        lambda record, _: [(record.city.geonames_id,)] if record.city else [],
    ),
    "country": Field(
        lambda draft: [(draft.country,)] if draft.country else [],
        lambda record, _: [(record.country,)] if record.country else [],
    ),
    "year": Field(
        lambda draft: [(draft.year,)] if draft.year else [], lambda record, _: [(record.year,)] if record.year else []
    ),
    "year, of three": Field(
        lambda draft: [(int(str(guess.value)[:4]),) for guess in _guesses(draft, "start_date")],
        lambda record, _: [(record.year,)] if record.year else [],
    ),
    "first topic": Field(
        lambda draft: [(topic,) for topic in draft.topics], lambda record, _: [(t,) for t in record.topics], True
    ),
    "SDGs": Field(
        lambda draft: [(str(guess.value).partition(".")[0],) for guess in _guesses(draft, "sdgs")],
        lambda record, _: [(sdg.partition(".")[0],) for sdg in record.sdgs],
    ),
    "money": Field(
        lambda draft: [_amount(guess.value) for guess in _guesses(draft, "cost")],
        lambda record, numbers: [
            (round(money.amount, 2), money.currency) for money in record.cost if states(numbers, money.amount)
        ],
    ),
    "outcomes": Field(
        lambda draft: [_quantity(guess.value) for guess in _guesses(draft, "outcomes")],
        lambda record, numbers: [
            (round(abs(outcome.value), 4), outcome.unit)
            for outcome in record.outcomes
            if states(numbers, outcome.value)
        ],
    ),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A document that was read, in what language, and how its proposals compare field by field."""

    language: str
    tallies: Mapping[str, Tally]


def judge(record: Case, read: ReadDocument) -> dict[str, Tally]:
    """The proposals of one document against the record of its case."""
    numbers = {number for passage in read.passages for number in numbers_in(passage.text)}
    return {
        name: _tally([*field.proposed(read.case)], [*field.recorded(record, numbers)], field.counts_first)
        for name, field in FIELDS.items()
    }


def _tally(proposed: Sequence[Key], recorded: Sequence[Key], counts_first: bool) -> Tally:
    given, wanted = set(proposed[:1] if counts_first else proposed), set(recorded)
    hits = len(given & wanted)
    if counts_first:
        return Tally(len(given), hits, int(bool(wanted)), hits)
    return Tally(len(given), hits, len(wanted), hits)


def judge_folder(folder: Path, pipeline: Pipeline) -> Iterator[Judged]:
    """Each case's first document of at most `MOST_PAGES` that can be read, without its record."""
    for path in find_entries([folder]):
        if path.is_dir() and (judged := _judge_case(path, pipeline)):
            yield judged


def _judge_case(path: Path, pipeline: Pipeline) -> Judged | None:
    record = read_case(path)
    document = next((each for each in record.documents if (each.pages or 0) <= MOST_PAGES and not each.is_scan), None)
    if document is None:
        return None
    try:
        read = read_document(pipeline, path / document.file, sha256_of(path / document.file))
    except (BadInput, MissingTool):
        return None
    return Judged(document.language, judge(record, read))


def by_language(judged: Iterable[Judged]) -> dict[str, tuple[int, dict[str, Tally]]]:
    """Language, 'all' first and then by number of documents -> that number, and the sum of the tallies."""
    nothing = Tally(0, 0, 0, 0)
    counts: Counter[str] = Counter()
    sums: dict[str, dict[str, Tally]] = {}
    for each in judged:
        for language in (ALL, each.language):
            counts[language] += 1
            held = sums.setdefault(language, dict.fromkeys(FIELDS, nothing))
            sums[language] = {name: held[name] + tally for name, tally in each.tallies.items()}
    return {language: (count, sums[language]) for language, count in counts.most_common()}
