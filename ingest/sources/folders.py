"""Files and folders of this machine as a source, and folders that are watched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import BadInput
from ingest.records import RECORD_FILE
from ingest.sources.contract import Item


@dataclass(frozen=True, slots=True)
class PathSource:
    """A file, a folder of files, or the folder of a case; ingestion itself looks into folders."""

    path: Path

    def items(self) -> Iterator[Item]:
        """The path as one item; BadInput where there is nothing."""
        if not self.path.exists():
            raise BadInput(f"there is no file or folder {self.path}")
        yield Item(str(self.path.resolve()), self.path)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file is written: time of the last change in nanoseconds, and size in bytes."""

    changed: int
    size: int


@dataclass
class Watch:
    """Folders looked at again and again: asking costs a look at every file, but serves network drives too, which tell nothing.

    A file is ready when two looks in a row found it the same, so that one that is still being copied is left alone.
    """

    folders: Sequence[Path]
    _seen: dict[Path, Stamp] = field(default_factory=dict, init=False)
    _taken: dict[Path, Stamp] = field(default_factory=dict, init=False)

    def look(self) -> list[Path]:
        """Files that are new or changed and have stopped growing; of a case with a record its folder, once all in it is still."""
        found = _stamps(self.folders)
        growing = {_whole(path) for path, stamp in found.items() if self._seen.get(path) != stamp}
        self._seen = found
        changed = (path for path, stamp in found.items() if self._taken.get(path) != stamp)
        return sorted({_whole(path) for path in changed} - growing)

    def take(self, ready: Iterable[Path]) -> None:
        """Say that these were ingested, so that they are ready again only when they change."""
        wholes = set(ready)
        self._taken |= {path: stamp for path, stamp in self._seen.items() if _whole(path) in wholes}


def _stamps(folders: Iterable[Path]) -> dict[Path, Stamp]:
    return {path: stamp for folder in folders for path in _files(folder) if (stamp := _stamp(path))}


def _files(folder: Path) -> Iterator[Path]:
    """Files below a folder; hidden ones are passed over, which unfinished copies often are."""
    if not folder.is_dir():
        raise BadInput(f"there is no folder {folder} to watch")
    for path in folder.resolve().rglob("*"):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder.resolve()).parts):
            yield path


def _stamp(path: Path) -> Stamp | None:
    try:
        state = path.stat()
    except OSError:
        # It went away between the listing and the look.
        return None
    return Stamp(state.st_mtime_ns, state.st_size)


def _whole(path: Path) -> Path:
    """The folder of the case that a file belongs to, or the file itself."""
    return path.parent if (path.parent / RECORD_FILE).is_file() else path
