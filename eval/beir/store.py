"""Where the archive of a collection lies: in a temporary folder, or kept for the next run in a folder that the user names."""

from __future__ import annotations

import contextlib
import hashlib
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import corpus
import index
import ingest
from corpus.settings import DEFAULT_ENCODER, Settings
from eval.beir.collection import SetDocument
from index.unpack import read_stamp

PREFIX = "casebook-beir-"
COMPLETE = "complete"
"""Empty file in the folder of an archive that holds the whole collection."""

MAKERS = ((corpus, "passage.py"), (ingest, "**/*"), (index, "*"), (index, "catalogue/**/*"))
"""Packages, and what in them decides which passages there are and what is stored of them. The search is not among it."""


@contextmanager
def archive_folder(cache: Path | None, key: str, models: Path) -> Iterator[Path]:
    """A data directory with the models in it, empty unless `cache` has that of the key.

    Where the block marks it as complete and there is a cache, it is kept; anything else is gone afterwards, also when the process
    is told to end.
    """
    kept = cache / key if cache else None
    if kept and (kept / COMPLETE).exists():
        _link(kept, models)
        yield kept
        return
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    with _ending_in_order(), tempfile.TemporaryDirectory(prefix=PREFIX, dir=cache) as name:
        folder = Path(name)
        _link(folder, models)
        try:
            yield folder
        finally:
            if kept and (folder / COMPLETE).exists():
                # Another run may have been first; its archive is as good.
                with contextlib.suppress(OSError):
                    folder.rename(kept)


def cache_key(documents: Mapping[str, SetDocument], settings: Settings) -> str:
    """Hexadecimal digest of all that the archive is made of: documents in order, encoder, and the code that makes passages of them."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (
        *_encoder(settings),
        *(f"{name}\0{d.title}\0{d.text}" for name, d in documents.items()),
    ):
        digest.update(part.encode() + b"\0\0")
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _encoder(settings: Settings) -> tuple[str, ...]:
    stamp = read_stamp(settings.models_dir / DEFAULT_ENCODER) if settings.encoder == DEFAULT_ENCODER else None
    return (settings.encoder, settings.encoder_backend, *(sorted(map(str, stamp.items())) if stamp else ()))


def _sources() -> Iterator[Path]:
    for package, pattern in MAKERS:
        folder = Path(str(package.__file__)).parent
        yield from sorted(path for path in folder.glob(pattern) if path.suffix in {".py", ".yaml"})


def _link(folder: Path, models: Path) -> None:
    link = folder / "models"
    link.unlink(missing_ok=True)
    link.symlink_to(models.resolve())


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Make the signal that `timeout` and service managers send leave through the `finally` blocks, as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit("casebook: stopped; nothing is left behind"))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
