"""The archive as routes use it: what `index.archive` opens, with the search engine over it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from corpus.garbage import settle
from corpus.settings import Settings
from index import archive as opening
from index.catalogue import Catalogue
from index.files import FileStore
from index.past import PastArchives
from index.planning.excerpts import ExcerptStore
from index.search import SearchEngine, search_in
from index.search.answers.written import Writer, open_writer


@dataclass(frozen=True, slots=True)
class Archive:
    """Safe to share between threads; valid inside the block of `open_archive`."""

    settings: Settings
    catalogue: Catalogue
    files: FileStore
    engine: SearchEngine
    opened: opening.Archive
    """The whole of it, for work that other commands hand over."""
    past: PastArchives
    """What it was at older snapshots."""
    writer: Writer | None = None
    """The language model that may write from sentences; None where none is set up."""
    excerpts: ExcerptStore = field(default_factory=ExcerptStore)
    """What proposals of programmes have read of cases."""


@contextmanager
def open_archive(settings: Settings) -> Iterator[Archive]:
    """Open everything for as long as the block runs; a CasebookError says which part cannot be opened and why."""
    with opening.open_archive(settings, "casebook serve", settings.api) as opened:
        engine = search_in(opened)
        engine.warm_up()
        settle()
        with closing(PastArchives(opened, engine)) as past:
            writer = open_writer(settings, opened.encoder)
            yield Archive(settings, opened.catalogue, opened.files, engine, opened, past, writer)
