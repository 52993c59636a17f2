"""What a case must keep to be worth reading: rules on its record and on its documents, each yielding a sentence for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from corpus.case import Case, Check
from corpus.numbers import states
from index.files import sha256_of
from ingest.check.files import ReadFile
from ingest.languages import document_language

FEWEST_WORDS, MOST_WORDS = 600, 1_500
"""Words of a document for an official with ten minutes."""
REPORT_PAGES = 30
"""From so many pages a document is a report for those who have more time."""
FEWEST_CONFIRMED, FEWEST_QUESTIONS, LEAST_COMPLETE = 2, 3, 0.75
SECTIONS = (
    "challenge", "objectives", "solution", "implementation", "cost", "results", "success", "failure", "lessons", "sources",
)  # fmt: skip

# On the record --------------------------------------------------------------------------------------------------------


def _is_titled(case: Case) -> Iterator[str]:
    for name, text in (("title", case.title), ("abstract", case.abstract)):
        for language in sorted({case.original_language, "en"} - set(text)):
            yield f"{name}: has no text in {language}"


def _is_complete(case: Case) -> Iterator[str]:
    missing = [
        name for name in ("verdict", "stage", "licence", "rights_holder", "last_verified") if not getattr(case, name)
    ]
    if missing:
        yield f"{', '.join(missing)}: must be there in a published case"
    if case.completeness < LEAST_COMPLETE:
        yield f"only {case.completeness:.0%} of the record is filled; {LEAST_COMPLETE:.0%} is the least"


def _has_evidence(case: Case) -> Iterator[str]:
    confirmed = [figure for figure in case.figures if figure.check is Check.confirmed]
    if len(confirmed) < FEWEST_CONFIRMED:
        yield f"rests on {len(confirmed)} confirmed figures; {FEWEST_CONFIRMED} are the least"
    sources = {source.id: source for source in case.sources}
    for source in dict.fromkeys(figure.source for figure in confirmed):
        if not (sources[source].url and sources[source].checked):
            yield f"sources {source}: confirms a figure, so it needs a url and what was checked"


def _is_teachable(case: Case) -> Iterator[str]:
    if len(case.learning.questions) < FEWEST_QUESTIONS:
        yield f"learning: has {len(case.learning.questions)} questions; {FEWEST_QUESTIONS} are the least"
    if not case.learning.objectives:
        yield "learning: has no objectives"


def _is_in_order(case: Case) -> Iterator[str]:
    """Dates as far as both are given: '2004' and '2004-07' agree."""
    verified = case.last_verified or date.today().isoformat()
    spans = [
        ("start_date", case.start_date, "end_date", case.end_date),
        ("last_verified", verified, "today", date.today().isoformat()),
    ]
    for source in case.sources:
        spans.append(
            (f"sources {source.id}: year", str(source.year) if source.year else None, "accessed", source.accessed)
        )
        spans.append((f"sources {source.id}: accessed", source.accessed, "last_verified", verified))
    for earlier, first, later, second in spans:
        if first and second and first[: len(second)] > second[: len(first)]:
            yield f"{earlier} ({first}) is after {later} ({second})"


RECORD_RULES: Sequence[Callable[[Case], Iterator[str]]] = (
    _is_titled,
    _is_complete,
    _has_evidence,
    _is_teachable,
    _is_in_order,
)

# On each document -----------------------------------------------------------------------------------------------------


def _is_the_listed_file(read: ReadFile, _case: Case) -> Iterator[str]:
    if read.record.sha256 != sha256_of(read.path):
        yield "is not the file that the record lists (SHA-256): run `casebook corpus build`"
    if read.record.pages is not None and read.record.pages != read.pages:
        yield f"has {read.pages} pages, the record says {read.record.pages}"
    if read.record.made_from and not (read.path.parent / read.record.made_from).is_file():
        yield f"its source {read.record.made_from} is not there"


def _is_in_its_language(read: ReadFile, _case: Case) -> Iterator[str]:
    found = document_language([read.text])
    if found != read.record.language.partition("-")[0]:
        yield f"reads as {found}, the record says {read.record.language}"


def _is_of_good_length(read: ReadFile, _case: Case) -> Iterator[str]:
    most = MOST_WORDS if (read.pages or 0) < REPORT_PAGES else None
    if read.words < FEWEST_WORDS or (most and read.words > most):
        yield f"has about {read.words:,} words; {FEWEST_WORDS} to {MOST_WORDS:,} is what is read"


def _has_its_sections(read: ReadFile, _case: Case) -> Iterator[str]:
    if missing := [section for section in SECTIONS if section not in read.sections]:
        yield f"has no section on {', '.join(missing)}"


def _states_the_figures(read: ReadFile, case: Case) -> Iterator[str]:
    for outcome in case.outcomes:
        for value in (outcome.baseline, outcome.value):
            if value and not states(read.numbers, value):
                yield f"does not state {value:,g} ({outcome.indicator.get('en') or next(iter(outcome.indicator.values()))})"


DOCUMENT_RULES: Sequence[Callable[[ReadFile, Case], Iterator[str]]] = (
    _is_the_listed_file,
    _is_in_its_language,
    _is_of_good_length,
    _has_its_sections,
    _states_the_figures,
)


def unlisted_files(folder: Path, case: Case) -> Iterator[str]:
    """Files beside the record that nothing lists: they would be shipped and never archived."""
    listed = {"case.yaml", *(document.file for document in case.documents)}
    sources = {document.made_from for document in case.documents}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in listed | sources:
            yield f"{name} lies in the folder, and the record does not list it"
