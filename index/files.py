"""Files of documents, kept by the SHA-256 of their content, so that the same file is stored once and is never overwritten."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import NotFound, Unavailable


def sha256_of(path: Path) -> str:
    """Hex digest of a file's content, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files named by content."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where the file with that content lies; NotFound where it was never put or has been lost."""
        place = self._place(sha256)
        if not place.is_file():
            raise NotFound(f"the file {sha256[:12]}… is not in {self.folder}; ingest its case again to bring it back")
        return place

    def put(self, source: Path) -> str:
        """Copy a file in and return its SHA-256. It appears whole or not at all; Unavailable when it cannot be written."""
        digest = sha256_of(source)
        place = self._place(digest)
        if place.is_file():
            return digest
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._copy(source, place)
        except OSError as failure:
            raise Unavailable(f"{source.name} cannot be stored in {self.folder}: {failure.strerror}") from failure
        return digest

    def remove(self, sha256: str) -> None:
        """Delete the file with that content, if it is there."""
        self._place(sha256).unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    @staticmethod
    def _copy(source: Path, place: Path) -> None:
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".incoming-")
        try:
            with os.fdopen(descriptor, "wb") as target, source.open("rb") as stream:
                shutil.copyfileobj(stream, target)
                target.flush()
                os.fsync(target.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
