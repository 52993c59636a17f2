"""Commands that change what is in the archive: ``casebook ingest`` and ``casebook remove``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from corpus.settings import Settings
from index.owner import Owner, current_owner
from ingest.check import commands as check
from ingest.outcomes import Outcome, Result, print_outcomes

Outcomes = Iterable[tuple[Outcome, int]]
"""Outcomes as they become known, each with the number of files in all."""


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="files and folders; a folder with a case.yaml is a case")],
    prune: Annotated[bool, typer.Option(help="remove cases that came from these paths and are gone")] = False,
) -> None:
    """Put files and folders into the archive. Run again whenever they change; only what changed is done."""
    _exit_on_failure(ingest_paths(Settings(), paths, is_pruning=prune))


def remove(cases: Annotated[list[str], typer.Argument(help="ids of cases")]) -> None:
    """Take cases out of the archive, with their passages; the files that were ingested stay where they are."""
    settings = Settings()
    owner = _serving(settings)
    console = Console()
    outcomes = _shown(_removal(settings, owner, cases), console)
    print_outcomes(outcomes, console)
    _exit_on_failure(outcomes)


def _exit_on_failure(outcomes: Iterable[Outcome]) -> None:
    if any(outcome.result is Result.failed for outcome in outcomes):
        raise typer.Exit(1)


def ingest_paths(
    settings: Settings, paths: Sequence[Path], *, is_pruning: bool = False, is_quiet: bool = False
) -> list[Outcome]:
    """Ingest here, or have the running API do it; prints progress and the table, nothing if quiet and nothing changed."""
    console = Console()
    outcomes = _shown(_ingestion(settings, paths, is_pruning=is_pruning), console)
    if not is_quiet or any(outcome.result is not Result.unchanged for outcome in outcomes):
        print_outcomes(outcomes, console)
    return outcomes


def _ingestion(settings: Settings, paths: Sequence[Path], *, is_pruning: bool) -> Outcomes:
    # Imported here: nothing heavy is loaded when the API does the work, or when nothing changed.
    from index.catalogue import open_catalogue
    from ingest.handover import hand_over
    from ingest.plan import plan_run

    if owner := _serving(settings):
        yield from hand_over(owner, paths, is_pruning=is_pruning)
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    catalogue = open_catalogue(settings.catalogue)
    try:
        plan = plan_run(paths, catalogue, is_pruning=is_pruning)
    finally:
        catalogue.close()
    yield from ((outcome, len(plan.settled)) for outcome in plan.settled)
    if plan.changed or plan.gone:
        from index.archive import open_archive
        from index.commands import unpack_default_encoder
        from ingest.run import carry_out, count_files

        unpack_default_encoder(settings)
        total = len(plan.settled) + count_files(plan)
        with open_archive(settings, "casebook ingest") as archive:
            yield from ((outcome, total) for outcome in carry_out(plan, archive))


def _removal(settings: Settings, owner: Owner | None, cases: Sequence[str]) -> Outcomes:
    from index.archive import open_archive
    from ingest.handover import hand_over_removal
    from ingest.run import remove_cases

    if owner:
        yield from hand_over_removal(owner, cases)
        return
    with open_archive(settings, "casebook remove") as archive:
        yield from ((outcome, len(cases)) for outcome in remove_cases(archive, cases))


def _serving(settings: Settings) -> Owner | None:
    """The running API that owns the embedded index, None where there is none."""
    owner = None if settings.qdrant_url else current_owner(settings.data_dir)
    return owner if owner and owner.url else None


def _shown(outcomes: Outcomes, console: Console) -> list[Outcome]:
    """All outcomes, with a progress bar while they come in."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Reading files", total=None)
        return list(_followed(outcomes, progress, task))


def _followed(outcomes: Outcomes, progress: Progress, task: int) -> Iterator[Outcome]:
    for outcome, total in outcomes:
        description = f"{outcome.passages} passages from {outcome.path.name}" if outcome.passages else "Reading files"
        progress.update(task, total=total, advance=1, description=description)  # type: ignore[arg-type]
        yield outcome


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("ingest")(ingest)
    app.command("remove")(remove)
    check.register(app)
