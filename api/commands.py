"""Commands that start servers: ``casebook up`` and ``casebook serve``."""

from __future__ import annotations

import typer

from corpus.commands import CASES, case_folders
from corpus.settings import Settings


def up() -> None:
    """Fill the archive with the cases of `CASEBOOK_CASES_DIR` where needed, then start API and front end."""
    # Imported here: a command that is not run should not cost the loading of its libraries.
    from api.serve import check_ports, serve_both
    from ingest.commands import ingest_paths

    settings = Settings()
    check_ports(settings)
    ingest_paths(settings, case_folders(cases=settings.cases_dir or CASES), is_quiet=True)
    try:
        serve_both(settings, typer.echo)
    except KeyboardInterrupt:
        # How it is meant to end, so no error: `make` would report one.
        typer.echo("Casebook has stopped.")


def serve() -> None:
    """Start the API alone."""
    from api.serve import serve_api

    serve_api(Settings())


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("up")(up)
    app.command("serve")(serve)
