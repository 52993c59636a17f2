"""Commands on the encoder and the index: ``casebook setup``, ``reindex`` and ``gaps``."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from corpus.errors import BadInput
from corpus.settings import DEFAULT_ENCODER, Settings


def setup() -> None:
    """Unpack the encoder that comes with the installation; nothing happens where that is done."""
    unpack_default_encoder(Settings())


def reindex() -> None:
    """Make the index anew from the catalogue: after a change of encoder, or when the index is lost or broken."""
    from index.archive import open_archive
    from index.owner import own

    settings = Settings()
    unpack_default_encoder(settings)
    if settings.qdrant_url:
        drop_server_index(settings)
    else:
        with own(settings.data_dir, "casebook reindex"):
            shutil.rmtree(settings.index_dir, ignore_errors=True)
    with Progress(console=Console(), transient=True) as progress:
        task = progress.add_task("Embedding passages", total=None)
        with open_archive(
            settings, "casebook reindex", progress=lambda done: progress.update(task, advance=done)
        ) as archive:
            passages = archive.index.count()
    typer.echo(f"The index holds {passages} passages, made with {settings.encoder}.")


def drop_server_index(settings: Settings) -> None:
    """Delete the collection on the Qdrant server."""
    from index.open import open_client

    client = open_client(settings)
    client.delete_collection(settings.qdrant_collection)
    client.close()


def gaps(
    as_json: Annotated[bool, typer.Option("--json", help="print them as JSON instead of a table")] = False,
    forget: Annotated[bool, typer.Option(help="delete them all, or those named")] = False,
    texts: Annotated[list[str] | None, typer.Argument(help="questions to forget, as they are listed")] = None,
) -> None:
    """List the questions that the archive had no good answer to, or forget them; works while Casebook runs."""
    from contextlib import closing

    from corpus.results import GapAnswer
    from index.catalogue import GapStore, open_catalogue

    if texts and not forget:
        raise BadInput("questions are named only to be forgotten; add --forget")
    with closing(open_catalogue(Settings().catalogue)) as catalogue:
        store = GapStore(catalogue.engine)
        if forget:
            typer.echo(f"{store.forget(texts or None)} forgotten.")
            return
        found = store.list()
    if as_json:
        typer.echo(TypeAdapter(tuple[GapAnswer, ...]).dump_json(found, indent=1).decode())
        return
    table = Table("asked", "last", "nearest", "question")
    for gap in found:
        table.add_row(str(gap.count), f"{gap.last_asked:%Y-%m-%d}", f"{gap.best_confidence:.3f}", escape(gap.text))
    Console().print(table)


def unpack_default_encoder(settings: Settings) -> None:
    """Unpack the default encoder where the settings name it; says each step on standard error, since it takes a minute."""
    if settings.encoder == DEFAULT_ENCODER:
        from index.unpack import unpack_encoder

        unpack_encoder(settings.models_dir, lambda line: typer.echo(line, err=True))


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("setup")(setup)
    app.command("reindex")(reindex)
    app.command("gaps")(gaps)
