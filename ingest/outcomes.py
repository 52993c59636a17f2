"""What became of each file of a run, and the table that a person reads at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table


class Result(StrEnum):
    added = "added"
    updated = "updated"
    unchanged = "unchanged"
    removed = "removed"
    waiting = "waiting"
    """Nothing is wrong with the file; it can be read once a program is installed, which its reason names."""
    duplicate = "duplicate"
    """The archive has a document with the same content; its reason names case and file."""
    cancelled = "cancelled"
    """Its job was cancelled before its turn came."""
    failed = "failed"


NOT_DONE = frozenset({Result.failed, Result.waiting, Result.cancelled})
"""What retrying a job tries again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, or of a folder whose record could not be read."""

    path: Path
    result: Result
    case_id: str | None = None
    passages: int = 0
    reason: str | None = None
    """Why it failed or waits, or what is to be known of it although it was taken: sentences for a person."""


STYLES = {
    Result.failed: "red",
    Result.waiting: "yellow",
    Result.added: "green",
    Result.updated: "green",
    Result.removed: "yellow",
    Result.cancelled: "yellow",
}

COUNTED: Mapping[Result, str] = {
    Result.unchanged: "skipped (unchanged)",
    Result.duplicate: "duplicates",
    Result.removed: "removed",
    Result.cancelled: "cancelled",
    Result.waiting: "waiting",
    Result.failed: "failed",
}
"""Columns of the totals after files, cases and passages; nobody misses the rarer ones where they count nothing."""
RARE = frozenset({Result.duplicate, Result.cancelled})


def print_outcomes(outcomes: Iterable[Outcome], console: Console) -> None:
    """Print one line for each file that was not left alone, then the totals: files, cases, passages, skipped, failed and why."""
    held = list(outcomes)
    told = [outcome for outcome in held if outcome.result is not Result.unchanged]
    if told:
        console.print(_lines(told))
    console.print(_totals(held))


def _lines(outcomes: list[Outcome]) -> Table:
    table = Table("file", "case", "passages", "outcome", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for outcome in outcomes:
        said = outcome.result.value + (f": {outcome.reason}" if outcome.reason else "")
        style = STYLES.get(outcome.result, "")
        count = str(outcome.passages) if outcome.passages else ""
        table.add_row(escape(outcome.path.name), escape(outcome.case_id or ""), count, escape(said), style=style)
    return table


def _totals(outcomes: list[Outcome]) -> Table:
    results = Counter(outcome.result for outcome in outcomes)
    done = [outcome for outcome in outcomes if outcome.result in {Result.added, Result.updated}]
    shown = [result for result in COUNTED if results[result] or result not in RARE]
    table = Table("files", "cases", "passages", *(COUNTED[result] for result in shown))
    table.add_row(
        str(len(outcomes)),
        str(len({outcome.case_id for outcome in done if outcome.case_id})),
        str(sum(outcome.passages for outcome in done)),
        *(str(results[result]) for result in shown),
    )
    return table
