"""Commands that measure: ``casebook eval known``."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from corpus.settings import Settings


def known() -> None:
    """Ask the archive questions whose best case is known; prints reciprocal rank and first places for each leg and the search."""
    from eval.known_cases import evaluate, missed, read_questions
    from index.archive import open_archive
    from index.search import open_search

    questions = read_questions()
    with open_archive(Settings(), "casebook eval known") as archive:
        engine = open_search(archive.catalogue, archive.index, archive.encoder)
        table = Table("search", "questions", "asked", "MRR@10", "first")
        for variant, scores in evaluate(engine, questions).items():
            for kind, found in scores.items():
                numbers = f"{found.questions}", f"{found.reciprocal_rank:.3f}", f"{found.first:.3f}"
                table.add_row(variant, kind, *numbers)
        misses = missed(engine, questions)
    console = Console()
    console.print(table)
    for question, place, first in misses:
        console.print(escape(f"{place or 'not found'}: {question.query} -> {question.case} (first: {first})"))


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(help="Measurements.", no_args_is_help=True)
    group.command("known")(known)
    # A callback keeps `known` a subcommand although it is the only one.
    group.callback()(lambda: None)
    app.add_typer(group, name="eval")
