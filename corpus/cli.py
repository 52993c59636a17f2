"""The `casebook` command. Subcommands come from the entry-point group ``casebook.commands``, so nothing here imports upward."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.metadata import entry_points

import typer
from pydantic import ValidationError

from corpus.errors import CasebookError

QUIET = {
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Set before anything is imported: otherwise several libraries call home, and nothing here may."""


def build_app() -> typer.Typer:
    """The command line with the commands of every room."""
    app = typer.Typer(
        help="An archive of urban policy cases with search.", no_args_is_help=True, pretty_exceptions_enable=False
    )
    for entry in sorted(entry_points(group="casebook.commands"), key=lambda entry: entry.name):
        entry.load()(app)
    return app


def command_group(app: typer.Typer, name: str, help: str) -> typer.Typer:
    """The group of subcommands of that name, made if no room has made it yet: more than one room may add to it."""
    for group in app.registered_groups:
        if group.name == name and group.typer_instance:
            return group.typer_instance
    made = typer.Typer(help=help, no_args_is_help=True)
    # A callback keeps a subcommand one even where it is the only one.
    made.callback()(lambda: None)
    app.add_typer(made, name=name)
    return made


def main() -> None:
    """Run the command line."""
    run_command(lambda: build_app()())


def run_command(command: Callable[[], object]) -> None:
    """Run a command; an error that is meant for a person is one line on standard error, and the exit status is 1."""
    os.environ.update({name: value for name, value in QUIET.items() if name not in os.environ})
    try:
        command()
    except CasebookError as error:
        sys.exit(f"casebook: {error}")
    except ValidationError as error:
        sys.exit(f"casebook: {_setting_error(error)}")
    except KeyboardInterrupt:
        sys.exit("casebook: stopped; what was finished is kept")


def _setting_error(error: ValidationError) -> str:
    first = error.errors()[0]
    name = "CASEBOOK_" + "_".join(str(part) for part in first["loc"]).upper()
    return f"the setting {name} cannot be used: {first['msg']} (it is {first['input']!r})"
