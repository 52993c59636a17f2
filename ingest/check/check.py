"""Checking case folders one by one and together, and the table that tells what was found."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Group
from rich.markup import escape
from rich.table import Table

from corpus.case import Case, Check
from corpus.errors import BadInput
from ingest.check.across import link_faults, near_duplicates
from ingest.check.files import ReadFile, read_files
from ingest.check.rules import DOCUMENT_RULES, RECORD_RULES, unlisted_files
from ingest.records import read_case


@dataclass(frozen=True)
class CaseReport:
    """One folder: its record where it can be read, its documents, and a sentence for each fault."""

    id: str
    case: Case | None
    files: tuple[ReadFile, ...]
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CorpusReport:
    cases: tuple[CaseReport, ...]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Case id and sentence, in the order of the cases."""
        return [(report.id, fault) for report in self.cases for fault in report.faults]

    def to_table(self) -> Group:
        """A line for each case, then the faults."""
        table = Table("case", "words", "figures", "confirmed", "complete", "faults", box=None, pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        for report in self.cases:
            table.add_row(*map(escape, _row(report)), style="red" if report.faults else "")
        faults = "\n".join(f"{escape(id)}: {escape(fault)}" for id, fault in self.faults)
        return Group(table, "", faults or f"{len(self.cases)} cases, no faults.")


def check_corpus(folders: Sequence[Path], names: Collection[str] | None = None) -> CorpusReport:
    """Check the folders as one corpus, in which links must come back; of all, or of the named cases, also what their files say.

    Takes about half a second a document.
    """
    records = {folder.name: _record(folder) for folder in folders}
    cases = {name: case for name, case in records.items() if isinstance(case, Case)}
    chosen = [folder for folder in folders if names is None or folder.name in names]
    # Files are parsed in child processes, so threads are enough to keep every core at it.
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as readers:
        reports = {r.id: r for r in readers.map(lambda folder: _check_case(folder, records[folder.name]), chosen)}
    files = [(name, read) for name, report in reports.items() for read in report.files]
    for name, fault in (*link_faults(cases), *near_duplicates(files)):
        if name in reports:
            reports[name].faults.append(fault)
    return CorpusReport(tuple(reports.values()))


def _record(folder: Path) -> Case | str:
    try:
        return read_case(folder, is_ours=True)
    except BadInput as error:
        return str(error)


def _check_case(folder: Path, case: Case | str) -> CaseReport:
    if isinstance(case, str):
        return CaseReport(folder.name, None, (), [case])
    read = list(read_files(folder, case.documents))
    files = tuple(item for item in read if isinstance(item, ReadFile))
    unread = [item for item in read if isinstance(item, str)]
    return CaseReport(case.id, case, files, [*unread, *_faults(folder, case, files)])


def _faults(folder: Path, case: Case, files: Sequence[ReadFile]) -> Iterator[str]:
    if case.id != folder.name:
        yield f"its id is {case.id}, its folder {folder.name}"
    for rule in RECORD_RULES:
        yield from rule(case)
    yield from unlisted_files(folder, case)
    for read in files:
        for document_rule in DOCUMENT_RULES:
            yield from (f"{read.record.file} {fault}" for fault in document_rule(read, case))


def _row(report: CaseReport) -> tuple[str, ...]:
    case = report.case
    figures = case.figures if case else ()
    return (
        report.id,
        ", ".join(f"{read.words:,}" for read in report.files),
        str(len(figures)),
        str(sum(figure.check is Check.confirmed for figure in figures)),
        f"{case.completeness:.0%}" if case else "",
        str(len(report.faults) or ""),
    )
