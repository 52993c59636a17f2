"""Readings kept on disk between the steps of a job, so that what was parsed before a kill need not be parsed again."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.run import Reading

_READING = TypeAdapter(Reading)


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder with one file for each entry that is on its way."""

    folder: Path

    def write(self, key: str, reading: Reading) -> None:
        """Keep a reading until it is dropped; it appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self._place(key).with_suffix(".new")
        with fresh.open("wb") as stream:
            stream.write(_READING.dump_json(reading))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self._place(key))

    def read(self, key: str) -> Reading | None:
        """None where it was never kept, or by a version of Casebook that wrote it in another form: then it is read afresh."""
        try:
            return _READING.validate_json(self._place(key).read_bytes())
        except (OSError, ValidationError):
            return None

    def drop(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()}.json"
