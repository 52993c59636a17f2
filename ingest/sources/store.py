"""Where fetched files are kept, each with a note of where it came from and what the server said of its version.

``<data directory>/fetched/<host>/<digits of the address>/<name>``: the path is the file's identity in the archive, so the same
address gives the same case in every run. The note lies beside the file and is written last: a file without one is fetched anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import Unavailable
from ingest.sources.contract import Item, Known

NOTE = ".note.json"
STATE = ".state.json"
_HOST = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of a fetched file."""

    origin: str
    source: str
    """The source that brought it, as it was given to the command; the address itself for a single one."""
    name: str
    sha256: str
    checked: str
    """When the server was last asked for it, ISO 8601 in UTC."""
    known: Known


@dataclass(frozen=True, slots=True)
class FetchedStore:
    """The folder of fetched files. Raises Unavailable where it cannot be written."""

    folder: Path

    def place(self, host: str, origin: str) -> Path:
        """The folder of one origin."""
        digits = hashlib.sha256(origin.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return self.folder / (_HOST.sub("_", host.lower()).strip("._") or "_") / digits

    def note(self, place: Path) -> Note | None:
        """The note of a place, None where its file or the note is missing or was never finished."""
        note = _read_note(place / NOTE)
        return note if note and (place / note.name).is_file() else None

    def notes_of(self, source: str) -> Iterator[tuple[Path, Note]]:
        """Everything that a source brought so far, from whatever host, with its place."""
        for path in sorted(self.folder.glob(f"*/*/{NOTE}")):
            note = self.note(path.parent)
            if note and note.source == source:
                yield path.parent, note

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """A new empty file to write to, deleted at the end unless it was kept."""
        with _written():
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".incoming-")
            os.close(descriptor)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def keep(self, place: Path, incoming: Path, note: Note) -> Item:
        """Put a file in its place, then its note; a former name is kept if the ending fits, so that the path stays."""
        before = self.note(place)
        name = before.name if before and Path(before.name).suffix == Path(note.name).suffix else note.name
        with _written():
            place.mkdir(parents=True, exist_ok=True)
            incoming.replace(place / name)
            for other in place.iterdir():
                if other.name not in {name, NOTE}:
                    other.unlink()
        return self.write_note(place, replace(note, name=name))

    def write_note(self, place: Path, note: Note) -> Item:
        """Write the note of a place that has its file, whole or not at all, and return the item."""
        write_json(place / NOTE, asdict(note))
        return self.item(place, note)

    def keep_text(self, place: Path, text: str, note: Note) -> Item:
        """Put a text in its place; nothing is written where it is the same as before."""
        before = self.note(place)
        data = text.encode("utf-8", "replace")
        digest = hashlib.sha256(data).hexdigest()
        if before and before.sha256 == digest and before.known == note.known:
            return self.item(place, before)
        with self.incoming() as incoming:
            with _written():
                incoming.write_bytes(data)
            return self.keep(place, incoming, replace(note, sha256=digest))

    @staticmethod
    def item(place: Path, note: Note) -> Item:
        return Item(note.origin, place / note.name, known=note.known)


def known_of(path: Path) -> Known | None:
    """What the source said of a fetched file, for a draft of its case; None for a file that was not fetched."""
    note = _read_note(path.parent / NOTE)
    return note.known if note and note.name == path.name else None


def now() -> str:
    """The time in UTC, ISO 8601 to the microsecond: text that sorts as time does."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, empty where it is missing or damaged: it only saves work, and is then made anew."""
    try:
        held = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a file whole or not at all."""
    with _written():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(value, indent=1), "utf-8")
        draft.replace(path)


def _read_note(path: Path) -> Note | None:
    held = read_json(path)
    try:
        known = Known(**held.pop("known"))
        metadata = {name: tuple(said) if isinstance(said, list) else said for name, said in known.metadata.items()}
        return Note(**held, known=replace(known, metadata=metadata))
    except (KeyError, TypeError, AttributeError):
        return None


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise Unavailable(f"a fetched file cannot be stored in the data directory: {failure.strerror}") from failure
