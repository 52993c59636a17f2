"""The archive opened for work: catalogue, files, encoder and index together, owned by this process where the index is embedded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from corpus.settings import Settings
from index.build import Progress, reconcile
from index.catalogue import Catalogue, open_catalogue
from index.encoder import Encoder, open_encoder
from index.files import FileStore
from index.open import open_index
from index.owner import Owner, own
from index.passages import PassageIndex


@dataclass(frozen=True, slots=True)
class Archive:
    """Safe to share between threads; valid inside the block of `open_archive`."""

    settings: Settings
    catalogue: Catalogue
    files: FileStore
    encoder: Encoder
    index: PassageIndex
    owner: Owner | None
    """The card of this process; None where a Qdrant server holds the index and nobody needs to own it."""


@contextmanager
def open_archive(
    settings: Settings, command: str, url: str | None = None, progress: Progress = lambda _: None
) -> Iterator[Archive]:
    """Open everything, and make the index agree with the catalogue; whatever was opened is closed again, also on failure.

    `command` and `url` say to others who holds the archive; `progress` is told
    of passages that had to be embedded again. Unavailable when another process does, or when a part is missing.
    """
    with ExitStack() as opened:
        owner = None if settings.qdrant_url else opened.enter_context(own(settings.data_dir, command, url))
        catalogue = open_catalogue(settings.catalogue)
        opened.callback(catalogue.close)
        encoder = open_encoder(settings)
        index = open_index(settings, encoder)
        opened.callback(index.close)
        reconcile(catalogue, index, encoder, progress)
        yield Archive(settings, catalogue, FileStore(settings.files_dir), encoder, index, owner)
