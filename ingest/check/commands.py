"""Commands on the shipped cases that read them as ingestion does: ``casebook corpus check`` and ``casebook corpus stats``."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from corpus.cli import command_group
from corpus.commands import case_folders


def check(names: Annotated[list[str] | None, typer.Argument(help="ids of cases; all if none is given")] = None) -> None:
    """Check the shipped cases: records, files, languages, figures, links, near-duplicates. Exits with 1 if anything is wrong."""
    from ingest.check import check_corpus

    report = check_corpus(case_folders(), {folder.name for folder in case_folders(names)})
    Console().print(report.to_table())
    if report.faults:
        raise typer.Exit(1)


def stats(
    as_json: Annotated[bool, typer.Option("--json", help="print the figures as JSON")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="print the table of the README")] = False,
) -> None:
    """What the shipped corpus holds: cases by topic, region, language, format, verdict; outcomes by evidence; confirmed figures."""
    from corpus.statistics import statistics_of, to_json, to_markdown, to_table
    from ingest.records import read_case

    found = statistics_of([read_case(folder, is_ours=True) for folder in case_folders()])
    if as_json or as_markdown:
        typer.echo(to_json(found) if as_json else to_markdown(found))
    else:
        Console().print(to_table(found))


def register(app: typer.Typer) -> None:
    """Add these commands to those on the corpus."""
    corpus = command_group(app, "corpus", "The shipped cases.")
    corpus.command("check")(check)
    corpus.command("stats")(stats)
