"""The years in which a policy began and ended, as proposals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.case import Guess
from ingest.proposals.reading import Reading, guess
from ingest.years import FoundYear, find_end_year, find_start_year, likely_start_years

MOST_STARTS = 3


def propose_dates(reading: Reading) -> Iterator[Guess]:
    """The likeliest years for the start, one far ahead where the document leaves little doubt; one for the end."""
    sentences = [statement.text for statement in reading.sentences]
    start = find_start_year(reading.title, sentences)
    end = find_end_year(reading.title, sentences, start.year if start else None)
    likely = [each for each in likely_start_years(reading.title, sentences) if not start or each.year != start.year]
    yield from _guesses("start_date", [*([start] if start else []), *likely][:MOST_STARTS], reading)
    yield from _guesses("end_date", [end] if end else [], reading)


def _guesses(field: str, years: Iterable[FoundYear], reading: Reading) -> Iterator[Guess]:
    for found in years:
        yield guess(field, str(found.year), found.confidence, reading.first(found.found_in), found.found_in)
