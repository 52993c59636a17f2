"""The user's own archive, opened to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.settings import Settings
from eval.beir.archive import SetArchive
from index.archive import open_archive
from index.search import search_in


@contextmanager
def own_archive(settings: Settings, command: str) -> Iterator[SetArchive]:
    """Its search, ready to be timed; cases go by their own ids. The index has one owner, so nothing else may have it open."""
    with open_archive(settings, command) as archive:
        engine = search_in(archive)
        engine.warm_up()
        yield SetArchive(archive, engine, {id: id for id in archive.catalogue.cases()})
