"""Commands that need the corpus only: ``casebook corpus build`` and ``casebook settings``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpus.cli import command_group
from corpus.errors import NotFound
from corpus.settings import settings_table

CASES = Path(__file__).parent / "cases"
"""Folder of the shipped cases, one folder a case."""


def case_folders(names: list[str] | None = None, cases: Path = CASES) -> list[Path]:
    """Folders of the named cases, of all where none is named; NotFound for a name that is not there."""
    found = {file.parent.name: file.parent for file in sorted(cases.glob("*/case.yaml"))}
    if unknown := sorted(set(names or ()) - set(found)):
        raise NotFound(f"no such case in {cases.name}/: {', '.join(unknown)}")
    return [found[name] for name in names] if names else list(found.values())


def build(names: Annotated[list[str] | None, typer.Argument(help="ids of cases; all if none is given")] = None) -> None:
    """Make the documents of shipped cases from their sources. Korean PDFs need Debian's fonts-noto-cjk."""
    # Imported here because the renderers are large and only this command needs them.
    from corpus.build import build_case

    for folder in case_folders(names):
        changed = build_case(folder)
        typer.echo(f"{folder.name}: {', '.join(changed) or 'nothing changed'}")


def settings() -> None:
    """Print every setting with its default and meaning, as the README has it."""
    typer.echo(settings_table())


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("settings")(settings)
    corpus = command_group(app, "corpus", "The shipped cases.")
    corpus.command("build")(build)
