"""The years in which a policy began and ended, as proposals."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.case import Guess
from ingest.proposals.reading import Reading, guess
from ingest.years import FoundYear, find_end_year, find_start_year


def propose_dates(reading: Reading) -> Iterator[Guess]:
    """One year for the start and one for the end, where the document leaves little doubt."""
    sentences = [statement.text for statement in reading.sentences]
    start = find_start_year(reading.title, sentences)
    end = find_end_year(reading.title, sentences, start.year if start else None)
    yield from _guesses("start_date", start, reading)
    yield from _guesses("end_date", end, reading)


def _guesses(field: str, found: FoundYear | None, reading: Reading) -> Iterator[Guess]:
    if found:
        yield guess(field, str(found.year), found.confidence, reading.first(found.found_in), found.found_in)
