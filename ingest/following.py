"""Following jobs on the terminal: a live table while they run, and all outcomes at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.live import Live
from rich.table import Table

from corpus.errors import Unavailable
from ingest.jobs.progress import JobState, Progress, Update
from ingest.outcomes import Outcome

POLL_SECONDS = 0.25

Ask = Callable[[int], tuple[Update, int]]
"""What became known of a job after a number, and the number to ask with next: as `ingest.jobs.store.JobStore.update`."""


def follow(ask: Ask) -> Iterator[Update]:
    """A job's updates until it has ended; Unavailable with its reason where it could not be carried out."""
    after = 0
    while True:
        update, after = ask(after)
        yield update
        if update.progress.state is JobState.failed:
            raise Unavailable(update.progress.error or "the job could not be carried out")
        if update.progress.is_finished:
            return
        time.sleep(POLL_SECONDS)


def show(updates: Iterable[Update], console: Console) -> list[Outcome]:
    """All outcomes, with a live table while they come in; it vanishes at the end, and a redirected output never has it."""
    outcomes: list[Outcome] = []
    with Live(console=console, transient=True, refresh_per_second=4) as live:
        for update in updates:
            outcomes += update.outcomes
            if console.is_terminal:
                live.update(progress_table([update.progress]))
    return outcomes


def progress_table(jobs: Iterable[Progress]) -> Table:
    """One line for each job: files, pages and passages, done and in all as far as known, and the time left."""
    table = Table("job", "state", "files", "failed", "pages", "passages", "time left", box=None, pad_edge=False)
    for column in table.columns[2:]:
        column.justify = "right"
    for job in jobs:
        table.add_row(
            job.id,
            job.state,
            f"{job.files_done} of {job.files}" if job.files else "looking",
            str(job.failed),
            str(job.pages),
            f"{job.passages_done} of {job.passages}",
            duration(job.seconds_left),
        )
    return table


def duration(seconds: int | None) -> str:
    """As a person says it, to the minute from two minutes on; empty where it is not known."""
    if seconds is None:
        return ""
    if seconds < 120:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
