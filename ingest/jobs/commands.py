"""Commands for what is under way: ``casebook jobs``, ``casebook jobs cancel`` and ``casebook jobs retry``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from corpus.settings import Settings
from ingest.following import progress_table

JobId = Annotated[str, typer.Argument(help="id of a job, as `casebook jobs` lists it")]

jobs_app = typer.Typer(help="List what is being ingested and was, cancel it, or try again what failed.")


@jobs_app.callback(invoke_without_command=True)
def list_jobs(context: typer.Context) -> None:
    """List what is being ingested and was, newest first; cancel it, or try again what failed."""
    from ingest.jobs.store import opened_store

    if context.invoked_subcommand:
        return
    with opened_store(Settings()) as store:
        jobs = store.jobs()
    Console().print(progress_table(jobs) if jobs else "No jobs yet; `casebook ingest` makes one.")


@jobs_app.command()
def cancel(job: JobId) -> None:
    """Stop a job before its next step. What it has published stays."""
    from ingest.jobs.store import opened_store

    with opened_store(Settings()) as store:
        store.cancel(job)
    typer.echo(f"Job {job} stops before its next step; what is published stays.")


@jobs_app.command()
def retry(job: JobId) -> None:
    """Try again the files of a job that failed, waited or were cancelled."""
    from ingest.commands import exit_on_failure, retry_job

    exit_on_failure(retry_job(Settings(), job))


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(jobs_app, name="jobs")
