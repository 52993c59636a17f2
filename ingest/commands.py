"""Commands that change what is in the archive: ``casebook ingest``, ``casebook watch`` and ``casebook remove``."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from corpus.errors import BadInput, Unavailable
from corpus.settings import Settings
from index.owner import Owner, current_owner
from ingest.check import commands as check
from ingest.following import follow, show
from ingest.jobs import commands as jobs_commands
from ingest.jobs.progress import Update, settled_update
from ingest.outcomes import Outcome, Result, print_outcomes

if TYPE_CHECKING:
    from ingest.jobs.runner import JobRunner
    from ingest.sources.contract import Item
    from ingest.sources.folders import Watch
    from ingest.sources.gather import Gathered

SOURCES_HELP = (
    "files and folders (a folder with a case.yaml is a case), a bulk file (.jsonl), addresses (https://...), "
    "lists of documents (sitemap:https://..., feed:https://..., oai:https://...)"
)


def ingest(
    sources: Annotated[list[str], typer.Argument(help=SOURCES_HELP)],
    prune: Annotated[bool, typer.Option(help="remove cases that came from these paths and are gone")] = False,
) -> None:
    """Put files, folders and what is found at addresses into the archive. Run again at any time; only what changed is done."""
    settings = Settings()
    gathered = _gathered(sources, settings)
    outcomes = ingest_paths(settings, gathered.paths, is_pruning=prune) if gathered.paths else []
    _print_refused(gathered.refused, Console())
    exit_on_failure(outcomes)
    if gathered.refused:
        raise typer.Exit(1)


def _gathered(sources: Sequence[str], settings: Settings) -> Gathered:
    # Imported here: only `ingest` needs the libraries for feeds and harvesting.
    from ingest.sources.gather import gather

    with Console().status("Looking for documents") as status:
        return gather(sources, settings, lambda item: status.update(f"Looking for documents: {escape(item.origin)}"))


def _print_refused(refused: Sequence[Item], console: Console) -> None:
    if refused:
        table = Table("could not be had", "reason", box=None, pad_edge=False, style="red")
        for item in refused:
            table.add_row(escape(item.origin), escape(item.reason or ""))
        console.print(table)


def watch(
    folders: Annotated[list[Path], typer.Argument(help="folders to watch, with what is in them already")],
    seconds: Annotated[float, typer.Option(min=0.1, help="time between two looks")] = 5.0,
) -> None:
    """Put whatever appears or changes in folders into the archive, once it has stopped growing. Ends with Ctrl-C."""
    from ingest.sources.folders import Watch

    settings = Settings()
    watched = Watch(folders)
    try:
        while True:
            if ready := watched.look():
                _ingest_ready(watched, ready, settings)
            time.sleep(seconds)
    except KeyboardInterrupt:
        typer.echo("casebook: no longer watching; what was finished is kept", err=True)


def _ingest_ready(watched: Watch, ready: Sequence[Path], settings: Settings) -> None:
    try:
        ingest_paths(settings, ready, is_quiet=True)
        watched.take(ready)
    except (BadInput, Unavailable) as error:
        # A file went away again, or another process holds the archive: the next look tries again.
        typer.echo(f"casebook: {error}", err=True)


def remove(cases: Annotated[list[str], typer.Argument(help="ids of cases")]) -> None:
    """Take cases out of the archive, with their passages; the files that were ingested stay where they are."""
    settings = Settings()
    owner = _serving(settings)
    console = Console()
    outcomes = show(_removal(settings, owner, cases), console)
    print_outcomes(outcomes, console)
    exit_on_failure(outcomes)


def exit_on_failure(outcomes: Iterable[Outcome]) -> None:
    """End the command with status 1 where a file failed."""
    if any(outcome.result is Result.failed for outcome in outcomes):
        raise typer.Exit(1)


def ingest_paths(
    settings: Settings, paths: Sequence[Path], *, is_pruning: bool = False, is_quiet: bool = False
) -> list[Outcome]:
    """Ingest here, or have the running API do it; prints progress and the table, nothing if quiet and nothing changed."""
    console = Console()
    outcomes = show(_ingestion(settings, paths, console, is_pruning=is_pruning), console)
    if not is_quiet or any(outcome.result is not Result.unchanged for outcome in outcomes):
        print_outcomes(outcomes, console)
    return outcomes


def retry_job(settings: Settings, job_id: str) -> list[Outcome]:
    """Do again what a job did not do, here or in the running API; prints progress and the table."""
    from ingest.handover import hand_over_retry

    console = Console()
    owner = _serving(settings)
    outcomes = show(hand_over_retry(owner, job_id) if owner else _retry(settings, job_id), console)
    print_outcomes(outcomes, console)
    return outcomes


def _ingestion(settings: Settings, paths: Sequence[Path], console: Console, *, is_pruning: bool) -> Iterator[Update]:
    # Imported here: nothing heavy is loaded when the API does the work, or when nothing changed.
    from ingest.handover import hand_over

    if owner := _serving(settings):
        yield from hand_over(owner, paths, is_pruning=is_pruning)
    elif settled := _settled(settings, paths, is_pruning=is_pruning):
        yield settled
    else:
        with _running(settings, "casebook ingest") as jobs:
            for cut_off in jobs.store.unfinished():
                console.print(f"Finishing job {cut_off}, which was cut off.")
                yield from (replace(update, outcomes=()) for update in follow(partial(jobs.store.update, cut_off)))
            yield from follow(partial(jobs.store.update, jobs.ingest(paths, is_pruning=is_pruning)))


def _settled(settings: Settings, paths: Sequence[Path], *, is_pruning: bool) -> Update | None:
    """What became of the paths where nothing is to be done, None where something is."""
    from index.catalogue import open_catalogue
    from ingest.jobs.store import opened_store
    from ingest.plan import plan_run

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with closing(open_catalogue(settings.catalogue)) as catalogue, opened_store(settings) as store:
        plan = plan_run(paths, catalogue, is_pruning=is_pruning, settings=settings)
        return None if plan.changed or plan.gone or store.unfinished() else settled_update(plan.settled)


def _removal(settings: Settings, owner: Owner | None, cases: Sequence[str]) -> Iterator[Update]:
    from ingest.handover import hand_over_removal

    if owner:
        yield from hand_over_removal(owner, cases)
        return
    with _running(settings, "casebook remove") as jobs:
        yield from follow(partial(jobs.store.update, jobs.remove(cases)))


def _retry(settings: Settings, job_id: str) -> Iterator[Update]:
    with _running(settings, "casebook jobs retry") as jobs:
        jobs.retry(job_id)
        yield from follow(partial(jobs.store.update, job_id))


@contextmanager
def _running(settings: Settings, command: str) -> Iterator[JobRunner]:
    """A runner of jobs on the archive, which this process owns meanwhile."""
    from index.archive import open_archive
    from index.commands import unpack_default_encoder
    from ingest.jobs.runner import open_runner

    unpack_default_encoder(settings)
    with open_archive(settings, command) as archive, open_runner(archive) as jobs:
        yield jobs


def _serving(settings: Settings) -> Owner | None:
    """The running API that owns the embedded index, None where there is none."""
    owner = None if settings.qdrant_url else current_owner(settings.data_dir)
    return owner if owner and owner.url else None


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("ingest")(ingest)
    app.command("watch")(watch)
    app.command("remove")(remove)
    jobs_commands.register(app)
    check.register(app)
