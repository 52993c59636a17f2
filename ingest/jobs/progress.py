"""How far a job is, as the command line and the API show it; nothing heavy is imported here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.outcomes import Outcome

FIRST_ESTIMATE = 0.02
"""Share of the work after which the seconds left are estimated; before, starting up weighs too much."""


class JobState(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"
    """Carried out to the end; single files may have failed, which their outcomes say."""
    cancelled = "cancelled"
    failed = "failed"
    """Not carried out; `error` says why."""


FINISHED = frozenset({JobState.done, JobState.cancelled, JobState.failed})


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as it stands. Numbers of pages and passages grow while files are read: they count what is known so far."""

    id: str
    kind: str
    """ingest or remove."""
    state: JobState
    created: dt.datetime
    """UTC."""
    files: int
    """Files (or cases to remove) in all, 0 until the job has looked at what there is to do."""
    files_done: int
    failed: int
    pages: int
    passages: int
    passages_done: int
    seconds_left: int | None
    """None while there is nothing to estimate from, and where nothing is left."""
    error: str | None

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED


@dataclass(frozen=True, slots=True)
class Update:
    """What became known of a job since it was asked before."""

    progress: Progress
    outcomes: Sequence[Outcome]


def seconds_left(elapsed: float, share: float) -> int | None:
    """Seconds until the whole is done, if the rest goes on as fast as the share (0 to 1) that took `elapsed` seconds."""
    if share < FIRST_ESTIMATE or share >= 1:
        return None
    return round(elapsed * (1 - share) / share)


def settled_update(outcomes: Sequence[Outcome]) -> Update:
    """The update of a run that had nothing to do, for which no job is written down."""
    now = dt.datetime.now(dt.UTC)
    return Update(
        Progress("", "ingest", JobState.done, now, len(outcomes), len(outcomes), 0, 0, 0, 0, None, None), outcomes
    )
